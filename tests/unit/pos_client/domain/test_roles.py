"""What each role may do, as data: no role is left out, and none may more than is written here."""

from __future__ import annotations

from pos_client.domain.outlet import RIGHTS, Clerk, Right, Role

MAY = {
    Role.CLERK: {Right.REGISTER},
    Role.SUPERVISOR: {Right.REGISTER, Right.REVIEW, Right.OVERSEE},
    Role.INSPECTOR: {Right.OVERSEE},
    Role.ADMINISTRATOR: set(),
    Role.REVIEWER: {Right.REVIEW_REMOTELY},
}


def test_the_table_of_rights_is_this_one() -> None:
    assert {role: set(rights) for role, rights in RIGHTS.items()} == MAY
    assert set(MAY) == set(Role)


def test_a_clerk_may_what_the_role_may() -> None:
    for role, rights in MAY.items():
        clerk = Clerk("0001", "示例", role)
        assert {right for right in Right if clerk.may(right)} == rights
