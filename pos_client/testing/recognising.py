"""Who stands at the counter, for a gateway in memory."""

from __future__ import annotations

from collections.abc import Mapping

from pos_client.application.trouble import LogInRefused
from pos_client.application.work_id_trouble import WorkIdFrozen
from pos_client.domain.outlet import Clerk
from pos_client.protocol.api import TroubleCode

__all__ = ["recognised"]


def recognised(
    clerks: Mapping[str, tuple[str, Clerk]],
    claimed: tuple[str, str],
    second_factor: str,
    codes: list[str] | None,
    frozen: set[str],
) -> Clerk:
    """Who has this work id and password.

    Args:
        codes: those that are good, each for once; None where nobody asks for one.
        frozen: work ids that nobody logs in with.

    Raises:
        LogInRefused: nobody, or the code is none.
        WorkIdFrozen: all of it is right.
    """
    expected, clerk = clerks.get(claimed[0], (None, None))
    is_right = expected == claimed[1] and (codes is None or second_factor in codes)
    if clerk is None or not is_right:
        raise LogInRefused(code=TroubleCode.LOG_IN_REFUSED)
    if codes is not None:
        codes.remove(second_factor)
    if clerk.clerk_number in frozen:
        raise WorkIdFrozen(code=TroubleCode.WORK_ID_FROZEN)
    return clerk
