"""How each code of a receipt is had: by doing just that, with a client that checks nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pos_client.domain.esim import Esim
from pos_client.domain.sim import Sim, SimSource
from pos_client.domain.sim_stock import SimRange
from pos_client.protocol.api import Paths
from pos_client.protocol.envelope import Envelope
from pos_client.protocol.sim_stock import StockPaths
from pos_client.sandbox.ledger import read_ledger
from pos_client.testing.customer import device_of, iccid_of
from tests.attacks.numbers_that_exist import number_of, verified_for_own_numbers
from tests.attacks.scene import Scene
from tests.attacks.units import asking
from tests.compliance.stage import Stage, obey
from tests.integration.sandbox.returning import capture, status
from tests.integration.sandbox.walks import captured, gathered
from tests.photo_changes import changed

__all__ = ["WAYS", "Way", "photo_again"]

Way = Callable[[Stage], tuple[str, ...]]
"""What was said: the codes of receipts, of refusals at the door, or of alarms."""
_SEED = "mirrored"
_BEAT = {"pending": 0, "quarantined": 0, "oldest_pending_at": None, "program_version": "1"}
_RETURNED, _SPOILED, _TRAVELLING, _NOWHERE = 4 * 10**12, 4 * 10**12 + 1, 4 * 10**12 + 2, 9 * 10**12


def _agent(name: str) -> Way:
    return lambda stage: stage.words(name, stage.agent)


def _hall(name: str) -> Way:
    return lambda stage: stage.words(name, stage.hall)


def _strict(name: str) -> Way:
    return lambda stage: stage.words(name, stage.strict)


def _alone(name: str) -> Way:
    """On a gateway of its own: it changes policy, clock or outlet."""
    return lambda stage: stage.words(name)


def _alarm(name: str) -> Way:
    """The code stands in an alarm; the client is told at the door."""

    def way(stage: Stage) -> tuple[str, ...]:
        return (*stage.words(name, stage.agent), *_alarms(stage.agent))

    return way


def _alarms(scene: Scene) -> list[str]:
    return [each["code"] for each in read_ledger(scene.gateway.home.folder)["alarms"]]


def _said(scene: Scene, data: bytes) -> str:
    return scene.word_of(scene.device, scene.device.register(data))


def _sealed_with(**changes: Any) -> Way:
    """An honest case, but for these parts of what is sealed."""

    def way(stage: Stage) -> tuple[str, ...]:
        scene = stage.hall
        case = gathered(scene.device, scene.card())
        return (_said(scene, scene.device.registration(case, **changes)),)

    return way


# Time and order --------------------------------------------------------------------------------


def _never_came_back(stage: Stage) -> tuple[str, ...]:
    scene = stage.agent
    obey(scene, "completion CUSTOMER_RETURNS")
    try:
        slip = capture(scene.device, scene.card)
        captured_as = status(scene.device, slip)[1]
        obey(scene, f"age {slip.registration_id} 31")
        return captured_as, status(scene.device, slip)[1]
    finally:
        obey(scene, "completion GATEWAY_COMPLETES")


def _read_too_late(stage: Stage) -> tuple[str, ...]:
    device = stage.agent.device
    case = device.offline_case()
    late = case.challenge.expires_at + timedelta(seconds=1)
    case.reads = (replace(device.read(case, stage.agent.card()), read_at=late),)
    return (_said(stage.agent, device.registration(case)),)


def _envelope_missing(stage: Stage) -> tuple[str, ...]:
    scene = stage.agent
    scene.device = scene.patched_client()
    scene.device.sequence += 1
    scene.honest(scene.device, scene.device.registration(captured(scene.device, scene.card())))
    scene.device.call("POST", Paths.HEARTBEATS, json=_BEAT)
    return tuple(_alarms(scene))


def _settled_before(stage: Stage) -> tuple[str, ...]:
    scene = stage.hall
    case = gathered(scene.device, scene.card())
    scene.honest(scene.device, scene.device.registration(case))
    scene.device.photograph(case, seed="2")
    return tuple(str(each["code"]) for each in scene.device.verify(case))


def photo_again(stage: Stage) -> tuple[str, ...]:
    """The very picture of one case in another one of the same person."""
    scene = stage.agent
    scene.device = scene.patched_client()
    first, second = (captured(scene.device, scene.card(), place) for place in (0, 1))
    scene.honest(scene.device, scene.device.registration(first))
    second.photo = first.photo
    return (_said(scene, scene.device.registration(second)),)


def _signed_by_nobody(stage: Stage) -> tuple[str, ...]:
    device = stage.agent.device
    sealed = device.registration(captured(device, stage.agent.card()))
    envelope = Envelope.from_bytes(sealed)
    forged = replace(envelope, signature=envelope.signature[::-1])
    assert device.register(forged.to_bytes()).status_code == 422
    return tuple(_alarms(stage.agent))


def _photo_mirrored(stage: Stage) -> tuple[str, ...]:
    with stage.own() as scene:
        device = scene.device
        first, second = (captured(device, scene.card(), place) for place in (0, 1))
        scene.honest(device, device.registration(first))
        assert first.photo is not None
        mirrored = changed(first.photo.jpeg, "mirrored", seed=_SEED)
        second.photo = replace(first.photo, jpeg=mirrored)
        return (_said(scene, device.registration(second)),)


# SIMs ------------------------------------------------------------------------------------------


def _sim(number: int, booked: str = "") -> Way:
    """A SIM that stands otherwise in the book than one that may be given out."""

    def way(stage: Stage) -> tuple[str, ...]:
        scene = stage.hall
        if number != _NOWHERE:
            is_received, code = number != _TRAVELLING, scene.gateway.outlet_code
            ends = (SimRange(iccid_of(number)[:19], iccid_of(number)[:19]),)
            scene.gateway.call(lambda desk: desk.stock.deliver(code, ends, is_received=is_received))
        if booked:
            reason = "DAMAGED" if booked == "SPOILED" else None
            _book(scene, {"iccid": iccid_of(number), "place": booked, "reason": reason})
        return _sealed_with(sim=Sim(iccid_of(number), SimSource.SCANNER))(stage)

    return way


def _book(scene: Scene, asked: dict[str, Any]) -> None:
    gateway = scene.gateway
    scene.device.log_in(gateway.supervisor_number, gateway.supervisor_password)
    answer = scene.device.call("POST", StockPaths.SIM_BOOKINGS, json=asked)
    assert answer.status_code == 200, answer.text
    scene.device.log_in(gateway.clerk_number, gateway.password)


def _esim(**changes: str) -> Way:
    return _sealed_with(sim=replace(Esim(*device_of(77)), **changes))


# Units and disputes ----------------------------------------------------------------------------


def _without_unit(stage: Stage) -> tuple[str, ...]:
    case = asking(stage.hall)
    case.unit = None
    return (_said(stage.hall, stage.hall.device.registration(case)),)


def _answered(invented: int, answer: str) -> Way:
    """What the carrier found out about a number that Lin says is not theirs."""

    def way(stage: Stage) -> tuple[str, ...]:
        scene = stage.hall
        case = verified_for_own_numbers(scene, "resident-lin", f"{invented}")
        tail = number_of(invented)[-4:]
        case.disputed = next(
            each
            for each in scene.device.own_numbers(case)
            if each.masked_phone_number.endswith(tail)
        )
        data = scene.device.registration(case)
        assert scene.honest(scene.device, data)["outcome"] == "ACCEPTED"
        obey(scene, f"dispute {number_of(invented)} {answer}")
        return (_said(scene, data),)

    return way


_UNKNOWN_SIM = Sim("12345678901234567890", SimSource.SCANNER)
WAYS: dict[str, Way] = {
    "EXPIRED": _never_came_back,
    "CERTIFICATE_MISMATCH": _agent("another_outlet_forwarding"),
    "SIGNATURE_INVALID": _signed_by_nobody,
    "FRAME_INVALID": _agent("edited_frame"),
    "CAPTURED_AFTER_REVOCATION": _alone("backdated_after_revocation"),
    "LEVEL_TOO_LOW": _alone("sam_read_below_level"),
    "CHALLENGE_UNKNOWN": _agent("challenge_of_another_device"),
    "CHALLENGE_USED": _agent("challenge_used_again"),
    "CHALLENGE_EXPIRED": _read_too_late,
    "EVIDENCE_USED": _agent("one_read_for_two_cases"),
    "READ_EXPIRED": _agent("case_out_of_time"),
    "COUNTER_GAP": _envelope_missing,
    "READER_NOT_TRUSTED": _agent("unregistered_reader"),
    "READER_SIMULATED": _alone("simulator_in_production"),
    "CLERK_NOT_ENTITLED": _agent("session_of_another_device"),
    "AGENT_NOT_COMMISSIONED": _alone("ended_commission"),
    "OUTLET_CLOSED": _alone("outside_own_hours"),
    "VELOCITY_EXCEEDED": _alone("impossible_speed"),
    "GEO_DENIED": _alone("outside_the_fence"),
    "LOCATION_UNKNOWN": _alone("location_left_out"),
    "OFFLINE_WINDOW_EXCEEDED": _alone("offline_beyond_counts"),
    "IDEMPOTENCY_CONFLICT": _alarm("reused_id"),
    "CAMERA_SIMULATED": _alone("virtual_camera"),
    "CASE_USED": _settled_before,
    "CONSENT_MISSING": _agent("skipped_consent"),
    "CONTACT_INVALID": _sealed_with(contact_number="12345678901"),
    "CUSTOMER_RETURNS": _never_came_back,
    "DOCUMENT_INVALID": _hall("letter_not_a_picture"),
    "DOCUMENT_MISSING": _hall("letter_left_out"),
    "DOCUMENT_USED": _hall("letter_used_again"),
    "EID_INVALID": _hall("eid_made_up"),
    "EID_USED": _hall("esim_twice"),
    "IMEI_INVALID": _esim(imei="1"),
    "ESIM_NOT_HERE": _agent("esim_at_an_agents"),
    "FLOW_NOT_OFFERED": _agent("trustee_at_an_agent"),
    "FORM_NOT_SIGNED": _agent("unsigned_form"),
    "NUMBER_NOT_HELD": _agent("number_of_another"),
    "NUMBER_NOT_LISTED": _hall("own_number_of_another"),
    "OFFER_UNKNOWN": _sealed_with(offer_code="SL-0"),
    "ONLINE_ONLY": _hall("replacement_captured_offline"),
    "OWN_HALL_ONLY": _agent("second_check_at_an_agent"),
    "PHOTO_ALIKE": _photo_mirrored,
    "PHOTO_INVALID": _agent("photo_miscounted"),
    "PHOTO_USED": photo_again,
    "RELATION_MISSING": _hall("relation_left_out"),
    "REVIEW_MISSING": _strict("review_left_out"),
    "SAME_PERSON": _hall("transfer_to_oneself"),
    "SIM_INVALID": _sealed_with(sim=_UNKNOWN_SIM),
    "SIM_USED": _agent("sim_twice"),
    "SIM_SPOILED": _sim(_SPOILED, "SPOILED"),
    "SIM_UNKNOWN": _sim(_NOWHERE),
    "SIM_OF_ANOTHER_OUTLET": _strict("sim_of_another_outlet"),
    "SIM_NOT_RECEIVED": _sim(_TRAVELLING),
    "SIM_WITHDRAWN": _sim(_RETURNED, "RETURNED"),
    "UNIT_MISSING": _without_unit,
    "UNIT_NEW": _hall("unit_never_looked_at"),
    "VERDICT_INVALID": _agent("verdict_left_out"),
    "DISPUTE_UPHELD": _answered(1, "DISPUTE_UPHELD"),
    "DISPUTE_REGISTERED_IN_PERSON": _answered(7, "DISPUTE_REGISTERED_IN_PERSON"),
    "DISPUTE_WITHDRAWN": _answered(10, "DISPUTE_WITHDRAWN"),
}
"""In the order of `codes.RECEIPTS`."""
