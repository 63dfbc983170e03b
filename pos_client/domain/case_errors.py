"""What the rules of a case refuse."""

from __future__ import annotations

from pos_client.domain.case_commands import Command
from pos_client.domain.flow import Step

__all__ = [
    "AnotherCard",
    "AnotherPerson",
    "AnswersExpired",
    "CaseError",
    "IllegalCommand",
    "ReadTooOld",
    "SamePerson",
    "StepIncomplete",
    "VerdictForeign",
]


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


class AnotherCard(CaseError):
    """The card laid again is the same person's, but another one, such as its renewal."""


class SamePerson(CaseError):
    """Whoever is in this case already cannot be in it in another role."""


class AnswersExpired(CaseError):
    """A verdict or a review has run out; the gateway has to be asked again."""


class VerdictForeign(CaseError):
    """A verdict that was given for another case, for other reads, or is out of date."""
