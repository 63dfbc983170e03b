"""Moves of attacks on numbers that exist. Nothing here is checked before it is sent."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from pos_client.domain.outlet import OutletKind
from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject
from pos_client.protocol.api import Paths
from pos_client.sandbox.invented_subscribers import iccid_in_use
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import DEMO_OUTLET
from tests.attacks.scene import Scene
from tests.integration.sandbox.case_at_hand import CaseAtHand

__all__ = [
    "OWN_HALL",
    "about",
    "begun_about",
    "by_code",
    "by_sim",
    "captured_about",
    "code_of",
    "number_of",
    "replaced_at_once",
    "send_code",
    "verified_for_own_numbers",
]

OWN_HALL = replace(DEMO_OUTLET, kind=OutletKind.OWN_HALL)


def number_of(invented: int) -> str:
    """One of the sandbox's invented numbers."""
    return f"170556{invented:05d}"


def by_sim(invented: int, iccid: str = "") -> Subject:
    """A number with the SIM in use under it, or with any other."""
    proof = ProofOfUse(ProofMethod.SIM_READER, iccid or iccid_in_use(invented))
    return Subject(number_of(invented), proof=proof)


def by_code(invented: int, reference: str) -> Subject:
    """A number with a code that came back right, or is said to have."""
    return Subject(number_of(invented), proof=ProofOfUse(ProofMethod.SMS_CODE, "", reference))


def begun_about(scene: Scene, flow: str, subject: Subject, slug: str, seed: str) -> CaseAtHand:
    """A case with a read and a photo, not judged yet."""
    case = scene.device.open_case()
    return _with_person(scene, case, flow, subject, slug, seed)


def about(scene: Scene, flow: str, subject: Subject, slug: str, seed: str) -> CaseAtHand:
    """A case with its verdicts, whatever they say."""
    case = begun_about(scene, flow, subject, slug, seed)
    scene.device.verify(case)
    return case


def captured_about(scene: Scene, subject: Subject, slug: str, seed: str) -> CaseAtHand:
    """A re-registration captured without the gateway: everything is judged when it comes."""
    case = scene.device.offline_case()
    return _with_person(scene, case, "re_registration", subject, slug, seed)


def send_code(scene: Scene, invented: int) -> str:
    """Have a code sent; answers what was refused, or nothing."""
    asked = {"phone_number": number_of(invented)}
    answer = scene.device.call("POST", Paths.USAGE_CODES, json=asked)
    return str(answer.json()["code"]) if answer.is_error else ""


def code_of(scene: Scene, invented: int, digits: str) -> str:
    """Read digits out; answers the gateway's reference, or nothing."""
    asked = {"phone_number": number_of(invented), "code": digits}
    answer = scene.device.call("POST", Paths.USAGE_PROOFS, json=asked)
    return "" if answer.is_error else str(answer.json()["reference"])


def replaced_at_once(scene: Scene, registration_id: UUID) -> bool:
    """Whether the ledger has a new SIM by this registration that works already."""
    found = read_ledger(scene.gateway.home.folder)["sim_replacements"]
    return any(
        each["registration_id"] == str(registration_id) and not each["works_from"] for each in found
    )


def verified_for_own_numbers(scene: Scene, slug: str, seed: str) -> CaseAtHand:
    """A customer who wants to see what stands in their name, with their verdicts."""
    case = scene.device.open_case()
    case.flow = "disputed_number"
    scene.device.read(case, scene.card(slug))
    scene.device.photograph(case, seed=seed)
    scene.device.verify(case)
    return case


def _with_person(
    scene: Scene, case: CaseAtHand, flow: str, subject: Subject, slug: str, seed: str
) -> CaseAtHand:
    case.flow, case.subject = flow, subject
    scene.device.read(case, scene.card(slug))
    scene.device.photograph(case, seed=seed)
    return case
