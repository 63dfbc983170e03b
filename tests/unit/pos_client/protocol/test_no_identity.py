"""What of a body or an audit entry may be somebody's ID number, and what is a machine's."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from drivers.card.number import looks_like_id_number
from pos_client.domain.audit import AuditEvent, canonical_event
from pos_client.domain.form import form_number_of
from pos_client.domain.local_day import local_day
from pos_client.infrastructure.ids import new_id
from pos_client.protocol import strict_json
from pos_client.protocol.bodies import BodyRefused, RegistrationBody
from pos_client.protocol.envelope import EnvelopeRefused, Header
from pos_client.protocol.form import own_id
from pos_client.protocol.no_identity import names_nobody, place_of_id_number
from tests.unit.pos_client.protocol import vector_values

NUMBER = "110101190001010014"
OUTLET = "FJ-35010220"


def honest_events(chance: random.Random, count: int) -> list[str]:
    """Entries as a counter writes them, with ids and hashes by chance."""
    events = []
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for sequence in range(1, count + 1):
        at += timedelta(seconds=chance.uniform(1, 900_000))
        id_ = UUID(int=chance.getrandbits(128), version=4)
        said: dict[str, dict[str, str | int | bool]] = {
            "registration_saved": {
                "registration_id": str(id_),
                "sequence": sequence,
                "sha256": chance.randbytes(32).hex(),
                "offline": chance.random() < 0.5,
            },
            "card_read": {
                "read_counter": chance.randrange(10**6),
                "challenge_id": f"ch-{chance.randbytes(10).hex()}",
            },
            "logged_in": {"clerk": f"{chance.randrange(10**4):04}", "offline": False},
            "verdicts_taken": {"case_id": str(id_), "quota": "QUOTA_OK"},
        }
        kind = chance.choice(sorted(said))
        events.append(canonical_event(AuditEvent(kind, at, said[kind])).decode())
    return events


def test_what_a_counter_writes_names_nobody() -> None:
    assert [
        event for event in honest_events(random.Random(5), 3000) if not names_nobody(event)
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "05.01-20210203-0001101011-9000101001",
        hashlib.sha256(b"").hexdigest(),
        "0" * 20 + "abcdefabcd" + NUMBER + "0" * 16,  # more letters than anybody pads with
    ],
)
def test_what_a_machine_made_is_no_number_of_anybody(text: str) -> None:
    assert place_of_id_number({"x": text}) == ""


@pytest.mark.parametrize(
    "text",
    [
        NUMBER + "0" * 46,
        NUMBER + "0" * 14,
        "11010119-0001-0100-1400-000000000000",
        f"RN-{NUMBER}",
        f"05.01-20210203-0001234567-0123456789-{NUMBER}",
    ],
)
@pytest.mark.parametrize("name", ["session", "review", "raw_text", "sha256", "contact_number"])
def test_no_name_of_a_field_lets_one_pass(name: str, text: str) -> None:
    assert place_of_id_number({name: text}) == name
    assert place_of_id_number({"jpeg": text}) == "jpeg"
    assert place_of_id_number({"verdicts": [text]}) == "verdicts"


def a_case_that_reads_like_one(day: date) -> UUID:
    chance = random.Random(7)
    while True:
        id_ = UUID(int=7 << 76 | 2 << 62 | chance.getrandbits(62))
        if looks_like_id_number(form_number_of(OUTLET, day, id_)):
            return id_


def test_a_form_number_that_follows_from_the_case_is_nobodys() -> None:
    body = RegistrationBody.from_bytes(vector_values.body())
    day = local_day(body.opened_at)
    case_id = a_case_that_reads_like_one(day)
    number = form_number_of(OUTLET, day, case_id)
    honest = replace(body, case_id=case_id, form_number=number)
    assert RegistrationBody.from_bytes(honest.to_bytes()) == honest
    for forged in (number[:-1] + "Z", number + "0", f"{NUMBER}{number}"):
        with pytest.raises(BodyRefused, match="form_number"):
            RegistrationBody.from_bytes(replace(honest, form_number=forged).to_bytes())


@pytest.mark.parametrize(
    "id_", ["11010119-0001-0100-1400-000000000000", "0192f0c4-5a0e-4c3a-9d2e-3f1b5a7c9e01"]
)
def test_an_id_of_a_client_is_made_by_time(id_: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        own_id(id_)
    with pytest.raises(ValueError, match="not an id"):
        own_id(str(new_id()).upper())
    body = strict_json.loads(vector_values.body()) | {"case_id": id_}
    with pytest.raises(BodyRefused):
        RegistrationBody.from_bytes(strict_json.canonical(body))


def test_half_a_character_is_no_text_of_a_body() -> None:
    half = vector_values.body().replace(b'"clerk_number":"0017"', b'"clerk_number":"\\ud800"')
    with pytest.raises(BodyRefused, match="half a character"):
        RegistrationBody.from_bytes(half)


TEXTS = ("kid", "device_id", "outlet_code", "previous_head", "challenge_id")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "text", [f"王小明 {NUMBER}", NUMBER, "王小明", "", "AB" * 32, NUMBER + "0" * 46, "a b", "x\n"]
)
def test_no_text_of_a_header_is_anybodys(name: str, text: str) -> None:
    header = strict_json.loads(vector_values.header_of().to_bytes())
    Header.from_bytes(strict_json.canonical(header))
    with pytest.raises(EnvelopeRefused):
        Header.from_bytes(strict_json.canonical(header | {name: text}))
