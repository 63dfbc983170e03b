"""Sets of SIMs as spans of running numbers: a box of thousands costs as much as a box of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pos_client.domain.sim_stock import SimRange

__all__ = ["Span", "numbers_of", "overlap", "span_of", "without"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Numbers from `low` to `high`, both included, behind a prefix that ends with a letter."""

    prefix: str
    low: int
    high: int
    width: int

    @property
    def count(self) -> int:
        return self.high - self.low + 1


def span_of(each: SimRange) -> Span:
    """A range as a span."""
    prefix = each.first.rstrip("0123456789")
    low, high = (end[len(prefix) :] or "0" for end in (each.first, each.last))
    return Span(prefix, int(low), int(high), len(each.first) - len(prefix))


def without(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """What is left of these spans; one sweep over both."""
    left, cuts, passed = [], sorted(holes), 0
    for span in sorted(spans):
        begins, ends = (span.prefix, span.low), (span.prefix, span.high)
        while passed < len(cuts) and (cuts[passed].prefix, cuts[passed].high) < begins:
            passed += 1
        low = span.low
        for hole in islice(cuts, passed, None):
            if (hole.prefix, hole.low) > ends:
                break
            if low < hole.low:
                left.append(Span(span.prefix, low, hole.low - 1, span.width))
            low = max(low, hole.high + 1)
        if low <= span.high:
            left.append(Span(span.prefix, low, span.high, span.width))
    return left


def overlap(spans: Iterable[Span]) -> bool:
    """Whether one SIM is in two of them."""
    before: Span | None = None
    for span in sorted(spans):
        if before is not None and before.prefix == span.prefix and span.low <= before.high:
            return True
        before = span
    return False


def numbers_of(spans: Iterable[Span], most: int) -> tuple[str, ...]:
    """The first of them, written out."""

    def written() -> Iterator[str]:
        for span in spans:
            for number in range(span.low, span.high + 1):
                yield f"{span.prefix}{number:0{span.width}d}" if span.width else span.prefix

    return tuple(islice(written(), most))
