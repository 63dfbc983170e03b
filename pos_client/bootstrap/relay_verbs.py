"""What support does with envelopes of the shop's relay that no counter takes up by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from pos_client.application.relay import LeftOver, Relay
from pos_client.bootstrap.papers import last_good
from pos_client.bootstrap.queue_verbs import working_on_queue
from pos_client.bootstrap.second_copies import relay_at
from pos_client.bootstrap.verbs import opened_store
from pos_client.domain.policy import Configuration
from pos_client.infrastructure.bundle_file import BundleFiles
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.device import load_device
from pos_client.infrastructure.home import Home
from pos_client.infrastructure.settings import read_settings
from pos_client.protocol.bundle import BundleDamaged, SealedRecord, write_bundle

__all__ = ["RelayVerbs", "at_relay"]

PAGE = 100


class RelayVerbs:
    """The relay of a home's shop. Every change is written into the home's audit chain first."""

    def __init__(self, home: Home, relay: Relay, outlet_code: str, device_id: str) -> None:
        self._home = home
        self._relay = relay
        self._outlet_code = outlet_code
        self._device_id = device_id

    def left_over(self) -> Iterator[LeftOver]:
        """All of them, with their bytes."""
        above = ("", 0)
        while page := self._relay.left_over(above, PAGE):
            yield from page
            above = (page[-1].device_id, page[-1].sequence)

    def retry(self, registration_id: UUID) -> bool:
        """Let one go again with the next forwarder; False where it is none of them."""
        with working_on_queue(self._home) as queue:
            queue.note("relay_record_released", registration_id=str(registration_id))
            return self._relay.free(registration_id)

    def export(self, path: Path) -> tuple[int, int]:
        """Write them into a file that `outbox import` reads: how many, and how many are damaged.

        Raises:
            BundleUnwritable: there is no such file now.
        """
        whole, damaged = [], 0
        with working_on_queue(self._home) as queue:
            for each in self.left_over():
                try:
                    whole.append(SealedRecord.of(each.envelope))
                except BundleDamaged:
                    damaged += 1
            data, count = write_bundle(whole, self._outlet_code, self._device_id)
            BundleFiles().write(path, data)
            queue.note("relay_exported", records=count, damaged=damaged)
        return count, damaged


@contextmanager
def at_relay(home: Home) -> Iterator[RelayVerbs | None]:
    """Connect; None where the settings name no relay.

    Raises:
        DeviceNotEnrolled: nobody knows which outlet this is.
        SettingsInvalid: the settings cannot be read.
        RelayTrouble: it is away, or cannot be used.
    """
    device = load_device(home.device_folder)
    address = read_settings(home.settings_file).relay_url
    if not address:
        yield None
        return
    outlet_code = _configuration_of(home).outlet.code
    relay = relay_at(address, device.device_id, outlet_code)
    try:
        relay.open()
        yield RelayVerbs(home, relay, outlet_code, device.device_id)
    finally:
        relay.release()


def _configuration_of(home: Home) -> Configuration:
    device = load_device(home.device_folder)
    with opened_store(home) as store:
        token = store.configuration_token() if store is not None else None
        index = store.audit_head()[0] if store is not None else 0
    wordings = SignedWordings(device.gateway.root, device.device_id)
    return last_good(wordings, token, device.configuration, index)
