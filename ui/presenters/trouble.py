"""A trouble in words: what happened, what is safe, what to do, and a small code."""

from __future__ import annotations

from datetime import datetime

from pos_client.application.marks import OLD_COPY
from pos_client.application.state import TroubleState
from ui.i18n import has
from ui.i18n.message import Fact, Message, message
from ui.presenters.bars import limit_words
from ui.presenters.channel import sign_words, withdrawn_words
from ui.presenters.first import TroubleScreen

__all__ = ["DAMAGED_CODE", "card_words", "present_trouble"]

SETTINGS_CODE = "D-406"
DAMAGED_CODE = "S-303"
MISSING_CODE = "S-304"
UNSAFE_CODE = "S-306"
RETURN_CODE = "B-610"
CHANGED_CODE = "B-614"
LOOK_UP_CODE = "B-618"
PORT_IN_CODE = "B-625"
UNIT_CODE, ORDER_CODE = "B-626", "B-627"
SIM_CODE, STOCK_CODE = "B-631", "B-632"
CUT_SHORT_CODE = "S-320"
INSPECTION_CODE = "B-651"
REFUSED_CODE = "G-205"
# The gateway's word for it.
CHAIN_REFUSED = "AUDIT_HEAD_REFUSED"
FILE_CODES = ("Q-801", "Q-802")
# Whose reason has words of its own.
_REASONS = {"B-640": withdrawn_words, "B-641": sign_words}


def present_trouble(trouble: TroubleState | None) -> TroubleScreen | None:
    """A code that nobody knows is told honestly, with the code."""
    if trouble is None:
        return None
    known = trouble.code if has(f"troubles.{trouble.code}.happened") else "unknown"
    facts = _facts(trouble)
    if trouble.code == DAMAGED_CODE and dict(trouble.facts).get("check") == OLD_COPY:
        return _told_as("old_copy", trouble)
    if trouble.code == DAMAGED_CODE and "salvaged" in dict(trouble.facts):
        return _damaged(trouble, dict(trouble.facts))
    if _is_of_chain(trouble.code, dict(trouble.facts)):
        return _told_as("chain_refused", trouble)
    to_do = f"troubles.{known}.to_do"
    if trouble.code == UNSAFE_CODE:
        to_do = _unsafe_key(dict(trouble.facts), to_do)
    return TroubleScreen(
        happened=message(f"troubles.{known}.happened", **facts),
        safe=message(f"troubles.{known}.safe"),
        to_do=message(to_do, **facts),
        code=trouble.code,
    )


def _unsafe_key(facts: dict[str, str], otherwise: str) -> str:
    """What to do depends on what it is that cannot be relied on."""
    if "file_system" in facts:
        return "troubles.unsafe_share"
    if "memory" in facts:
        return "troubles.unsafe_memory"
    if "sqlite" in facts or "pragma" in facts:
        return "troubles.unsafe_sqlite"
    if "reason" in facts or "sqlite_code" in facts:
        return "troubles.unsafe_permission"
    return otherwise


def _is_of_chain(code: str, facts: dict[str, str]) -> bool:
    """Whether it is the audit chain that is not believed, here or at the gateway."""
    if code == DAMAGED_CODE:
        return facts.get("check") == "audit"
    return code == REFUSED_CODE and facts.get("code") == CHAIN_REFUSED


def _told_as(what: str, trouble: TroubleState) -> TroubleScreen:
    """A trouble whose facts make another sentence of it."""
    return TroubleScreen(
        happened=message(f"troubles.{what}_happened"),
        safe=message(f"troubles.{what}_safe"),
        to_do=message(f"troubles.{what}_to_do"),
        code=trouble.code,
    )


def _damaged(trouble: TroubleState, facts: dict[str, str]) -> TroubleScreen:
    """A data file that does not open, and what is still whole in it."""
    counts: dict[str, Fact] = {name: int(facts[name]) for name in ("salvaged", "unsettled")}
    return TroubleScreen(
        happened=message("troubles.S-303.happened"),
        safe=message("troubles.salvage_safe", **counts),
        to_do=message("troubles.salvage_to_do"),
        code=trouble.code,
    )


def card_words(reason: str) -> Message:
    """The driver's word for a refusal as a sentence."""
    key = f"cards.{reason}"
    return message(key) if has(key) else message("cards.unknown", reason=reason)


# A word of the sentence that a fact chooses: its name there, the fact, whose words, otherwise.
_CHOSEN = {
    RETURN_CODE: ("reason", "reason", "troubles.return_", "unknown"),
    LOOK_UP_CODE: ("reason", "reason", "troubles.look_up_", "unknown"),
    SIM_CODE: ("reason", "standing", "verdicts.why_", "SIM_USED"),
    STOCK_CODE: ("reason", "reason", "troubles.stock_", "sim"),
    PORT_IN_CODE: ("reason", "reason", "troubles.port_in_", "code"),
    UNIT_CODE: ("reason", "reason", "troubles.unit_", "unknown"),
    ORDER_CODE: ("reason", "reason", "troubles.unit_order_", "unknown"),
    INSPECTION_CODE: ("reason", "reason", "verdicts.why_", "INSPECTION_REFUSED"),
    CHANGED_CODE: ("what", "what", "troubles.changed_", "form"),
}


def _facts(trouble: TroubleState) -> dict[str, Fact]:
    given = dict(trouble.facts)
    if trouble.code == SETTINGS_CODE:
        return _settings_facts(given)
    if trouble.code in _REASONS:
        return {"reason": _REASONS[trouble.code](given.get("reason", ""))}
    if trouble.code in _CHOSEN:
        name, fact, prefix, otherwise = _CHOSEN[trouble.code]
        key = f"{prefix}{given.get(fact, otherwise)}"
        # A gateway may have words of its own by tomorrow.
        return {name: message(key if has(key) else f"{prefix}{otherwise}")}
    if trouble.code == CUT_SHORT_CODE:
        return _cut_short_facts(given)
    if trouble.code == MISSING_CODE:
        return {"expected": given.get("expected", "?")}
    reason = given.get("reason", "")
    return {
        **given,
        "limit": limit_words(given.get("limit", "")),
        "reason": _file_words(reason) if trouble.code in FILE_CODES else card_words(reason),
    }


def _file_words(reason: str) -> Message | str:
    """Why a file of sealed records is not written or taken; the system's own word as it is."""
    key = f"troubles.file_{reason.replace(' ', '_')}"
    return message(key) if has(key) else reason


def _cut_short_facts(given: dict[str, str]) -> dict[str, Fact]:
    time = given.get("time", "")
    if time:
        time = f"{datetime.fromisoformat(time).astimezone():%m-%d %H:%M}"
    return {"count": given.get("count", ""), "time": time}


def _settings_facts(given: dict[str, str]) -> dict[str, Fact]:
    line, key = given.get("line", ""), given.get("key", "")
    place = message("troubles.nowhere")
    if line:
        place = message("troubles.key" if key else "troubles.line", line=line, key=key)
    advice = message("troubles.no_advice")
    if given.get("suggestion"):
        advice = message("troubles.meant", suggestion=given["suggestion"])
    elif given.get("expected"):
        advice = message("troubles.expected", expected=given["expected"])
    return {"file": given.get("file", ""), "place": place, "advice": advice}
