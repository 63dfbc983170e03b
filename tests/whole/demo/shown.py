"""Whether the demo has shown of each flow what it has to: accepted, every gate's no, and offline.

What has to be shown follows from the flow as data; there is no list of steps beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pos_client.domain.flow import Flow, Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.verdict import Check
from tests.whole.demo.day import NEUTRAL
from tests.whole.demo.report import FlowTotals

__all__ = ["not_shown"]

_REFUSED_BY: dict[Check, tuple[str, ...]] = {
    Check.ONLINE_VERIFICATION: ("ID_MISMATCH", "ID_NOT_FOUND", "DOC_INVALIDATED"),
    Check.FACE_MATCH: ("FACE_DIFFERENT",),
    Check.QUOTA: ("QUOTA_FULL",),
    Check.SAME_CUSTOMER: ("IDENTITY_MISMATCH",),
    Check.PROOF_OF_USE: ("USE_NOT_PROVEN", "look_up_sim"),
    Check.DONOR: ("DONOR_OTHER_PERSON",),
    Check.SPECIAL_DOCUMENT: ("SPECIAL_LIMIT",),
    Check.UNIT: ("unit_revoked",),
    Check.UNIT_ORDER: ("unit_order_full",),
    Check.OWNER: ("OWNER_DIFFERENT",),
}
"""One of these codes or troubles shows that a check says no."""
_OF_A_FACE = ("LIVENESS_FAILED",)
_OF_A_SECOND_VISIT = {Check.SAME_CUSTOMER, Check.FACE_MATCH}
"""What is asked again on a second visit was shown with the flow that it completes."""


def not_shown(flows: Mapping[str, FlowTotals], names: Iterable[str]) -> list[str]:
    """Name whatever these flows have not come to, flow by flow."""
    return [
        f"{name}: {what}"
        for name in names
        for what in _missing(FLOWS[name], flows.get(name, FlowTotals()))
    ]


def _missing(flow: Flow, totals: FlowTotals) -> Iterator[str]:
    if not totals.accepted:
        yield "accepted"
    if flow.is_online_only and not totals.needs_network:
        yield "refused without the network"
    if not flow.is_online_only and not totals.captured:
        yield "captured"
    for codes in _gates(flow):
        if not any(totals.refusals.get(code) for code in codes):
            yield f"refused with {' or '.join(codes)}"


def _gates(flow: Flow) -> Iterator[tuple[str, ...]]:
    checks = {check for party in flow.parties for check in party.checks}
    steps = {stage.step for stage in flow.stages}
    if Step.VISUAL_CHECK in steps:
        yield ("VISUAL_CHECK_REFUSED",)
    if Check.FACE_MATCH in checks:
        yield _OF_A_FACE
        # Whoever declines the match is looked at by a second person, or sent where there is one.
        yield ("REVIEW_REFUSED",) if flow.is_own_hall_only else ("FACE_REFUSED", "REVIEW_REFUSED")
    yield (NEUTRAL,)
    for check in checks & _OF_A_SECOND_VISIT if flow.completes else checks:
        yield _REFUSED_BY[check]
