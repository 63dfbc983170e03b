"""A real PostgreSQL of our own: made, killed, brought back, and gone with whoever started it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

__all__ = ["Cluster", "NoServer", "programs"]

_USER = "counter"
_DATABASE = "postgres"
_READY_S = 60.0
_PROGRAMS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")


class NoServer(Exception):
    """This machine has no PostgreSQL server that could be started here."""


def programs() -> Path:
    """The newest server's programs; they are usually not on the path.

    Raises:
        NoServer: there are none, or we are root and there is no other user to run them as.
    """
    found = [
        folder
        for pattern in _PROGRAMS
        for folder in sorted(Path("/").glob(pattern[1:]), key=_version)
        if (folder / "initdb").exists() and (folder / "postgres").exists()
    ]
    if not found:
        raise NoServer("PostgreSQL's server is not installed")
    if _runs_as_root() and _other_user() is None:
        raise NoServer("PostgreSQL refuses root, and there is no user postgres")
    return found[-1]


def _version(folder: Path) -> tuple[int, ...]:
    digits = "".join(each if each.isdigit() else " " for each in folder.parent.name)
    return tuple(int(each) for each in digits.split())


def _runs_as_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _other_user() -> tuple[int, int] | None:
    import pwd  # not on Windows, where there is no server to be found either

    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return found.pw_uid, found.pw_gid
    return None


class Cluster:
    """One server with one empty database, on the loopback and on a socket in its own folder.

    Trust is its only authentication: it lives for one test or demonstration.
    """

    def __init__(self, place: Path | None = None) -> None:
        """Make it, in a folder below `place` or among the system's own temporary ones."""
        self._programs = programs()
        self.folder = Path(tempfile.mkdtemp(prefix="pos-client-relay-", dir=place))
        self._data = self.folder / "data"
        self._settings: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._user: dict[str, Any] = {}
        if _runs_as_root():
            owner = _other_user()
            if owner is None:
                raise NoServer("no user to run PostgreSQL as")
            os.chown(self.folder, *owner)
            self._user = {"user": owner[0], "group": owner[1], "extra_groups": []}
        self.port = _free_port()
        self._make()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.remove()

    @property
    def address(self) -> str:
        """What `relay.url` says."""
        return self.address_by(self.port)

    def address_by(self, port: int) -> str:
        """The same through another port of this machine: a proxy's."""
        return f"postgresql+psycopg://{_USER}@127.0.0.1:{port}/{_DATABASE}"

    @property
    def pid(self) -> int:
        """The server's own process; those of its connections are its children."""
        if self._process is None:
            raise RuntimeError("the server is not running")
        return self._process.pid

    def start(self, **settings: str) -> None:
        """Run, with other settings if wanted, and wait until it takes connections."""
        self._settings = settings or self._settings
        arguments = [f"-c{name}={value}" for name, value in self._settings.items()]
        with (self.folder / "server.log").open("ab") as log:
            # The server shall not outlive whoever started it, however that ends.
            self._process = subprocess.Popen(
                [
                    "setpriv",
                    "--pdeathsig",
                    "QUIT",
                    str(self._programs / "postgres"),
                    *("-D", str(self._data), "-p", str(self.port), "-k", str(self.folder)),
                    *("-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"),
                    *("-c", "shared_buffers=16MB", "-c", "log_min_messages=warning"),
                    # One call for all of its files: after a kill it is back six times as fast.
                    *("-c", "recovery_init_sync_method=syncfs"),
                    # In its own folder, which goes: those of the system outlive a killed server.
                    *("-c", "dynamic_shared_memory_type=mmap"),
                    *arguments,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **self._user,
            )
        self._wait_until_ready()

    def restart(self, **settings: str) -> None:
        self.stop()
        self._settings = settings
        self.start()

    def stop(self) -> None:
        """End it as an administrator does."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Let server and connections die on the spot, as in a power cut of its computer."""
        children = self.backends()
        self._end(signal.SIGKILL)
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        deadline = time.monotonic() + _READY_S
        while any(_lives(child) for child in children):
            if time.monotonic() > deadline:
                raise RuntimeError("processes of the server do not end")
            time.sleep(0.005)

    def revive(self) -> None:
        """Start it again after somebody else has killed all of it."""
        deadline = time.monotonic() + _READY_S
        while True:
            if self._process is not None:
                self._process.wait(_READY_S)
            try:
                self.start()
            except RuntimeError:  # the last of its processes are not gone yet
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def backends(self) -> list[int]:
        """The processes below the server, one for each connection and some of its own."""
        if self._process is None or self._process.poll() is not None:
            return []
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(each) for each in children.read_text().split()]

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def is_usual(self) -> bool:
        """Whether it runs with no settings of a test."""
        return self.is_running() and not self._settings

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask or change something as the database's administrator, past every program of ours."""
        with psycopg.connect(self._dsn, connect_timeout=10, autocommit=True) as link:
            cursor = link.execute(sql.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    @contextlib.contextmanager
    def coming_back(self) -> Iterator[None]:
        """Have a connection's process killed within; leave when the server is there again.

        It throws everybody out as soon as it notices, which may be after it has answered somebody.
        """
        with psycopg.connect(self._dsn, connect_timeout=10, autocommit=True) as witness:
            yield
            with contextlib.suppress(psycopg.OperationalError):
                while True:
                    witness.execute(b"SELECT 1")
                    time.sleep(0.01)
        self._wait_until_ready()

    def backup(self, folder: Path) -> None:
        """Copy the whole of it while it does not run."""
        self.stop()
        shutil.copytree(self._data, folder, symlinks=True)
        self.start()

    def restore(self, folder: Path) -> None:
        """Put a copy back in its place."""
        if self.is_running():
            self.kill()
        shutil.rmtree(self._data)
        shutil.copytree(folder, self._data, symlinks=True)
        if self._user:
            for place in (self._data, *self._data.rglob("*")):
                os.chown(place, self._user["user"], self._user["group"], follow_symlinks=False)
        self._data.chmod(0o700)
        self.start()

    def remove(self) -> None:
        """End it and take its folder away."""
        if self.is_running():
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _dsn(self) -> str:
        return f"host={self.folder} port={self.port} user={_USER} dbname={_DATABASE}"

    def _make(self) -> None:
        subprocess.run(
            [
                str(self._programs / "initdb"),
                *("-D", str(self._data), "-U", _USER, "-A", "trust", "-E", "UTF8"),
                *("--locale", "C", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self._user,
        )

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(number)
            process.wait(_READY_S)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _READY_S
        while True:
            if not self.is_running():
                raise RuntimeError((self.folder / "server.log").read_text("utf-8"))
            try:
                psycopg.connect(self._dsn, connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                return


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] != "Z"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
