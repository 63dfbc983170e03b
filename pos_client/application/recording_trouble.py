"""Why a reader's exchange was not recorded. No file was written."""

from __future__ import annotations

from pos_client.application.trouble import Trouble

__all__ = ["RecordingExists", "RecordingRefused", "RecordingUnfaithful"]


class RecordingRefused(Trouble):
    """What this reader exchanges cannot be heard, so there is nothing to record."""

    code = "R-120"


class RecordingUnfaithful(Trouble):
    """A recording could not be freed of the card, or tells something else without it."""

    code = "R-121"


class RecordingExists(Trouble):
    """The file is there already; it is never overwritten unasked."""

    code = "R-122"
