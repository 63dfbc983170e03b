"""A GeoClue 2 of our own on a bus of our own: as much of its interface as a client asks for.

As `org.freedesktop.GeoClue2.xml` of its sources has it: a manager gives out a client, a client that
was started tells with `LocationUpdated` under which path its newest location lies.
"""

from __future__ import annotations

import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

__all__ = ["InventedGeoClue"]

_NAME = "org.freedesktop.GeoClue2"
_CLIENT = "/org/freedesktop/GeoClue2/Client/1"
_LOCATION = "/org/freedesktop/GeoClue2/Location/0"
_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class InventedGeoClue:
    """Use it as a context. Says one place, found at a time in seconds since 1970, to who starts it.

    Attributes:
        address: of its bus.
        desktop_id: by what name a client has called itself.
    """

    def __init__(
        self, folder: Path, place: tuple[float, float], accuracy_m: float, found_at: int
    ) -> None:
        self._folder = folder
        self._place, self._accuracy_m, self._found_at = place, accuracy_m, found_at
        self.desktop_id = ""
        self.address = f"unix:path={folder / 'bus'}"

    def __enter__(self) -> Self:
        configuration = self._folder / "bus.xml"
        configuration.write_text(_BUS.format(socket=self._folder / "bus"), "utf-8")
        command = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile"]
        self._daemon = subprocess.Popen(
            [*command, "--print-address"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._daemon.stdout is not None
        self._daemon.stdout.readline()  # it listens
        self._bus: DBusConnection = open_dbus_connection(self.address)
        self._bus.send_and_get_reply(message_bus.RequestName(_NAME))
        self._thread = threading.Thread(target=self._serve, name="geoclue")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._daemon.terminate()
        self._daemon.wait()
        assert self._daemon.stdout is not None
        self._daemon.stdout.close()
        self._thread.join()
        self._bus.close()

    def _serve(self) -> None:
        with suppress(OSError, EOFError):
            while True:
                message = self._bus.receive()
                if message.header.message_type is MessageType.method_call:
                    self._answer(message)

    def _answer(self, message: Message) -> None:
        fields = message.header.fields
        what = fields[HeaderFields.member]
        interface = fields.get(HeaderFields.interface, "")
        if what in ("GetClient", "CreateClient"):
            self._bus.send(new_method_return(message, "o", (_CLIENT,)))
        elif what == "Set":
            if message.body[1] == "DesktopId":
                self.desktop_id = message.body[2][1]
            self._bus.send(new_method_return(message))
        elif what == "Get":
            self._bus.send(new_method_return(message, "v", (self._properties()[message.body[1]],)))
        elif what == "GetAll":
            self._bus.send(new_method_return(message, "a{sv}", (self._properties(),)))
        elif what == "Start" and interface.endswith("Client"):
            self._bus.send(new_method_return(message))
            emitter = DBusAddress(_CLIENT, bus_name=_NAME, interface=f"{_NAME}.Client")
            self._bus.send(new_signal(emitter, "LocationUpdated", "oo", ("/", _LOCATION)))
        elif what == "Stop":
            self._bus.send(new_method_return(message))
        else:
            self._bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))

    def _properties(self) -> dict[str, tuple[str, object]]:
        latitude, longitude = self._place
        return {
            "Active": ("b", True),
            "Latitude": ("d", latitude),
            "Longitude": ("d", longitude),
            "Accuracy": ("d", self._accuracy_m),
            "Altitude": ("d", -1.7976931348623157e308),
            "Speed": ("d", -1.0),
            "Heading": ("d", -1.0),
            "Description": ("s", ""),
            "Timestamp": ("(tt)", (self._found_at, 0)),
            "Location": ("o", _LOCATION),
        }
