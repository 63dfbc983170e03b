"""Blank SIMs: the gateway's book, what was scanned, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from pos_client.application.stock_commands import BookSim, CountStock, ReceiveDelivery
from pos_client.application.stock_state import StockState
from pos_client.domain.masking import mask_iccid
from pos_client.domain.sim_stock import (
    SimRange,
    SimStanding,
    SpoiledReason,
    StockCount,
    StockPlace,
)
from ui.i18n.message import Message, message
from ui.theme.tokens import Tone

__all__ = ["StockScreen", "count_line", "present_stock"]

_BUNDLES_SHOWN, _PARCELS_SHOWN, _NAMED_SHOWN = 6, 3, 6
_FIGURES = ("issued", "used", "spoiled", "returned", "missing", "in_hand")
# What a SIM has to be before it can be put somewhere.
_MAY_BE_SENT_BACK = (SimStanding.USABLE, SimStanding.SPOILED)


@dataclass(frozen=True, slots=True)
class StockScreen:
    """The page of blank SIMs.

    Attributes:
        figures: name and number of each row of the book; empty while nobody knows them.
        parcels: what is on its way.
        sim, sim_tone: the SIM that was scanned last, and what may be done with it.
        scanned: what was scanned, by its ends; the last line says how many in all.
        note, note_tone: what came of the last key, or of the last count.
        receive: the command that confirms the parcel that was scanned; None where none is due.
        reasons: the spoiled SIM's reasons with their digits; empty where none may be booked.
        send_back, miss: commands of a supervisor's keys; None where they do nothing.
    """

    headline: Message
    subline: Message
    figures: tuple[tuple[str, Message, str], ...]
    parcels: tuple[Message, ...]
    sim: Message
    sim_tone: Tone
    scanned: tuple[Message, ...]
    note: Message | None
    note_tone: Tone
    named: tuple[Message, ...]
    has_scans: bool
    receive: ReceiveDelivery | None
    count: CountStock | None
    reasons: tuple[tuple[Message, BookSim], ...]
    send_back: BookSim | None
    miss: BookSim | None
    miss_label: Message


def present_stock(stock: StockState) -> StockScreen:
    """What the page shows."""
    shown = stock.shown
    deliveries = shown.deliveries if shown is not None else ()
    note, tone = _note(stock)
    sim, scanned = _sim(stock), _lines(stock)
    is_missing = stock.standing is SimStanding.WITHDRAWN
    return StockScreen(
        headline=message("stock.headline"),
        subline=message("stock.asking" if stock.is_asking else "stock.safe"),
        figures=()
        if shown is None
        else tuple(
            (name, message(f"stock.{name}"), str(getattr(shown.figures, name))) for name in _FIGURES
        ),
        parcels=tuple(
            message("stock.parcel", day=f"{each.sent_on:%Y-%m-%d}", count=each.count)
            for each in deliveries[:_PARCELS_SHOWN]
        ),
        sim=sim[0],
        sim_tone=sim[1],
        scanned=scanned,
        has_scans=bool(scanned or stock.iccid or stock.scan_refused),
        note=note,
        note_tone=tone,
        named=_named(stock),
        receive=_receipt(stock),
        count=CountStock() if stock.may_book and not (stock.half or stock.is_asking) else None,
        reasons=_reasons(stock),
        send_back=BookSim(StockPlace.RETURNED)
        if stock.may_book_more and stock.standing in _MAY_BE_SENT_BACK
        else None,
        miss=_miss(stock, is_missing=is_missing),
        miss_label=message("stock.found_again" if is_missing else "stock.miss"),
    )


def count_line(count: StockCount) -> tuple[Message, Tone]:
    """What a count has found, in one sentence."""
    figures = {"in_hand": count.figures.in_hand, "counted": count.counted}
    if count.is_even:
        return message("stock.count_even", **figures), Tone.GOOD
    return (
        message(
            "stock.count_differs",
            **figures,
            lacking=count.lacking_count,
            surplus=count.surplus_count,
        ),
        Tone.BAD,
    )


def _sim(stock: StockState) -> tuple[Message, Tone]:
    """The SIM that was scanned last, and where it stands."""
    if stock.scan_refused:
        return message(f"stock.refused_{stock.scan_refused}"), Tone.BAD
    if not stock.iccid:
        return message("stock.scan"), Tone.QUIET
    standing = stock.standing.value if stock.standing is not None else "ASKING"
    tone = Tone.GOOD if stock.standing is SimStanding.USABLE else Tone.WAITING
    said = message(f"stock.is_{standing}")
    return message("stock.sim", iccid=_in_fours(stock.iccid), said=said), tone


def _lines(stock: StockState) -> tuple[Message, ...]:
    """What was scanned, by its ends."""
    lines = [_bundle(each) for each in stock.bundles[-_BUNDLES_SHOWN:]]
    if stock.half:
        lines.append(message("stock.half", first=stock.half[-10:]))
    if stock.bundles:
        lines.append(message("stock.in_all", count=sum(each.count for each in stock.bundles)))
    return tuple(lines)


def _bundle(each: SimRange) -> Message:
    return message("stock.bundle", first=each.first[-9:], last=each.last[-9:], count=each.count)


def _note(stock: StockState) -> tuple[Message | None, Tone]:
    if stock.done == "counted" and stock.counted is not None:
        return count_line(stock.counted)
    return (message(f"stock.done_{stock.done}"), Tone.GOOD) if stock.done else (None, Tone.PLAIN)


def _named(stock: StockState) -> tuple[Message, ...]:
    """The SIMs that are not where the book has them."""
    if stock.done != "counted" or stock.counted is None:
        return ()
    found = [
        *(message("stock.lacks", number=each) for each in stock.counted.lacking),
        *(message("stock.exceeds", number=mask_iccid(each)) for each in stock.counted.surplus),
    ]
    return tuple(found[:_NAMED_SHOWN])


def _receipt(stock: StockState) -> ReceiveDelivery | None:
    """The parcel of which one SIM was scanned, once its ends are all there."""
    if stock.shown is None or not (stock.may_book and stock.bundles) or stock.half:
        return None
    bundles = stock.bundles
    for parcel in stock.shown.deliveries:
        if any(each.overlaps(bundle) for each in parcel.ranges for bundle in bundles):
            return ReceiveDelivery(parcel.id)
    return None


def _reasons(stock: StockState) -> tuple[tuple[Message, BookSim], ...]:
    if not stock.may_book or stock.standing is not SimStanding.USABLE:
        return ()
    return tuple(
        (message(f"stock.reason_{reason.value}"), BookSim(StockPlace.SPOILED, reason))
        for reason in SpoiledReason
    )


def _miss(stock: StockState, *, is_missing: bool) -> BookSim | None:
    if not stock.may_book_more:
        return None
    if is_missing:
        return BookSim(StockPlace.IN_STOCK)
    return BookSim(StockPlace.MISSING) if stock.standing is SimStanding.USABLE else None


def _in_fours(iccid: str) -> str:
    return " ".join(iccid[place : place + 4] for place in range(0, len(iccid), 4))
