"""What the customer chose and signed: each part that is not honest is refused by its own code."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pos_client.domain.sim import Sim, SimSource
from pos_client.testing.customer import iccid_of, signature_under
from tests.honest_cases import fresh_sim
from tests.integration.sandbox.conftest import Cards
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, gathered, outcome_of

NOT_HONEST: dict[str, tuple[dict[str, Any], str]] = {
    "an offer that nobody sells": ({"offer_code": "SL-0"}, "OFFER_UNKNOWN"),
    "no offer": ({"offer_code": ""}, "OFFER_UNKNOWN"),
    "no SIM": ({"sim": None}, "SIM_INVALID"),
    "no ICCID": ({"sim": Sim("12345678901234567890", SimSource.SCANNER)}, "SIM_INVALID"),
    "no number to call": ({"contact_number": "12345678901"}, "CONTACT_INVALID"),
    "another form's number": ({"form_number": "FJ-DEMO-0042-260302-00000000"}, "IDENTITY_MISMATCH"),
    "no form": ({"form_signature": None}, "FORM_NOT_SIGNED"),
    "signed under another form": (
        {"form_signature": signature_under(bytes(32), datetime.now(UTC))},
        "IDENTITY_MISMATCH",
    ),
}


@pytest.mark.parametrize("wrong", NOT_HONEST)
def test_what_is_not_honest_about_a_form(device: TestDevice, card: Cards, wrong: str) -> None:
    changed, code = NOT_HONEST[wrong]
    if (signature := changed.get("form_signature")) is not None:
        changed = {"form_signature": replace(signature, signed_at=datetime.now(UTC))}
    case = gathered(device, card("resident-lin"))
    assert outcome_of(device, device.registration(case, **changed)) == ("REJECTED", code)


def test_a_form_signed_with_a_dot_is_not_signed(device: TestDevice, card: Cards) -> None:
    case = gathered(device, card("resident-lin"))
    whole = signature_under(bytes(32), datetime.now(UTC))
    dot = replace(whole, strokes=((whole.strokes[0][0],),))
    data = device.registration(case, form_signature=dot)
    assert outcome_of(device, data) == ("REJECTED", "FORM_NOT_SIGNED")


@pytest.mark.parametrize("exchanged", ["phone_number", "sim", "offer_code", "opened_at"])
def test_what_is_sealed_is_what_was_signed(device: TestDevice, card: Cards, exchanged: str) -> None:
    """A form that was signed for something else is carried over to this body."""
    case = captured(device, card("resident-lin"))
    block = device.configuration["number_block"]
    other: dict[str, Any] = {
        "phone_number": block[1]["phone_number"],
        "sim": fresh_sim(),
        "offer_code": device.configuration["case"]["offers"][1]["code"],
        "opened_at": case.opened_at.replace(year=case.opened_at.year - 1),
    }
    signed = device.body(case, **{exchanged: other[exchanged]})
    data = device.registration(
        case, form_number=signed.form_number, form_signature=signed.form_signature
    )
    assert outcome_of(device, data) == ("REJECTED", "IDENTITY_MISMATCH")


def test_a_contact_number_is_a_number_to_call(device: TestDevice, card: Cards) -> None:
    case = captured(device, card("resident-lin"))
    data = device.registration(case, contact_number="13900000000")
    assert outcome_of(device, data) == ("ACCEPTED", "")


def test_a_sim_serves_one_registration_until_that_is_rejected(
    device: TestDevice, card: Cards
) -> None:
    sim = Sim(iccid_of(10**12), SimSource.SIM_READER)
    refused = captured(device, card("resident-other-name"), place=0)
    data = device.registration(refused, sim=sim)
    assert outcome_of(device, data) == ("REJECTED", "ID_MISMATCH")
    first = captured(device, card("resident-register-no-photo"), place=1)
    data = device.registration(first, sim=sim)
    assert outcome_of(device, data) == ("UNDER_REVIEW", "ID_NO_PHOTO")
    second = captured(device, card("resident-lin"), place=2)
    assert outcome_of(device, device.registration(second, sim=sim)) == ("REJECTED", "SIM_USED")


def test_the_name_on_the_form_is_the_first_reads(device: TestDevice, card: Cards) -> None:
    case = gathered(device, card("foreign-2017-long-name"))
    device.read(case, card("foreign-2017-long-name"), challenge=device.open_case().challenge)
    assert outcome_of(device, device.registration(case)) == ("ACCEPTED", "")
