"""One customer at one counter, from the read to the seal: the state machine.

A `Case` never changes; every command answers with the next one or raises. There is one legal
order, it stands in `flow.py` as data, and each step is left only with what it has to yield.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from pos_client.domain.evidence import Evidence
from pos_client.domain.flow import LEGAL_AT, Command, Flow, Step
from pos_client.domain.identity import Identity
from pos_client.domain.policy import Completion
from pos_client.domain.verdict import Consequence, Verdict

__all__ = [
    "AnotherPerson",
    "Case",
    "CaseError",
    "ChosenNumber",
    "IllegalCommand",
    "Mode",
    "ReadTooOld",
    "StepIncomplete",
    "VerdictForeign",
]

FIRST_VERIFICATION_WITHIN = timedelta(minutes=5)
SEALED_WITHIN = timedelta(minutes=15)


class CaseError(Exception):
    """A command that the rules refuse. The case stays as it was."""


class IllegalCommand(CaseError):
    """This command belongs to another step."""

    def __init__(self, command: Command, step: Step) -> None:
        super().__init__(f"{command} is not possible at {step}")
        self.command = command
        self.step = step


class StepIncomplete(CaseError):
    """The step has not yielded what leaving it takes."""


class ReadTooOld(CaseError):
    """The card has to be laid again before this may go on."""


class AnotherPerson(CaseError):
    """The card laid again belongs to somebody else; it does not continue this case."""


class VerdictForeign(CaseError):
    """A verdict that was given for another case, for other reads, or is out of date."""


class Mode(StrEnum):
    """Whether the gateway verified this case, or it is merely captured."""

    ONLINE = "ONLINE"
    OFFLINE = "OFFLINE"


@dataclass(frozen=True, slots=True)
class ChosenNumber:
    """The phone number set aside for this case.

    Attributes:
        hold_id: the gateway's hold; empty for a number of the leased block.
    """

    phone_number: str
    held_until: datetime
    hold_id: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """An open case. Every attribute beyond the first four is what a step has yielded."""

    id: UUID
    flow: Flow
    opened_at: datetime
    completion: Completion
    step: Step = Step.READ_CARD
    mode: Mode = Mode.ONLINE
    real_name_transaction_id: str = ""
    evidence: tuple[Evidence, ...] = ()
    identity: Identity | None = field(default=None, repr=False)
    visual_check_at: datetime | None = None
    verdicts: tuple[Verdict, ...] = ()
    number: ChosenNumber | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps this case has to take; without the gateway a returning customer gets none
        of the block's numbers, so there the number waits for the second visit."""
        if self.mode is Mode.OFFLINE and self.completion is Completion.CUSTOMER_RETURNS:
            return tuple(step for step in self.flow.steps if step is not Step.NUMBER_AND_SIM)
        return self.flow.steps

    @property
    def is_verified(self) -> bool:
        """Whether every check of the flow was answered, and every answer let the case go on."""
        answered = {verdict.check for verdict in self.verdicts}
        return answered.issuperset(self.flow.checks) and all(
            verdict.consequence is Consequence.GOES_ON for verdict in self.verdicts
        )

    def reread_is_due(self, now: datetime) -> bool:
        """Whether the card has to be laid again before the next command."""
        if not self.evidence or self.step is Step.READ_CARD:
            return False
        age = now - self.evidence[-1].read_at
        if self.step in (Step.VISUAL_CHECK, Step.VERIFICATION) and not self.verdicts:
            return age > FIRST_VERIFICATION_WITHIN
        return age > SEALED_WITHIN

    def take_read(self, evidence: Evidence, identity: Identity) -> Self:
        """Take the first read of the case, or the same card laid again.

        Raises:
            AnotherPerson: the card laid again is not the card this case began with.
        """
        if self.identity is None:
            self._require(Command.TAKE_READ)
            return replace(
                self,
                evidence=(evidence,),
                identity=identity,
                real_name_transaction_id=evidence.challenge.real_name_transaction_id,
            )._moved_on()
        if not identity.is_same_person(self.identity):
            raise AnotherPerson
        return replace(self, evidence=(*self.evidence, evidence))

    def confirm_visual_check(self, now: datetime) -> Self:
        """The clerk has compared person, card and screen."""
        self._require(Command.CONFIRM_VISUAL_CHECK, now)
        return replace(self, visual_check_at=now)._moved_on()

    def take_verdicts(self, verdicts: tuple[Verdict, ...], now: datetime) -> Self:
        """Take the gateway's answers; the case goes on only if all of them let it.

        Raises:
            VerdictForeign: one is for another case, for other reads, or has run out.
        """
        self._require(Command.TAKE_VERDICTS, now)
        ours = {evidence.id for evidence in self.evidence}
        for verdict in verdicts:
            if (
                verdict.case_id != self.id
                or not verdict.evidence_ids
                or not ours.issuperset(verdict.evidence_ids)
                or verdict.expires_at <= now
            ):
                raise VerdictForeign
        judged = replace(self, verdicts=verdicts)
        if not judged.is_verified:
            return judged
        return judged._moved_on()

    def go_offline(self, now: datetime) -> Self:
        """Go on as captured: the gateway gives no answer. An answer is never overruled."""
        self._require(Command.GO_OFFLINE, now)
        if any(verdict.consequence is not Consequence.UNAVAILABLE for verdict in self.verdicts):
            raise StepIncomplete("the gateway has answered; that is not an outage")
        offline = replace(self, mode=Mode.OFFLINE, verdicts=())
        return offline._moved_on()

    def choose_number(self, number: ChosenNumber, now: datetime) -> Self:
        """Set a number aside for this case."""
        self._require(Command.CHOOSE_NUMBER, now)
        return replace(self, number=number)._moved_on()

    def check_sealable(self, now: datetime) -> None:
        """Raise unless every step has yielded what it must and the reads are fresh enough."""
        self._require(Command.SEAL, now)
        if self.identity is None or not self.evidence or self.visual_check_at is None:
            raise StepIncomplete("the card has not been read and compared")
        if self.mode is Mode.ONLINE and not self.is_verified:
            raise StepIncomplete("the gateway has not verified this case")
        if Step.NUMBER_AND_SIM in self.steps and self.number is None:
            raise StepIncomplete("no number has been chosen")

    def step_back(self) -> Self:
        """Go one step back, giving up what that step had yielded.

        Verdicts are answers and cannot be taken back, so nobody shops for a better one: behind
        the verification the way back ends.
        """
        place = self.steps.index(self.step)
        if place <= 1:
            return self
        before = self.steps[place - 1]
        if before is Step.VERIFICATION:
            return self
        if before is Step.NUMBER_AND_SIM:
            return replace(self, step=before, number=None)
        return replace(self, step=before)

    @property
    def can_step_back(self) -> bool:
        return self.step_back() is not self

    def _moved_on(self) -> Self:
        return replace(self, step=self.steps[self.steps.index(self.step) + 1])

    def _require(self, command: Command, now: datetime | None = None) -> None:
        if self.step is not LEGAL_AT[command]:
            raise IllegalCommand(command, self.step)
        if now is not None and self.reread_is_due(now):
            raise ReadTooOld
