"""Simulated reads in production: four locks, each of which holds alone while the others are open.

Open all of them, and a simulated card is registered: that is the demo, and `test_online.py`.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.metadata import EntryPoint

import pytest

from drivers.api import DriverUnknown
from drivers.plug_ins import DEVELOPMENT_GROUP, GROUPS, AllowedDriver, installed_drivers
from drivers.registry import Registry
from drivers.simulator.deck import load_deck
from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.application import commands
from pos_client.application.state import CasePhase, CounterState, ReaderPhase
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.policy import ReaderRule
from pos_client.infrastructure.settings import Settings
from tests.integration.chain.shop import Shop, saved
from tests.unit.house import tree

SIMULATED = ReaderRule(SIMULATED_SAM_ID, "sam-tcp")
ALL = installed_drivers(with_development=True)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> list[EntryPoint]:
    """What a wheel announces that somebody builds without saying anything."""
    folder = tmp_path_factory.mktemp("release")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    path = {"PATH": "/usr/bin:/bin"}
    subprocess.run(build, cwd=tree.ROOT, env=path, check=True, capture_output=True, timeout=100)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        (name,) = [each for each in file.namelist() if each.endswith("entry_points.txt")]
        text = file.read(name).decode()
    (folder / "entry_points.txt").write_text(text, "utf-8")
    return [entry for entry in _entries_in(text) if entry.group in GROUPS]


def _entries_in(text: str) -> list[EntryPoint]:
    group, entries = "", []
    for line in text.splitlines():
        if line.startswith("["):
            group = line.strip("[]")
        elif " = " in line:
            entries.append(EntryPoint(*line.split(" = "), group))
    return entries


def lost(state: CounterState) -> bool:
    return any(each.phase is ReaderPhase.LOST for each in state.readers.all)


def test_a_release_announces_no_reader_for_development(release: list[EntryPoint]) -> None:
    """The group is stripped: whatever anybody allows, there is nothing to allow."""
    assert {entry.group for entry in release} == set(GROUPS) - {DEVELOPMENT_GROUP}
    names = {entry.name for entry in release}
    assert {"sam-serial", "remote-sam"} <= names
    shipped = Registry(announced=release)
    for address in ("sim:?card=resident-lin", "transcript:/x"):
        with pytest.raises(DriverUnknown):
            shipped.open_reader(address)
    with Registry().open_reader("sim:?card=resident-lin") as reader:
        assert reader.info.simulated


@pytest.mark.parametrize("address", ["sim:?card=resident-lin", ""])
def test_what_is_not_on_the_carriers_list_is_not_even_imported(
    make_shop: Callable[..., Shop], address: str
) -> None:
    """Installed, in a demo, at a test authority; the signed list leaves it out."""
    kept = tuple(
        AllowedDriver(rule.distribution, rule.version, rule.sha256, ("sam-serial",)) for rule in ALL
    )
    shop = make_shop(drivers=kept)
    named = address or shop.plate.address
    counter = shop.open(Settings(reader_addresses=(named,)))
    state = counter.wait_for(lost)
    (reader,) = state.readers.all
    assert (reader.address, reader.code) == (named, "driver_forbidden")
    counter.submit(commands.BeginReaderTest(named))
    state = counter.wait_for(
        lambda now: now.readers.test is not None and bool(now.readers.test.rungs)
    )
    assert state.readers.test is not None
    first = state.readers.test.rungs[0]
    assert (first.name, first.code) == ("driver", "driver_forbidden")


@pytest.mark.parametrize("decoders", [(), ("photo:simulated-webp",)])
def test_photos_are_decoded_by_what_the_list_names(
    make_shop: Callable[..., Shop], decoders: tuple[str, ...]
) -> None:
    schemes = ("sim", "sam-tcp", *decoders)
    listed = tuple(
        AllowedDriver(rule.distribution, rule.version, rule.sha256, schemes) for rule in ALL
    )
    shop = make_shop(drivers=listed)
    counter = shop.open_at_work()
    photo = counter.running.decode_photo(load_deck()["resident-lin"].card().photo)
    assert (photo is not None) == bool(decoders)


def test_outside_a_test_authority_the_client_believes_no_simulated_reader(
    make_shop: Callable[..., Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the list, in what calls itself a demo, and before a gateway that would take it."""
    monkeypatch.setattr("pos_client.sandbox.authority.TEST_AUTHORITY", "a carrier's own")
    shop = make_shop(readers=(SIMULATED,))
    counter = shop.open_at_work()
    state = counter.lay("resident-lin")
    assert state.case is not None
    assert (state.case.phase, state.case.code) == (CasePhase.REFUSED, "READER_SIMULATED")
    assert shop.ledger()["registrations"] == []


def test_a_gateway_in_production_believes_no_simulated_reader(
    make_shop: Callable[..., Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the list, registered, at a test authority, on a client that somebody has patched."""
    monkeypatch.setattr(
        "pos_client.application.admission.Admission.refusal_of", lambda *_, **__: ""
    )
    shop = make_shop(is_demo=False, readers=(SIMULATED,), drivers=ALL)
    # The camera's own lock is opened too: it says that it is a real one.
    monkeypatch.setattr("pos_client.testing.customer._CAMERA", "usb:046d:0825")
    honest = LivePhoto.__init__
    monkeypatch.setattr(
        LivePhoto, "__init__", lambda *a, **k: honest(*a, **(k | {"is_simulated": False}))
    )
    counter = shop.open_at_work()
    counter.lay("resident-lin")
    state = counter.finish()
    assert state.case is not None
    assert (state.case.phase, state.case.code) == (CasePhase.REFUSED, "READER_SIMULATED")
    assert shop.ledger()["totals"]["accepted"] == 0


def test_with_every_lock_open_a_simulated_card_is_registered(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(readers=(SIMULATED,), drivers=ALL)
    counter = shop.open_at_work()
    assert saved(counter.carry("resident-lin"))
