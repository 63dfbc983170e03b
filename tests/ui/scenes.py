"""Every page and state of the window by a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from pos_client.application.progress_state import VerdictState
from pos_client.application.state import (
    CasePhase,
    CaseState,
    CounterState,
    DevicePhase,
    GatewayState,
    OfflineState,
    ReaderPhase,
    ReaderState,
    TroubleState,
)
from pos_client.application.step_state import (
    ChoiceState,
    ConsentState,
    PhotoState,
    PreparationItem,
    PreparationState,
    PreparationStatus,
    ReturnState,
)
from pos_client.domain.flow import Step
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import QueueSummary, SecondCopy
from pos_client.domain.sim import SimSource
from pos_client.domain.verdict import Check, Consequence
from pos_client.sandbox.notices import NOTICES, OFFERS
from pos_client.testing.customer import device_of
from tests.ui.acting_scenes import ACTING_SCENES
from tests.ui.channel_scenes import CHANNEL_SCENES
from tests.ui.day_scenes import DAY_SCENES
from tests.ui.figures_scenes import FIGURES_SCENES
from tests.ui.hint_scenes import HINT_SCENES
from tests.ui.inspection_scenes import INSPECTION_SCENES
from tests.ui.own_number_scenes import OWN_NUMBER_SCENES
from tests.ui.people import (
    CHINA_NOW,
    ICCID,
    PEOPLE,
    VERDICTS,
    at_step,
    offline,
    ready,
    saved,
    with_case,
)
from tests.ui.port_in_scenes import PORT_IN_SCENES
from tests.ui.reader_scenes import STRIP_SCENES
from tests.ui.review_scenes import REVIEW_SCENES
from tests.ui.special_scenes import SPECIAL_SCENES
from tests.ui.subject_scenes import SUBJECT_SCENES
from tests.ui.transfer_scenes import TRANSFER_SCENES
from tests.ui.unit_scenes import UNIT_SCENES

__all__ = ["QUEUE_PAGES", "QUEUE_SCENES", "SCENES"]

_SESSION = ready().session
assert _SESSION is not None
_CHECKS = NEW_NUMBER.checks_of(NEW_NUMBER.lead)
_MISMATCH = (
    VerdictState(Check.ONLINE_VERIFICATION, "ID_MISMATCH", Consequence.ENDS),
    *(VerdictState(check, "SERVICE_UNAVAILABLE", None) for check in _CHECKS[1:]),
)
_ASKING = tuple(VerdictState(check, "", None) for check in _CHECKS)
_CAPTURED = tuple(
    VerdictState(
        check,
        "SERVICE_UNAVAILABLE",
        None,
        (("queued", "1"),) if check is Check.QUOTA else (),
    )
    for check in _CHECKS
)
_UNSURE = (
    VerdictState(Check.ONLINE_VERIFICATION, "ID_MATCH", Consequence.GOES_ON),
    VerdictState(Check.FACE_MATCH, "FACE_UNSURE", Consequence.NEEDS_REVIEW),
    VerdictState(
        Check.QUOTA,
        "QUOTA_REVIEW",
        Consequence.NEEDS_REVIEW,
        (("in_use", 4), ("limit", 5), ("nth", 5)),
    ),
)
_NOT_FOUND = (VerdictState(Check.ONLINE_VERIFICATION, "ID_NOT_FOUND", Consequence.ENDS),)
_FULL = (
    *(VERDICTS[:2]),
    VerdictState(
        Check.QUOTA, "QUOTA_FULL", Consequence.ENDS, (("in_use", 5), ("limit", 5), ("nth", 6))
    ),
)
_MINOR = ConsentState(NOTICES.version, NOTICES.for_age(12), NOTICES.sha256)
_RETURNING = ReturnState(CHINA_NOW - timedelta(days=2), CHINA_NOW + timedelta(days=28))
_EID, _IMEI = device_of(7)
_SCAN = ChoiceState(OFFERS, OFFERS[1].code)
_PREPARED = PreparationState(
    (
        PreparationItem("configuration", PreparationStatus.GOOD, CHINA_NOW + timedelta(hours=30)),
        PreparationItem("challenges", PreparationStatus.GOOD, 20),
        PreparationItem("numbers", PreparationStatus.GOOD, 12),
        PreparationItem("log_in", PreparationStatus.GOOD),
        PreparationItem("reader", PreparationStatus.GOOD),
        PreparationItem("camera", PreparationStatus.MISSING),
        PreparationItem("battery", PreparationStatus.WARNING, 41),
        PreparationItem("disk", PreparationStatus.GOOD, 81_200),
        PreparationItem("clock", PreparationStatus.GOOD),
    )
)
_ENDED = {"identity": None, "can_step_back": False}
_BUSY = QueueSummary(
    pending=186,
    quarantined=2,
    oldest_pending_at=CHINA_NOW - timedelta(hours=5),
    accepted_today=14,
)


def _person(name: str) -> CounterState:
    return with_case(at_step(Step.VISUAL_CHECK, identity=PEOPLE[name]))


def _ended(phase: CasePhase, step: Step, code: str, **changes: object) -> CounterState:
    return with_case(at_step(step, phase, code=code, **_ENDED, **changes))


def _to_return(step: Step) -> CaseState:
    """Captured so that the customer comes again: number, SIM and form wait for the second visit."""
    case = at_step(step, is_offline=True, verdicts=_CAPTURED, held_number="", choice=_SCAN)
    later = (Step.NUMBER_AND_SIM, Step.FORM)
    return replace(case, steps=tuple(each for each in case.steps if each.step not in later))


SCENES: dict[str, CounterState] = {
    "starting": CounterState(),
    "enrolment": CounterState(device=DevicePhase.NOT_ENROLLED),
    "enrolling": CounterState(device=DevicePhase.ENROLLING),
    "stopped": CounterState(device=DevicePhase.STOPPED, trouble=TroubleState("S-304")),
    "log-in": ready(session=None),
    "log-in-one-factor": ready(session=None, asks_second_factor=False),
    "log-in-offline": ready(
        session=None,
        gateway=GatewayState(is_reachable=False),
        asks_second_factor=False,
    ),
    "log-in-busy": ready(session=None, is_logging_in=True),
    "log-in-refused": ready(session=None, trouble=TroubleState("C-501")),
    "locked": ready(session=replace(_SESSION, is_locked=True)),
    "idle": ready(),
    "idle-after": replace(saved(outcome=Outcome.ACCEPTED), case=None),
    "idle-offline": offline(),
    "idle-one-copy": offline(
        queue=replace(_BUSY, quarantined=0, second_copy=SecondCopy(12, "L-801"))
    ),
    "idle-offline-near": offline(
        offline=OfflineState(3, 12, CHINA_NOW + timedelta(hours=13), "hours", 0.82)
    ),
    "idle-closed": offline(offline=replace(offline().offline, allowed_more=0, limit="challenges")),  # type: ignore[type-var]
    "idle-preparing": ready(is_preparing=True),
    "idle-unread-card": ready(has_unread_card=True),
    "idle-card-without-sam": ready(has_card_without_sam=True),
    "log-in-unread-card": ready(session=None, has_unread_card=True),
    "locked-unread-card": ready(session=replace(_SESSION, is_locked=True), has_unread_card=True),
    "idle-no-reader": ready(reader=ReaderState(ReaderPhase.LOST, code="reader_unavailable")),
    "idle-reader-restarting": ready(
        reader=ReaderState(ReaderPhase.RESTARTING, "vendor:", restart=1, restarts_allowed=3)
    ),
    "visual-check": _person("resident"),
    "visual-check-long": _person("long"),
    "visual-check-hmt": _person("hmt"),
    "visual-check-foreign-2017": _person("foreign_2017"),
    "visual-check-foreign-2023": _person("foreign_2023"),
    "visual-check-masked": with_case(at_step(Step.VISUAL_CHECK, identity=None)),
    "visual-check-offline": with_case(at_step(Step.VISUAL_CHECK), offline()),
    "consent": with_case(at_step(Step.CONSENT)),
    "consent-minor": with_case(at_step(Step.CONSENT, consent=_MINOR)),
    "live-photo": with_case(at_step(Step.LIVE_PHOTO)),
    "live-photo-again": with_case(at_step(Step.LIVE_PHOTO, photo=PhotoState("FACE_QUALITY", 2))),
    "live-photo-offline": with_case(at_step(Step.LIVE_PHOTO), offline()),
    "verifying": with_case(at_step(Step.VERIFICATION, CasePhase.WORKING, verdicts=_ASKING)),
    "not-verified": replace(with_case(at_step(Step.VERIFICATION)), trouble=TroubleState("G-205")),
    "review": with_case(at_step(Step.REVIEW, verdicts=_UNSURE)),
    "reviewing": with_case(at_step(Step.REVIEW, CasePhase.WORKING, verdicts=_UNSURE)),
    "number": with_case(at_step(Step.NUMBER_AND_SIM)),
    "number-scan": with_case(at_step(Step.NUMBER_AND_SIM, choice=_SCAN, chosen_number="")),
    "number-odd-sim": with_case(
        at_step(Step.NUMBER_AND_SIM, choice=replace(_SCAN, iccid=ICCID, sim_warnings=("luhn",)))
    ),
    "number-no-sim": with_case(
        at_step(Step.NUMBER_AND_SIM, choice=replace(_SCAN, scan_refused="prefix"))
    ),
    "number-blank-sim": with_case(
        at_step(Step.NUMBER_AND_SIM, choice=replace(_SCAN, slot_refused="blank"))
    ),
    "number-sim-reader": with_case(
        at_step(
            Step.NUMBER_AND_SIM,
            choice=replace(_SCAN, iccid=ICCID, sim_source=SimSource.SIM_READER),
        )
    ),
    "number-esim-half": with_case(
        at_step(Step.NUMBER_AND_SIM, choice=replace(_SCAN, takes_esim=True, eid=_EID))
    ),
    "number-esim": with_case(
        at_step(Step.NUMBER_AND_SIM, choice=replace(_SCAN, takes_esim=True, eid=_EID, imei=_IMEI))
    ),
    "number-esim-refused": with_case(
        at_step(Step.NUMBER_AND_SIM, choice=replace(_SCAN, scan_refused="no_esim"))
    ),
    "number-sim-spoiled": with_case(
        at_step(Step.NUMBER_AND_SIM, choice=replace(_SCAN, stock_refused="SIM_SPOILED"))
    ),
    "number-holding": with_case(at_step(Step.NUMBER_AND_SIM, CasePhase.WORKING)),
    "number-none": with_case(at_step(Step.NUMBER_AND_SIM, numbers=(), chosen_number="")),
    "number-offline": with_case(
        at_step(Step.NUMBER_AND_SIM, is_offline=True, verdicts=_CAPTURED), offline()
    ),
    "form": with_case(at_step(Step.FORM)),
    "form-offline": with_case(
        at_step(Step.FORM, is_offline=True, verdicts=_CAPTURED, held_number=""), offline()
    ),
    "idle-returning": ready(returning=_RETURNING),
    "idle-return-asking": ready(returning=ReturnState(is_asking=True)),
    "field-work": ready(preparation=_PREPARED, offline=offline().offline),
    "field-work-working": ready(preparation=replace(_PREPARED, is_working=True)),
    "seal": with_case(at_step(Step.SEAL)),
    "seal-offline": with_case(at_step(Step.SEAL, is_offline=True, verdicts=_CAPTURED), offline()),
    "seal-customer-returns": with_case(_to_return(Step.SEAL), offline()),
    "seal-disk-full": replace(with_case(at_step(Step.SEAL)), trouble=TroubleState("S-301")),
    "sealing": with_case(at_step(Step.SEAL, CasePhase.WORKING)),
    "reread": with_case(at_step(Step.NUMBER_AND_SIM, CasePhase.REREAD, identity=None)),
    "reread-preparing": replace(
        with_case(at_step(Step.NUMBER_AND_SIM, CasePhase.REREAD, identity=None)),
        is_preparing=True,
    ),
    "saved": saved(),
    "saved-offline": saved(offline()),
    "saved-accepted": saved(outcome=Outcome.ACCEPTED),
    "saved-rejected": saved(outcome=Outcome.REJECTED, code="ID_NOT_FOUND"),
    "saved-rejected-verdict": saved(outcome=Outcome.REJECTED, code="VERDICT_INVALID"),
    "saved-rejected-neutral": saved(outcome=Outcome.REJECTED, code="PUNISHED_LIMITED"),
    "saved-review": saved(outcome=Outcome.UNDER_REVIEW, code="COUNTER_GAP"),
    "saved-awaiting": saved(outcome=Outcome.AWAITING_CUSTOMER),
    "refused-mismatch": _ended(
        CasePhase.REFUSED, Step.VERIFICATION, "ID_MISMATCH", verdicts=_MISMATCH
    ),
    "refused-not-found": _ended(
        CasePhase.REFUSED, Step.VERIFICATION, "ID_NOT_FOUND", verdicts=_NOT_FOUND
    ),
    "refused-quota": _ended(CasePhase.REFUSED, Step.VERIFICATION, "QUOTA_FULL", verdicts=_FULL),
    "refused-too-young": _ended(CasePhase.REFUSED, Step.READ_CARD, "UNDER_AGE"),
    "refused-face": _ended(CasePhase.REFUSED, Step.VERIFICATION, "FACE_DIFFERENT"),
    "refused-referral": _ended(CasePhase.REFUSED, Step.REVIEW, "ID_NO_PHOTO", verdicts=_UNSURE),
    "refused-visual": _ended(CasePhase.REFUSED, Step.VISUAL_CHECK, "VISUAL_CHECK_REFUSED"),
    "refused-neutral": _ended(CasePhase.REFUSED, Step.VERIFICATION, "RISK_DENY"),
    "card-refused": _ended(CasePhase.CARD_REFUSED, Step.READ_CARD, "id_check_digit"),
    **STRIP_SCENES,
    **SUBJECT_SCENES,
    **PORT_IN_SCENES,
    **REVIEW_SCENES,
    **OWN_NUMBER_SCENES,
    **TRANSFER_SCENES,
    **ACTING_SCENES,
    **UNIT_SCENES,
    **SPECIAL_SCENES,
    **DAY_SCENES,
    **HINT_SCENES,
    **CHANNEL_SCENES,
    **INSPECTION_SCENES,
    **FIGURES_SCENES,
    "card-unreadable": _ended(CasePhase.CARD_UNREADABLE, Step.READ_CARD, "read_failed"),
}

QUEUE_SCENES: dict[str, CounterState] = {
    "queue-empty": ready(),
    "queue": ready(queue=_BUSY),
    "queue-draining": ready(
        queue=_BUSY,
        gateway=GatewayState(is_reachable=True, is_draining=True, drained=70, to_drain=188),
    ),
    "queue-offline": offline(queue=_BUSY),
    "queue-customers": ready(queue=_BUSY, awaiting_customer=6),
    "queue-reviews": ready(queue=replace(_BUSY, under_review=4)),
    "queue-no-reviews": ready(queue=_BUSY),
    "queue-rejected-row": ready(queue=_BUSY),
    "queue-put-aside-row": ready(queue=_BUSY),
}

# How many rows the page has and which one is selected, where that is not the usual.
QUEUE_PAGES: dict[str, dict[str, Any]] = {
    "queue-empty": {"rows": 0},
    "queue-reviews": {"rows": 4, "selected": 1, "is_reviews": True},
    "queue-no-reviews": {"rows": 0, "is_reviews": True},
    "queue-rejected-row": {"selected": 1},
    "queue-put-aside-row": {"selected": 3},
}
