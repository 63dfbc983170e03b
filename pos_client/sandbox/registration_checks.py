"""Everything a registration has to pass before it may have an effect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from drivers.card.read import CardRead
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome
from pos_client.domain.policy import Completion
from pos_client.domain.verdict import Check, Consequence
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.bodies import RegistrationBody
from pos_client.sandbox.audit_heads import AuditHeads
from pos_client.sandbox.cases import Cases
from pos_client.sandbox.challenges import Challenges
from pos_client.sandbox.consents import check_consent
from pos_client.sandbox.controls import Control
from pos_client.sandbox.decisions import LedgerRow
from pos_client.sandbox.devices import DeviceState
from pos_client.sandbox.documents import Documents
from pos_client.sandbox.evidence_checks import EvidenceChecks, PersonRead
from pos_client.sandbox.form_checks import FormChecks
from pos_client.sandbox.inspection_book import InspectionBook
from pos_client.sandbox.judging import Answer, Asked, Judging
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.levels import Levels
from pos_client.sandbox.live_photos import LivePhotos
from pos_client.sandbox.numbers import Numbers
from pos_client.sandbox.offline_checks import OfflineChecks
from pos_client.sandbox.own_numbers import OwnNumbers
from pos_client.sandbox.patterns import Patterns
from pos_client.sandbox.places import Places
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import Population
from pos_client.sandbox.read_chain import ReadChain
from pos_client.sandbox.refusal import CheckFailed, Refusal
from pos_client.sandbox.restorations import Restorations
from pos_client.sandbox.returns import Returns
from pos_client.sandbox.reviews import Looked, Reviews
from pos_client.sandbox.sessions import Sessions
from pos_client.sandbox.special_documents import SpecialDocuments
from pos_client.sandbox.submission import Submission
from pos_client.sandbox.switches import OUTCOMES, Switches
from pos_client.sandbox.units import Units
from pos_client.sandbox.verdict_checks import VerdictChecks
from pos_client.sandbox.work_ids import WorkIds

__all__ = ["Passed", "RegistrationChecks"]

# Photos were judged when the verdict was given and have not changed; these may have.
_ASKED_AGAIN = (
    *(Check.ONLINE_VERIFICATION, Check.QUOTA, Check.PROOF_OF_USE),
    *(Check.OWNER, Check.DONOR, Check.UNIT, Check.UNIT_ORDER),
)


@dataclass(frozen=True, slots=True)
class Passed:
    """A registration that nothing speaks against.

    Attributes:
        original: the row of the case that it completes, in the flow for it.
    """

    card: CardRead = field(repr=False)
    original: LedgerRow | None = field(default=None, repr=False)


class RegistrationChecks:
    """Runs the checks in a fixed order; the first that says no decides."""

    def __init__(
        self,
        policy: SandboxPolicy,
        switches: Switches,
        keys: KeyRing,
        evidence: EvidenceChecks,
        challenges: Challenges,
        sessions: Sessions,
        photos: LivePhotos,
        forms: FormChecks,
        judging: Judging,
        reviews: Reviews,
        returns: Returns,
        numbers: Numbers,
        heads: AuditHeads,
        chain: ReadChain,
        patterns: Patterns,
        levels: Levels,
        offline: OfflineChecks,
        restorations: Restorations,
        own_numbers: OwnNumbers,
        population: Population,
        cases: Cases,
        documents: Documents,
        special: SpecialDocuments,
        units: Units,
        places: Places,
        work_ids: WorkIds,
        inspections: InspectionBook,
    ) -> None:
        self._policy = policy
        self._controls = policy.controls
        self._switches = switches
        self._evidence = evidence
        self._challenges = challenges
        self._sessions = sessions
        self._photos = photos
        self._forms = forms
        self._judging = judging
        self._verdicts = VerdictChecks(policy, keys, reviews)
        self._returns = returns
        self._numbers = numbers
        self._heads = heads
        self._chain = chain
        self._patterns = patterns
        self._levels = levels
        self._offline = offline
        self._restorations = restorations
        self._own_numbers = own_numbers
        self._population = population
        self._cases = cases
        self._documents = documents
        self._special = special
        self._units = units
        self._places = places
        self._work_ids = work_ids
        self._inspections = inspections

    def run(self, submission: Submission) -> Passed:
        """Return whose card it was, once nothing speaks against the registration.

        Raises:
            CheckFailed: code and outcome of the first check that says no.
            Refusal: 503 while the register gives no answer; nothing is decided then.
        """
        body, device = submission.body, submission.device
        if body.flow in FLOWS and FLOWS[body.flow].reads_no_card:
            self._run_without_read(submission)
        people = self._evidence.read_people(submission.header, body, device)
        cards = people[0].cards
        self._cases.begin(device, body)
        self._challenges.settle(body.reads, submission.id)
        self._cases.settle(device, body, submission.id)
        for each in people:
            person_key = self._population.person_key(each.card)
            self._cases.know(device, body.case_id, each.person.role, person_key)
        self._check_flow(body)
        self._offline.check_answers(submission)
        self._forms.check_times(submission)
        self._sessions.check_registration(device, body)
        for each in people:
            check_consent(FLOWS[body.flow], each.person, each.cards[0], self._policy)
        self._patterns.check_hours(submission)
        self._inspections.check(submission)
        for each in people:
            self._photos.take(device, each.person, body.case_id)
        self._documents.check(submission)
        self._check_disputed(submission, cards[-1])
        original = self._original(submission, cards[-1])
        self._forms.check(submission, people)
        looked = self._verdicts.check(submission)
        # A review waits until nothing rejects: it may end with the number that was asked for.
        # So every question is asked, for each of them may reject as well.
        of_people = self._review_of_people(submission, people, looked)
        asked = (
            self._offline.review_of(submission),
            self._sessions.review_of(device, body),
            self._review_of_revocation(submission),
            self._review_of_read_counter(submission),
            self._chain.review_of(submission),
            self._levels.review_of(body, submission.device),
            *self._patterns.judge(submission, cards[-1]),
            self._units.review_of(body.unit),
            self._places.review_of(submission),
            self._work_ids.judge(submission),
        )
        alike = self._photos.review_of(submission)
        number = self._review_of_number(submission)
        of_case = [("", code) for code in (number, alike)]
        found = (*of_case, *of_people, *(("", code) for code in asked))
        open_codes = tuple(dict.fromkeys(each for each in found if each[1]))
        self._check_script()
        if open_codes:
            raise CheckFailed(open_codes[0][1], Outcome.UNDER_REVIEW, open_codes)
        returns = body.is_offline and (self._has_to_return or submission.waits_for_customer)
        if returns or FLOWS[body.flow].awaits_user:
            raise CheckFailed("CUSTOMER_RETURNS", Outcome.AWAITING_CUSTOMER)
        return Passed(cards[-1], original)

    def _run_without_read(self, submission: Submission) -> NoReturn:
        """Check a document without a chip: the most that it may become is under review."""
        body, device = submission.body, submission.device
        self._special.check(submission)
        self._cases.begin(device, body)
        self._cases.settle(device, body, submission.id)
        self._sessions.check_registration(device, body)
        self._patterns.check_hours(submission)
        self._inspections.check(submission)
        self._places.review_of(submission)
        self._work_ids.judge(submission)
        self._documents.check(submission)
        for person in body.people:
            self._photos.take(device, person, body.case_id)
        self._forms.check(submission, ())
        self._verdicts.check(submission)
        self._special.check_bound(submission)
        self._review_of_number(submission)
        self._check_script()
        self._special.leave_to_reviewers(submission)

    def _check_script(self) -> None:
        """What the sandbox's master wants to be seen, although nothing speaks for it."""
        for outcome in OUTCOMES:
            if code := self._switches.scripted(outcome):
                raise CheckFailed(code, outcome)

    def _check_flow(self, body: RegistrationBody) -> None:
        is_return = Check.SAME_CUSTOMER in self._policy.checks_of(body.flow)
        if is_return is not (body.completes is not None):
            raise CheckFailed(TroubleCode.RETURN_UNKNOWN.value)
        if FLOWS[body.flow].is_about_number is not (body.subject is not None):
            raise CheckFailed("USE_NOT_PROVEN")
        self._units.check_said(body)
        may_be_so = not (body.is_offline and FLOWS[body.flow].is_online_only)
        self._controls.demand(Control.ONLINE_ONLY, may_be_so, "ONLINE_ONLY")

    def _check_disputed(self, submission: Submission, card: CardRead) -> None:
        """A number is disputed by whom it was shown to, in the case in which it was, and once."""
        body, number = submission.body, submission.disputed
        if not FLOWS[body.flow].disputes:
            if body.disputed_number:
                raise CheckFailed("NUMBER_NOT_LISTED")
            return
        if number is None or not self._own_numbers.may_be_disputed(number, body):
            raise CheckFailed("NUMBER_NOT_LISTED")
        person_key = self._population.person_key(card)
        is_theirs = number.is_for(submission.device.id, body.case_id, person_key)
        self._controls.demand(Control.OWN_NUMBER, is_theirs, "NUMBER_NOT_LISTED")

    def _original(self, submission: Submission, card: CardRead) -> LedgerRow | None:
        if submission.body.completes is None:
            return None
        return self._returns.original(submission.device, submission.body, card)

    def _review_of_people(
        self,
        submission: Submission,
        people: tuple[PersonRead, ...],
        looked: dict[PartyRole, Looked],
    ) -> tuple[tuple[str, str], ...]:
        """Whom somebody has to look at, and why: a no about anybody comes before it."""
        return tuple(
            (each.person.role.value, code)
            for each in people
            for code in self._reviews_of_person(submission, each, looked[each.person.role])
        )

    def _reviews_of_person(
        self, submission: Submission, read: PersonRead, looked: Looked
    ) -> list[str]:
        """Ask again what may have changed since the verdict; offline ask for the first time."""
        body, person = submission.body, read.person
        read_at = person.evidence[-1].read_at
        asked = Asked(submission.device, body, person, read.cards, read_at, keeps_slot=False)
        checks = self._policy.checks_of(body.flow, person.role)
        if not body.is_offline:
            again = _ASKED_AGAIN if self._controls.is_on(Control.ASKED_AGAIN) else ()
            checks = tuple(check for check in checks if check in again)
        answers = self._judging.judge(asked, checks)
        asking = [answer for answer in answers if self._needs_review(answer)]
        return [*looked.still_open, *(each.code for each in asking if not self._held(each, looked))]

    def _held(self, answer: Answer, looked: Looked) -> bool:
        """Whether this was looked at: as many numbers as there are by now, and not fewer."""
        is_more = int(answer.facts.get("nth", 0)) > looked.nth
        is_counted = self._controls.is_on(Control.QUOTA_AS_REVIEWED)
        return answer.code in looked.codes and not (is_more and is_counted)

    def _needs_review(self, answer: Answer) -> bool:
        consequence = answer.consequence
        if consequence is Consequence.UNAVAILABLE:
            raise Refusal(503, TroubleCode.UNAVAILABLE, 30)
        if consequence is Consequence.ENDS:
            raise CheckFailed(answer.code)
        if consequence is Consequence.NEEDS_PHOTO:
            # Another photo can be taken of somebody who comes back, and of nobody else.
            return not self._has_to_return
        return consequence is Consequence.NEEDS_REVIEW

    def _review_of_revocation(self, submission: Submission) -> str:
        """Above the last countersigned head nobody can tell an honest capture from a forged one.

        Nor can anybody where the outlet's commission was revoked; its reads since then are refused.
        """
        device = submission.device
        if device.revoked_at is not None and device.state is not DeviceState.LIVE:
            was_live = max(read.read_at for read in submission.body.reads) < device.revoked_at
            self._controls.demand(Control.READ_BEFORE_REVOCATION, was_live, "SIGNATURE_INVALID")
        is_revoked = device.state is DeviceState.REVOKED
        if not is_revoked and not self._evidence.is_of_revoked_outlet(device):
            return ""
        was_announced = self._heads.was_announced(device, submission.body_sha256)
        was_announced = was_announced or not self._controls.is_on(Control.COUNTERSIGNED_HEAD)
        return "" if was_announced else "CAPTURED_AFTER_REVOCATION"

    def _review_of_read_counter(self, submission: Submission) -> str:
        device, reads = submission.device, submission.body.reads
        is_once = all(self._challenges.has_counter(device, read) for read in reads)
        return "" if is_once else "COUNTER_GAP"

    def _review_of_number(self, submission: Submission) -> str:
        body = submission.body
        if submission.waits_for_customer or not FLOWS[body.flow].has(Step.NUMBER_AND_SIM):
            return ""
        its_number = (body.phone_number, body.hold_id, body.real_name_transaction_id)
        is_held = self._numbers.belongs(submission.device.id, *its_number, body.confirmed_at)
        if not is_held and self.has_forgotten_number(submission):
            return "NUMBER_NOT_HELD"
        self._controls.demand(Control.NUMBER_HELD, is_held, "NUMBER_NOT_HELD")
        return ""

    def has_forgotten_number(self, submission: Submission) -> bool:
        """Whether a number that is nobody's may have been set aside for this case all the same.

        Holds and leases of the time that a restoration has taken away are known to nobody here.
        """
        body = submission.body
        is_free = self._numbers.is_free(body.phone_number)
        return is_free and self._restorations.covers(body.confirmed_at)

    @property
    def _has_to_return(self) -> bool:
        return self._switches.completion is Completion.CUSTOMER_RETURNS
