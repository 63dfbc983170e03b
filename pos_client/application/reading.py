"""From a card on the plate to evidence: counted, challenged, audited, and only then shown."""

from __future__ import annotations

from collections import deque
from datetime import timedelta

from drivers.api import ReaderInfo
from drivers.card.read import CardRead
from pos_client.application.case_trouble import CaptureClosed
from pos_client.application.desk import Desk
from pos_client.application.trouble import ReadRefused
from pos_client.domain.audit import AuditEvent
from pos_client.domain.evidence import Challenge, Evidence, EvidenceLevel
from pos_client.domain.identity import Identity
from pos_client.protocol.words import SignedRead

__all__ = ["Reading"]

# A challenge about to expire would be dead on arrival.
SPARE = timedelta(seconds=30)
# The pool's are marked in the store for good. A case's live for minutes, and in memory.
_REMEMBERED = 256


class Reading:
    """Uses up one challenge for each read, those of cancelled cases too."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._for_next_case: Challenge | None = None
        self._used: deque[str] = deque(maxlen=_REMEMBERED)

    def keep_for_next_case(self, challenge: Challenge) -> bool:
        """A challenge with its transaction id, fetched while the counter was idle.

        One that a read has answered is not kept, whoever gives it out again: the customer's case
        would be refused in the end.
        """
        if challenge.id in self._used:
            return False
        self._for_next_case = challenge
        return True

    def needs_challenge(self) -> bool:
        waiting = self._for_next_case
        return waiting is None or waiting.expires_at <= self._desk.now() + 2 * SPARE

    @property
    def next_challenge(self) -> Challenge | None:
        """The next case's own challenge, unless it is about to expire."""
        waiting = self._for_next_case
        is_good = waiting is not None and waiting.expires_at > self._desk.now() + SPARE
        return waiting if is_good else None

    @property
    def has_challenge(self) -> bool:
        """Whether a card could be taken right now."""
        now = self._desk.now()
        return self.next_challenge is not None or self._desk.tools.store.challenges_left(now) > 0

    def take(self, read: CardRead, info: ReaderInfo) -> tuple[Evidence, Identity]:
        """Make evidence of a read, and derive who it shows.

        The counter-only entry is committed first: a read that nobody accounts for is never
        shown, whatever happens to the program meanwhile.

        Raises:
            CaptureClosed: no challenge is left; nothing was read as far as anybody can tell.
            ReadRefused: a decoder's word that is not about this read and its challenge.
            RecordRefused: the frames hold no record that may be believed.
        """
        desk, store = self._desk, self._desk.tools.store
        signed = self._signed(read)
        challenge = self._take_challenge(signed)
        self._used.append(challenge.id)
        read_counter = store.next_read_counter()
        _, previous_head = store.audit_head()
        event = AuditEvent(
            "card_read",
            desk.now(),
            {"read_counter": read_counter, "challenge_id": challenge.id},
        )
        store.append_read(event, read_counter, challenge.id)
        driver = desk.tools.identify_driver(info.address)
        evidence = Evidence(
            id=desk.tools.new_id(),
            raw_text=read.raw_text,
            raw_photo=read.raw_photo,
            sam_id=read.sam_id,
            card_serial=read.card_serial,
            reader_address=info.address,
            driver=driver.name,
            driver_version=driver.version,
            driver_sha256=driver.sha256,
            is_simulated=info.simulated,
            challenge=challenge,
            read_at=read.read_at,
            monotonic_ns=desk.tools.clock.monotonic_ns(),
            boot_id=desk.tools.clock.boot_id(),
            duration_s=round(read.duration_s, 3),
            read_counter=read_counter,
            previous_head=previous_head,
            level=EvidenceLevel.B if signed is None else EvidenceLevel.A,
            signed_read=read.signed_read,
        )
        if signed is not None and not signed.is_of(evidence, desk.configuration.device_id):
            raise ReadRefused(reason="card_not_believed")
        return evidence, Identity.derived_from(evidence)

    def _signed(self, read: CardRead) -> SignedRead | None:
        """What a decoder has said of this read; None for one that a SAM decoded here."""
        if not read.signed_read:
            return None
        try:
            return self._desk.tools.read_signed(read.signed_read)
        except ValueError:
            raise ReadRefused(reason="card_not_believed") from None

    def _take_challenge(self, signed: SignedRead | None) -> Challenge:
        now = self._desk.now()
        kept = self._for_next_case
        if signed is not None and (kept is None or kept.id != signed.challenge_id):
            raise ReadRefused(reason="stale_read")  # another one is asked by now
        waiting, self._for_next_case = kept, None
        if waiting is not None and signed is not None:
            return waiting
        if waiting is not None and waiting.expires_at > now + SPARE:
            return waiting
        pooled = self._desk.tools.store.take_challenge(now)
        if pooled is None:
            raise CaptureClosed(limit="challenges")
        return pooled
