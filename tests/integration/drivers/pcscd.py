"""A real pcscd with the virtual reader vpcd, for one test at a time on this machine."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from drivers.api import ReaderError
from drivers.transport.pcsc import list_slots
from tests.integration.drivers.served import eventually

__all__ = ["PLATE", "SIM_SLOT", "Pcscd", "pcscd_alone", "virtual_reader"]

PLATE, SIM_SLOT = "Virtual PCD 00 00", "Virtual PCD 00 01"

_PROGRAM = "/usr/sbin/pcscd"
_VPCD = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_RUN = Path("/run/pcscd")
_LOCK = Path("/tmp/pos-client-tests-pcscd.lock")
_LOCK_WAIT_S = 90
_PACKAGES = ("pcscd", "vsmartcard-vpcd")

# vpcd listens on all interfaces; this one keeps the whole of pcscd on the loopback.
_SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>

int bind(int end, const struct sockaddr *where, socklen_t size)
{
    int (*real)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "bind");
    struct sockaddr_in here;
    if (where->sa_family != AF_INET)
        return real(end, where, size);
    here = *(const struct sockaddr_in *)where;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return real(end, (const struct sockaddr *)&here, sizeof here);
}
"""


class Pcscd:
    """The service, started and ended by a test as often as it likes.

    Args:
        reader_conf: another virtual reader than one that listens at `port`.
    """

    def __init__(self, folder: Path, reader_conf: str = "") -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _two_free_ports()
        config = folder / "reader.conf.d"
        config.mkdir()
        (config / "virtual").write_text(
            reader_conf
            or f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:{self.port}\n'
            f"LIBPATH {_VPCD}\nCHANNELID {self.port}\n"
        )
        (folder / "loopback.c").write_text(_SHIM)
        self._shim = folder / "loopback.so"
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-o", self._shim, folder / "loopback.c", "-ldl"],
            check=True,
        )

    def start(self) -> None:
        """Run, and wait until it has both slots of the reader."""
        with (self._folder / "pcscd.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *_as_root(),
                    "env",
                    f"LD_PRELOAD={self._shim}",
                    _PROGRAM,
                    "--foreground",
                    "--config",
                    str(self._folder / "reader.conf.d"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        assert eventually(_has_readers, 15), (self._folder / "pcscd.log").read_text()

    def stop(self) -> None:
        """End it politely, or else not."""
        self._end("TERM")

    def kill(self) -> None:
        """Let it die on the spot, with its socket left behind."""
        self._end("KILL")

    def clean(self) -> None:
        """End it and remove what a killed one leaves."""
        self.stop()
        if _RUN.exists():
            subprocess.run([*_as_root(), "rm", "-rf", str(_RUN)], check=True)

    def _end(self, signal: str) -> None:
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        for each in (signal, "KILL"):
            # Its own number, also where sudo stands in between.
            with suppress(FileNotFoundError):
                number = (_RUN / "pcscd.pid").read_text().strip("\0\n ")
                subprocess.run([*_as_root(), "kill", f"-{each}", number], check=False)
            with suppress(subprocess.TimeoutExpired):
                process.wait(3)
                return
        process.kill()
        process.wait(3)


@contextmanager
def pcscd_alone(folder: Path, reader_conf: str = "") -> Iterator[Pcscd]:
    """Have the machine's only pcscd: not started yet, and gone afterwards."""
    _provide()
    with _turn():
        if _is_served():
            pytest.fail(
                "another pcscd runs on this machine and only one can. End it for these tests: "
                "systemctl stop pcscd.socket pcscd.service",
                pytrace=False,
            )
        service = Pcscd(folder, reader_conf)
        try:
            yield service
        finally:
            service.clean()


@contextmanager
def virtual_reader(folder: Path, reader_conf: str = "") -> Iterator[Pcscd]:
    """Have it running."""
    with pcscd_alone(folder, reader_conf) as service:
        service.start()
        yield service


def _as_root() -> list[str]:
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


def _provide() -> None:
    if Path(_PROGRAM).exists() and _VPCD.exists() and shutil.which("gcc"):
        return
    apt = [*_as_root(), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run(
        [*apt, "install", "-y", "--no-install-recommends", *_PACKAGES, "gcc", "libc6-dev"],
        check=True,
    )


@contextmanager
def _turn() -> Iterator[None]:
    """Wait until no other test of this machine has it."""
    try:
        file = _LOCK.open("r+b")
    except FileNotFoundError:
        file = os.fdopen(os.open(_LOCK, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
        with suppress(OSError):
            _LOCK.chmod(0o666)
    with file:
        until_s = time.monotonic() + _LOCK_WAIT_S
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until_s:
                    pytest.fail(f"other tests have had pcscd for {_LOCK_WAIT_S} s", pytrace=False)
                time.sleep(0.05)
        yield


def _is_served() -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(_RUN / "pcscd.comm"))
        except OSError:
            return False
        return True


def _has_readers() -> bool:
    try:
        return set(list_slots()) >= {PLATE, SIM_SLOT}
    except ReaderError:
        return False


def _two_free_ports() -> int:
    while True:
        with socket.create_server(("127.0.0.1", 0)) as first:
            port: int = first.getsockname()[1]
            with suppress(OSError, OverflowError):
                socket.create_server(("127.0.0.1", port + 1)).close()
                return port
