"""Where a vendor's library runs: what it can see, what it leaves behind, and how it ends."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from drivers import (
    CardNews,
    CardRead,
    Hub,
    HubNews,
    LibraryUnusable,
    ReaderFound,
    ReaderLost,
    ReaderRestarting,
    ReaderUnavailable,
    open_reader,
)
from tests.integration.drivers.lines import PtyModule
from tests.integration.drivers.vendor.libraries import (
    Compiler,
    Shelf,
    children,
    next_event,
    wait_until,
    workers,
)
from tests.unit.drivers.module import Module
from tests.unit.drivers.vectors import text_of

ALICE = text_of("mainland_han_20y")

# Another program that opens a reader, says so, and goes on polling until it is killed.
OPENER = """
import sys, threading
from drivers import open_reader
print("begun", flush=True)
reader = open_reader(sys.argv[1])
print("opened", flush=True)
while True:
    reader.poll(0.1)
"""


def open_files() -> set[str]:
    return {entry.name for entry in Path("/proc/self/fd").iterdir()}


def is_running(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def opener(shelf: Shelf, said: str, **options: object) -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, "-c", OPENER, shelf.address(**options)], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    while program.stdout.readline().strip() != said:
        assert program.poll() is None
    return program


@pytest.mark.parametrize(
    ("step", "manner"),
    [("", ""), ("find", "hang"), ("find", "spin"), ("load", "hang"), ("load", "spin")],
)
def test_the_worker_is_gone_when_its_program_is_killed_also_in_the_middle_of_a_call(
    shelf: Shelf, step: str, manner: str
) -> None:
    if step:
        shelf.behave(step, f"{manner} once")
    program = opener(shelf, "begun" if step == "load" else "opened", start_timeout_s=60)
    try:
        assert wait_until(lambda: len(children(program.pid)) == 1)
        (worker,) = children(program.pid)
        # Taken up, so that it is in the library now.
        assert wait_until(lambda: not step or not (shelf.folder / step).exists())
    finally:
        program.kill()
        program.communicate()
    assert wait_until(lambda: not is_running(worker))


def test_what_the_library_has_started_is_gone_with_the_program_too(shelf: Shelf) -> None:
    shelf.behave("find", "fork once")
    program = opener(shelf, "opened")
    try:
        assert wait_until(lambda: any(children(each) for each in children(program.pid)))
        (worker,) = children(program.pid)
        (started,) = children(worker)
    finally:
        program.kill()
        program.communicate()
    assert wait_until(lambda: not is_running(worker) and not is_running(started))


def test_a_thread_that_has_opened_a_reader_may_end_before_it(shelf: Shelf) -> None:
    from concurrent.futures import ThreadPoolExecutor

    shelf.lay(ALICE)
    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(shelf.open).result()
    with reader:
        assert isinstance(next_event(reader), CardRead)


def test_nothing_is_left_open_and_nobody_undead(shelf: Shelf) -> None:
    shelf.lay(ALICE)
    shelf.open().close()
    before = open_files()
    for _ in range(3):
        with shelf.open(timeout_s=0.3) as reader:
            assert isinstance(next_event(reader), CardRead)
            shelf.behave("find", "segv once")
            assert isinstance(next_event(reader), ReaderRestarting)
            shelf.behave("find", "hang once")
            assert wait_until(lambda: not (shelf.folder / "find").exists() or reader.poll(0.05))
    shelf.behave("load", "abort")
    with pytest.raises(LibraryUnusable):
        shelf.open()
    assert workers() == set()
    assert open_files() == before


@pytest.mark.limit_in_seconds
def test_closing_gives_the_reader_back_and_waits_for_no_hang(shelf: Shelf) -> None:
    reader = shelf.open()
    reader.close()
    reader.close()
    assert (shelf.folder / "closed").exists()
    with pytest.raises(ReaderUnavailable):
        reader.poll(0.0)
    for step in ("find", "close"):
        shelf.behave(step, "hang")
        reader = shelf.open()
        reader.poll(0.1)
        begun = time.monotonic()
        reader.close()
        assert time.monotonic() - begun < 0.5
        shelf.behave(step)


def test_no_dump_no_secret_no_open_file_reaches_the_library(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "a password")
    inherited = os.open(shelf.folder, os.O_RDONLY)
    os.set_inheritable(inherited, True)
    shelf.behave("open", "facts")
    with pytest.raises(ReaderUnavailable, match=r"it answers 100$"):
        shelf.open()
    os.close(inherited)


def test_a_library_that_writes_what_it_reads_leaves_less_than_a_number_behind(shelf: Shelf) -> None:
    shelf.behave("select", "file")
    shelf.lay(ALICE)
    with shelf.open() as reader:
        assert isinstance(next_event(reader), CardRead)
    left = shelf.folder / "left.txt"
    assert not left.exists() or left.stat().st_size <= 16


@pytest.mark.parametrize("name", ["ctypes", "queue", "struct", "drivers", "sitecustomize"])
def test_a_module_that_somebody_has_planted_is_not_imported(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    trap = f"open({str(tmp_path / 'sprung')!r}, 'w').close()\nraise SystemExit(1)\n"
    (shelf.folder / f"{name}.py").write_text(trap)
    monkeypatch.setenv("PYTHONPATH", str(shelf.folder))
    monkeypatch.setenv("PYTHONSTARTUP", str(shelf.folder / f"{name}.py"))
    monkeypatch.chdir(shelf.folder)
    shelf.lay(ALICE)
    with shelf.open() as reader:
        assert isinstance(next_event(reader), CardRead)
    assert not (tmp_path / "sprung").exists()


def test_the_worker_listens_nowhere(shelf: Shelf) -> None:
    with shelf.open() as reader:
        reader.poll(0.1)
        (worker,) = workers()
        links = [str(entry.readlink()) for entry in Path(f"/proc/{worker}/fd").iterdir()]
        assert not [link for link in links if link.startswith("socket:")]


@pytest.mark.limit_in_seconds
@pytest.mark.fault(10)
def test_a_reader_that_hangs_holds_up_neither_the_others_nor_the_end(shelf: Shelf) -> None:
    shelf.behave("find", "hang")
    module = Module()
    news: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
    with PtyModule(module) as line:
        hub = Hub([shelf.address(), line.address], news.put)
        hub.start()
        for _ in range(2):
            assert isinstance(news.get(timeout=10), ReaderFound)
        module.lay(ALICE)
        laid = time.monotonic()
        told = news.get(timeout=5)
        assert isinstance(told, CardNews)
        assert told.info.address == line.address
        assert isinstance(told.event, CardRead)
        assert time.monotonic() - laid < 1.0
        stopping = time.monotonic()
        hub.stop()
        assert time.monotonic() - stopping < 0.7


@pytest.mark.fault(9)
def test_the_hub_tells_restarts_and_then_the_loss_and_opens_the_reader_again(shelf: Shelf) -> None:
    news: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
    with Hub([shelf.address()], news.put, reopen_s=0.05):
        assert isinstance(news.get(timeout=10), ReaderFound)
        shelf.behave("find", "segv")
        for restart in (1, 2, 3):
            told = news.get(timeout=10)
            assert isinstance(told, CardNews)
            assert told.event == ReaderRestarting(restart, 3)
        assert news.get(timeout=10) == ReaderLost("library_unusable", shelf.address())
        shelf.behave("find")
        assert isinstance(news.get(timeout=10), ReaderFound)


def test_nothing_of_all_this_is_imported_before_somebody_opens_such_a_reader() -> None:
    code = (
        "import sys, drivers.readers.vendor_sdk as sdk\n"
        "print(*sorted(sys.modules))\n"
        "assert list(sdk.DRIVER.discover()) == []\n"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=Path(__file__).parents[4],
    )
    assert not {"ctypes", "subprocess", "drivers.vendor"} & {*run.stdout.split()}


def test_the_worker_can_be_started_by_hand_and_ends_with_its_input() -> None:
    command = [sys.executable, "-m", "drivers.vendor.worker"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, start_new_session=True) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        assert b"version=1" in worker.stdout.read1()
        worker.stdin.close()
        assert worker.wait(10) == -signal.SIGKILL


def test_two_libraries_run_side_by_side(shelf: Shelf, compiler: Compiler, tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    other = Shelf(tmp_path / "second", compiler.library("sdtapi.c", "-DHANDLE"), device=1)
    shelf.lay(ALICE)
    other.lay(text_of("foreign_2023_Y"))
    with open_reader(shelf.address()) as one, open_reader(other.address()) as two:
        for reader, text in ((one, ALICE), (two, text_of("foreign_2023_Y"))):
            card = next_event(reader)
            assert isinstance(card, CardRead)
            assert card.raw_text == text
