"""What the headless verbs do with a home."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pos_client
from pos_client.application.backoff import Backoff
from pos_client.application.errands import AUDIT_BATCH
from pos_client.application.outbox import Delivery, Outbox, StoreAtHand
from pos_client.application.trouble import NotAuthorised, Unreadable
from pos_client.bootstrap.papers import Papers, enrol_into, is_chain_broken, last_good, locked
from pos_client.domain.audit import GENESIS
from pos_client.domain.local_day import local_day
from pos_client.domain.registration import QueueSummary
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.crypto.token_place import TokenPlace
from pos_client.infrastructure.database.opening import NothingKept, WriterNeeded
from pos_client.infrastructure.database.reader import StoreReader
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.device import load_device
from pos_client.infrastructure.gateway.evidence_keys import kind_of_key, open_evidence_key
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.infrastructure.home import Home
from pos_client.infrastructure.settings import read_settings

__all__ = ["enrol_device", "opened_store", "send_pending", "status_of"]

log = logging.getLogger(__name__)


def enrol_device(
    home: Home,
    gateway_file: Path,
    code: str,
    device_name: str,
    token: tuple[str, str] | None = None,
    pin: str = "",
) -> str:
    """Enrol without a window; answers the device's id.

    Args:
        token: library and label of the PKCS#11 token for the evidence key; None for a file.
    """
    place = None if token is None else TokenPlace(module=token[0], token=token[1])
    with locked(home):
        return enrol_into(home, gateway_file, code, device_name, place, pin).device_id


@contextmanager
def opened_store(home: Home) -> Iterator[StoreReader | None]:
    """The store for a verb that only reads, beside a counter at work; None before the first one.

    The store itself says whether there is one: what is queued stays so when the device's own
    papers are lost.

    Raises:
        DeviceNotEnrolled: there is neither a store nor a device.
        AlreadyOpen: the store needs a writer first, and somebody else holds it.
        StoreTrouble: it cannot be opened.
    """
    try:
        reader = _reader_of(home)
    except NothingKept:
        load_device(home.device_folder)
        yield None
        return
    with closing(reader):
        yield reader


def _reader_of(home: Home) -> StoreReader:
    try:
        return StoreReader(home.store_file)
    except WriterNeeded:
        with locked(home):
            SqlStore(home.store_file).close()
    return StoreReader(home.store_file)


def send_pending(home: Home, deadline: float) -> int:
    """Deliver without a window until nothing is due or the deadline has passed.

    The audit chain goes along: a receipt without a countersigned head looks like a cut chain.

    Args:
        deadline: of `time.monotonic`.

    Returns:
        How many are still pending.

    Raises:
        GatewayTrouble: the line is down; what is pending stays queued.
    """
    device = load_device(home.device_folder)
    with locked(home), closing(SqlStore(home.store_file)) as store:
        clock = SystemClock()
        papers = Papers(store, device)
        gateway = papers.gateway(store.audit_head)
        try:
            outbox = Outbox(StoreAtHand(store), gateway, clock, Backoff(), lambda _: None)
            store.make_all_due()
            going_on = (Delivery.SETTLED, Delivery.QUARANTINED, Delivery.POSTPONED)
            while time.monotonic() < deadline and outbox.deliver_next() in going_on:
                pass
            if outbox.last_trouble is not None:
                raise outbox.last_trouble
            _send_audit(store, gateway)
        finally:
            gateway.close()
        return store.count_pending(offline_only=False)


def _send_audit(store: SqlStore, gateway: HttpGateway) -> None:
    """Have the chain countersigned; why a gateway refuses it is found out by the open counter."""
    try:
        while entries := store.audit_behind(store.countersigned_index(), AUDIT_BATCH):
            store.keep_countersignature(gateway.send_audit(entries))
    except (Unreadable, NotAuthorised) as no:
        log.info("the gateway did not countersign the audit chain: %s", no.code)


def status_of(home: Home) -> dict[str, object]:
    """Facts about a device for support; nothing of any customer."""
    device = load_device(home.device_folder)
    open_evidence_key(device)
    queue, (index, head), countersigned, token = QueueSummary(), (0, GENESIS), 0, None
    has_relay, one_copy = bool(read_settings(home.settings_file).relay_url), 0
    with opened_store(home) as store:
        if store is not None:
            queue = store.summary(local_day(SystemClock().now()))
            index, head = store.audit_head()
            countersigned, token = store.countersigned_index(), store.configuration_token()
            one_copy = store.one_copy_count()
        wordings = SignedWordings(device.gateway.root, device.device_id)
        configuration = last_good(wordings, token, device.configuration, index)
        has_broken_chain = store is not None and is_chain_broken(
            store.countersigned_part(), wordings
        )
        return {
            "version": pos_client.__version__,
            "home": str(home.folder),
            "device_id": device.device_id,
            "gateway": device.gateway.url,
            "outlet_code": configuration.outlet.code,
            "sign_number": configuration.outlet.sign_number,
            "agent_number": configuration.outlet.agent_number,
            "configuration_version": configuration.version,
            "is_demo": configuration.is_demo,
            "evidence_key": kind_of_key(device),
            "pending": queue.pending,
            "quarantined": queue.quarantined,
            "has_relay": has_relay,
            "second_copy_missing": one_copy,
            "accepted_today": queue.accepted_today,
            "rejected_today": queue.rejected_today,
            "audit_entries": index,
            "audit_head": head.hex(),
            "audit_countersigned": countersigned,
            "audit_is_broken": has_broken_chain,
            "is_store_begun": store is not None,
        }
