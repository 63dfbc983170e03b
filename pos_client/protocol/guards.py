"""The member `guards` of the signed configuration: what a counter may count and say by itself.

Limits of the gateway's own that no counter can count stand nowhere in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from pos_client.domain.flows import FLOWS
from pos_client.domain.guards import Burst, Counted, CounterGuards, Group, GuardRule
from pos_client.protocol.message import Length, Message, MessageRefused, Range

__all__ = ["BurstClaims", "GroupClaims", "GuardClaims", "guards_plain"]

_LONGEST_S = 7 * 24 * 3600
_RULES = frozenset(GuardRule)


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstClaims(Message):
    """So many cases of one work id or of this counter; no flow named means all of them."""

    counted: Counted
    most: Annotated[int, Range(1, 100_000)]
    within_s: Annotated[int, Range(1, _LONGEST_S)]
    rests_s: Annotated[int, Range(0, _LONGEST_S)] = 0
    flows: tuple[str, ...] = ()

    def check(self) -> None:
        if not set(self.flows) <= FLOWS.keys():
            raise MessageRefused("is no flow", "flows")

    def value(self) -> Burst:
        within, rests = timedelta(seconds=self.within_s), timedelta(seconds=self.rests_s)
        return Burst(self.counted, self.most, within, rests, self.flows)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupClaims(Message):
    """So many strangers within a time."""

    strangers: Annotated[int, Range(2, 10_000)]
    within_s: Annotated[int, Range(1, _LONGEST_S)]

    def value(self) -> Group:
        return Group(self.strangers, timedelta(seconds=self.within_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardClaims(Message):
    """What the counter says a sentence about. A rule that it does not know is passed over."""

    bursts: Annotated[tuple[BurstClaims, ...], Length(0, 32)] = ()
    group: GroupClaims | None = None
    noted: Annotated[tuple[str, ...], Length(0, 32)] = ()
    freezing: Annotated[tuple[str, ...], Length(0, 32)] = ()

    def value(self) -> CounterGuards:
        return CounterGuards(
            tuple(each.value() for each in self.bursts),
            self.group.value() if self.group is not None else None,
            _known(self.noted),
            _known(self.freezing),
        )


def guards_plain(guards: CounterGuards) -> dict[str, Any]:
    """The member as JSON has it; what there is nothing to say about is left out."""
    bursts = [_plain_burst(each) for each in guards.bursts]
    group = guards.group
    return {
        **({"bursts": bursts} if bursts else {}),
        **(
            {"group": {"strangers": group.strangers, "within_s": _seconds(group.within)}}
            if group is not None
            else {}
        ),
        **({"noted": [each.value for each in guards.noted]} if guards.noted else {}),
        **({"freezing": [each.value for each in guards.freezing]} if guards.freezing else {}),
    }


def _known(names: tuple[str, ...]) -> tuple[GuardRule, ...]:
    return tuple(GuardRule(each) for each in names if each in _RULES)


def _plain_burst(burst: Burst) -> dict[str, Any]:
    return {
        "counted": burst.counted.value,
        "most": burst.most,
        "within_s": _seconds(burst.within),
        "rests_s": _seconds(burst.rests),
        **({"flows": list(burst.flows)} if burst.flows else {}),
    }


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
