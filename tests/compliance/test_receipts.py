"""Each code that comes with a receipt: done, refused by the gateway, told at the counter."""

from __future__ import annotations

import pytest

from pos_client.domain.outcome import Outcome
from tests import people
from tests.compliance.codes import RECEIPTS
from tests.compliance.receipt_ways import WAYS
from tests.compliance.stage import Stage
from tests.unit.ui.test_regulation_codes import kept
from ui import i18n
from ui.presenters.queue import present_row
from ui.presenters.verdicts import reason_of
from ui.theme.tokens import Tone

_AT_THE_DOOR = ("CERTIFICATE_MISMATCH", "IDEMPOTENCY_CONFLICT")
_REVIEWED = ("CAPTURED_AFTER_REVOCATION", "COUNTER_GAP", "LOCATION_UNKNOWN", "PHOTO_ALIKE")
_AWAITED = ("CUSTOMER_RETURNS",)
_ANSWERED = ("DISPUTE_UPHELD", "DISPUTE_REGISTERED_IN_PERSON", "DISPUTE_WITHDRAWN")


def _outcome(code: str) -> Outcome | None:
    """What a receipt with this code decides; None for what leaves no receipt."""
    if code in _AT_THE_DOOR:
        return None
    if code in (*_REVIEWED, "UNIT_NEW"):
        return Outcome.UNDER_REVIEW
    if code in _AWAITED:
        return Outcome.AWAITING_CUSTOMER
    return Outcome.ACCEPTED if code in _ANSWERED else Outcome.REJECTED


@pytest.mark.parametrize("code", RECEIPTS)
def test_receipt(stage: Stage, code: str) -> None:
    assert code in WAYS[code](stage)
    outcome = _outcome(code)
    row = kept(outcome, code) if outcome else kept(None, "", code, aside=True)
    line = present_row(row, people.NOON)
    assert reason_of(code).why.key not in ("verdicts.why_unknown", "verdicts.why_neutral")
    for spoken in i18n.LANGUAGES:
        i18n.use(spoken)
        assert i18n.say(reason_of(code).why) in i18n.say(line.told)
    i18n.use("zh_CN")
    assert (line.tone is Tone.GOOD) is (outcome is Outcome.ACCEPTED)
    assert line.tone is Tone.BAD or outcome is not Outcome.REJECTED
