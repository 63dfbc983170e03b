"""A case to which anything may happen, beside a model that says what has to come of it.

The model asks the case nothing. It says of each event whether the rules let it pass, and which
gates were passed by what they ask for; the case has to agree after every single event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pos_client.domain.case import Case, Mode
from pos_client.domain.case_errors import (
    AnotherPerson,
    CaseError,
    IllegalCommand,
    ReadTooOld,
    StepIncomplete,
    VerdictForeign,
)
from pos_client.domain.flow import FLOWS, LEGAL_AT, Command, Step
from pos_client.domain.live_photo import LARGEST_PHOTO
from pos_client.domain.policy import Completion
from pos_client.domain.verdict import Check, Consequence, Verdict
from pos_client.testing.customer import signature_under
from tests.honest_cases import consent_to
from tests.unit.pos_client.domain import cases
from tests.unit.pos_client.domain.cases import FORM_SHA256, NOON, NOTICES, NUMBER, OFFER_CODE, SIM
from tests.unit.pos_client.domain.verdict_table import CONSEQUENCES

AWAY = "SERVICE_UNAVAILABLE"
BAD = sorted(code for code, means in CONSEQUENCES.items() if means is not Consequence.GOES_ON)
PHOTO_AGAIN = ["FACE_UNSURE", "FACE_QUALITY"]
ODD_CODES = st.just(AWAY) | st.sampled_from(PHOTO_AGAIN) | st.sampled_from(BAD)
WAYS = st.sampled_from(["well", "review", "away"])
OFFLINE_LEAVES_OUT = {Step.NUMBER_AND_SIM, Step.FORM}


def when_at(step: Step) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Only there; chance would waste most of its tries elsewhere. `anything` goes everywhere."""
    return precondition(lambda self: self.step is step)


class AnyCase(RuleBasedStateMachine):
    """A case that takes whatever comes, and what the rules say of it."""

    @initialize(
        flow=st.sampled_from(sorted(FLOWS)),
        completion=st.sampled_from(Completion),
        photo_attempts=st.integers(1, 3),
        steps=st.integers(0, 9),
        way=WAYS,
    )
    def open(
        self, flow: str, completion: Completion, photo_attempts: int, steps: int, way: str
    ) -> None:
        self.now = NOON
        self.read_at = NOON
        self.case = cases.new_case(FLOWS[flow], completion, photo_attempts)
        self.passed: list[Step] = []
        self.photos_left = photo_attempts
        self.answers: list[str] | None = None  # the last ones that count, None before any
        self.was_answered = self.is_over = self.is_offline = False
        self.has_offer = True
        self.go_on(steps, way)

    # What the rules say --------------------------------------------------------------------

    @property
    def gates(self) -> list[Step]:
        """What has to be passed before the seal, as far as the answers tell."""
        left_out = set() if self.review_is_asked else {Step.REVIEW}
        if self.is_offline and self.case.completion is Completion.CUSTOMER_RETURNS:
            left_out |= OFFLINE_LEAVES_OUT
        return [step for step in self.case.flow.steps[:-1] if step not in left_out]

    @property
    def review_is_asked(self) -> bool:
        codes = self.answers or []
        return any(CONSEQUENCES[code] is Consequence.NEEDS_REVIEW for code in codes)

    @property
    def step(self) -> Step:
        """The first gate that was not passed."""
        left = [gate for gate in self.gates if gate not in self.passed]
        return left[0] if left else Step.SEAL

    @property
    def is_too_old(self) -> bool:
        if Step.READ_CARD not in self.passed:
            return False
        minutes = 15 if self.was_answered or self.is_offline else 5
        return self.now - self.read_at > timedelta(minutes=minutes)

    def give(
        self, command: Command, wrong: type[CaseError] | None, give: Callable[[], Case]
    ) -> bool:
        """Give a command and say whether it was taken; `wrong` is what its arguments deserve."""
        expected = ReadTooOld if self.is_too_old else wrong
        if self.step is not LEGAL_AT[command]:
            expected = IllegalCommand
        if expected is None:
            self.case = give()
            return True
        with pytest.raises(CaseError) as refused:
            give()
        assert type(refused.value) is expected
        return False

    # What may happen -----------------------------------------------------------------------

    @rule(steps=st.integers(1, 3), way=WAYS)
    def go_on(self, steps: int, way: str) -> None:
        """Do what is asked for, since chance alone would hardly ever come to the seal."""
        for _ in range(steps):
            if self.step is Step.VERIFICATION:
                self.verify(way)
            else:
                self.anything(next(each for each in LEGAL_AT if LEGAL_AT[each] is self.step))

    @rule(command=st.sampled_from(Command))
    def anything(self, command: Command) -> None:
        """Give a command wherever the case is, as whoever is honest would."""
        honest: dict[Command, Callable[[], object]] = {
            Command.TAKE_READ: self.lay_the_card,
            Command.CONFIRM_VISUAL_CHECK: self.compare,
            Command.GIVE_CONSENT: lambda: self.agree(""),
            Command.TAKE_PHOTO: lambda: self.photograph(1),
            Command.TAKE_VERDICTS: lambda: self.verify("well"),
            Command.GO_OFFLINE: lambda: self.verify("away"),
            Command.TAKE_REVIEW: lambda: self.look_again(""),
            Command.CHOOSE_NUMBER: lambda: self.choose(OFFER_CODE),
            Command.SIGN_FORM: lambda: self.sign(""),
            Command.SEAL: lambda: None,
        }
        honest[command]()

    @when_at(Step.VERIFICATION)
    @rule(way=WAYS)
    def verify(self, way: str) -> None:
        if way == "away":
            self.lose_the_line()
        else:
            code = "QUOTA_OK" if way == "well" else "QUOTA_REVIEW"
            self.answer({Check.QUOTA: code}, set())

    @rule(minutes=st.sampled_from([1, 1, 1, 4, 16]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def lay_the_card(self) -> None:
        self.case = cases.read(self.case, at=self.now)
        self.read_at = self.now
        if Step.READ_CARD not in self.passed:
            self.passed.append(Step.READ_CARD)

    @precondition(lambda self: Step.READ_CARD in self.passed)
    @rule()
    def lay_another_card(self) -> None:
        with pytest.raises(AnotherPerson):
            cases.read(self.case, "mainland_longterm_female", self.now)

    def compare(self) -> None:
        if self.give(
            Command.CONFIRM_VISUAL_CHECK, None, lambda: self.case.confirm_visual_check(self.now)
        ):
            self.passed.append(Step.VISUAL_CHECK)

    @when_at(Step.CONSENT)
    @rule(fault=st.sampled_from(["", "", "", "face", "unanswered", "no", "dot", "else", "old"]))
    def agree(self, fault: str) -> None:
        consent = consent_to(NOTICES, self.now, declined=("face",) if fault == "face" else ())
        ink = consent.handwritten_signature
        if fault in ("unanswered", "no"):
            declined = consent.agreed[:1] if fault == "no" else ()
            consent = replace(consent, agreed=consent.agreed[1:], declined=declined)
        elif fault == "dot":
            consent = replace(consent, handwritten_signature=replace(ink, strokes=()))
        elif fault == "else":
            other = signature_under(FORM_SHA256, self.now)
            consent = replace(consent, handwritten_signature=other)
        elif fault == "old":
            consent = replace(consent, version="test-0")
        wrong = None if fault in ("", "face") else StepIncomplete
        if self.give(
            Command.GIVE_CONSENT, wrong, lambda: self.case.give_consent(consent, NOTICES, self.now)
        ):
            self.passed.append(Step.CONSENT)

    @when_at(Step.LIVE_PHOTO)
    @rule(size=st.sampled_from([1, 2, 3, LARGEST_PHOTO, 0, LARGEST_PHOTO + 1]))
    def photograph(self, size: int) -> None:
        fits = 0 < size <= LARGEST_PHOTO and self.photos_left
        taken = cases.photo(bytes(size), self.now)
        if self.give(
            Command.TAKE_PHOTO,
            None if fits else StepIncomplete,
            lambda: self.case.take_photo(taken, self.now),
        ):
            self.passed.append(Step.LIVE_PHOTO)

    @when_at(Step.VERIFICATION)
    @rule(
        odd=st.dictionaries(st.sampled_from(Check), ODD_CODES, max_size=3),
        missing=st.sets(st.sampled_from(Check), max_size=1),
    )
    def answer(self, odd: dict[Check, str], missing: set[Check]) -> None:
        self._take(self._verdicts(odd, missing))

    @when_at(Step.VERIFICATION)
    @rule(
        which=st.integers(0, 3),
        changes=st.sampled_from(
            [
                {"case_id": uuid4()},
                {"evidence_ids": (uuid4(),)},
                {"evidence_ids": ()},
                {"photo_sha256": bytes(32)},
                {"expires_at": NOON},
            ]
        ),
    )
    def answer_about_something_else(self, which: int, changes: dict[str, object]) -> None:
        given = list(self._verdicts({}, set()))
        which %= len(given)
        given[which] = replace(given[which], **changes)  # type: ignore[arg-type]
        taken = self.give(
            Command.TAKE_VERDICTS,
            VerdictForeign,
            lambda: self.case.take_verdicts(tuple(given), self.now),
        )
        assert not taken

    def lose_the_line(self) -> None:
        is_outage = self.answers is None or AWAY in self.answers
        may = is_outage and not self.is_over and not self.case.flow.is_online_only
        if self.give(
            Command.GO_OFFLINE,
            None if may else StepIncomplete,
            lambda: self.case.go_offline(self.now),
        ):
            self.passed.append(Step.VERIFICATION)
            self.answers, self.is_offline = [], True

    @when_at(Step.REVIEW)
    @rule(fault=st.sampled_from(["no", "", "no", "case", "late", "codes"]))
    def look_again(self, fault: str) -> None:
        """A supervisor decides, about this case or about something else."""
        given = cases.review(self.case, self.now, is_approved=fault != "no")
        if fault == "case":
            given = replace(given, case_id=uuid4())
        elif fault == "late":
            given = replace(given, expires_at=self.now)
        elif fault == "codes":
            given = replace(given, codes=given.codes[1:])
        wrong = VerdictForeign if fault in ("case", "late", "codes") else None
        taken = self.give(
            Command.TAKE_REVIEW, wrong, lambda: self.case.take_review(given, self.now)
        )
        if taken and fault != "no":
            self.passed.append(Step.REVIEW)

    @when_at(Step.NUMBER_AND_SIM)
    @rule(offer_code=st.sampled_from([OFFER_CODE, OFFER_CODE, OFFER_CODE, ""]))
    def choose(self, offer_code: str) -> None:
        if self.give(
            Command.CHOOSE_NUMBER,
            None,
            lambda: self.case.choose_number(NUMBER, offer_code, SIM, self.now),
        ):
            self.passed.append(Step.NUMBER_AND_SIM)
            self.has_offer = bool(offer_code)

    @when_at(Step.FORM)
    @rule(fault=st.sampled_from(["", "", "dot", "else"]))
    def sign(self, fault: str) -> None:
        ink = signature_under(NOTICES.sha256 if fault == "else" else FORM_SHA256, self.now)
        if fault == "dot":
            ink = replace(ink, strokes=())
        if self.give(
            Command.SIGN_FORM,
            StepIncomplete if fault else None,
            lambda: self.case.sign_form(ink, FORM_SHA256, self.now),
        ):
            self.passed.append(Step.FORM)

    @rule()
    def step_back(self) -> None:
        self.case = self.case.step_back()
        last = self.passed[-1] if self.passed else Step.READ_CARD
        # What was answered once stays answered, and whoever answered sees no other photo.
        is_final = last in (Step.READ_CARD, Step.VERIFICATION, Step.REVIEW)
        if not is_final and not (self.step is Step.VERIFICATION and self.was_answered):
            self.passed.pop()

    # What always holds ---------------------------------------------------------------------

    @invariant()
    def every_gate_was_passed_in_order(self) -> None:
        assert self.case.step is self.step
        assert self.passed == self.gates[: len(self.passed)]
        assert self.case.photos_left == self.photos_left
        assert (self.case.mode is Mode.OFFLINE) is self.is_offline
        assert self.case.is_refused is self.is_over

    @invariant()
    def nothing_is_sealed_past_a_gate(self) -> None:
        has_passed = self.passed == self.gates and not self.is_over
        may_be_sealed = has_passed and not self.is_too_old
        if Step.NUMBER_AND_SIM in self.gates:
            may_be_sealed = may_be_sealed and self.has_offer
        try:
            self.case.check_sealable(self.now)
        except CaseError:
            assert not may_be_sealed
        else:
            assert may_be_sealed
            assert self.is_offline or (self.case.is_verified and self.case.verdicts)

    # How an answer is taken ----------------------------------------------------------------

    def _verdicts(self, odd: dict[Check, str], missing: set[Check]) -> tuple[Verdict, ...]:
        return tuple(
            cases.verdict(self.case, check, odd.get(check, cases.GOOD[check]), self.now)
            for check in self.case.flow.checks
            if check not in missing
        )

    def _take(self, given: tuple[Verdict, ...]) -> None:
        wrong = StepIncomplete if self.is_over else None
        if not self.give(
            Command.TAKE_VERDICTS, wrong, lambda: self.case.take_verdicts(given, self.now)
        ):
            return
        self.was_answered = True
        self.photos_left = max(0, self.photos_left - 1)
        codes = [verdict.code for verdict in given]
        means = {CONSEQUENCES[code] for code in codes}
        asks_for_photo = Consequence.NEEDS_PHOTO in means or "FACE_UNSURE" in codes
        if Consequence.ENDS not in means and asks_for_photo and self.photos_left:
            self.passed.remove(Step.LIVE_PHOTO)
            self.answers = None
            return
        self.answers = codes
        self.is_over = bool(means & {Consequence.ENDS, Consequence.NEEDS_PHOTO})
        is_complete = len(codes) == len(self.case.flow.checks)
        if is_complete and means <= {Consequence.GOES_ON, Consequence.NEEDS_REVIEW}:
            self.passed.append(Step.VERIFICATION)
