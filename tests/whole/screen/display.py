"""A screen of our own: X server, window manager and the bus on which programs tell what they show.

Needs Xvfb, openbox, dbus-daemon and at-spi2-core, and no session, user manager or display of
whoever starts it. Listens on Unix sockets only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from Xlib.display import Display

from tests.whole.screen.processes import Children
from tests.whole.screen.waiting import wait_for

__all__ = ["Desktop"]

# Whatever the caller's shell says about these is about another screen.
_FOREIGN = ("WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS")

_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <servicedir>/usr/share/dbus-1/accessibility-services</servicedir>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

# No key of the manager's own: every key goes to the program.
_MANAGER = """\
<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew></focus>
  <keyboard/>
  <mouse>
    <context name="Client">
      <mousebind button="Left" action="Press">
        <action name="Focus"/><action name="Raise"/>
      </mousebind>
    </context>
  </mouse>
</openbox_config>
"""


class Desktop:
    """A display with a window manager and an accessibility bus, and the programs started on it.

    Leaving the `with` ends all of it, also after an exception half-way through the start.
    """

    def __init__(self, size: tuple[int, int] = (1366, 768), display: str | None = None) -> None:
        """Start; with `display` a running X server is used and its window manager is trusted."""
        self.folder = Path(tempfile.mkdtemp(prefix="screen-"))
        self._children = Children(self.folder)
        self.bus_address = f"unix:path={self.folder}/bus"
        self._base = {name: text for name, text in os.environ.items() if name not in _FOREIGN}
        try:
            self.display = display or self._start_server(size)
            if display is None:
                self._start_manager()
            self._start_bus()
        except BaseException as trouble:
            trouble.add_note(self._children.said())
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if trouble is not None:
            trouble.add_note(self._children.said())
        self.close()

    @property
    def environment(self) -> dict[str, str]:
        """What a program has to be started with to appear here and tell what it shows."""
        return self._base | {
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "AT_SPI_BUS_ADDRESS": self.bus_address,
            "DBUS_SESSION_BUS_ADDRESS": self.bus_address,
        }

    def start(
        self,
        command: Sequence[str],
        extra: Mapping[str, str] | None = None,
        *,
        stdin: int = subprocess.DEVNULL,
        stdout: int | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a program on this screen. It is ended with the screen, if not before."""
        return self._children.start(
            command, self.environment | dict(extra or {}), stdin=stdin, stdout=stdout
        )

    def close(self) -> None:
        """End every process that was started here; a second time does nothing."""
        self._children.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start_server(self, size: tuple[int, int]) -> str:
        reading, writing = os.pipe()
        with os.fdopen(reading) as answer:
            try:
                screen = f"{size[0]}x{size[1]}x24"
                arguments = ["-screen", "0", screen, "-nolisten", "tcp", "-noreset", "-displayfd"]
                command = ["Xvfb", *arguments, str(writing)]
                self._children.start(command, self._base, pass_fds=[writing])
            finally:
                os.close(writing)
            number = answer.readline().strip()  # the server writes it once it can be reached
        if not number:
            raise RuntimeError("Xvfb did not start")
        return f":{number}"

    def _start_manager(self) -> None:
        configuration = self.folder / "openbox.xml"
        configuration.write_text(_MANAGER, "utf-8")
        command = ["openbox", "--sm-disable", "--config-file", str(configuration)]
        self._children.start(command, self.environment)
        with_manager = Display(self.display)
        try:
            mark = with_manager.intern_atom("_NET_SUPPORTING_WM_CHECK")
            root = with_manager.screen().root
            wait_for("the window manager", lambda: root.get_full_property(mark, 0))
        finally:
            with_manager.close()

    def _start_bus(self) -> None:
        configuration = self.folder / "bus.xml"
        configuration.write_text(_BUS.format(socket=self.folder / "bus"), "utf-8")
        command = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile"]
        self._children.start(command, self.environment)
        wait_for("the message bus", (self.folder / "bus").is_socket)
