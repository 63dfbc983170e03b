"""The member `subject` of a body: where it has nothing to say it does not stand there at all."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject
from pos_client.protocol import strict_json
from pos_client.protocol.bodies import BodyRefused, RegistrationBody
from pos_client.testing.customer import iccid_of
from tests.unit.pos_client.protocol.vector_values import body

NUMBER = "17055600001"
OF_FIRST_RELEASE = RegistrationBody.from_bytes(body())
BY_SIM = Subject(NUMBER, proof=ProofOfUse(ProofMethod.SCANNER, iccid_of(1)))
BY_DONOR = Subject(
    "17155600001",
    proof=ProofOfUse(ProofMethod.AUTHORISATION_CODE, reference="port-0123456789abcdef"),
)
BY_CODE = Subject(NUMBER, proof=ProofOfUse(ProofMethod.SMS_CODE, reference="use-0123456789abcdef"))


def test_a_body_of_the_first_release_is_written_as_ever() -> None:
    assert OF_FIRST_RELEASE.subject is None
    assert OF_FIRST_RELEASE.to_bytes() == body()
    assert "subject" not in json.loads(body())


@pytest.mark.parametrize("subject", [BY_SIM, BY_CODE, BY_DONOR, Subject(NUMBER)])
def test_a_subject_is_read_as_it_was_written(subject: Subject) -> None:
    written = replace(OF_FIRST_RELEASE, subject=subject).to_bytes()
    assert RegistrationBody.from_bytes(written).subject == subject


@pytest.mark.parametrize(
    "changes",
    [
        {"phone_number": "1705560"},
        {"phone_number": ""},
        {"proof": "WORD_OF_HONOUR"},
        {"proof": ""},
        {"iccid": "123"},
        {"reference": "use-1"},
        {"reference": "61803399"},
        {"subscriber": "x"},
        {"iccid": None},
    ],
)
def test_a_subject_of_another_form_is_refused(changes: dict[str, Any]) -> None:
    plain = strict_json.loads(replace(OF_FIRST_RELEASE, subject=BY_SIM).to_bytes())
    plain["subject"] |= changes
    with pytest.raises(BodyRefused):
        RegistrationBody.from_bytes(strict_json.canonical(plain))
