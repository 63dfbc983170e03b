"""What a program tells assistive technology about its windows: a small client of AT-SPI.

This is how somebody who cannot look into the process knows what is on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from jeepney import DBusAddress, Message, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.low_level import HeaderFields

from tests.whole.screen.scene import Address, Scene, State, Widget
from tests.whole.screen.waiting import wait_for

__all__ = ["Accessibility", "Application", "ProgramGone"]

_ROOT = "/org/a11y/atspi/accessible/root"
_REGISTRY = "org.a11y.atspi.Registry"
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_COMPONENT = "org.a11y.atspi.Component"
_TEXT = "org.a11y.atspi.Text"
_PROPERTIES = "org.freedesktop.DBus.Properties"

_SCREEN_COORDINATES = 0
_MOST_CHILDREN = 600  # a table of 100,000 rows shows a few of its first ones
_TIMEOUT_S = 10.0


class ProgramGone(Exception):
    """The program has left the bus."""


class Accessibility:
    """The bus on which programs tell what they show."""

    def __init__(self, bus_address: str) -> None:
        self._bus: DBusConnection = open_dbus_connection(bus_address)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._bus.close()

    def application(self, pid: int, timeout_s: float = 20.0) -> Application:
        """Return the program with this process id, once it has told that it is there."""
        name = wait_for(
            f"process {pid} on the accessibility bus", lambda: self._name_of(pid), timeout_s
        )
        return Application(self, name)

    def ask(self, calls: Sequence[Message]) -> list[tuple[Any, ...] | None]:
        """Send all calls at once and gather the answers in order; None where one was refused.

        One at a time a walk would spend its time waiting for the program's event loop.
        """
        waiting: dict[int, int] = {}
        answers: list[tuple[Any, ...] | None] = [None] * len(calls)
        for place, call in enumerate(calls):
            serial = next(self._bus.outgoing_serial)
            self._bus.send(call, serial=serial)
            waiting[serial] = place
        while waiting:
            message = self._bus.receive(timeout=_TIMEOUT_S)
            place = waiting.pop(message.header.fields.get(HeaderFields.reply_serial, -1), -1)
            if place >= 0 and message.header.message_type is MessageType.method_return:
                answers[place] = message.body
        return answers

    def _name_of(self, pid: int) -> str | None:
        (children,) = self.ask([_call((_REGISTRY, _ROOT), _ACCESSIBLE, "GetChildren")])
        names = [name for name, _ in children[0]] if children else []
        daemon = DBusAddress(
            "/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus"
        )
        pids = self.ask(
            [new_method_call(daemon, "GetConnectionUnixProcessID", "s", (n,)) for n in names]
        )
        return next((n for n, answer in zip(names, pids, strict=True) if answer == (pid,)), None)


class Application:
    """One running program, as it describes itself."""

    def __init__(self, accessibility: Accessibility, name: str) -> None:
        self._accessibility = accessibility
        self._name = name

    def scene(self, *, hidden_too: bool = False) -> Scene:
        """Walk all its windows now. Widgets that vanish meanwhile are left out."""
        widgets: list[Widget] = []
        (roots,) = self._accessibility.ask([_call((self._name, _ROOT), _ACCESSIBLE, "GetChildren")])
        if roots is None:
            raise ProgramGone(self._name)
        level: list[tuple[Address, Widget | None]] = [(child, None) for child in roots[0]]
        while level:
            level = self._next_level(level, widgets, hidden_too=hidden_too)
        return Scene(tuple(widgets))

    def find(self, object_name: str) -> Widget | None:
        """Look for one showing widget by its name: a walk that asks only what it needs."""
        for level in self._walk():
            for address, name in level:
                if name == object_name:
                    described = self._describe([(address, None)])
                    if described and described[0][1].is_showing:
                        return described[0][1]
        return None

    def _walk(self) -> Iterator[list[tuple[Address, str]]]:
        """Go down through what is showing, level by level, with the names only."""
        (roots,) = self._accessibility.ask([_call((self._name, _ROOT), _ACCESSIBLE, "GetChildren")])
        if roots is None:
            raise ProgramGone(self._name)
        addresses: list[Address] = list(roots[0])
        while addresses:
            calls = [call for address in addresses for call in _outlines(address)]
            answers = self._accessibility.ask(calls)
            showing = []
            for place, address in enumerate(addresses):
                state, key, count = answers[3 * place : 3 * place + 3]
                if state is not None and State.SHOWING in State.parse(state[0]):
                    name = str(_value(key) or "").rpartition(".")[2]
                    showing.append((address, name, int(_value(count) or 0)))
            yield [(address, name) for address, name, _ in showing]
            parents = [(address, count) for address, _, count in showing if count]
            families = self._children([a for a, _ in parents], [c for _, c in parents])
            addresses = [child for family in families for child in family]

    def again(self, widget: Widget) -> Widget | None:
        """Look at one widget again, which is quicker than a walk; None when it has vanished."""
        described = self._describe([(widget.address, widget.parent)])
        return described[0][1] if described else None

    def refresh(self, widgets: Sequence[Widget]) -> list[Widget]:
        """Look at some widgets again, all at once; those that have vanished are left out."""
        described = self._describe([(widget.address, widget.parent) for widget in widgets])
        return [widget for _, widget, _ in described]

    def _next_level(
        self,
        level: list[tuple[Address, Widget | None]],
        widgets: list[Widget],
        *,
        hidden_too: bool,
    ) -> list[tuple[Address, Widget | None]]:
        described = self._describe(level)
        kept = [
            (address, widget, count)
            for address, widget, count in described
            if hidden_too or widget.is_showing
        ]
        widgets.extend(widget for _, widget, _ in kept)
        parents = [(address, widget, count) for address, widget, count in kept if count]
        families = self._children([a for a, _, _ in parents], [c for _, _, c in parents])
        return [
            (child, widget)
            for (_, widget, _), family in zip(parents, families, strict=True)
            for child in family
        ]

    def _describe(
        self, level: list[tuple[Address, Widget | None]]
    ) -> list[tuple[Address, Widget, int]]:
        calls = [call for address, _ in level for call in _questions(address)]
        answers = self._accessibility.ask(calls)
        size = len(calls) // max(1, len(level))
        described = []
        for place, (address, parent) in enumerate(level):
            with suppress(_Vanished):
                widget, count = _widget(address, parent, answers[place * size : (place + 1) * size])
                described.append((address, widget, count))
        return described

    def _children(self, parents: list[Address], counts: list[int]) -> list[list[Address]]:
        calls: list[Message] = []
        for address, count in zip(parents, counts, strict=True):
            if count <= _MOST_CHILDREN:
                calls.append(_call(address, _ACCESSIBLE, "GetChildren"))
            else:
                calls += [
                    _call(address, _ACCESSIBLE, "GetChildAtIndex", "i", place)
                    for place in range(_MOST_CHILDREN)
                ]
        answers = iter(self._accessibility.ask(calls))
        families = []
        for count in counts:
            if count <= _MOST_CHILDREN:
                answer = next(answers)
                families.append(list(answer[0]) if answer else [])
            else:
                found = [next(answers) for _ in range(_MOST_CHILDREN)]
                families.append([answer[0] for answer in found if answer])
        return families


class _Vanished(Exception):
    """The widget went away between being named and being asked."""


def _call(address: Address, interface: str, method: str, kinds: str = "", *body: Any) -> Message:
    name, path = address
    return new_method_call(
        DBusAddress(path, name, interface), method, kinds or None, body if kinds else ()
    )


def _questions(address: Address) -> Iterable[Message]:
    yield _call(address, _ACCESSIBLE, "GetRoleName")
    yield _call(address, _ACCESSIBLE, "GetState")
    for name in ("Name", "Description", "AccessibleId", "ChildCount"):
        yield _call(address, _PROPERTIES, "Get", "ss", _ACCESSIBLE, name)
    yield _call(address, _COMPONENT, "GetExtents", "u", _SCREEN_COORDINATES)
    yield _call(address, _TEXT, "GetText", "ii", 0, -1)


def _outlines(address: Address) -> Iterable[Message]:
    yield _call(address, _ACCESSIBLE, "GetState")
    for name in ("AccessibleId", "ChildCount"):
        yield _call(address, _PROPERTIES, "Get", "ss", _ACCESSIBLE, name)


def _widget(
    address: Address, parent: Widget | None, answers: Sequence[tuple[Any, ...] | None]
) -> tuple[Widget, int]:
    role, state, name, description, key, count, box, text = answers
    if role is None or state is None:
        raise _Vanished
    path = str(_value(key) or "")
    widget = Widget(
        role=str(role[0]),
        name=str(_value(name) or ""),
        description=str(_value(description) or ""),
        text=str(text[0]) if text else "",
        path=path,
        box=box[0] if box else (0, 0, 0, 0),
        states=State.parse(state[0]),
        address=address,
        parent=parent,
    )
    return widget, int(_value(count) or 0)


def _value(answer: tuple[Any, ...] | None) -> Any:
    return answer[0][1] if answer else None
