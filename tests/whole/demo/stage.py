"""Everything around the program under test: screen, hands, eyes, gateway, reader, and the program.

The program has a user's folder of its own: whatever it writes anywhere, it writes there.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from pos_client.domain.outlet import OutletKind
from tests.whole.demo.identity_search import every_file_under
from tests.whole.screen import (
    Accessibility,
    Application,
    Desktop,
    Eyes,
    Giver,
    Hands,
    NotInTime,
)
from ui.demo.service import PROGRAM
from ui.demo.services import DemoServices

__all__ = ["Client", "Stage"]

_START_S = 30.0
_END_S = 10.0
_LAST_WORDS = 1000
_STILL_S = 0.2
_STILL_WITHIN_S = 2.0


class Client:
    """One running `pos-client run`, seen from outside."""

    def __init__(self, process: subprocess.Popen[bytes], application: Application) -> None:
        self.process = process
        self.application = application

    def kill(self) -> None:
        """Pull the plug: no handler of the program gets to run."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(_END_S)

    def end(self) -> int:
        """Ask it to end, as the operating system does at a shutdown; returns its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise NotInTime(f"the program did not end within {_END_S:g} s") from None


class Stage:
    """Starts all of it on entering and leaves nothing behind."""

    def __init__(
        self,
        *,
        size: tuple[int, int],
        language: str,
        shots: Path,
        display: str | None = None,
        outlet_kind: OutletKind = OutletKind.AGENT,
    ) -> None:
        self._shots = shots
        self._exits = ExitStack()
        self._giver: Giver | None = None
        self._client: Client | None = None
        try:
            self.desktop = self._exits.enter_context(Desktop(size, display))
            self.services = self._exits.enter_context(
                DemoServices(language=language, outlet_kind=outlet_kind)
            )
            self.hands = self._exits.enter_context(Hands(self.desktop.display))
            self.eyes = self._exits.enter_context(Eyes(self.desktop.display))
            self._accessibility = self._exits.enter_context(Accessibility(self.desktop.bus_address))
            self._environment = self._private_world()
        except BaseException:
            self._exits.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._exits.close()

    @property
    def client(self) -> Client:
        """The program under test."""
        if self._client is None:
            raise NotInTime("the program is not running")
        return self._client

    @property
    def giver(self) -> Giver:
        """A second program, from which a text is pasted or dragged."""
        if self._giver is None:
            self._giver = self._exits.enter_context(Giver(self.desktop))
        return self._giver

    def start_client(self, home: Path | None = None) -> None:
        """Start the program, on the enrolled home unless told otherwise.

        Returns as soon as it tells of itself; what it shows then is its own affair.
        """
        command = [PROGRAM, "run", "--home", str(home or self.services.home)]
        process = self.desktop.start(command, self._environment)
        try:
            application = self._accessibility.application(process.pid, _START_S)
        except NotInTime as late:
            end = process.poll()
            state = "is running" if end is None else f"ended with {end}"
            raise NotInTime(f"{late}; it {state} and said: {self._last_words()}") from None
        self._client = Client(process, application)

    def kill_client(self) -> None:
        """End the program without a word, if it runs."""
        client, self._client = self._client, None
        if client is not None:
            client.kill()

    def shoot(self, name: str) -> Path:
        """Take a picture of the whole screen, once nothing on it moves.

        A program tells of a change before the paint of it has reached the screen.
        """
        deadline = time.monotonic() + _STILL_WITHIN_S
        before, still_since = b"", time.monotonic()
        while time.monotonic() < deadline and time.monotonic() - still_since < _STILL_S:
            now = self.eyes.picture().tobytes()
            if now != before:
                before, still_since = now, time.monotonic()
        return self.eyes.shoot(self._shots / f"{name}.png")

    def written_by_the_client(self) -> Iterator[Path]:
        """List every file the program has written, what it said on its way included."""
        yield from every_file_under(self.services.home, self._user_folder)
        yield from sorted(self.desktop.folder.glob("*-pos-client*.log"))

    def _last_words(self) -> str:
        logs = sorted(self.desktop.folder.glob("*-pos-client*.log"))
        return logs[-1].read_text("utf-8", "replace")[-_LAST_WORDS:].strip() if logs else ""

    @property
    def _user_folder(self) -> Path:
        return self.services.folder / "user"

    def _private_world(self) -> Mapping[str, str]:
        user = self._user_folder
        names = {"HOME": "", "TMPDIR": "tmp", "XDG_RUNTIME_DIR": "run"}
        names |= {f"XDG_{kind}_HOME": kind.lower() for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        for folder in names.values():
            (user / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        return {name: str(user / folder) for name, folder in names.items()}
