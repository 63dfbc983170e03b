"""Tries to get an ID number into the program by hand: typed, pasted and dropped, everywhere."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

from tests.whole.demo.clerk import ScreenWrong, words_of
from tests.whole.demo.day import Day
from tests.whole.demo.gateway_books import longest_run
from tests.whole.demo.stage import Client
from tests.whole.screen import Scene, Widget
from tests.whole.screen.scene import Address
from ui import i18n

__all__ = ["TYPED", "Intruder"]

TYPED = "62909919510714963X"
"""Nobody's, but sound; shares no run of five characters with any card of the deck."""

_SPACED = f"{TYPED[:6]} {TYPED[6:14]} {TYPED[14:]}"
_FOCUS_S = 0.6
_ROUNDS = 4
# The next key is a clerk's again; who puts a scanner down takes longer than the program listens.
_HAND_S = 0.25


class Intruder:
    """Goes through all places of a page that the keyboard can reach."""

    def __init__(self, day: Day, client: Client) -> None:
        self._day = day
        self._hands = day.stage.hands
        self._application = client.application

    def try_page(
        self, page: str, *, within: str = "counterWindow", scan_leads_to: str = ""
    ) -> None:
        """Try every widget that the keyboard can reach; `within` is what lies on top.

        Args:
            scan_leads_to: the headline of the page that tells what comes of a scan, where that is
                another one.

        Raises:
            ScreenWrong: something of the number stayed, the page went on by itself, or there is
                a widget for the keyboard that Tab does not reach.
        """
        began = time.monotonic()
        headline = words_of(self._application.find("headline"))
        tried: set[Address] = set()
        missed: list[Widget] = []
        # A page may still be telling of itself when it is looked at first, so it is looked at
        # again: what has come meanwhile is tried as well.
        for _ in range(_ROUNDS):
            scene = self._application.scene()
            places = _places(scene, within)
            if {place.address for place in places} <= tried:
                break
            for widget in self._stops(places):
                if widget.address not in tried:
                    self._try(widget)
                    self._look_at(page, self._application.refresh([widget, *_identity(scene)]))
                    tried.add(widget.address)
            missed = [w for w in self._application.refresh(places) if w.address not in tried]
            missed = [w for w in missed if w.is_showing and w.is_enabled]
        if missed:
            names = ", ".join(widget.object_name or widget.role for widget in missed)
            raise ScreenWrong(f"{page}: Tab does not reach {names}")
        self._scan(page, i18n.text(scan_leads_to) if scan_leads_to else headline)
        self._look_at(page, self._application.scene(hidden_too=True).widgets)
        self._day.say(f"    {page}: {len(tried)} places, {time.monotonic() - began:.1f} s")

    def _stops(self, places: Sequence[Widget]) -> Iterator[Widget]:
        """Walk the focus round with Tab, and once more for what a slow moment has hidden."""
        seen: set[Address] = set()
        focused = self._focused(places)
        stale = 0  # Tabs in a row that led to nothing new
        while len(seen) < len(places) and stale <= 2 * len(places):
            stale += 1
            if focused is not None and focused.address not in seen:
                seen.add(focused.address)
                stale = 0
                yield focused
            self._hands.press("tab")
            focused = self._await_focus(places, focused)

    def _focused(self, places: Sequence[Widget]) -> Widget | None:
        return next(
            (place for place in self._application.refresh(places) if place.is_focused), None
        )

    def _await_focus(self, places: Sequence[Widget], last: Widget | None) -> Widget | None:
        deadline = time.monotonic() + _FOCUS_S
        now = last
        while time.monotonic() < deadline:
            now = self._focused(places)
            if now is not None and (last is None or now.address != last.address):
                return now
        return now

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
        # Asked twice: the keys have a way of their own and may come after one question.
        shown = [words_of(self._application.find("headline")) for _ in range(2)]
        if shown[-1] != headline:
            raise ScreenWrong(f"{page}: the Enter of a scanner has pressed a button")
        time.sleep(_HAND_S)

    def _look_at(self, page: str, widgets: Iterable[Widget]) -> None:
        """Look for the number, and count what of it an identity shows."""
        there = tuple(widgets)
        shown = max((longest_run(TYPED, _plain(w)) for w in there if _is_identity(w)), default=0)
        self._day.report.totals.identity_characters_typed += shown
        if shown:
            raise ScreenWrong(f"{page}: {shown} typed characters stand in an identity")
        keepers = [widget.object_name for widget in there if TYPED in _plain(widget)]
        if keepers:
            raise ScreenWrong(f"{page}: the number stayed in {', '.join(keepers)}")


def _places(scene: Scene, within: str) -> list[Widget]:
    # Not the cells: the table has the focus for all of them.
    return [w for w in scene.focusable if w.role != "cell" and _is_within(w, within)]


def _identity(scene: Scene) -> tuple[Widget, ...]:
    return scene.all(_is_identity)


def _is_within(widget: Widget, name: str) -> bool:
    return name in widget.path.split(".")


def _is_identity(widget: Widget) -> bool:
    return widget.object_name.startswith("person")


def _plain(widget: Widget) -> str:
    return words_of(widget).replace(" ", "").upper()
