"""Messages as frozen dataclasses, read strictly from JSON values.

Each field has one type and perhaps limits; a field too many or too few is refused, and nothing is
converted that JSON says plainly. The client reads with this alone: a library that validates
everything would be a tenth of its memory. The reference gateway serves the same classes with its
framework, which asks limits and settings by names of its own.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)
from uuid import UUID

from drivers.card.number import looks_like_id_number
from pos_client.protocol import strict_json
from pos_client.protocol.form import own_id

__all__ = [
    "Length",
    "Limit",
    "Message",
    "MessageRefused",
    "Moment",
    "NoIdNumber",
    "OwnId",
    "Pattern",
    "Range",
    "plain",
    "read",
    "write",
]

_LARGEST = 2**63 - 1
_OWN_ID = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
_FIRST, _LAST = (datetime(year, 1, 1, tzinfo=UTC) for year in (1970, 9000))

M = TypeVar("M", bound="Message")


class MessageRefused(ValueError):
    """The values are not of this message.

    Attributes:
        where: the first field that is wrong, with dots; empty for the whole.
        what: said of that field, without the value: it may be a password.
    """

    def __init__(self, what: str, *where: str) -> None:
        super().__init__(f"{'.'.join(where)} {what}".lstrip())
        self.where = ".".join(where)
        self.what = what

    def inside(self, field: str) -> MessageRefused:
        """The same, seen from the object that holds `field`."""
        return MessageRefused(self.what, field, *filter(None, [self.where]))


class Limit(ABC):
    """What a field's type cannot say. Stands in `Annotated`."""

    @abstractmethod
    def complaint(self, value: Any) -> str:
        """What is wrong with a value of the right type; empty when nothing is."""

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """The same in the names of the gateway's framework."""

    def __get_pydantic_core_schema__(
        self, kind: Any, handler: Callable[[Any], dict[str, Any]]
    ) -> dict[str, Any]:
        """What that framework asks, so that its contract tells the limit."""
        return {**handler(kind), **self.schema()}


@dataclass(frozen=True, slots=True)
class Length(Limit):
    """How many characters or items."""

    least: int = 0
    most: int | None = None

    def complaint(self, value: Any) -> str:
        if len(value) < self.least:
            return f"is too short: at least {self.least}"
        if self.most is not None and len(value) > self.most:
            return f"is too long: at most {self.most}"
        return ""

    def schema(self) -> dict[str, Any]:
        most = {} if self.most is None else {"max_length": self.most}
        return most | ({"min_length": self.least} if self.least else {})


@dataclass(frozen=True, slots=True)
class Range(Limit):
    """How small and how large a number."""

    least: int
    most: int = _LARGEST

    def complaint(self, value: Any) -> str:
        if self.least <= value <= self.most:
            return ""
        return f"must be from {self.least} to {self.most}"

    def schema(self) -> dict[str, Any]:
        return {"ge": self.least, "le": self.most}


@dataclass(frozen=True, slots=True)
class Pattern(Limit):
    """What a text looks like from its beginning to its end."""

    text: str

    def complaint(self, value: Any) -> str:
        return "" if re.fullmatch(self.text, value) else "does not look like one"

    def schema(self) -> dict[str, Any]:
        return {"pattern": self.text}


@dataclass(frozen=True, slots=True)
class NoIdNumber(Limit):
    """A text that a person gave: no ID number hides in it, however it is spaced or written."""

    def complaint(self, value: Any) -> str:
        return "may be somebody's ID number" if looks_like_id_number(value) else ""

    def schema(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True, slots=True)
class OwnId(Limit):
    """An id that a client made: a UUID by time, so that nobody's number is taken for one."""

    def complaint(self, value: UUID) -> str:
        try:
            own_id(str(value))
        except ValueError:
            return "is no id of a client"
        return ""

    def schema(self) -> dict[str, Any]:
        return {"version": 7, "metadata": {"pydantic_js_updates": {"pattern": _OWN_ID}}}


class _HasZone(Limit):
    def complaint(self, value: datetime) -> str:
        is_known = value.tzinfo is not None and _FIRST <= value < _LAST
        return "" if is_known else "is a time without its zone, or far away"

    def schema(self) -> dict[str, Any]:
        return {"tz_constraint": "aware", "ge": _FIRST, "lt": _LAST}


Moment = Annotated[datetime, _HasZone()]
"""A time that means the same everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One object of JSON. A subclass is a frozen dataclass with slots, made by keyword.

    Raises:
        MessageRefused: a value is outside the limits of its field, or a text is none.
    """

    # The name under which the gateway's framework looks too.
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    def __post_init__(self) -> None:
        for name, known in _form(type(self)).items():
            value = getattr(self, name)
            if isinstance(value, str):
                _inside(name, str, value)
            for limit in known.limits:
                if complaint := limit.complaint(value):
                    raise MessageRefused(complaint, name)
        self.check()

    def check(self) -> None:
        """Refuse what types and limits let pass; for subclasses that know more."""


def read(kind: type[M], values: object) -> M:
    """Take a message from the values of its JSON.

    Raises:
        MessageRefused: naming the first field that is wrong.
    """
    if not isinstance(values, dict):
        raise MessageRefused("must be an object")
    form = _form(kind)
    if kind.__pydantic_config__["extra"] == "forbid":
        for name in values:
            if name not in form:
                raise MessageRefused("is not known here", name)
    found = {}
    for name, known in form.items():
        if name in values:
            found[name] = _inside(name, known.kind, values[name])
        elif known.is_required:
            raise MessageRefused("is required", name)
    return kind(**found)


def plain(message: Message) -> dict[str, Any]:
    """The values that JSON holds."""
    return {field.name: _plain(getattr(message, field.name)) for field in fields(message)}


def write(message: Message) -> bytes:
    """Write a message as JSON."""
    return strict_json.canonical(plain(message))


def _plain(value: Any) -> Any:
    if isinstance(value, Message):
        return plain(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


@dataclass(frozen=True, slots=True)
class _Field:
    kind: Any
    limits: tuple[Limit, ...]
    is_required: bool


_FORMS: dict[type[Any], dict[str, _Field]] = {}


def _form(kind: type[Any]) -> dict[str, _Field]:
    """The fields of a kind of message by name."""
    if kind not in _FORMS:
        _FORMS[kind] = _form_of(kind)
    return _FORMS[kind]


def _form_of(kind: type[Any]) -> dict[str, _Field]:
    hints = get_type_hints(kind, include_extras=True)
    form = {}
    for each in fields(kind):
        as_type, limits = hints[each.name], ()
        if get_origin(as_type) is Annotated:
            as_type, limits = as_type.__origin__, as_type.__metadata__
        has_default = (each.default, each.default_factory) != (MISSING, MISSING)
        form[each.name] = _Field(as_type, limits, not has_default)
    return form


def _inside(field: str, kind: Any, value: Any) -> Any:
    try:
        return _value(kind, value)
    except MessageRefused as no:
        raise no.inside(field) from None


def _value(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin is Annotated:
        made = _value(kind.__origin__, value)
        for limit in kind.__metadata__:
            if complaint := limit.complaint(made):
                raise MessageRefused(complaint)
        return made
    if origin in (Union, UnionType):
        only = next(each for each in get_args(kind) if each is not NoneType)
        return None if value is None else _value(only, value)
    if origin is tuple:
        return _tuple(get_args(kind)[0], value)
    if origin is dict:
        return _dict(get_args(kind)[1], value)
    if origin is Literal:
        return _literal(get_args(kind), value)
    return _single(kind, value)


def _tuple(kind: Any, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise MessageRefused("must be a list")
    return tuple(_inside(str(place), kind, each) for place, each in enumerate(value))


def _dict(kind: Any, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MessageRefused("must be an object")
    return {_text(name): _inside(name, kind, each) for name, each in value.items()}


def _literal(known: tuple[Any, ...], value: Any) -> Any:
    if not any(value == each and type(value) is type(each) for each in known):
        raise MessageRefused(f"must be one of {', '.join(map(str, known))}")
    return value


def _single(kind: type[Any], value: Any) -> Any:
    if issubclass(kind, Message):
        return read(kind, value)
    if kind is bool:
        if type(value) is not bool:
            raise MessageRefused("must be true or false")
        return value
    if kind is int:
        if type(value) is not int or abs(value) > _LARGEST:
            raise MessageRefused("must be a whole number")
        return value
    text = _text(value)
    if kind is str:
        return text
    try:
        return kind(text) if issubclass(kind, Enum | UUID) else kind.fromisoformat(text)
    except ValueError:
        raise MessageRefused(f"is no {kind.__name__}") from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise MessageRefused("must be text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise MessageRefused("is half a character") from None
    return value
