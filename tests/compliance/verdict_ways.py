"""How each code of a check is had from the gateway: a case that has just been told it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos_client.domain.slip_code import new_token
from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject
from pos_client.domain.unit_order import OrderState
from tests.attacks.acting import BY_TRUSTEE, WITH_GUARDIAN, acted
from tests.attacks.numbers_that_exist import about, by_sim
from tests.attacks.scene import Scene
from tests.attacks.special import looked_at, sent
from tests.attacks.transfers import between
from tests.attacks.units import KNOWN, asking, opened, user
from tests.compliance.stage import SPECIAL_CAP, Stage, all_codes, obey
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.returning import capture, come_back
from tests.integration.sandbox.test_port_in import CODES as DONOR_CODES
from tests.integration.sandbox.test_port_in import number_of as foreign_number
from tests.integration.sandbox.test_port_in import ported
from tests.integration.sandbox.units import set_order

__all__ = ["WAYS", "Way"]

Way = Callable[[Stage], tuple[Scene, CaseAtHand]]
"""Answers the gateway that has said it, and the case about which it did."""
_LIN, _WANG, _JIN, _MA = "resident-lin", "resident-wang", "resident-jin", "resident-ma"


# Of a new number --------------------------------------------------------------------------------


def _begun(scene: Scene, slug: str) -> CaseAtHand:
    case = scene.device.open_case()
    scene.device.read(case, scene.card(slug))
    return case


def _laid(slug: str) -> Way:
    """Whose card it is, and nothing else."""

    def way(stage: Stage) -> tuple[Scene, CaseAtHand]:
        case = _begun(stage.strict, slug)
        stage.strict.device.verify(case)
        return stage.strict, case

    return way


def _told(check: str, code: str) -> Way:
    """What a register or a service of the carrier's says, which the sandbox has none of."""

    def way(stage: Stage) -> tuple[Scene, CaseAtHand]:
        scene = stage.agent
        case = _begun(scene, _LIN)
        obey(scene, f"verdict {check} {code} times=1")
        scene.device.verify(case)
        return scene, case

    return way


def _photographed(slug: str, manner: str = "everyday") -> Way:
    """Who stands before the camera, the card being Lin's."""

    def way(stage: Stage) -> tuple[Scene, CaseAtHand]:
        scene = stage.agent
        case = _begun(scene, slug)
        scene.device.photograph(case, manner)
        case.reads = ()
        scene.device.read(case, scene.card(_LIN))
        scene.device.verify(case)
        return scene, case

    return way


def _declined(stage: Stage) -> tuple[Scene, CaseAtHand]:
    case = _begun(stage.agent, _LIN)
    stage.agent.device.agree(case, declined=("face",))
    stage.agent.device.verify(case)
    return stage.agent, case


def _register_away(stage: Stage) -> tuple[Scene, CaseAtHand]:
    case = _begun(stage.agent, _LIN)
    obey(stage.agent, "register down")
    try:
        stage.agent.device.verify(case)
    finally:
        obey(stage.agent, "register up")
    return stage.agent, case


def _soon_after(stage: Stage) -> tuple[Scene, CaseAtHand]:
    """The card of somebody whose face was another one a moment ago."""
    scene = stage.strict
    first = _begun(scene, _WANG)
    scene.device.photograph(first)
    first.reads = ()
    scene.device.read(first, scene.card(_MA))
    scene.device.verify(first)
    again = _begun(scene, _MA)
    scene.device.verify(again)
    return scene, again


def _photo_after_photo(stage: Stage) -> tuple[Scene, CaseAtHand]:
    scene = stage.agent
    case = _begun(scene, _LIN)
    for attempt in range(4):
        scene.device.photograph(case, "dark", seed=f"{attempt}")
        scene.device.verify(case)
    return scene, case


def _back(slug: str) -> Way:
    """Somebody comes with the slip of Lin's."""

    def way(stage: Stage) -> tuple[Scene, CaseAtHand]:
        scene = stage.agent
        obey(scene, "completion CUSTOMER_RETURNS")
        try:
            slip = capture(scene.device, scene.card)
            if slug == _LIN:
                return scene, come_back(scene.device, slip, scene.card)
            case = scene.device.returning_case(slip)
            scene.device.read(case, scene.card(slug))
            scene.device.verify(case)
            return scene, case
        finally:
            obey(scene, "completion GATEWAY_COMPLETES")

    return way


# Of people who act for others, and documents without a chip -------------------------------------


def _acted(flow: str, owner: str, acts: str) -> Way:
    return lambda stage: (stage.hall, acted(stage.hall, flow, owner, acts))


def _once_too_often(stage: Stage) -> tuple[Scene, CaseAtHand]:
    scene = stage.hall
    for principal in (_WANG, _JIN, _MA):
        case = acted(scene, BY_TRUSTEE, principal, _LIN)
        if "TRUSTEE_LIMIT" not in all_codes(case):
            scene.honest(scene.device, scene.device.registration(case))
    return scene, case


def _special(stage: Stage) -> tuple[Scene, CaseAtHand]:
    case = stage.hall.device.open_special()
    stage.hall.device.photograph(case, seed=f"special {case.id}")
    stage.hall.device.verify(case)
    return stage.hall, case


def _special_too_often(stage: Stage) -> tuple[Scene, CaseAtHand]:
    """All of them are opened before the first comes."""
    scene = stage.hall
    *few, last = (looked_at(scene) for _ in range(SPECIAL_CAP + 1))
    for case in few:
        sent(scene, scene.device.registration(case))
    scene.device.verify(last)
    return scene, last


# Of numbers that exist --------------------------------------------------------------------------


def _about(flow: str, subject: Subject, slug: str) -> Way:
    seed = f"{flow} {subject.phone_number}"
    return lambda stage: (stage.hall, about(stage.hall, flow, subject, slug, seed))


def _given_away(gives: str, invented: int) -> Way:
    return lambda stage: (stage.hall, between(stage.hall, gives, _TAKES, invented))


_TAKES = "hmt-ho"


def _flagged(invented: int) -> Way:
    return _about("second_real_person_check", Subject(f"170556{invented:05d}"), _JIN)


def _disputed(stage: Stage) -> tuple[Scene, CaseAtHand]:
    scene = stage.hall
    case = scene.device.open_case()
    case.flow = "disputed_number"
    scene.device.read(case, scene.card(_LIN))
    scene.device.photograph(case, seed="disputes")
    scene.device.verify(case)
    case.disputed = next(
        each for each in scene.device.own_numbers(case) if each.masked_phone_number[-4:] == "0007"
    )
    scene.honest(scene.device, scene.device.registration(case))
    return scene, between(scene, _LIN, _TAKES, 7)


def _ported(slug: str, invented: int, name: str = "") -> Way:
    """A number of another carrier's, with its code, or with a name that nobody gave."""

    def way(stage: Stage) -> tuple[Scene, CaseAtHand]:
        device, number = stage.agent.device, foreign_number(invented)
        reference = name or device.authorise(number, DONOR_CODES[number]).json()["reference"]
        case = device.open_case()
        case.flow, case.subject = "port_in", ported(number, reference)
        device.read(case, stage.agent.card(slug))
        device.photograph(case, seed=f"ported {invented}")
        device.verify(case)
        return stage.agent, case

    return way


def _ported_twice(stage: Stage) -> tuple[Scene, CaseAtHand]:
    """Both are asked for before the first comes."""
    scene, case = _ported(_JIN, 201)(stage)
    again = scene.device.open_case()
    again.flow, again.subject = case.flow, case.subject
    scene.device.read(again, scene.card(_JIN))
    scene.device.photograph(again, seed="ported again")
    scene.honest(scene.device, scene.device.registration(case))
    scene.device.verify(again)
    return scene, again


# Of units ---------------------------------------------------------------------------------------


def _unit(credit_code: str, count: int = 2) -> Way:
    return lambda stage: (stage.hall, asking(stage.hall, credit_code, count))


def _user(flow: str = "unit_user", state: OrderState = OrderState.OPEN) -> Way:
    def way(stage: Stage) -> tuple[Scene, CaseAtHand]:
        order = opened(stage.hall)
        if state is not OrderState.OPEN:
            set_order(stage.hall.device, order, state)
        return stage.hall, user(stage.hall, order, _WANG, flow)

    return way


def _with_another_code(stage: Stage) -> tuple[Scene, CaseAtHand]:
    guessed = replace(opened(stage.hall), token=new_token())
    return stage.hall, user(stage.hall, guessed, _WANG)


def _one_too_many(stage: Stage) -> tuple[Scene, CaseAtHand]:
    scene = stage.hall
    order = opened(scene, count=1)
    first = user(scene, order, _WANG)
    scene.honest(scene.device, scene.device.registration(first))
    return scene, user(scene, order, _JIN)


_OF_ANOTHER_SIM = ProofOfUse(ProofMethod.SIM_READER, by_sim(4).proof.iccid)  # type: ignore[union-attr]

WAYS: dict[str, Way] = {
    "ID_MATCH": _laid(_LIN),
    "ID_MISMATCH": _laid("resident-other-name"),
    "ID_NOT_FOUND": _laid("resident-unknown"),
    "ID_NO_PHOTO": _laid("resident-register-no-photo"),
    "DOC_INVALIDATED": _laid("resident-invalidated"),
    "DOC_EXPIRED": _laid("resident-expired"),
    "CARD_INVALID": _told("ONLINE_VERIFICATION", "CARD_INVALID"),
    "FACE_SAME": _laid(_LIN),
    "FACE_UNSURE": _laid("resident-no-photo"),
    "FACE_DIFFERENT": _photographed(_WANG),
    "FACE_REFUSED": _declined,
    "FACE_QUALITY": _photographed(_LIN, "dark"),
    "LIVENESS_FAILED": _told("FACE_MATCH", "LIVENESS_FAILED"),
    "QUOTA_OK": _laid(_JIN),
    "QUOTA_REVIEW": _laid("resident-second-number"),
    "QUOTA_FULL": _laid("resident-quota"),
    "RISK_REVIEW": _told("ONLINE_VERIFICATION", "RISK_REVIEW"),
    "RISK_DENY": _told("ONLINE_VERIFICATION", "RISK_DENY"),
    "PUNISHED_LIMITED": _told("ONLINE_VERIFICATION", "PUNISHED_LIMITED"),
    "BLACKLISTED": _told("ONLINE_VERIFICATION", "BLACKLISTED"),
    "ARREARS": _given_away(_MA, 14),
    "UNDER_AGE": _laid("resident-child-8"),
    "SERVICE_UNAVAILABLE": _register_away,
    "COOLING_OFF": _soon_after,
    "CUSTOMER_SAME": _back(_LIN),
    "IDENTITY_MISMATCH": _back(_JIN),
    "USE_PROVEN": _about("re_registration", by_sim(1), _LIN),
    "USE_NOT_PROVEN": _about(
        "re_registration", replace(by_sim(100), proof=_OF_ANOTHER_SIM), "foreign-2017-sample"
    ),
    "OWNER_CONFIRMED": _about("sim_replacement", Subject("17055600008"), _JIN),
    "OWNER_DIFFERENT": _given_away(_WANG, 9),
    "NUMBER_NOT_FOUND": _flagged(99_999),
    "NUMBER_COMPLETE": _about("re_registration", by_sim(5), "foreign-2017-sample"),
    "NUMBER_INCOMPLETE": _given_away(_MA, 4),
    "NUMBER_NOT_FLAGGED": _flagged(205),
    "NUMBER_FLAGGED": _given_away(_LIN, 10),
    "NUMBER_TERMINATED": _about("re_registration", by_sim(6), "foreign-2017-sample"),
    "NUMBER_DISPUTED": _disputed,
    "NUMBER_SUSPENDED": _given_away(_MA, 12),
    "NUMBER_ALREADY_OURS": _ported_twice,
    "DONOR_AGREES": _ported(_JIN, 8),
    "DONOR_CODE_WRONG": _ported(_JIN, 202, "port-" + "0" * 16),
    "DONOR_NOT_REGISTERED": _ported(_JIN, 6),
    "DONOR_OTHER_PERSON": _ported(_JIN, 1),
    "DONOR_ARREARS": _ported(_WANG, 3),
    "DONOR_CONTRACT": _ported(_WANG, 4),
    "DONOR_TOO_NEW": _ported(_WANG, 5),
    "GUARDIAN_NOT_NEEDED": _acted(WITH_GUARDIAN, _WANG, _LIN),
    "REPRESENTATIVE_UNDER_AGE": _acted(WITH_GUARDIAN, "resident-child-15", "resident-youth-17"),
    "TRUSTEE_LIMIT": _once_too_often,
    "SPECIAL_REVIEW": _special,
    "SPECIAL_LIMIT": _special_too_often,
    "UNIT_CONFIRMED": _unit(KNOWN),
    "UNIT_NOT_FOUND": _unit("91350100MA00DEM042"),
    "UNIT_REVOKED": _unit("91350100MA00DEM02U"),
    "UNIT_NAME_DIFFERENT": _unit("91350100MA00DEM03Y"),
    "UNIT_LIMIT": _unit("91350100MA00DEM068", 3),
    "UNIT_ORDER_OPEN": _user(),
    "UNIT_ORDER_UNKNOWN": _with_another_code,
    "UNIT_ORDER_PAUSED": _user(state=OrderState.PAUSED),
    "UNIT_ORDER_CLOSED": _user(state=OrderState.CLOSED),
    "UNIT_ORDER_FULL": _one_too_many,
    "UNIT_ORDER_OTHER_USE": _user("unit_industry_sim"),
    "PHOTO_ATTEMPTS": _photo_after_photo,
}
"""In the order of `codes.VERDICTS`."""
