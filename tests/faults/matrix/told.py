"""What a clerk is really told, as keys of the catalogue, against what a row of the matrix says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

from pos_client.application.state import CounterState, TroubleState
from pos_client.application.trouble import Trouble
from pos_client.domain.registration import OutboxRow
from tests.faults.matrix.page import keys_of
from tests.faults.matrix.rows import ROWS
from ui.i18n import say
from ui.i18n.message import Message
from ui.presenters.glance import Glance
from ui.presenters.keys import Page
from ui.presenters.queue import present_row
from ui.presenters.trouble import present_trouble
from ui.presenters.window import present_window

__all__ = ["assert_told", "keys_in", "row_says", "trouble_says", "window_says"]


def assert_told(row: int, *said: set[str]) -> None:
    """Every sentence of the row is among what was said."""
    wanted = {key for told in ROWS[row - 1].told for key in keys_of(told)}
    assert wanted <= set().union(*said), wanted - set().union(*said)


def window_says(state: CounterState, page: Page = Page.COUNTER) -> set[str]:
    """What the window shows of this state, bars and notices included."""
    return set(keys_in(present_window(state, Glance(datetime.now(UTC), page))))


def row_says(row: OutboxRow) -> set[str]:
    """What the page of the queue shows of this record."""
    return set(keys_in(present_row(row, datetime.now(UTC))))


def trouble_says(trouble: Trouble) -> set[str]:
    """What the window shows of this trouble."""
    facts = tuple((name, str(fact)) for name, fact in trouble.facts.items())
    return set(keys_in(present_trouble(TroubleState(trouble.code, facts))))


def keys_in(value: object) -> Iterator[str]:
    """The keys of all sentences in a screen."""
    if isinstance(value, Message):
        say(value)  # a fact that is missing would leave the window without words
        yield value.key
        for _, fact in value.facts:
            yield from keys_in(fact)
    elif is_dataclass(value):
        for each in fields(value):
            yield from keys_in(getattr(value, each.name))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from keys_in(each)
