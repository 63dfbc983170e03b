"""Moves of attacks on numbers that come from another carrier. Nothing is checked before it goes."""

from __future__ import annotations

from pos_client.domain.flows import PORT_IN
from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject
from pos_client.sandbox.invented_donors import ELSEWHERE
from tests.attacks.numbers_that_exist import about
from tests.attacks.scene import Scene
from tests.integration.sandbox.case_at_hand import CaseAtHand

__all__ = ["authorised", "code_for", "number_elsewhere", "porting"]

_CODES = {each.phone_number: each.code for each in ELSEWHERE}


def number_elsewhere(invented: int) -> str:
    """One of the other carriers' invented numbers."""
    return f"171556{invented:05d}"


def code_for(invented: int) -> str:
    """What its carrier has given out for it."""
    return _CODES[number_elsewhere(invented)]


def authorised(scene: Scene, invented: int, code: str = "") -> str:
    """Name a number and a code for it; answers the gateway's reference, or nothing."""
    number = number_elsewhere(invented)
    answer = scene.device.authorise(number, code or code_for(invented))
    return "" if answer.is_error else str(answer.json()["reference"])


def porting(scene: Scene, invented: int, reference: str, slug: str, seed: str) -> CaseAtHand:
    """A port-in with its verdicts, whatever they say."""
    proof = ProofOfUse(ProofMethod.AUTHORISATION_CODE, reference=reference)
    subject = Subject(number_elsewhere(invented), proof=proof)
    return about(scene, PORT_IN.name, subject, slug, seed)
