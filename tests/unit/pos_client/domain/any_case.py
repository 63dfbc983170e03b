"""A case to which anything may happen, beside a model that says what has to come of it.

The model asks the case nothing. It says of each event whether the rules let it pass, and which
gates were passed by what they ask for; the case has to agree after every single event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pos_client.domain.case import Case
from pos_client.domain.case_commands import LEGAL_AT, Command
from pos_client.domain.case_errors import (
    AnotherCard,
    AnotherPerson,
    AnswersExpired,
    CaseError,
    IllegalCommand,
    ReadTooOld,
    SamePerson,
    StepIncomplete,
    VerdictForeign,
)
from pos_client.domain.document import (
    MOST_IMAGES,
    DocumentImage,
    LetterType,
    SpecialDocumentType,
    UnitDocumentType,
)
from pos_client.domain.flow import SIM_STEPS, DocumentRule, Mode, PartyRole, Stage, Step
from pos_client.domain.live_photo import LARGEST_PHOTO
from pos_client.domain.policy import Completion
from pos_client.domain.relation import Relation
from pos_client.domain.special_document import SpecialReason
from pos_client.domain.subject import ProofMethod, ProofOfUse, SubscriberState
from pos_client.domain.verdict import Check, Consequence, Verdict
from pos_client.testing.customer import iccid_of, plain_jpeg, signature_under
from tests.honest_cases import consent_to
from tests.unit.pos_client.domain import cases
from tests.unit.pos_client.domain.cases import FORM_SHA256, NOON, NOTICES, NUMBER, OFFER_CODE, SIM
from tests.unit.pos_client.domain.verdict_table import CONSEQUENCES

AWAY = "SERVICE_UNAVAILABLE"
BAD = sorted(code for code, means in CONSEQUENCES.items() if means is not Consequence.GOES_ON)
PHOTO_AGAIN = ["FACE_UNSURE", "FACE_QUALITY"]
ODD_CODES = (
    st.just(AWAY)
    | st.sampled_from(["RISK_REVIEW", "ID_NO_PHOTO"])
    | st.sampled_from(PHOTO_AGAIN)
    | st.sampled_from(BAD)
    | st.sampled_from(sorted(cases.GOOD.values()))  # also where another check may say so only
)
WAYS = st.sampled_from(["well", "well", "review", "away", "no"])
DOCUMENT_KINDS = (LetterType.AUTHORISATION_LETTER, *UnitDocumentType, *SpecialDocumentType)
SAID_OF_THE_QUOTA = {"well": "QUOTA_OK", "review": "QUOTA_REVIEW", "no": "QUOTA_FULL"}
OFFLINE_LEAVES_OUT = {Step.NUMBER_AND_SIM, Step.FORM}
Given = tuple[Check, str]


def means(given: Given) -> Consequence:
    """What the rules make of an answer: a pass counts from its own check, a risk ends it here."""
    check, code = given
    is_strange = CONSEQUENCES[code] is Consequence.GOES_ON and code != cases.GOOD[check]
    return Consequence.ENDS if is_strange or code == "RISK_REVIEW" else CONSEQUENCES[code]


def when_at(step: Step) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Only there; chance would waste most of its tries elsewhere. `anything` goes everywhere."""
    return precondition(lambda self: self.step is step)


@dataclass
class Known:
    """What the rules know of one person of the case.

    Attributes:
        answers: the last ones that count, None before any.
    """

    photos_left: int
    photos_before: int = 0
    read_at: datetime = NOON
    answers: list[Given] | None = None
    answers_end: datetime = NOON + timedelta(days=1)
    review_ends: datetime = NOON + timedelta(days=1)
    was_answered: bool = False
    is_over: bool = False

    @property
    def review_is_asked(self) -> bool:
        return any(means(given) is Consequence.NEEDS_REVIEW for given in self.answers or [])


class AnyCase(RuleBasedStateMachine):
    """A case that takes whatever comes, and what the rules say of it."""

    @initialize(
        flow=st.sampled_from(sorted(cases.ALL_FLOWS)),
        completion=st.sampled_from(Completion),
        photo_attempts=st.integers(1, 3),
        steps=st.integers(0, 15),
        way=WAYS,
    )
    def open(
        self, flow: str, completion: Completion, photo_attempts: int, steps: int, way: str
    ) -> None:
        self.now = NOON
        self.case = cases.new_case(cases.ALL_FLOWS[flow], completion, photo_attempts)
        self.passed: list[Stage] = []
        stages = self.case.flow.stages
        self.of = {
            role: Known(photo_attempts if Stage(Step.LIVE_PHOTO, role) in stages else 0)
            for role in self.case.flow.roles
        }
        self.is_offline = False
        self.has_offer = True
        self.images: list[DocumentImage] = []
        self.pages = self.brought = 0
        self.is_chosen = False
        self.go_on(steps, way)

    # What the rules say --------------------------------------------------------------------

    @property
    def gates(self) -> list[Stage]:
        """What has to be passed before the seal, as far as the answers tell."""
        left_out = set()
        if self.is_offline and self.case.completion is Completion.CUSTOMER_RETURNS:
            left_out = OFFLINE_LEAVES_OUT
        return [
            stage
            for stage in self.case.flow.stages[:-1]
            if stage.step not in left_out
            and (stage.step is not Step.REVIEW or self.of[stage.role].review_is_asked)
        ]

    @property
    def stage(self) -> Stage:
        """The first gate that was not passed."""
        left = [gate for gate in self.gates if gate not in self.passed]
        return left[0] if left else self.case.flow.stages[-1]

    @property
    def step(self) -> Step:
        return self.stage.step

    @property
    def known(self) -> Known:
        """What is known of whom the stage is about."""
        return self.of[self.stage.role]

    @property
    def is_over(self) -> bool:
        return any(known.is_over for known in self.of.values())

    def has_passed(self, step: Step, role: PartyRole) -> bool:
        return Stage(step, role) in self.passed

    @property
    def is_too_old(self) -> bool:
        """Whether anybody's card has to be laid again; nobody's while a first read is awaited."""
        if self.step is Step.READ_CARD:
            return False
        for role, known in self.of.items():
            minutes = 15 if known.was_answered or self.is_offline else 5
            age = self.now - known.read_at
            if self.has_passed(Step.READ_CARD, role) and age > timedelta(minutes=minutes):
                return True
        return False

    @property
    def has_run_out(self) -> bool:
        """Whether answers are too old for whatever comes behind them."""
        for role, known in self.of.items():
            ends = [known.answers_end] if known.answers else []
            if self.has_passed(Step.REVIEW, role):
                ends.append(known.review_ends)
            is_behind = self.has_passed(Step.VERIFICATION, role)
            if is_behind and any(end <= self.now for end in ends):
                return True
        return False

    def give(
        self, command: Command, wrong: type[CaseError] | None, give: Callable[[], Case]
    ) -> bool:
        """Give a command and say whether it was taken; `wrong` is what its arguments deserve."""
        expected = AnswersExpired if self.has_run_out else wrong
        if self.is_too_old:
            expected = ReadTooOld
        if self.step not in LEGAL_AT[command]:
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
            elif self.step is Step.REVIEW:
                self.look_again("no" if way == "no" else "")
            elif self.step is Step.DOCUMENT:
                self.choose_document(0)
                self.photograph_document("")
                self.finish_document()
            else:
                self.anything(next(each for each in LEGAL_AT if LEGAL_AT[each] == (self.step,)))

    @rule(command=st.sampled_from(Command))
    def anything(self, command: Command) -> None:
        """Give a command wherever the case is, as whoever is honest would."""
        honest: dict[Command, Callable[[], object]] = {
            Command.TAKE_UNIT: lambda: self.take_unit(""),
            Command.LOOK_UP: lambda: self.look_up(
                (*self.case.flow.takes, None)[0], is_flagged=self.case.flow.is_for_flagged
            ),
            Command.PROVE_USE: lambda: self.prove_use(""),
            Command.AUTHORISE: lambda: self.authorise(""),
            Command.TAKE_READ: self.lay_the_card,
            Command.REREAD: self.lay_it_again,
            Command.CONFIRM_VISUAL_CHECK: self.compare,
            Command.GIVE_CONSENT: lambda: self.agree(""),
            Command.TAKE_PHOTO: lambda: self.photograph(1),
            Command.TAKE_VERDICTS: lambda: self.verify("well"),
            Command.GO_OFFLINE: lambda: self.verify("away"),
            Command.TAKE_REVIEW: lambda: self.look_again(""),
            Command.CHOOSE_NUMBER: lambda: self.choose(OFFER_CODE),
            Command.CHOOSE_OFFER: lambda: self.choose_offer(OFFER_CODE),
            Command.TAKE_SIM: self.take_sim,
            Command.CHOOSE_REASON: self.say_why,
            Command.CHOOSE_DOCUMENT: lambda: self.choose_document(0),
            Command.TAKE_DOCUMENT_IMAGE: lambda: self.photograph_document(""),
            Command.DROP_DOCUMENT_IMAGE: lambda: self.drop_image(1),
            Command.FINISH_DOCUMENT: self.finish_document,
            Command.CHOOSE_RELATION: lambda: self.say_who_it_is(""),
            Command.DISPUTE_NUMBER: lambda: self.dispute(""),
            Command.SIGN_FORM: lambda: self.sign(""),
            Command.SEAL: lambda: None,
            Command.SET_CONTACT_NUMBER: self.say_where_to_call,
        }
        honest[command]()

    def say_where_to_call(self) -> None:
        """Time is no matter here: it identifies nobody and proves nothing."""
        if self.step is Step.SEAL and self.case.mode is Mode.OFFLINE:
            self.case = self.case.with_contact_number("17055500199")
            return
        with pytest.raises(IllegalCommand):
            self.case.with_contact_number("17055500199")

    @when_at(Step.VERIFICATION)
    @rule(way=WAYS)
    def verify(self, way: str) -> None:
        if way == "away":
            self.lose_the_line()
        else:
            self.answer({Check.QUOTA: SAID_OF_THE_QUOTA[way]}, set(), 0)

    @rule(minutes=st.sampled_from([1, 1, 1, 4, 16, 130]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @when_at(Step.UNIT)
    @rule(fault=st.sampled_from(["", "", "code", "check", "none", "many"]))
    def take_unit(self, fault: str) -> None:
        asked = cases.UNIT
        codes = {"code": "91350100MA00DEM00", "check": "91350100MA00DEM00N"}
        if fault in codes:
            asked = replace(asked, unit=replace(asked.unit, credit_code=codes[fault]))
        elif fault:
            asked = replace(asked, count=0 if fault == "none" else asked.unit.may_have + 1)
        if self.give(
            Command.TAKE_UNIT,
            StepIncomplete if fault else None,
            lambda: self.case.take_unit(asked),
        ):
            self.passed.append(self.stage)

    @when_at(Step.LOOK_UP)
    @rule(state=st.sampled_from(SubscriberState) | st.none(), is_flagged=st.booleans())
    def look_up(self, state: SubscriberState | None, *, is_flagged: bool) -> None:
        until = NOON if is_flagged else None
        subscriber = replace(cases.SUBSCRIBER, state=state, flagged_until=until) if state else None
        flow = self.case.flow
        fits = not flow.hands_over if is_flagged else not flow.is_for_flagged
        is_meant = state in flow.takes and fits
        may = is_meant if state else not flow.is_online_only
        if self.give(
            Command.LOOK_UP,
            None if may else StepIncomplete,
            lambda: self.case.look_up(replace(cases.SUBJECT, subscriber=subscriber)),
        ):
            self.passed.append(self.stage)

    @when_at(Step.PROOF_OF_USE)
    @rule(fault=st.sampled_from(["", "", "iccid", "code", "donor"]))
    def prove_use(self, fault: str) -> None:
        given = ProofOfUse(ProofMethod.SMS_CODE, reference="use-1")
        if fault == "donor":  # another carrier's word for a number is no use of one of ours
            given = replace(given, method=ProofMethod.AUTHORISATION_CODE)
        elif fault:
            given = cases.PROOF if fault == "code" else given
            given = replace(given, iccid="1", reference="" if fault == "iccid" else "use-1")
        if self.give(
            Command.PROVE_USE,
            StepIncomplete if fault else None,
            lambda: self.case.prove_use(given),
        ):
            self.passed.append(self.stage)

    @when_at(Step.AUTHORISATION)
    @rule(fault=st.sampled_from(["", "", "number", "none", "use", "reference", "iccid"]))
    def authorise(self, fault: str) -> None:
        given, code = cases.AUTHORISED, ProofMethod.AUTHORISATION_CODE
        spoilt = {
            "none": None,
            "use": ProofOfUse(ProofMethod.SMS_CODE, reference="use-1"),
            "reference": ProofOfUse(code),
            "iccid": ProofOfUse(code, iccid_of(7), "port-1"),
        }
        if fault == "number":
            given = replace(given, phone_number="1715560")
        elif fault:
            given = replace(given, proof=spoilt[fault])
        if self.give(
            Command.AUTHORISE,
            StepIncomplete if fault else None,
            lambda: self.case.authorise(given),
        ):
            self.passed.append(self.stage)

    def lay_the_card(self) -> None:
        self._lay(Command.TAKE_READ, lambda: cases.read(self.case, at=self.now))

    @rule()
    def lay_it_again(self) -> None:
        self._lay(Command.REREAD, lambda: cases.reread(self.case, at=self.now))

    @rule(renewed=st.booleans())
    def lay_another_card(self, renewed: bool) -> None:
        other = cases.RENEWED if renewed else "mainland_longterm_female"
        of_owner = cases.PEOPLE[PartyRole.OWNER]
        is_owner_read = any(
            self.has_passed(Step.READ_CARD, role)
            for role in self.case.flow.roles
            if cases.PEOPLE[role] == of_owner
        )
        wrong = AnotherCard if renewed and is_owner_read else AnotherPerson
        expected = wrong if self.step in LEGAL_AT[Command.REREAD] else IllegalCommand
        with pytest.raises(CaseError) as refused:
            cases.reread(self.case, other, self.now)
        assert type(refused.value) is expected

    @rule()
    def lay_the_card_of_the_other(self) -> None:
        """Nobody is in a case twice."""
        others = [role for role in self.of if self.has_passed(Step.READ_CARD, role)]
        if self.step is Step.READ_CARD and others:
            with pytest.raises(SamePerson):
                cases.read(self.case, cases.PEOPLE[others[0]], self.now)

    def _lay(self, command: Command, lay: Callable[[], Case]) -> None:
        """A card is always taken where one is asked for, however old the last read is."""
        if self.step not in LEGAL_AT[command]:
            with pytest.raises(IllegalCommand):
                lay()
            return
        if command is Command.REREAD and not self.has_passed(Step.READ_CARD, self.stage.role):
            with pytest.raises(AnotherPerson):
                lay()
            return
        stage, self.case = self.stage, lay()
        self.of[stage.role].read_at = self.now
        if command is Command.TAKE_READ:
            self.passed.append(stage)

    def compare(self) -> None:
        if self.give(
            Command.CONFIRM_VISUAL_CHECK, None, lambda: self.case.confirm_visual_check(self.now)
        ):
            self.passed.append(self.stage)

    @when_at(Step.CONSENT)
    @rule(
        fault=st.sampled_from(
            ["", "", "", "face", "unasked", "unanswered", "no", "dot", "else", "old"]
        )
    )
    def agree(self, fault: str) -> None:
        role = self.stage.role
        asks_face = Check.FACE_MATCH in self.case.flow.checks_of(role)
        declined = ("face",) if fault == "face" else ()
        # Whoever is asked about their face, and is not to be compared, has been asked too much.
        consent = consent_to(NOTICES, self.now, declined=declined, matches_face=fault != "unasked")
        if not asks_face and fault not in ("face", "unasked"):
            consent = consent_to(NOTICES, self.now, matches_face=False)
        ink = consent.handwritten_signature
        if fault in ("unanswered", "no"):
            refused = consent.agreed[:1] if fault == "no" else ()
            consent = replace(consent, agreed=consent.agreed[1:], declined=refused)
        elif fault == "dot":
            consent = replace(consent, handwritten_signature=replace(ink, strokes=()))
        elif fault == "else":
            other = signature_under(FORM_SHA256, self.now)
            consent = replace(consent, handwritten_signature=other)
        elif fault == "old":
            consent = replace(consent, version="test-0")
        is_fitting = fault == "" or (fault == "face" and asks_face)
        is_fitting = is_fitting or (fault == "unasked" and not asks_face)
        wrong = None if is_fitting else StepIncomplete
        if self.give(
            Command.GIVE_CONSENT, wrong, lambda: self.case.give_consent(consent, NOTICES, self.now)
        ):
            self.passed.append(self.stage)

    @when_at(Step.LIVE_PHOTO)
    @rule(size=st.sampled_from([1, 2, 3, LARGEST_PHOTO, 0, LARGEST_PHOTO + 1]))
    def photograph(self, size: int) -> None:
        known = self.known
        fits = 0 < size <= LARGEST_PHOTO and known.photos_left
        taken = cases.photo(bytes(size), self.now)
        if self.give(
            Command.TAKE_PHOTO,
            None if fits else StepIncomplete,
            lambda: self.case.take_photo(taken, self.now),
        ):
            self.passed.append(self.stage)
            known.photos_before = known.photos_left

    @when_at(Step.VERIFICATION)
    @rule(
        odd=st.dictionaries(st.sampled_from(Check), ODD_CODES, max_size=3),
        missing=st.sets(st.sampled_from(Check), max_size=1),
        twice=st.sampled_from([0, 0, 0, 1]),
    )
    def answer(self, odd: dict[Check, str], missing: set[Check], twice: int) -> None:
        given = self._verdicts(odd, missing)
        self._take((*given, *given[:twice]))

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
        known = self.known
        is_outage = known.answers is None or AWAY in [code for _, code in known.answers]
        may = is_outage and not self.is_over and not self.case.flow.is_online_only
        if self.give(
            Command.GO_OFFLINE,
            None if may else StepIncomplete,
            lambda: self.case.go_offline(self.now),
        ):
            self.passed.append(self.stage)
            known.answers, self.is_offline = [], True

    @when_at(Step.REVIEW)
    @rule(fault=st.sampled_from(["no", "", "no", "case", "late", "codes", "answers"]))
    def look_again(self, fault: str) -> None:
        """A supervisor decides, about this case or about something else."""
        known = self.known
        given = cases.review(self.case, self.now, is_approved=fault != "no")
        if fault == "case":
            given = replace(given, case_id=uuid4())
        elif fault == "late":
            given = replace(given, expires_at=self.now)
        elif fault == "codes":
            given = replace(given, codes=tuple({*given.codes} - {given.codes[0]}))
        elif fault == "answers":
            given = replace(given, verdicts=())
        wrong = VerdictForeign if fault in ("case", "late", "codes", "answers") else None
        taken = self.give(
            Command.TAKE_REVIEW, wrong, lambda: self.case.take_review(given, self.now)
        )
        if taken and fault != "no":
            known.review_ends = given.expires_at
            self.passed.append(self.stage)

    @when_at(Step.NUMBER_AND_SIM)
    @rule(offer_code=st.sampled_from([OFFER_CODE, OFFER_CODE, OFFER_CODE, ""]))
    def choose(self, offer_code: str) -> None:
        if self.give(
            Command.CHOOSE_NUMBER,
            None,
            lambda: self.case.choose_number(NUMBER, offer_code, SIM, self.now),
        ):
            self.passed.append(self.stage)
            self.has_offer = bool(offer_code)

    @when_at(Step.OFFER_AND_SIM)
    @rule(offer_code=st.sampled_from([OFFER_CODE, OFFER_CODE, OFFER_CODE, ""]))
    def choose_offer(self, offer_code: str) -> None:
        if self.give(
            Command.CHOOSE_OFFER,
            None,
            lambda: self.case.choose_offer(offer_code, SIM, self.now),
        ):
            self.passed.append(self.stage)
            self.has_offer = bool(offer_code)

    def take_sim(self) -> None:
        if self.give(Command.TAKE_SIM, None, lambda: self.case.take_sim(SIM, self.now)):
            self.passed.append(self.stage)

    @when_at(Step.OWN_NUMBERS)
    @rule(fault=st.sampled_from(["", "", "again", "nothing"]))
    def dispute(self, fault: str) -> None:
        """Only a line of the list, and only once."""
        faulty = {
            "again": replace(cases.OWN_NUMBER, is_disputed=True),
            "nothing": replace(cases.OWN_NUMBER, reference=""),
        }
        number = faulty.get(fault, cases.OWN_NUMBER)
        if self.give(
            Command.DISPUTE_NUMBER,
            StepIncomplete if fault else None,
            lambda: self.case.dispute(number, self.now),
        ):
            self.passed.append(self.stage)

    @when_at(Step.RELATION)
    @rule(fault=st.sampled_from(["", "", "other"]))
    def say_who_it_is(self, fault: str) -> None:
        """One of the flow's own list; what stands on another flow's is none here."""
        ours = self.case.flow.relations or (Relation.FATHER,)
        relation = next(each for each in Relation if (each in ours) is not bool(fault))
        if self.give(
            Command.CHOOSE_RELATION,
            StepIncomplete if fault else None,
            lambda: self.case.choose_relation(relation, self.now),
        ):
            self.passed.append(self.stage)

    @when_at(Step.DOCUMENT)
    @rule(place=st.integers(0, 1))
    def choose_document(self, place: int) -> None:
        """What is asked for next, or a kind that is asked of nobody here now."""
        wanted = self.wanted.types if self.wanted is not None else ()
        kinds = [each for each in DOCUMENT_KINDS if (each in wanted) is not bool(place)]
        type_ = kinds[0] if kinds else DOCUMENT_KINDS[0]
        if self.give(
            Command.CHOOSE_DOCUMENT,
            StepIncomplete if place else None,
            lambda: self.case.choose_document(type_, self.now),
        ):
            self.images, self.is_chosen = [], True

    def say_why(self) -> None:
        if self.give(
            Command.CHOOSE_REASON,
            None,
            lambda: self.case.choose_reason(SpecialReason.IN_SERVICE, self.now),
        ):
            self.passed.append(self.stage)

    @property
    def wanted(self) -> DocumentRule | None:
        """What has to be brought next at this stage; None at any other."""
        rules = self.case.flow.documents_of(self.stage.role)
        is_here = self.step is Step.DOCUMENT and self.brought < len(rules)
        return rules[self.brought] if is_here else None

    @when_at(Step.DOCUMENT)
    @rule(fault=st.sampled_from(["", "", "", "small", "none", "again"]))
    def photograph_document(self, fault: str) -> None:
        image = cases.document_image(f"{self.pages}")
        self.pages += 1
        if fault == "again" and self.images:
            image = self.images[0]
        elif fault == "small":
            image = replace(image, jpeg=plain_jpeg())
        elif fault:
            image = replace(image, jpeg=b"no picture")
        may = self.is_chosen or (self.wanted is not None and len(self.wanted.types) == 1)
        is_wrong = bool(fault) or len(self.images) == MOST_IMAGES or not may
        if self.give(
            Command.TAKE_DOCUMENT_IMAGE,
            StepIncomplete if is_wrong else None,
            lambda: self.case.take_document_image(image, self.now),
        ):
            self.images.append(image)
            self.is_chosen = True

    @when_at(Step.DOCUMENT)
    @rule(place=st.integers(0, 3))
    def drop_image(self, place: int) -> None:
        if self.give(
            Command.DROP_DOCUMENT_IMAGE,
            None,
            lambda: self.case.drop_document_image(place, self.now),
        ) and 0 < place <= len(self.images):
            del self.images[place - 1]

    @when_at(Step.DOCUMENT)
    @rule()
    def finish_document(self) -> None:
        if self.give(
            Command.FINISH_DOCUMENT,
            None if self.images else StepIncomplete,
            lambda: self.case.finish_document(self.now),
        ):
            stage, self.brought = self.stage, self.brought + 1
            if self.brought == len(self.case.flow.documents_of(stage.role)):
                self.passed.append(stage)
            self.images, self.is_chosen = [], False

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
            self.passed.append(self.stage)

    @rule()
    def step_back(self) -> None:
        self.case = self.case.step_back()
        last = self.passed[-1].step if self.passed else Step.READ_CARD
        # What was answered once stays answered, and whoever answered sees no other photo.
        is_final = not self.passed or last in (Step.READ_CARD, Step.VERIFICATION, Step.REVIEW)
        if not is_final and not (self.step is Step.VERIFICATION and self.known.was_answered):
            if self.passed.pop().step is Step.DOCUMENT:
                self.brought = 0
            self.images, self.is_chosen = [], False

    @rule(step=st.sampled_from([Step.CONSENT, Step.VERIFICATION, *SIM_STEPS, Step.FORM]))
    def lapse(self, step: Step) -> None:
        """Texts, answers, number or form hold no longer: back there, with nothing of it left."""
        self.case = self.case.return_to(step)
        places = [place for place, stage in enumerate(self.passed) if stage.step is step]
        if not places or self.is_over:
            return
        self.passed, given_up = self.passed[: places[0]], self.passed[places[0] :]
        self.images, self.is_chosen = [], False
        if Step.DOCUMENT in {stage.step for stage in given_up}:
            self.brought = 0
        for role, known in self.of.items():
            if not self.has_passed(Step.VERIFICATION, role):
                known.answers, known.is_over, self.is_offline = None, False, False
            if Stage(Step.READ_CARD, role) in given_up:
                known.was_answered = False

    # What always holds ---------------------------------------------------------------------

    @invariant()
    def every_gate_was_passed_in_order(self) -> None:
        assert self.case.stage == self.stage
        assert self.passed == self.gates[: len(self.passed)]
        for role, known in self.of.items():
            assert self.case.party_of(role).photos_left == known.photos_left
        assert (self.case.mode is Mode.OFFLINE) is self.is_offline
        assert self.case.is_refused is self.is_over

    @invariant()
    def nothing_is_sealed_past_a_gate(self) -> None:
        has_passed = self.passed == self.gates and not self.is_over
        may_be_sealed = has_passed and not self.is_too_old and not self.has_run_out
        if {Step.NUMBER_AND_SIM, Step.OFFER_AND_SIM} & {gate.step for gate in self.gates}:
            may_be_sealed = may_be_sealed and self.has_offer
        try:
            self.case.check_sealable(self.now)
        except CaseError:
            assert not may_be_sealed
        else:
            assert may_be_sealed
            assert self.is_offline or self.case.is_verified
            self._is_about_what_it_must_be()
            if self.case.flow.has(Step.NEW_SIM) or self.case.flow.has(Step.OFFER_AND_SIM):
                assert self.case.sim == SIM
            if self.case.flow.has(Step.RELATION):
                assert self.case.relation in self.case.flow.relations
            for role in self.case.flow.roles:
                rules = self.case.flow.documents_of(role)
                brought = self.case.party_of(role).documents
                assert all(
                    each.type in rule_.types for each, rule_ in zip(brought, rules, strict=True)
                )
            assert (self.case.disputed == cases.OWN_NUMBER) is self.case.flow.disputes
            for party in self.case.parties:
                assert (party.identity is None) is self.case.flow.reads_no_card
                assert self.is_offline or party.verdicts

    def _is_about_what_it_must_be(self) -> None:
        """Number, unit or order, by the flow."""
        case, subject = self.case, self.case.subject
        if case.flow.has(Step.PROOF_OF_USE):
            assert subject is not None
            assert subject.proof is not None
        if case.flow.has(Step.AUTHORISATION):
            assert subject is not None
            assert subject.is_authorised
        assert (case.unit == cases.UNIT) is case.flow.opens_order
        assert (case.order == cases.ORDER) is case.flow.is_of_order

    # How an answer is taken ----------------------------------------------------------------

    def _verdicts(self, odd: dict[Check, str], missing: set[Check]) -> tuple[Verdict, ...]:
        return tuple(
            cases.verdict(self.case, check, odd.get(check, cases.GOOD[check]), self.now)
            for check in self.case.flow.checks_of(self.case.stage.role)
            if check not in missing
        )

    def _take(self, given: tuple[Verdict, ...]) -> None:
        stage, known = self.stage, self.known
        wrong = StepIncomplete if known.is_over else None
        if not self.give(
            Command.TAKE_VERDICTS, wrong, lambda: self.case.take_verdicts(given, self.now)
        ):
            return
        known.was_answered = True
        found = [(verdict.check, verdict.code) for verdict in given]
        if any(check is Check.FACE_MATCH and code != AWAY for check, code in found):
            known.photos_left = known.photos_before - 1
        meant = {means(each) for each in found}
        is_unsure = "FACE_UNSURE" in [code for _, code in found]
        asks_for_photo = Consequence.NEEDS_PHOTO in meant or is_unsure
        if Consequence.ENDS not in meant and asks_for_photo and known.photos_left:
            self.passed.remove(Stage(Step.LIVE_PHOTO, stage.role))
            known.answers = None
            return
        known.answers = found
        known.answers_end = min((each.expires_at for each in given), default=known.answers_end)
        known.is_over = bool(meant & {Consequence.ENDS, Consequence.NEEDS_PHOTO})
        checks = [check for check, _ in found]
        is_complete = sorted(checks) == sorted(self.case.flow.checks_of(stage.role))
        if is_complete and meant <= {Consequence.GOES_ON, Consequence.NEEDS_REVIEW}:
            self.passed.append(stage)
