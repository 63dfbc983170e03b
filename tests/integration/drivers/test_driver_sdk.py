"""A stranger's package, written as `docs/driver-sdk.md` says, in an environment of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/driver-sdk.md").read_text("utf-8")
KEPT = ROOT / "tests/third_party/reader-tray"
BLOCK = re.compile(r"([^\n]*)\n\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [(before, language, text) for before, language, text in BLOCK.findall(PAGE)]
FILES = {
    name[1]: text
    for before, _, text in BLOCKS
    if (name := re.search(r"`([\w.]+\.(?:py|toml))`", before))
}


class Environment:
    """A fresh virtual environment with this project installed, as on an engineer's computer."""

    def __init__(self, folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        self.programs = folder / ("Scripts" if os.name == "nt" else "bin")
        # Its libraries, and pip, come from here: tests have no network.
        libraries = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
        (libraries / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
        self._own = os.environ | {
            "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}",
            "POS_CLIENT_DEVELOPMENT": "1",  # with the simulated readers, as `./dev setup` has them
            "PIP_NO_INDEX": "1",
            "PIP_NO_DEPS": "1",
            "PIP_NO_BUILD_ISOLATION": "0",  # in pip's way of counting: do not isolate
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }

    def run(self, where: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=where,
            env=self._own | more,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    def good(self, where: Path, *command: str) -> str:
        """Run what has to succeed, and return what it printed."""
        run = self.run(where, *command)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    made = Environment(tmp_path_factory.mktemp("environment") / "venv")
    made.good(ROOT, "python", "-m", "pip", "install", "-q", "--no-deps", "-e", str(ROOT))
    return made


def test_the_package_on_the_page_is_the_one_that_is_kept() -> None:
    assert {
        path.name: path.read_text("utf-8") for path in KEPT.iterdir() if path.is_file()
    } == FILES


def test_the_page_works_from_its_first_block_to_its_last(
    environment: Environment, tmp_path: Path
) -> None:
    project = tmp_path / "reader-tray"
    project.mkdir()
    said = {}
    for before, language, text in BLOCKS:
        if text in FILES.values():
            name = next(name for name, content in FILES.items() if content == text)
            (project / name).write_text(text, "utf-8")
        elif language == "sh":
            said[text.strip().splitlines()[-1]] = environment.good(project, "sh", "-ec", text)
        else:
            assert language == "python", f"nobody runs {language}: {before}"
            said[text.strip().splitlines()[-1]] = environment.good(project, "python", "-c", text)
    assert "tray:drives/tray" in said["READER_TRAYS=drives pos-client readers list"]
    report = said["python -m drivers.conformance --unattended tray:drives/tray"]
    assert "tray:drives/tray conforms" in report
    assert "a RESIDENT card" in report
    assert "1 passed" in said["python -m pytest -q test_reader_tray.py"]
    assert [each.suffix for each in (project / "dist").iterdir()] == [".whl"]


def test_a_stranger_that_cannot_be_imported_hurts_nobody_else(
    environment: Environment, tmp_path: Path
) -> None:
    for name, text in {
        "broken": "import no_such_library",
        "uncallable": "class DRIVER:\n    scheme, version, open = 'uncallable', '1', 'yes'",
        "tray": "DRIVER = None",  # claims a scheme that another package has
    }.items():
        package = tmp_path / name
        package.mkdir()
        (package / f"stranger_{name}.py").write_text(text, "utf-8")
        facts = (KEPT / "pyproject.toml").read_text("utf-8")
        facts = facts.replace("reader-tray", f"stranger-{name}")
        facts = facts.replace("reader_tray", f"stranger_{name}")
        facts = facts.replace("\ntray =", f"\n{name} =")
        (package / "pyproject.toml").write_text(facts, "utf-8")
    kept = tmp_path / "reader-tray"
    kept.mkdir()
    for name, text in FILES.items():
        (kept / name).write_text(text, "utf-8")
    folders = [str(tmp_path / each) for each in ("broken", "uncallable", "tray", "reader-tray")]
    environment.good(tmp_path, "python", "-m", "pip", "install", "-q", *folders)
    for address, told in {
        "broken:x": "cannot be loaded",
        "uncallable:x": "has no open()",
        "tray:.": "both claim 'tray': uninstall one of them",
    }.items():
        run = environment.run(tmp_path, "python", "-m", "drivers.conformance", address)
        assert run.returncode == 2
        assert told in run.stderr
        assert "Traceback" not in run.stderr
    only = ("--only", "info", "--unattended", "--faults", "none")
    assert "conforms" in environment.good(
        tmp_path, "python", "-m", "drivers.conformance", *only, "sim:"
    )
    listed = environment.run(tmp_path, "pos-client", "readers", "list", "--json")
    assert listed.returncode in (0, 1)  # whether this computer has a serial port
    assert "Traceback" not in listed.stderr
    environment.good(tmp_path, "python", "-m", "pip", "uninstall", "-qy", "stranger-tray")
