"""Whether a case may begin at all, and with this person on this reader."""

from __future__ import annotations

from drivers.card.read import CardRead
from pos_client.application.case_trouble import CaptureClosed, FlowClosed, LevelTooLow, OnlineOnly
from pos_client.application.desk import Desk
from pos_client.application.inspection_trouble import InspectionOverdue
from pos_client.application.trouble import NotEntitled
from pos_client.domain.case import Case
from pos_client.domain.evidence import Evidence, EvidenceLevel
from pos_client.domain.flow import Flow
from pos_client.domain.identity import Identity
from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import Right
from pos_client.domain.policy import BelowLevel

__all__ = ["Admission"]


# What the numbers of simulated modules begin with; no maker has this one.
_SIMULATED = "9999"


class Admission:
    """The rules that hold before the first step."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def check_may_begin(self, flow: Flow) -> None:
        """Raise the trouble that stands in the way, if any does."""
        desk, now = self._desk, self._desk.now()
        if not desk.configuration.offers(flow):
            raise FlowClosed
        if reason := desk.closed_by_policy(flow.name, now):
            due = desk.inspection_due(now)
            if reason == "inspection" and due is not None:
                raise InspectionOverdue(month=str(due.month))
            raise CaptureClosed(limit=reason)
        desk.check_clock()
        desk.check_session()
        if not desk.may(Right.REGISTER):
            raise NotEntitled
        if desk.needs_network(flow):
            raise OnlineOnly
        if not desk.is_reachable:
            offline = desk.offline(flow.name)
            if offline.allowed_more == 0:
                raise CaptureClosed(limit=offline.limit)

    def check_level(self, flow: Flow, read: CardRead) -> None:
        """Raise `LevelTooLow` for a read below what this flow needs here, before it is shown."""
        rule = self._desk.level_rule(flow.name)
        level = EvidenceLevel.A if read.signed_read else EvidenceLevel.B
        if rule is None or not (level.meets(rule.level) or rule.below is BelowLevel.REVIEW):
            raise LevelTooLow

    def refusal_of(self, case: Case, identity: Identity, evidence: Evidence) -> str:
        """The code that ends a case with this card of somebody in it; empty if nothing does."""
        configuration, today = self._desk.configuration, local_day(self._desk.now())
        if identity.is_expired_on(today):
            return "DOC_EXPIRED"
        role = next(each.role for each in case.parties if each.is_same_person([identity]))
        by_age = configuration.case.refusal_by_age(case.flow, role, identity.age_on(today))
        if by_age:
            return by_age
        is_simulated = evidence.is_simulated or _digits(evidence.sam_id).startswith(_SIMULATED)
        # Two words, by two keys: the configuration's and that of the CA.
        is_trial = configuration.is_demo and self._desk.tools.is_test_authority
        if is_simulated and not is_trial:
            return "READER_SIMULATED"
        known = {_digits(rule.sam_id) for rule in configuration.readers}
        distribution, _, scheme = evidence.driver.rpartition("/")
        # Asked again at every read: the list may have changed since the reader was opened.
        is_allowed = any(
            rule.names(distribution, scheme, evidence.driver_sha256)
            for rule in configuration.drivers
        )
        sam_id = _digits(evidence.sam_id)
        if not is_allowed or sam_id not in known:
            return "READER_NOT_TRUSTED"
        session = self._desk.session
        of_session = {_digits(each) for each in session.sam_ids} if session is not None else set()
        return "READER_SINCE_LOG_IN" if of_session and sam_id not in of_session else ""


def _digits(sam_id: str) -> str:
    return "".join(character for character in sam_id if character.isdigit())
