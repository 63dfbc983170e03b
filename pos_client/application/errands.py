"""What the carrier does beside delivering: audit, certificate, configuration, challenges, outcomes,
and the months that were signed off.

Each fails by itself and waits by itself. One is run at a time, so that what is saved meanwhile
never waits behind all of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from pos_client.application.errand import CHAIN_REFUSED, Errand
from pos_client.application.inspection_trouble import InspectionNotTaken
from pos_client.application.old_copy import OldCopy
from pos_client.application.outbox import KeepStore, Outbox
from pos_client.application.ports import Clock, Gateway
from pos_client.application.reconciling import Reconciling
from pos_client.application.state import GatewayState
from pos_client.application.storage import Store
from pos_client.application.trouble import NotAuthorised, StoreDamaged, Trouble, Unreadable
from pos_client.domain.audit import AuditEntry, AuditEvent
from pos_client.domain.books import DeviceBooks
from pos_client.domain.outcome import Receipt
from pos_client.domain.policy import Configuration
from pos_client.protocol.words import Countersignature

__all__ = ["AUDIT_BATCH", "CarrierNews", "CertificateRenewal", "Errands"]

log = logging.getLogger(__name__)

CHALLENGES_KEPT = 32
AUDIT_BATCH = 200
OUTCOMES_ASKED = 20


@dataclass(frozen=True, slots=True)
class CarrierNews:
    """What the carrier tells the counter; each may be called from the carrier's thread.

    Attributes:
        configuration_found: returns once it is kept, and raises what `Store` and
            `Counter.take_configuration` do.
        session_ended: the gateway has ended the log-in of this id; True where its work id is
            frozen.
        store_refuted: nothing more may be captured with this store, by what the gateway knows of
            it; where it is the audit chain alone (`check` is `audit`), what is queued is delivered.
    """

    line_changed: Callable[[GatewayState], None]
    contact_made: Callable[[datetime], None]
    receipt_settled: Callable[[Receipt], None]
    configuration_found: Callable[[str, Configuration], None]
    queue_changed: Callable[[], None]
    trouble_met: Callable[[Trouble], None]
    session_ended: Callable[[str, bool], None]
    store_refuted: Callable[[Trouble], None]


class CertificateRenewal(Protocol):
    """The certificate by which this device connects."""

    def validity(self) -> tuple[datetime, datetime]:
        """From when until when it counts."""

    def renew(self) -> None:
        """Make a new key, have it certified, and connect with it from the next connection on.

        Raises `trouble.GatewayTrouble`, and `trouble.StoreTrouble` where the disk took nothing;
        then the old one stays in use.
        """


class Errands:
    """All of them, in the order in which they are run; `look` is another heartbeat, at once.

    Attributes:
        is_drain_only: what the gateway has said of this device.
        is_certificate_outdated: it wants another certificate used, however long this one lasts.
        found_version: the newest configuration that it has spoken of.
        reconciling: what it has forgotten.
        heartbeat: how often it wants to hear of us.
    """

    def __init__(
        self,
        keep: KeepStore,
        gateway: Gateway,
        clock: Clock,
        outbox: Outbox,
        configuration: Configuration,
        news: CarrierNews,
        renewal: CertificateRenewal | None,
        look: Callable[[], None],
    ) -> None:
        self._keep = keep
        self._gateway = gateway
        self._clock = clock
        self._outbox = outbox
        self._news = news
        self._renewal = renewal
        self._window = configuration.offline.window
        self._known_version = configuration.version
        self.heartbeat = configuration.heartbeat
        self.found_version = configuration.version
        self.is_drain_only = False
        self.is_certificate_outdated = False
        self._look = look
        self.reconciling = Reconciling(keep, gateway, clock, news.trouble_met, news.queue_changed)
        self._old_copy = OldCopy(keep, clock, news.store_refuted)
        self._audit = Errand(self._send_audit, clock, news.trouble_met)
        self._configuration = Errand(self._take_configuration, clock, news.trouble_met)
        self._all = (
            self._audit,
            Errand(self.reconciling.go_on, clock, news.trouble_met),
            Errand(self._renew_certificate, clock, news.trouble_met),
            self._configuration,
            Errand(self._fill_challenges, clock, news.trouble_met),
            Errand(self._ask_for_outcomes, clock, news.trouble_met),
            Errand(self._deliver_inspection, clock, news.trouble_met),
        )

    def compare(self, ours: DeviceBooks, theirs: DeviceBooks | None) -> None:
        """Hold what we had the gateway's word for before a heartbeat against what it answered."""
        if theirs is not None:
            self.reconciling.compare(ours, theirs)
            self._old_copy.compare(ours, theirs)

    def ask_for_all(self) -> None:
        for errand in self._all:
            errand.ask_for()

    def hear_why(self) -> None:
        """What the gateway says of this device may have its reason in a newer configuration."""
        self._configuration.ask_for()
        self._configuration.run()

    def ask_for_audit(self) -> None:
        self._audit.ask_for()

    def run_one(self) -> bool:
        """Run the first that is due and say whether there was one.

        Raises:
            Unreachable, NotAuthorised: those concern the whole line.
        """
        return any(errand.run() for errand in self._all)

    def _send_audit(self) -> None:
        """Send what is not countersigned; to a gateway that was put back, what it has forgotten."""
        if self._old_copy.was_found:
            return
        while True:
            known = self.reconciling.audit_from
            entries = self._keep(partial(_entries_behind, known))
            if not entries:
                self.reconciling.audit_from = None
                return
            try:
                countersigned = self._gateway.send_audit(entries)
            except (Unreadable, NotAuthorised) as no:
                if isinstance(no, NotAuthorised) and no.facts.get("code") != CHAIN_REFUSED:
                    raise
                if self._stands_elsewhere(known):
                    continue
                # Somebody has edited the chain, or put an old copy back. The queue is sealed and
                # goes on all the same.
                self._keep(lambda store: store.marks.note_refused(*store.audit_head()))
                self._news.store_refuted(StoreDamaged(check="audit"))
                return
            self._keep(partial(_keep_countersignature, countersigned))
            if known is not None:
                self.reconciling.audit_from = max(countersigned.index, known + 1)

    def _stands_elsewhere(self, known: int | None) -> bool:
        """Whether it is no wonder that the gateway has refused what comes behind this index."""
        if known is not None:
            self.reconciling.refute_audit()
            return True
        self._look()
        return self.reconciling.audit_from is not None

    def _renew_certificate(self) -> None:
        """In the last third of its life, ten days of a month; and when the gateway asks for it."""
        if self._renewal is None:
            return
        since, until = self._renewal.validity()
        now = self._clock.now()
        if now < since + (until - since) * 2 / 3 and not self.is_certificate_outdated:
            return
        self._renewal.renew()
        self.is_certificate_outdated = False
        self._keep(lambda store: store.append_audit(AuditEvent("certificate_renewed", now, {})))
        log.info("the certificate was renewed")

    def _take_configuration(self) -> None:
        if self.found_version > self._known_version:
            token, configuration = self._gateway.configuration()
            # One that cannot be kept is fetched again by the errand.
            self._news.configuration_found(token, configuration)
            self._known_version = configuration.version
            self.heartbeat = configuration.heartbeat
            self._window = configuration.offline.window

    def _fill_challenges(self) -> None:
        if self.is_drain_only:
            return  # it gets nothing to capture with, and would be refused for asking
        # Those that will not last as long as capturing may are replaced in good time.
        lasting = self._clock.now() + self._window / 2
        if self._keep(lambda store: store.challenges_left(lasting)) < CHALLENGES_KEPT:
            challenges = self._gateway.challenges()
            self._keep(lambda store: store.add_challenges(challenges))

    def _ask_for_outcomes(self) -> None:
        if self._outbox.ask_for_outcomes(OUTCOMES_ASKED):
            self._news.queue_changed()

    def _deliver_inspection(self) -> bool:
        """Send the oldest signed month that the gateway has not answered; say if there was one."""
        signed = self._keep(lambda store: store.inspections.next_to_deliver())
        if signed is None:
            return False
        number, now = signed.number, self._clock.now()
        try:
            receipt = self._gateway.inspections.deliver(signed.report, signed.proof)
        except Unreadable as no:
            reason = str(no.facts.get("code", "")) or no.code
            self._keep(lambda store: store.inspections.refuse(number, reason))
            log.warning("the gateway does not take a signed month: %s", reason)
            self._news.trouble_met(InspectionNotTaken(reason=reason))
        else:
            self._keep(lambda store: store.inspections.acknowledge(number, receipt, now))
            log.info("a signed month was taken", extra={"month": str(signed.report.month)})
        self._news.queue_changed()
        return True


def _entries_behind(known: int | None, store: Store) -> Sequence[AuditEntry]:
    behind = store.countersigned_index() if known is None else known
    return store.audit_behind(behind, AUDIT_BATCH)


def _keep_countersignature(countersigned: Countersignature, store: Store) -> None:
    store.keep_countersignature(countersigned)
