"""Strangers' drivers: listed without being run, and run only as the carrier's list has them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import distributions
from pathlib import Path

import pytest

from drivers import AllowedDriver, DriverForbidden, ReaderUnavailable, Registry
from drivers.allow_list import AllowList
from drivers.discovery import Lookout
from drivers.photo import PhotoDecoders
from drivers.plug_ins import GROUPS, PHOTO_GROUP, files_sha256, installed, installed_drivers

DRIVER = """
from drivers.api import ReaderUnavailable

class Tray:
    scheme = "tray"
    version = "2"

    def discover(self):
        return ("tray:1",)

    def open(self, address, target, options):
        raise ReaderUnavailable("a tray without a reader")

DRIVER = Tray()
"""
DECODER = """
from drivers.photo import DecodedPhoto

class Decoder:
    def decode(self, raw):
        return DecodedPhoto("png", raw) if raw == b"of a tray" else None
"""
FILES = {
    "tray_plug_in/__init__.py": "",
    "tray_plug_in/reading.py": DRIVER,
    "tray_plug_in/seeing.py": DECODER,
    "tray_plug_in/table.toml": "rows = 1\n",
    "tray_words.py": "WORD = 'tray'\n",
}


class Site:
    """A folder with one installed distribution."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in FILES.items():
            self.write(name, text)
        info = "tray_plug_in-1.5.dist-info"
        self.write(f"{info}/METADATA", "Metadata-Version: 2.1\nName: Tray.Plug_in\nVersion: 1.5\n")
        self.write(
            f"{info}/entry_points.txt",
            f"[{GROUPS[0]}]\ntray = tray_plug_in.reading:DRIVER\n"
            f"[{PHOTO_GROUP}]\ntray = tray_plug_in.seeing:Decoder\n",
        )
        listed = [*FILES, f"{info}/METADATA", f"{info}/entry_points.txt", f"{info}/RECORD"]
        self.write(f"{info}/RECORD", "".join(f"{name},,\n" for name in listed))

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_text(text, "utf-8")

    @property
    def has_run(self) -> bool:
        return any(name.startswith("tray_") for name in sys.modules)

    @property
    def rule(self) -> AllowedDriver:
        """What a carrier would sign to allow it as it is now."""
        installed_here = installed_drivers(with_development=False)
        return next(each for each in installed_here if "tray" in each.schemes)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made = Site(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield made
    for name in [each for each in sys.modules if each.startswith("tray_")]:
        del sys.modules[name]


def opened(*rules: AllowedDriver) -> None:
    """Open its reader under a list; the driver itself always says that there is none."""
    with pytest.raises(ReaderUnavailable, match="a tray without a reader"):
        Registry(rules=lambda: rules).open_reader("tray:1")


def refused(site: Site, *rules: AllowedDriver) -> None:
    registry = Registry(rules=lambda: rules)
    for do in (lambda: registry.open_reader("tray:1"), lambda: registry.identity("tray")):
        with pytest.raises(DriverForbidden, match=r"Tray\.Plug_in"):
            do()
    assert not site.has_run


def test_it_is_listed_without_being_run(site: Site) -> None:
    assert "tray" in Registry(rules=tuple).schemes
    assert site.rule.distribution == "Tray.Plug_in"
    assert (site.rule.version, site.rule.schemes) == ("1.5", ("photo:tray", "tray"))
    assert len(site.rule.sha256) == 64
    assert not site.has_run


def test_what_the_list_names_is_run(site: Site) -> None:
    opened(site.rule)
    assert site.has_run


def test_capitals_and_dashes_in_its_name_make_no_difference(site: Site) -> None:
    opened(replace(site.rule, distribution="tray-plug-in"))


def test_an_empty_list_allows_nothing(site: Site) -> None:
    refused(site)


def test_another_name_version_scheme_or_digest_is_not_it(site: Site) -> None:
    rule = site.rule
    refused(
        site,
        replace(rule, distribution="another"),
        replace(rule, version="1.4"),
        replace(rule, schemes=("plate",)),
        replace(rule, sha256="00" * 32),
        replace(rule, sha256=""),
    )


@pytest.mark.parametrize("name", [*FILES, "tray_plug_in/added.py", "tray_plug_in/added.so"])
def test_one_changed_file_is_another_driver(site: Site, name: str) -> None:
    rule = site.rule
    site.write(name, FILES.get(name, "") + "# another line\n")
    refused(site, rule)


def test_a_file_under_another_name_is_another_driver(site: Site) -> None:
    rule = site.rule
    (site.folder / "tray_plug_in/table.toml").rename(site.folder / "tray_plug_in/chart.toml")
    refused(site, rule)


def test_what_python_writes_beside_it_is_no_part_of_it(site: Site) -> None:
    rule = site.rule
    site.write("tray_plug_in/reading.pyc", "bytecode")
    assert site.rule == rule


def test_a_list_that_changes_holds_for_the_next_opening(site: Site) -> None:
    rules = [site.rule]
    registry = Registry(rules=lambda: tuple(rules))
    with pytest.raises(ReaderUnavailable):
        registry.open_reader("tray:1")
    rules.clear()
    with pytest.raises(DriverForbidden):
        registry.open_reader("tray:1")


def test_evidence_names_what_has_run_whatever_lies_there_now(site: Site) -> None:
    rule = site.rule
    registry = Registry(rules=lambda: (rule,))
    before = registry.identity("tray")
    site.write("tray_plug_in/reading.py", "raise SystemExit\n")
    assert registry.identity("tray") == before
    assert before.sha256 == rule.sha256
    assert rule.names("Tray.Plug_in", "tray", before.sha256)


def test_nobody_that_looks_for_readers_runs_it_either(site: Site) -> None:
    ours = tuple(rule for rule in installed_drivers(with_development=False) if rule != site.rule)
    registry = Registry(rules=lambda: ours)
    found = [*registry.discover(), *(each.address for each in Lookout(registry).look())]
    assert not any(each.startswith("tray:") for each in found)
    assert not site.has_run
    assert "tray:1" in Registry().discover()


PHOTO = b"of a tray"


def decoded(*rules: AllowedDriver) -> bool:
    return PhotoDecoders(AllowList(lambda: rules)).decode(PHOTO) is not None


def test_a_decoder_of_photos_is_run_as_the_list_has_it_and_not_imported_otherwise(
    site: Site,
) -> None:
    rule = site.rule
    for other in (
        (),
        (replace(rule, schemes=("tray",)),),
        (replace(rule, version="1.4"),),
        (replace(rule, sha256="00" * 32),),
    ):
        assert not decoded(*other)
        assert not site.has_run
    assert decoded(replace(rule, schemes=("photo:tray",)))
    assert site.has_run


def test_a_decoder_that_may_read_photos_may_read_no_cards(site: Site) -> None:
    refused(site, replace(site.rule, schemes=("photo:tray",)))


def test_a_decoder_that_leaves_the_list_is_asked_no_more(site: Site) -> None:
    rules = [site.rule]
    decoders = PhotoDecoders(AllowList(lambda: tuple(rules)))
    assert decoders.decode(PHOTO) is not None
    rules.clear()
    assert decoders.decode(PHOTO) is None


def test_a_list_is_of_what_is_installed_and_leaves_development_out_if_told() -> None:
    everything, released = (
        {scheme for rule in installed_drivers(with_development=is_demo) for scheme in rule.schemes}
        for is_demo in (True, False)
    )
    assert everything - released == {"sim", "transcript"}
    assert {"sam-serial", "remote-sam", "photo:wlt"} <= released


def test_one_digest_stands_for_all_of_ours() -> None:
    announced = installed(groups=(*GROUPS, PHOTO_GROUP))
    ours = [entry for entry in announced if entry.module.startswith("drivers.")]
    assert len({files_sha256(entry) for entry in ours}) == 1
    assert any(each.metadata["Name"] == "pos-client" for each in distributions())
