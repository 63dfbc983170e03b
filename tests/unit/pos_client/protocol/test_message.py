"""A message is read strictly, and as the reference gateway's own framework reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from pos_client.protocol import api
from pos_client.protocol.message import (
    Length,
    Message,
    MessageRefused,
    Moment,
    Pattern,
    Range,
    plain,
    read,
    write,
)


class Colour(StrEnum):
    RED = "RED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Message):
    name: Annotated[str, Length(1, 4)]
    made_at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Message):
    id: UUID
    parts: Annotated[tuple[Part, ...], Length(most=2)]
    colours: dict[str, Colour] = field(default_factory=dict)
    codes: tuple[Annotated[str, Pattern("^[A-Z]+$")], ...] = ()
    count: Annotated[int, Range(0, 9)] = 0
    day: date | None = None
    is_good: bool = False
    format: Literal[1] = 1
    secret: str = field(default="", repr=False)


PART = {"name": "螺丝", "made_at": "2026-07-01T08:00:00+08:00"}
WHOLE: dict[str, Any] = {
    "id": "0197f2a4-0000-7000-8000-000000000001",
    "parts": [PART],
    "colours": {"front": "RED"},
    "codes": ["A", "BC"],
    "count": 9,
    "day": "2026-07-01",
    "is_good": True,
    "format": 1,
    "secret": "s3cret",
}


def test_a_whole_message_is_read() -> None:
    message = read(Whole, WHOLE)
    assert message == Whole(
        id=UUID(WHOLE["id"]),
        parts=(Part(name="螺丝", made_at=datetime(2026, 7, 1, tzinfo=UTC)),),
        colours={"front": Colour.RED},
        codes=("A", "BC"),
        count=9,
        day=date(2026, 7, 1),
        is_good=True,
        secret="s3cret",
    )
    assert "s3cret" not in repr(message)


def test_what_is_written_is_read_back() -> None:
    message = read(Whole, WHOLE)
    assert json.loads(write(message)) == plain(message) == WHOLE
    assert read(Whole, json.loads(write(message))) == message


def test_what_has_a_default_may_be_absent() -> None:
    least = {"id": WHOLE["id"], "parts": []}
    assert read(Whole, least) == Whole(id=UUID(WHOLE["id"]), parts=())


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"surprise": 1}, "surprise is not known here"),
    ({"id": "7"}, "id is no UUID"),
    ({"id": 7}, "id must be text"),
    ({"parts": PART}, "parts must be a list"),
    ({"parts": [PART, PART, PART]}, "parts is too long: at most 2"),
    ({"parts": [PART, {}]}, "parts.1.name is required"),
    ({"parts": [PART | {"name": ""}]}, "parts.0.name is too short: at least 1"),
    ({"parts": [PART | {"name": "\ud800"}]}, "parts.0.name is half a character"),
    ({"parts": [PART | {"made_at": "2026-07-01T08:00:00"}]}, "parts.0.made_at .* zone"),
    ({"parts": [PART | {"made_at": "soon"}]}, "parts.0.made_at is no datetime"),
    ({"parts": [PART | {"made_at": 1782864000}]}, "parts.0.made_at must be text"),
    ({"colours": {"front": "BLUE"}}, "colours.front is no Colour"),
    ({"colours": ["RED"]}, "colours must be an object"),
    ({"codes": ["A", "b"]}, "codes.1 does not look like one"),
    ({"codes": [None]}, "codes.0 must be text"),
    ({"count": 10}, "count must be from 0 to 9"),
    ({"count": "9"}, "count must be a whole number"),
    ({"count": True}, "count must be a whole number"),
    ({"count": 9.0}, "count must be a whole number"),
    ({"day": "yesterday"}, "day is no date"),
    ({"is_good": 1}, "is_good must be true or false"),
    ({"format": 2}, "format must be one of 1"),
    ({"format": True}, "format must be one of 1"),
    ({"secret": None}, "secret must be text"),
]


@pytest.mark.parametrize(("change", "words"), WRONG)
def test_a_wrong_field_is_named_and_its_value_is_not(change: dict[str, Any], words: str) -> None:
    with pytest.raises(MessageRefused, match=f"^{words}"):
        read(Whole, WHOLE | change)


@pytest.mark.parametrize("value", [None, [], "{}", 7])
def test_what_is_no_object_is_no_message(value: object) -> None:
    with pytest.raises(MessageRefused, match=r"^must be an object"):
        read(Whole, value)


def test_a_number_that_no_database_holds_is_refused() -> None:
    entry = {"index": 2**63, "event": "{}", "head": "00"}
    with pytest.raises(MessageRefused, match="index"):
        read(api.AuditEntryJson, entry)


@pytest.mark.parametrize("password", ["p" * 257, "half \udfff"])
def test_what_could_not_be_read_cannot_be_made(password: str) -> None:
    with pytest.raises(MessageRefused, match=r"^password"):
        api.SessionRequest(clerk_number="8001", password=password, proof="")


def test_only_an_answer_that_says_no_may_say_more_than_we_know() -> None:
    said = {"code": "UNAVAILABLE", "advice": "wait"}
    assert read(api.TroubleAnswer, said).code == "UNAVAILABLE"
    with pytest.raises(MessageRefused, match="advice"):
        read(api.TokenAnswer, {"token": "t", "advice": "wait"})


KINDS = [
    kind
    for kind in vars(api).values()
    if isinstance(kind, type) and issubclass(kind, Message) and kind is not Message
]
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.text(max_size=70),
    st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1),
    st.booleans(),
    st.none(),
    st.uuids().map(str),
    st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat),
    st.lists(st.text(max_size=9), max_size=9),
    st.just({"id": "ch-1", "nonce": "AAAA", "expires_at": "2026-07-01T00:00:00+00:00"}),
    st.just([{"index": 1, "event": "{}", "head": "00"}]),
)


@cache
def framework_of(kind: type[Message]) -> TypeAdapter[Message]:
    return TypeAdapter(kind)


@given(data=st.data())
@settings(max_examples=40)
@pytest.mark.parametrize("kind", KINDS)
def test_the_gateways_framework_takes_the_same(kind: type[Message], data: st.DataObject) -> None:
    names = list(kind.__dataclass_fields__)
    strange = st.dictionaries(st.sampled_from([*names, "surprise"]), VALUES, max_size=2)
    values = data.draw(st.fixed_dictionaries(dict.fromkeys(names, VALUES)) | strange)
    try:
        theirs = framework_of(kind).validate_json(json.dumps(values), strict=True)
    except ValidationError:
        theirs = None
    try:
        ours = read(kind, values)
    except MessageRefused:
        ours = None
    assert ours == theirs
