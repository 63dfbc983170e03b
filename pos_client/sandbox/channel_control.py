"""The lines of the sandbox's master about outlets as channels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

from pos_client.domain.channel import OpeningHours
from pos_client.sandbox.channel_list import agents_on
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.running import RunningSandbox

__all__ = ["CHANNEL_HELP", "ChannelControl"]

CHANNEL_HELP = """\
commission revoke | suspend | restore    of the outlet, from now on
commission until DAY | licence until DAY | sign until DAY
hours always | hours 09:00 18:00         when the outlet is open, every day
reader revoke SAM                        from now on this reader is none of the outlet's
sign                                     the text of the code that hangs at the outlet's door
agents DAY                               who was commissioned when that day began
"""


class ChannelControl:
    """Obeys them; what they change is entered in the book as by the carrier's own people."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self._sandbox = sandbox

    def knows(self, verb: str) -> bool:
        return verb in ("commission", "licence", "hours", "reader", "sign", "agents")

    def obey(self, verb: str, words: list[str]) -> dict[str, Any]:
        """Do it, and answer what there is to answer.

        Raises:
            LookupError, ValueError: nobody understands these words.
        """
        if verb == "sign" and not words:
            code = self._sandbox.outlet_code
            return {"sign": self._sandbox.call(lambda desk: desk.signs.text_of(code))}
        if verb == "agents":
            day = date.fromisoformat(words[0])
            return {"agents": self._sandbox.call(lambda desk: agents_on(desk.connection, day))}
        self._sandbox.call(self._work(verb, words))
        return {}

    def _work(self, verb: str, words: list[str]) -> Callable[[Desk], None]:
        code = self._sandbox.outlet_code
        if words[0] == "until":
            day = date.fromisoformat(words[1])
            return {
                "commission": lambda desk: desk.channels.set_commission_end(code, day),
                "licence": lambda desk: desk.channels.end_licence(code, day),
                "sign": lambda desk: desk.channels.set_sign_end(code, day),
            }[verb]
        if verb == "hours":
            hours = _hours(words)
            return lambda desk: _open(desk, code, hours)
        if verb == "reader" and words[0] == "revoke":
            return lambda desk: desk.channels.revoke_reader(code, words[1])
        if verb != "commission":
            raise ValueError(" ".join(words))
        return {
            "revoke": lambda desk: desk.channels.revoke(code),
            "suspend": lambda desk: desk.channels.suspend(code),
            "restore": lambda desk: desk.channels.restore(code),
        }[words[0]]


def _hours(words: list[str]) -> tuple[OpeningHours, ...]:
    if words == ["always"]:
        return ()
    opens, closes = map(time.fromisoformat, words)
    return tuple(OpeningHours(weekday, opens, closes) for weekday in range(1, 8))


def _open(desk: Desk, code: str, hours: tuple[OpeningHours, ...]) -> None:
    record = desk.outlets.commissions.newest(code)
    if record is None:
        raise LookupError(code)
    desk.channels.change(replace(record.facts, hours=hours))
