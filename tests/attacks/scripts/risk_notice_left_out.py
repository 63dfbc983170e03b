"""The form of a flagged number is signed without the risk notice, or with a milder one."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

from pos_client.domain.risk_notice import RiskNotice
from pos_client.domain.subject import Subject
from pos_client.sandbox.controls import Control
from pos_client.sandbox.notices import RISK_NOTICE
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL, about, number_of
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    milder = replace(RISK_NOTICE, paragraphs=RISK_NOTICE.paragraphs[:1])
    numbers = ((10, "resident-lin", milder), (250, "resident-jin", None))
    for invented, slug, shown in numbers:
        subject = Subject(number_of(invented))
        case = about(scene, "second_real_person_check", subject, slug, "1")
        with mock.patch("tests.honest_cases.RISK_NOTICE", shown or _nothing()):
            data = scene.device.registration(case)
        scene.attempt(scene.device, data, "IDENTITY_MISMATCH")


def _nothing() -> RiskNotice:
    notice = mock.Mock(spec=RiskNotice)
    notice.sha256 = b""
    return notice


ATTACK = Attack(
    abuses="a customer who is told nothing of the risk",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.FORM_OF_CASE,),
)
