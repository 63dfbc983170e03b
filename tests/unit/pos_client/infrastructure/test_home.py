"""One folder, closed to others, held by one process."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pos_client.application.trouble import AlreadyOpen, StoreUnsafe
from pos_client.infrastructure.home import Home, HomeLock
from pos_client.infrastructure.settings import Settings, read_settings

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and signals of POSIX")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home.at(tmp_path / "one" / "home")
    home.create()
    return home


def test_everything_lies_under_the_given_folder(tmp_path: Path) -> None:
    home = Home.at(str(tmp_path / "h"))
    for path in (home.settings_file, home.store_file, home.logs_folder, home.clerk_secret_file):
        assert path.is_relative_to(tmp_path / "h")


def test_without_a_folder_it_is_the_users_own(tmp_path: Path) -> None:
    assert Home.at(None).folder.name == "pos-client"
    assert Home.at(None).folder.is_absolute()


@posix
def test_nobody_else_may_look_into_it(home: Home) -> None:
    home.logs_folder.chmod(0o755)
    home.create()
    for folder in (home.folder, home.keys_folder, home.logs_folder):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    for folder in (tmp_path / "home", tmp_path / "home" / "inside"):
        with pytest.raises(StoreUnsafe) as caught:
            Home.at(folder).create()
        assert caught.value.facts == {"reason": "place"}
        assert read_settings(Home.at(folder).settings_file) == Settings()


def test_the_second_one_is_refused_and_the_next_one_is_not(home: Home) -> None:
    with HomeLock(home):
        with pytest.raises(AlreadyOpen):
            HomeLock(home)
        # A failed try must not have opened the door for a third.
        with pytest.raises(AlreadyOpen):
            HomeLock(home)
    HomeLock(home).close()


@posix
def test_the_lock_dies_with_its_process(home: Home) -> None:
    code = (
        "import sys, time\n"
        "from pos_client.infrastructure.home import Home, HomeLock\n"
        "lock = HomeLock(Home.at(sys.argv[1]))\n"
        "print('held', flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home.folder)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with pytest.raises(AlreadyOpen):
            HomeLock(home)
        child.send_signal(signal.SIGKILL)
        child.wait(10)
    HomeLock(home).close()


@posix
def test_a_folder_for_everybody_is_no_home_and_stays_as_it_is(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    with pytest.raises(StoreUnsafe):
        Home.at(shared).create()
    assert shared.stat().st_mode & 0o7777 == 0o1777
    assert list(shared.iterdir()) == []
