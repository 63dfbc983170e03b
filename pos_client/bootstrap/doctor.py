"""How a device stands, examined without a window, without the gateway and without changing it."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from drivers.api import Prospect
from pos_client.application.trouble import SettingsInvalid, StoreDamaged, Trouble
from pos_client.bootstrap.doctor_outlet import OUTLET_PARTS, examine_outlet
from pos_client.bootstrap.findings import Finding, Health
from pos_client.bootstrap.location_check import look_for_place
from pos_client.bootstrap.papers import last_good
from pos_client.bootstrap.second_copies import relay_at
from pos_client.bootstrap.verbs import opened_store
from pos_client.domain.channel import Geofence
from pos_client.domain.local_day import local_day
from pos_client.domain.policy import Configuration
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.database.opening import is_kept
from pos_client.infrastructure.database.place import memory_file_system
from pos_client.infrastructure.database.reader import StoreReader
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.credentials import Credentials
from pos_client.infrastructure.gateway.device import Device, load_device
from pos_client.infrastructure.gateway.evidence_keys import kind_of_key, open_evidence_key
from pos_client.infrastructure.home import Home
from pos_client.infrastructure.settings import read_settings

__all__ = ["examine"]

# Below this a queue of a whole offline window may not fit any more.
_LITTLE_BYTES = 500 * 1024 * 1024
_SOON = timedelta(days=3)
_OLD = timedelta(hours=24)
_OF_A_DEVICE = (
    *("evidence key", "certificate", "store", "configuration", *OUTLET_PARTS),
    *("queue", "audit", "relay"),
)


def examine(home: Home, look: Callable[[], Sequence[Prospect]]) -> Iterator[Finding]:
    """Look at everything in the order in which one thing needs another.

    Args:
        look: which readers this computer has.
    """
    yield _told("home", lambda: _home(home))
    yield _told("settings", lambda: _settings(home))
    try:
        device = load_device(home.device_folder)
    except Trouble as trouble:
        yield _broken("device", trouble)
        for part in _OF_A_DEVICE:
            if part == "queue":
                yield _told("queue", lambda: _queue_alone(home))
            else:
                yield Finding(part, Health.NOT_REACHED, "this computer is no device yet")
    else:
        yield Finding("device", Health.GOOD, f"{device.device_id} at {device.gateway.url}")
        yield _told("evidence key", lambda: _evidence_key(device))
        yield _told("certificate", lambda: _certificate(device))
        yield from _kept(home, device)
    yield _told("readers", lambda: _readers(look()))
    yield _told("location", lambda: _location(home))


def _told(part: str, look: Callable[[], tuple[Health, str]]) -> Finding:
    try:
        health, told = look()
    except Trouble as trouble:
        return _broken(part, trouble)
    return Finding(part, health, told)


def _broken(part: str, trouble: Trouble) -> Finding:
    facts = ", ".join(f"{name} {value}" for name, value in trouble.facts.items())
    told = facts or str(trouble)
    if isinstance(trouble, StoreDamaged):
        told += "; `pos-client outbox salvage FILE` takes out what is whole"
    return Finding(part, Health.BROKEN, told, trouble.code)


def _home(home: Home) -> tuple[Health, str]:
    folder = home.folder
    if not folder.is_dir():
        return Health.BROKEN, f"{folder} is not there: `pos-client enrol --gateway FILE` makes it"
    if not os.access(folder, os.W_OK | os.X_OK):
        return Health.BROKEN, f"{folder} cannot be written by this user"
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        mode = stat.S_IMODE(folder.stat().st_mode)
        return Health.WATCH, f"{folder} is open to others ({mode:04o}); the next start closes it"
    if kind := memory_file_system(folder):
        return Health.WATCH, f"{folder} lies in memory ({kind}): for trials only"
    free = shutil.disk_usage(folder).free
    health = Health.GOOD if free >= _LITTLE_BYTES else Health.WATCH
    return health, f"{folder}, {free // 1024**2} MiB free"


def _settings(home: Home) -> tuple[Health, str]:
    found = read_settings(home.settings_file)
    where = "config.toml" if home.settings_file.exists() else "none, so the usual ones"
    return Health.GOOD, f"{where}; language {found.language}"


def _evidence_key(device: Device) -> tuple[Health, str]:
    """It has to sign something: a token may be there and its key be gone."""
    open_evidence_key(device).sign(b"pos-client doctor")
    kind = kind_of_key(device)
    return Health.GOOD, f"in a {kind}" if kind == "file" else f"in a token ({kind})"


def _certificate(device: Device) -> tuple[Health, str]:
    since, until = Credentials(device).validity()
    Credentials(device).context()
    now = SystemClock().now()
    said = f"until {_day(until)}"
    if not since <= now < until:
        return Health.BROKEN, f"{said}: it has run out, or the date of this computer is wrong"
    is_due = now >= since + (until - since) * 2 / 3
    return Health.WATCH if is_due else Health.GOOD, f"{said}, {_renewal(is_due=is_due)}"


def _renewal(*, is_due: bool) -> str:
    return "to be renewed with the next contact" if is_due else "renewed in time by itself"


def _kept(home: Home, device: Device) -> Iterator[Finding]:
    try:
        with opened_store(home) as store:
            yield Finding("store", Health.GOOD, "opened" if store else "not begun yet")
            configuration = _configuration_of(device, store)
            yield _told("configuration", lambda: _configuration(configuration))
            yield from examine_outlet(configuration, store, SystemClock())
            yield _told("queue", lambda: _queue(store))
            yield _told("audit", lambda: _audit(store))
            yield _told("relay", lambda: _relay(home, device, configuration, store))
    except Trouble as trouble:
        yield _broken("store", trouble)
        for part in ("configuration", *OUTLET_PARTS, "queue", "audit", "relay"):
            yield Finding(part, Health.NOT_REACHED, "the store cannot be read")


def _configuration_of(device: Device, store: StoreReader | None) -> Configuration:
    wordings = SignedWordings(device.gateway.root, device.device_id)
    token = store.configuration_token() if store is not None else None
    index = store.audit_head()[0] if store is not None else 0
    return last_good(wordings, token, device.configuration, index)


def _configuration(found: Configuration) -> tuple[Health, str]:
    now = SystemClock().now()
    said = f"version {found.version} of {found.outlet.code}, until {_day(found.expires_at)}"
    said += f", second factor {found.second_factor.value}"
    if found.expires_at <= now:
        return Health.BROKEN, f"{said}: it has run out, and only what is queued is delivered"
    return Health.WATCH if found.expires_at - now < _SOON else Health.GOOD, said


def _queue(store: StoreReader | None) -> tuple[Health, str]:
    if store is None:
        return Health.GOOD, "empty"
    now = SystemClock().now()
    summary = store.summary(local_day(now))
    said = f"{summary.pending} pending, {summary.quarantined} put aside"
    oldest = summary.oldest_pending_at
    if oldest is not None:
        said += f", the oldest since {oldest:%Y-%m-%d %H:%M} UTC"
    is_old = oldest is not None and now - oldest > _OLD
    return Health.WATCH if is_old or summary.quarantined else Health.GOOD, said


def _queue_alone(home: Home) -> tuple[Health, str]:
    """What waits although the enrolment is lost."""
    if not is_kept(home.store_file):
        return Health.NOT_REACHED, "this computer is no device yet"
    with opened_store(home) as store:
        _, said = _queue(store)
    return Health.WATCH, f"{said}; without its enrolment it can be exported and not sent"


def _audit(store: StoreReader | None) -> tuple[Health, str]:
    if store is None:
        return Health.GOOD, "empty"
    (index, _), countersigned = store.audit_head(), store.countersigned_index()
    said = f"{index} entries, {countersigned} of them countersigned"
    return Health.BROKEN if countersigned > index else Health.GOOD, said


def _relay(
    home: Home, device: Device, configuration: Configuration, store: StoreReader | None
) -> tuple[Health, str]:
    try:
        address = read_settings(home.settings_file).relay_url
    except SettingsInvalid:
        return Health.NOT_REACHED, "the settings cannot be read"
    alone = store.one_copy_count() if store is not None else 0
    if not address:
        return Health.GOOD, f"none in this shop; {alone} of the queue on this disk only"
    relay = relay_at(address, device.device_id, configuration.outlet.code)
    try:
        counts = relay.counts()
    finally:
        relay.release()
    said = (
        f"{counts.server}, schema {counts.schema}:"
        f" {counts.waiting} waiting, {counts.leased} leased, {counts.refused} refused,"
        f" {counts.left_over} left over;"
        f" second copy missing for {alone}"
    )
    is_to_watch = alone or counts.refused or counts.left_over
    return Health.WATCH if is_to_watch else Health.GOOD, said


def _readers(found: Sequence[Prospect]) -> tuple[Health, str]:
    usable = [each for each in found if not each.obstacle]
    barred = [f"{each.name}: {each.obstacle}" for each in found if each.obstacle]
    named = [each.address or each.name for each in usable]
    said = "; ".join([*named, *barred]) or "none found; is one plugged in and switched on"
    return Health.WATCH if barred or not usable else Health.GOOD, said


def _location(home: Home) -> tuple[Health, str]:
    try:
        source = read_settings(home.settings_file).location_source
    except SettingsInvalid:
        return Health.NOT_REACHED, "the settings cannot be read"
    is_well, told = look_for_place(source, SystemClock(), _fence(home))
    return Health.GOOD if is_well else Health.WATCH, told


def _fence(home: Home) -> Geofence | None:
    """The circle of the configuration in force, where one can be read."""
    try:
        device = load_device(home.device_folder)
        with opened_store(home) as store:
            channel = _configuration_of(device, store).channel
    except Trouble:
        return None
    return channel.geofence if channel is not None else None


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
