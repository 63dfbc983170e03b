"""The world around a demo: gateway, reader and an enrolled home, in a folder that goes or stays.

No Qt here: the interactive demo and the automatic one start the same world.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from drivers.simulator.control import ControlClient
from pos_client.domain.outlet import OutletKind
from pos_client.testing.authenticator import Authenticator
from ui.demo.service import PROGRAM, Service, ServiceFailed

__all__ = ["DemoServices"]

BAUD = 115200
_SIMS = 500
_VERB_S = 60.0


class DemoServices:
    """Starts everything on entering, ends it on leaving, and removes what is nobody's to keep.

    Args:
        kept: an absolute folder for home and gateway that stays behind; None leaves nothing.
        guards: whether the gateway goes by a carrier's usual rules, which a machine would break.

    Attributes:
        folder: what is gone at the end in any case.
        home: the client's folder, enrolled and with the reader's address in its settings.
        gateway_folder: the carrier's side; no part of what the client keeps.
    """

    def __init__(
        self,
        *,
        language: str = "zh_CN",
        window_size: tuple[int, int] | None = None,
        outlet_kind: OutletKind = OutletKind.AGENT,
        kept: Path | None = None,
        guards: bool = False,
    ) -> None:
        # The reader's socket lies here in any case: a longer path could be too long for one.
        self.folder = Path(tempfile.mkdtemp(prefix="pos-client-demo-"))
        self.home = (kept or self.folder) / "home"
        self.gateway_folder = (kept or self.folder) / "gateway"
        self._language = language
        self._window_size = window_size
        serve = ("sandbox", "serve", "--home", str(self.gateway_folder), "--sims", str(_SIMS))
        rules = ("--guards",) if guards else ()
        self._gateway = Service(
            "gateway", (*serve, "--outlet-kind", outlet_kind.value, *rules), self.folder
        )
        self._reader = Service("reader", self._reader_arguments(), self.folder)
        self._control: ControlClient | None = None
        self._told: dict[str, Any] = {}
        self._authenticators: dict[str, Authenticator] = {}

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes and remove the folder; a second time does nothing."""
        if self._control is not None:
            self._control.close()
            self._control = None
        self._reader.stop()
        self._gateway.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def clerk_number(self) -> str:
        return str(self._told["clerk_number"])

    @property
    def password(self) -> str:
        """The invented clerk's."""
        return str(self._told["password"])

    @property
    def supervisor_number(self) -> str:
        return str(self._told["supervisor_number"])

    @property
    def supervisor_password(self) -> str:
        """The invented supervisor's."""
        return str(self._told["supervisor_password"])

    @property
    def reviewer_number(self) -> str:
        return str(self._told["reviewer_number"])

    @property
    def reviewer_password(self) -> str:
        """The invented reviewer's, of the carrier's centre."""
        return str(self._told["reviewer_password"])

    @property
    def authenticators(self) -> dict[str, Authenticator]:
        """What shows the six digits of the invented clerk, supervisor and reviewer, by work id."""
        if not self._authenticators:
            self._authenticators = {
                self.clerk_number: Authenticator(self._told["second_factor_secret"]),
                self.supervisor_number: Authenticator(
                    self._told["supervisor_second_factor_secret"]
                ),
                self.reviewer_number: Authenticator(self._told["reviewer_second_factor_secret"]),
            }
        return self._authenticators

    @property
    def gateway_file(self) -> Path:
        """What a carrier hands to its outlets."""
        return Path(self._told["gateway_file"])

    @property
    def gateway_is_running(self) -> bool:
        return self._gateway.is_running

    @property
    def reader(self) -> ControlClient:
        """Lays and lifts cards, pulls the plug, brings faults."""
        if self._control is None:
            raise ServiceFailed("the reader is not running")
        return self._control

    def stop_gateway(self) -> None:
        """End the gateway's process, as when the line to the carrier is cut."""
        self._gateway.stop()

    def start_gateway(self) -> None:
        """Start it again on the same folder and port; all that it knew is still there."""
        self._told |= self._gateway.start()

    def tell_gateway(self, line: str) -> dict[str, Any]:
        """Say what only the carrier's own people can: see `pos-client sandbox serve --help`."""
        return self._gateway.ask(line)

    def ledger(self) -> Any:
        """What the gateway has in its books, asked in a process of its own."""
        return json.loads(_run("sandbox", "ledger", "--home", str(self.gateway_folder)))

    def _start(self) -> None:
        with ThreadPoolExecutor(2) as both:
            gateway, reader = both.submit(self._gateway.start), both.submit(self._reader.start)
        self._told = gateway.result()
        ready = reader.result()
        self._control = ControlClient(ready["control"])
        self._enrol(self._told["enrolment_code"])
        self._write_settings(ready["address"], ready["control"])

    def _enrol(self, code: str) -> None:
        where = ("--home", str(self.home), "--gateway", str(self.gateway_file))
        _run("enrol", *where, "--name", "demo", words=f"{code}\n")

    def _write_settings(self, address: str, control: str) -> None:
        readers = json.dumps([f"{address}?baud={BAUD}" if "serial" in address else address])
        lines = [
            f"language = {json.dumps(self._language)}",
            "[readers]",
            f"addresses = {readers}",
            "[camera]",
            f"address = {json.dumps(f'simulated:{control}')}",
        ]
        if self._window_size is not None:
            lines += ["[window]", f"size = {list(self._window_size)}"]
        (self.home / "config.toml").write_text("\n".join(lines) + "\n", "utf-8")

    def _reader_arguments(self) -> tuple[str, ...]:
        if sys.platform == "win32":  # no pseudo-terminals there
            where, control = ("--tcp", "0"), "0"
        else:
            where, control = ("--pty", str(self.folder / "reader")), str(self.folder / "control")
        return ("simulator", "serve", *where, "--baud", str(BAUD), "--control", control)


def _run(*arguments: str, words: str = "") -> str:
    """Run one verb of the program to its end.

    Raises:
        ServiceFailed: it refused; the text quotes what it said.
    """
    done = subprocess.run(
        [PROGRAM, *arguments],
        input=words,
        capture_output=True,
        encoding="utf-8",
        timeout=_VERB_S,
        check=False,
    )
    if done.returncode:
        raise ServiceFailed(f"`{arguments[0]}` refused: {done.stderr.strip()}")
    return done.stdout
