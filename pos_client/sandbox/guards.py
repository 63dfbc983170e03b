"""Guards against bulk opening and nurturing: what a case completes, and what follows from it.

A finding is told to people once and lets its subject rest (冷静期): while that lasts, everything of
the work id, device, outlet or person is reviewed. Nothing here accuses anybody, and nothing but a
burst far beyond its limit is refused; docs/guards.md says for each rule what it cannot see.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection

from drivers.card.read import CardRead
from pos_client.domain.flows import FLOWS
from pos_client.domain.guards import Burst, Counted, GuardRule, GuardRules
from pos_client.sandbox.backgrounds import Background, background_of
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Devices
from pos_client.sandbox.guard_book import GuardBook, GuardedCase
from pos_client.sandbox.guard_findings import Evidence, Finding, Findings
from pos_client.sandbox.guard_freezes import GuardFreezes
from pos_client.sandbox.guard_sweeps import GuardSweeps
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import Population
from pos_client.sandbox.refusal import CheckFailed
from pos_client.sandbox.submission import Submission
from pos_client.sandbox.walls import Walls

__all__ = ["Guards"]

_RISK, _PACE = "RISK_REVIEW", "VELOCITY_EXCEEDED"
_OF_GROUP = timedelta(hours=1)
"""How long the same group of an outlet is not told again."""


class Guards:
    """Runs inside the caller's transaction.

    Attributes:
        findings: what was noticed, and who rests.
        sweeps: what shows over days only.
    """

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        outlets: Outlets,
        population: Population,
        devices: Devices,
        freezes: GuardFreezes | None = None,
        look: Callable[[bytes], Background | None] = background_of,
    ) -> None:
        self._clock = clock
        self._policy = policy
        self._is_on = policy.controls.is_on
        self._outlets = outlets
        self._book = GuardBook(connection, population)
        self._places = Walls(connection, look)
        self.findings = Findings(connection, clock, devices)
        self._freezes = freezes
        self.sweeps = GuardSweeps(connection, clock, policy.controls, self.findings, freezes)

    def judge(self, submission: Submission, card: CardRead) -> tuple[str, ...]:
        """Count a case and look for what it completes.

        Returns:
            The codes for which it has to be reviewed.

        Raises:
            CheckFailed: so many of one subject that no more are taken.
        """
        rules = self._rules_for(submission)
        if rules is None:
            return ()
        if self.sweeps.run_if_due(submission.device, rules) and rules.background is not None:
            self._places.forget(self._clock() - rules.background.within)
        case = self._book.enter(submission, card)
        resting = self._is_resting(case)
        found = [
            *self._bursts(case, rules),
            *self._overlap(case, rules),
            *self._group(case, rules),
            *self._noes(case, rules),
            *self._background(case, submission, rules),
            *([_RISK] if resting else []),
        ]
        return tuple(dict.fromkeys(found))

    def note(self, submission: Submission, card: CardRead) -> None:
        """Count a case that was judged before."""
        if self._rules_for(submission) is not None:
            self._book.enter(submission, card)

    def _rules_for(self, submission: Submission) -> GuardRules | None:
        flow = FLOWS[submission.body.flow]
        rules = self._policy.guards.get(self._outlets.get(submission.device.outlet_code).kind)
        is_counted = rules is not None and not rules.are_empty and not flow.is_of_order
        return rules if is_counted else None

    def _is_resting(self, case: GuardedCase) -> bool:
        is_asked = self._is_on(Control.GUARD_REST)
        return is_asked and bool(self.findings.rest_of(case.subjects, case.read_at))

    def _bursts(self, case: GuardedCase, rules: GuardRules) -> list[str]:
        if not self._is_on(Control.GUARD_BURST):
            return []
        found = []
        for burst in rules.bursts_of(case.flow):
            count = self._book.count(case, burst)
            if count > burst.most:
                found.append(_PACE)
                self._tell_burst(case, burst, count)
        return found

    def _tell_burst(self, case: GuardedCase, burst: Burst, count: int) -> None:
        is_refused = burst.refused_above is not None and count > burst.refused_above
        figures: Evidence = {
            "count": count,
            "most": burst.most,
            "within_s": int(burst.within.total_seconds()),
        }
        quiet = max(burst.rests, burst.within)
        is_of_clerk = burst.counted in (Counted.CLERK, Counted.DEVICE)
        self._tell(
            case,
            GuardRule.BURST,
            burst.counted,
            quiet,
            burst.rests,
            figures,
            asks_freeze=is_refused and is_of_clerk,
        )
        if is_refused:
            raise CheckFailed(_PACE)

    def _overlap(self, case: GuardedCase, rules: GuardRules) -> list[str]:
        rule = rules.overlap
        if rule is None or not self._is_on(Control.GUARD_OVERLAP):
            return []
        other = self._book.elsewhere_at_once(case, rule.longest)
        if not other:
            return []
        self._tell(
            case,
            GuardRule.OVERLAP,
            Counted.CLERK,
            rule.rests,
            rule.rests,
            {"other_device": other},
            asks_freeze=True,
        )
        return [_RISK]

    def _group(self, case: GuardedCase, rules: GuardRules) -> list[str]:
        group = rules.group
        if group is None or not case.nth or not self._is_on(Control.GUARD_GROUP):
            return []
        strangers = self._book.strangers(case, group)
        if strangers < group.strangers:
            return []
        figures: Evidence = {
            "strangers": strangers,
            "within_s": int(group.within.total_seconds()),
        }
        quiet = max(_OF_GROUP, group.within)
        self._tell(case, GuardRule.GROUP, Counted.OUTLET, quiet, timedelta(), figures)
        return [_RISK]

    def _noes(self, case: GuardedCase, rules: GuardRules) -> list[str]:
        """Nobody looks for a reviewer who says yes, here or next door."""
        noes, now = rules.noes, self._clock()
        if noes is None or not self._is_on(Control.GUARD_NOES):
            return []
        count = self._book.noes_about_clerk(case.clerk_number, now - noes.within)
        found = []
        if count > noes.most:
            self._tell(
                case, GuardRule.NOES, Counted.CLERK, noes.rests, noes.rests, {"count": count}
            )
            found.append(_RISK)
        if self._book.has_no_about(case.person_key, now - noes.person_rests):
            found.append(_RISK)
        return found

    def _background(
        self, case: GuardedCase, submission: Submission, rules: GuardRules
    ) -> list[str]:
        rule, photo = rules.background, submission.body.live_photo
        if rule is None or photo is None or not self._is_on(Control.GUARD_BACKGROUND):
            return []
        seen = self._places.see(case, photo.jpeg, rule)
        odd = self._places.odd(case, seen, rule) if seen is not None else None
        if odd is None:
            return []
        figures: Evidence = {"kind": odd.kind, "other": odd.other}
        is_frozen = odd.kind == "FROZEN"
        self._tell(
            case,
            GuardRule.BACKGROUND,
            Counted.CLERK if is_frozen else Counted.DEVICE,
            rule.rests,
            rule.rests,
            figures,
            asks_freeze=is_frozen,
        )
        return [_RISK]

    def _tell(
        self,
        case: GuardedCase,
        rule: GuardRule,
        counted: Counted,
        quiet: timedelta,
        rests: timedelta,
        evidence: Evidence,
        *,
        asks_freeze: bool = False,
    ) -> None:
        finding = Finding(
            rule=rule,
            counted=counted,
            subject=case.subject(counted),
            outlet_code=case.outlet_code,
            device_id=case.device_id,
            registration_id=case.registration_id,
            at=case.read_at,
            quiet=quiet,
            rests=rests,
            asks_freeze=asks_freeze,
            evidence=evidence,
        )
        rules = self._policy.guards.get(self._outlets.get(case.outlet_code).kind)
        is_news = self.findings.add(finding)
        if is_news and self._freezes is not None and rules is not None:
            self._freezes.follow(finding, case.clerk_number, rules)
