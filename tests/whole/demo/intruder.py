"""Tries to get an ID number into the program by hand: typed, pasted and dropped, everywhere."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.whole.demo.clerk import ScreenWrong, words_of
from tests.whole.demo.day import Day
from tests.whole.demo.gateway_books import longest_run
from tests.whole.demo.stage import Client
from tests.whole.screen import Scene, Widget

__all__ = ["TYPED", "Intruder"]

TYPED = "62909919510714963X"
"""Nobody's, but sound; shares no run of five characters with any card of the deck."""

_SPACED = f"{TYPED[:6]} {TYPED[6:14]} {TYPED[14:]}"
_MOST_STOPS = 40
_FOCUS_S = 0.6


class Intruder:
    """Goes through all places of a page that the keyboard can reach."""

    def __init__(self, day: Day, client: Client) -> None:
        self._day = day
        self._hands = day.stage.hands
        self._application = client.application

    def try_page(self, page: str) -> None:
        """Try every widget of the page that is on the screen.

        Raises:
            ScreenWrong: something of the number stayed, or the page went on by itself.
        """
        began = time.monotonic()
        before = self._application.scene()
        headline = words_of(before.find("headline"))
        tried: dict[tuple[str, str], str] = {}
        for widget in self._stops():
            self._try(widget)
            tried[widget.address] = widget.object_name
            self._look(f"{page}, {widget.object_name or widget.role}")
        for widget in self._out_of_reach(tried):
            self._hands.click(widget.centre)
            self._try(widget)
            self._look(f"{page}, {widget.object_name or widget.role}")
            tried[widget.address] = widget.object_name
        self._scan(page, headline)
        self._look(page, everywhere=True)
        self._day.say(f"    {page}: {len(tried)} places tried in {time.monotonic() - began:.1f} s")

    def _stops(self) -> Iterator[Widget]:
        """Walk the focus once round with Tab."""
        seen: set[tuple[str, str]] = set()
        for _ in range(_MOST_STOPS):
            widget = self._focused()
            if widget is None or widget.address in seen:
                return
            seen.add(widget.address)
            yield widget
            self._hands.press("tab")
            self._await_focus_beyond(widget)

    def _focused(self) -> Widget | None:
        if self._application.scene().focused is None:
            self._hands.press("tab")
            self._await_focus_beyond(None)
        return self._application.scene().focused

    def _await_focus_beyond(self, widget: Widget | None) -> None:
        deadline = time.monotonic() + _FOCUS_S
        while time.monotonic() < deadline:
            now = self._application.scene().focused
            if now is not None and (widget is None or now.address != widget.address):
                return

    def _out_of_reach(self, tried: dict[tuple[str, str], str]) -> list[Widget]:
        """Name what takes the focus by mouse only; a click on a button would press it."""
        return [
            widget
            for widget in self._application.scene().focusable
            if widget.address not in tried and (widget.is_editable or widget.role == "table")
        ]

    def _try(self, widget: Widget) -> None:
        giver = self._day.stage.giver
        self._hands.type_text(TYPED)
        for text in (TYPED, _SPACED):
            giver.copy(text)
            self._hands.press("ctrl+v")
        self._hands.press("shift+insert")
        self._hands.click(widget.centre, middle=True)
        giver.drag(TYPED, widget.centre, self._hands)

    def _scan(self, page: str, headline: str) -> None:
        """Type as a scanner does, with an Enter behind it: no button may take that Enter."""
        self._hands.type_text(TYPED)
        self._hands.press("enter")
        self._application.scene()
        scene = self._application.scene()
        if words_of(scene.find("headline")) != headline:
            raise ScreenWrong(f"{page}: the Enter of a scanner has pressed a button")

    def _look(self, where: str, *, everywhere: bool = False) -> None:
        """Look for the number on the screen, and count what of it an identity shows."""
        scene = self._application.scene(hidden_too=everywhere)
        shown = max((longest_run(TYPED, _plain(w)) for w in _identity(scene)), default=0)
        totals = self._day.report.totals
        totals.identity_characters_typed += shown
        if shown:
            raise ScreenWrong(f"{where}: {shown} typed characters stand in an identity")
        keepers = [w.object_name for w in scene.widgets if TYPED in _plain(w)]
        if keepers:
            raise ScreenWrong(f"{where}: the number stayed in {', '.join(keepers)}")


def _identity(scene: Scene) -> tuple[Widget, ...]:
    return scene.all(lambda widget: widget.object_name.startswith("person"))


def _plain(widget: Widget) -> str:
    return words_of(widget).replace(" ", "").upper()
