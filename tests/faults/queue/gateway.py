"""A gateway of a few lines, which can be put back to an earlier state."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from pos_client.application.storage import Due
from pos_client.application.trouble import OutcomeUnknown, Trouble
from pos_client.domain.books import DeviceBooks
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import SealedRegistration
from tests.registrations import NOON

__all__ = ["ForgetfulGateway"]


class ForgetfulGateway:
    """Effects by id; `before` and `after` are what happens to the next calls.

    Attributes:
        effects: how often each id has taken effect in the life of the gateway that it remembers.
        lost: ids that it decided, forgot, and has not got again.
        words: every receipt it ever signed, by token.
    """

    def __init__(self) -> None:
        self.effects: Counter[UUID] = Counter()
        self.answers: dict[UUID, Receipt] = {}
        self.known: dict[bytes, tuple[SealedRegistration, str]] = {}
        self.words: dict[str, Receipt] = {}
        self.decisions: dict[UUID, Outcome] = {}
        self.lost: set[UUID] = set()
        self.before: list[Trouble] = []
        self.after: list[OutcomeUnknown] = []
        self.outcome = Outcome.ACCEPTED

    def deliver(self, due: Due) -> Receipt:
        if self.before:
            raise self.before.pop()
        sealed, device_id = self.known[due.envelope]  # frozen: other bytes would be nobody's
        assert sealed.id == due.id
        if due.id not in self.answers:
            self.effects[due.id] += 1
            self.lost.discard(due.id)
            self.answers[due.id] = self._word(sealed, device_id)
        if self.after:
            raise self.after.pop()
        return self.answers[due.id]

    def status(self, registration_id: UUID, envelope_sha256: bytes) -> Receipt | None:
        if self.before:
            raise self.before.pop()
        found = self.answers.get(registration_id)
        assert found is None or found.body_sha256 == envelope_sha256
        return found

    def put_back(self, forgotten: int) -> None:
        """Restore a backup from before the last so many decisions."""
        for id_ in list(self.answers)[len(self.answers) - forgotten :]:
            del self.answers[id_]
            self.effects[id_] -= 1
            self.lost.add(id_)

    def books(self, device_id: str) -> DeviceBooks:
        """What a heartbeat answers."""
        mine = sum(word.device_id == device_id for word in self.answers.values())
        return DeviceBooks(decided=mine, final=mine)

    def close(self) -> None:
        """Nothing is open."""

    def _word(self, sealed: SealedRegistration, device_id: str) -> Receipt:
        outcome = self.decisions.setdefault(sealed.id, self.outcome)
        token = f"word-{len(self.words)}"
        self.words[token] = Receipt(
            sealed.id, device_id, sealed.envelope_sha256, outcome, "", "", NOON, token
        )
        return self.words[token]
