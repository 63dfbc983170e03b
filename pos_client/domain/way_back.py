"""What a case gives up on the way back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pos_client.domain.flow import Mode, Step

__all__ = ["given_up"]

_YIELDED: dict[Step, dict[str, Any]] = {
    Step.VISUAL_CHECK: {"visual_check_at": None},
    Step.CONSENT: {"consent": None},
    Step.LIVE_PHOTO: {"live_photo": None},
    Step.VERIFICATION: {"verdicts": (), "mode": Mode.ONLINE},
    Step.REVIEW: {"review": None},
    Step.NUMBER_AND_SIM: {"number": None, "offer_code": "", "sim": None},
    Step.FORM: {"handwritten_signature": None},
}


def given_up(steps: Iterable[Step]) -> dict[str, Any]:
    """The fields of a case that are empty again when these steps are before it once more."""
    return {name: empty for step in steps for name, empty in _YIELDED.get(step, {}).items()}
