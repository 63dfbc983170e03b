"""What a reader told, as it stands in a transcript."""

from __future__ import annotations

from drivers.api import (
    CardEvent,
    CardPresent,
    CardRefused,
    CardRemoved,
    ReaderError,
    ReaderRestarted,
    ReaderRestarting,
    SimRead,
    SimRefused,
    SimRemoved,
)
from drivers.card.read import CardRead
from drivers.transcripts.steps import Told

__all__ = ["LOST", "VERDICT_FACTS", "told_of", "verdict_of"]

LOST = "reader_lost"

VERDICT_FACTS = ("kind", "warnings", "reason", "tries", "unreadable", "code")
"""The facts of a verdict; all others are of somebody."""

_NAMES: dict[type[object], str] = {
    CardRead: "card_read",
    CardRefused: "card_refused",
    CardRemoved: "card_removed",
    CardPresent: "card_present",
    SimRead: "sim_read",
    SimRefused: "sim_refused",
    SimRemoved: "sim_removed",
    ReaderRestarting: "reader_restarting",
    ReaderRestarted: "reader_restarted",
}


def verdict_of(happened: CardEvent | ReaderError, at_s: float) -> Told:
    """Say what was told without saying of whom: as much as two persons may have in common."""
    facts: dict[str, object] = {}
    match happened:
        case CardRead():
            facts = {"kind": happened.kind.value, "warnings": list(happened.warnings)}
        case CardRefused():
            unreadable = happened.is_unreadable
            facts = {"reason": happened.reason, "tries": happened.tries, "unreadable": unreadable}
        case SimRefused():
            facts = {"reason": happened.reason}
        case ReaderError():
            return Told(at_s, LOST, (("code", happened.code),))
    return Told(at_s, _NAMES[type(happened)], tuple(facts.items()))


def told_of(happened: CardEvent | ReaderError, at_s: float) -> Told:
    """Say all of it. Only ever of what a transcript gave: then it is of an invented person."""
    told = verdict_of(happened, at_s)
    facts: dict[str, object] = {}
    match happened:
        case CardRead():
            facts = {
                "name": happened.display_name,
                "id_number": happened.id_number,
                "card_serial": happened.card_serial,
                "sam_id": happened.sam_id,
            }
        case CardPresent():
            facts = {"chip_number": happened.chip_number}
        case SimRead():
            facts = {"iccid": happened.iccid, "imsi": happened.imsi}
    return Told(at_s, told.event, (*told.facts, *facts.items()))
