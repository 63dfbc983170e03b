"""What can go wrong with a unit and its order."""

from __future__ import annotations

from pos_client.application.case_trouble import CaseTrouble

__all__ = ["UnitOrderRefused", "UnitRefused"]


class UnitRefused(CaseTrouble):
    """A unit, or what it asks for, was not taken. `reason` says what is the matter.

    `length`, `letters` or `check` for what is no credit code, `identity` for what may be somebody's
    ID number, `unknown`, `revoked` or `name` by the registers, `hall` in an outlet that is no own
    hall, `count` for more numbers than the unit may have, `away` where nobody could be asked,
    `before_card` for a card laid too early.
    """

    code = "B-626"


class UnitOrderRefused(CaseTrouble):
    """The gateway does not take this order, or no user under it. `reason` says why.

    `unknown` for none of this hall, `early` while the carrier is still looking at the unit,
    `rejected`, `paused`, `closed`, and `full` where every number has its user.
    """

    code = "B-627"
