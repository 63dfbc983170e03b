"""What may be a reader is named with what stands in its way, and nothing else is touched."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from serial.tools import list_ports_common

from drivers import LibraryUnusable, Prospect, Reader, ReaderUnavailable, Registry, ServiceAway
from drivers.discovery import Lookout
from drivers.discovery.lookout import SerialPortSeen, list_serial_ports

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at lists of the kernel")


class Announced:
    """A driver that lists what the test says; an error is raised."""

    version = "1"

    def __init__(self, scheme: str) -> None:
        self.scheme = scheme
        self.addresses: Iterable[str] | Exception = ()
        self.asked = 0

    def discover(self) -> Iterable[str]:
        self.asked += 1
        if isinstance(self.addresses, Exception):
            raise self.addresses
        return self.addresses

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        raise ReaderUnavailable(f"{address} {target} {options}")


USB, HID, PCSC, OTHER = (Announced(each) for each in ("sam-usb", "sam-hid", "pcsc", "other"))
SERIAL = Announced("sam-serial")


@pytest.fixture(autouse=True)
def nothing_announced() -> None:
    for driver in (USB, HID, PCSC, OTHER, SERIAL):
        driver.addresses, driver.asked = (), 0


class Computer:
    """The lists of a kernel, in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ports: list[SerialPortSeen] = []
        (root / "sys/bus/usb/devices").mkdir(parents=True)

    def plug(
        self,
        vid: int,
        pid: int,
        *,
        name: str = "",
        serial: str = "",
        hid: bool = False,
        kind: int = 0xFF,
    ) -> list[Path]:
        """Plug a device in; the files that open it."""
        number = len(list((self.root / "sys/bus/usb/devices").iterdir())) + 1
        place = self.root / f"sys/bus/usb/devices/1-{number}"
        interface = place / f"1-{number}:1.0"
        interface.mkdir(parents=True)
        for file, text in {
            "idVendor": f"{vid:04x}",
            "idProduct": f"{pid:04x}",
            "product": name,
            "serial": serial,
            "busnum": "1",
            "devnum": str(number),
        }.items():
            (place / file).write_text(text + "\n")
        (interface / "bInterfaceClass").write_text(f"{0x03 if hid else kind:02x}\n")
        nodes = [self.root / f"dev/bus/usb/001/{number:03}"]
        if hid:
            (interface / "0003:X/hidraw/hidraw7").mkdir(parents=True)
            nodes.append(self.root / "dev/hidraw7")
        for node in nodes:
            node.parent.mkdir(parents=True, exist_ok=True)
            node.touch()
        return nodes

    def start_service(self) -> None:
        (self.root / "run/pcscd").mkdir(parents=True)
        (self.root / "run/pcscd/pcscd.comm").touch()

    def look(self) -> tuple[Prospect, ...]:
        entries = [
            EntryPoint(name, f"tests.unit.drivers.test_lookout:{driver}", "pos_client.readers")
            for name, driver in (
                ("sam-usb", "USB"),
                ("sam-hid", "HID"),
                ("pcsc", "PCSC"),
                ("other", "OTHER"),
                ("sam-serial", "SERIAL"),
            )
        ]
        lookout = Lookout(
            Registry(announced=entries), root=self.root, serial_ports=lambda: self.ports
        )
        return lookout.look()


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


@pytest.fixture
def no_access(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)


def test_an_empty_computer_has_nothing_and_no_library_is_asked(computer: Computer) -> None:
    assert computer.look() == ()
    assert (USB.asked, HID.asked, PCSC.asked) == (0, 0, 0)


def test_a_known_reader_on_usb_is_named(computer: Computer) -> None:
    computer.plug(0x0400, 0xC35A)
    USB.addresses = ["sam-usb:0400:c35a"]
    (found,) = computer.look()
    assert (found.address, found.is_known, found.obstacle) == ("sam-usb:0400:c35a", True, "")
    assert found.name
    assert HID.asked == 0


def test_a_reader_is_known_by_its_own_name_and_serial_number(computer: Computer) -> None:
    computer.plug(0x0400, 0xC35A, name="IDR 210", serial="0042")
    USB.addresses = ["sam-usb:0400:c35a?bus=1&port=1"]
    (found,) = computer.look()
    assert (found.name, found.usb_id, found.serial_number) == ("IDR 210", "0400:c35a", "0042")


def test_two_equal_readers_are_not_taken_for_each_other(computer: Computer) -> None:
    for serial, port in (("0042", 1), ("0043", 2)):
        computer.plug(0x0400, 0xC35A, serial=serial)
        USB.addresses = [*USB.addresses, f"sam-usb:0400:c35a?bus=1&port={port}"]
    assert [each.serial_number for each in computer.look()] == ["", ""]


def test_the_same_numbers_over_hid_are_left_to_the_driver_for_hid(computer: Computer) -> None:
    computer.plug(0x0400, 0xC35A, hid=True)
    HID.addresses = ["sam-hid:0400:c35a"]
    assert [each.address for each in computer.look()] == ["sam-hid:0400:c35a"]
    assert USB.asked == 0


def test_other_devices_of_a_shared_vendor_are_left_alone(computer: Computer) -> None:
    computer.plug(0x0400, 0x0001, name="Oscilloscope")
    assert computer.look() == ()
    assert USB.asked == 0


@pytest.mark.parametrize("over_hid", [False, True])
@pytest.mark.usefixtures("no_access")
def test_a_reader_that_this_user_may_not_open_is_named_with_the_remedy(
    computer: Computer, *, over_hid: bool
) -> None:
    computer.plug(0x0400, 0xC35A, name="IDR", hid=over_hid)
    scheme = "sam-hid" if over_hid else "sam-usb"
    assert computer.look() == (
        Prospect(f"{scheme}:0400:c35a", "IDR", True, "reader_forbidden", "udev_rule", "0400:c35a"),
    )


def test_a_reader_without_the_library_for_it_is_named_with_the_remedy(computer: Computer) -> None:
    computer.plug(0x0400, 0xC35A)
    USB.addresses = LibraryUnusable("libusb is missing")
    (found,) = computer.look()
    assert (found.address, found.obstacle, found.remedy) == ("", "library_unusable", "library")


def test_serial_ports_may_be_anything_but_modems(computer: Computer) -> None:
    port = Path("/dev/null")
    computer.ports = [
        SerialPortSeen(str(port), "USB serial", 0x1A86, 0x7523, "S7"),
        SerialPortSeen("/dev/ttyUSB7", "a modem", 0x12D1, 0x1506),
    ]
    assert computer.look() == (
        Prospect("sam-serial:/dev/null", "USB serial", usb_id="1a86:7523", serial_number="S7"),
    )


@pytest.mark.parametrize(
    ("maker", "product", "name"),
    [
        ("QinHeng", "USB Serial", "QinHeng USB Serial"),
        ("FTDI", "FTDI FT232R", "FTDI FT232R"),
        (None, "USB Serial", "USB Serial"),
        (None, "n/a", "/dev/ttyTEST"),
    ],
)
def test_a_serial_port_is_called_by_its_maker_and_product(
    monkeypatch: pytest.MonkeyPatch, maker: str | None, product: str, name: str
) -> None:
    port = list_ports_common.ListPortInfo("/dev/ttyTEST")
    port.manufacturer, port.description, port.serial_number = maker, product, "S7"
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: [port])
    (seen,) = list_serial_ports()
    assert (seen.path, seen.name, seen.serial_number) == ("/dev/ttyTEST", name, "S7")


@pytest.mark.usefixtures("no_access")
def test_a_serial_port_without_permission_is_named_with_the_remedy(computer: Computer) -> None:
    computer.ports = [SerialPortSeen("/dev/ttyUSB0", "USB serial", None, None)]
    assert computer.look() == (
        Prospect(
            "sam-serial:/dev/ttyUSB0", "USB serial", False, "reader_forbidden", "dialout_group"
        ),
    )


def test_slots_of_the_pcsc_service_are_named_and_tokens_left_alone(computer: Computer) -> None:
    computer.start_service()
    PCSC.addresses = ["pcsc:Virtual PCD 00 00", "pcsc:Yubico YubiKey OTP+CCID 00 00"]
    assert computer.look() == (
        Prospect("pcsc:Virtual PCD 00 00", "Virtual PCD 00 00", is_known=True),
    )


def test_a_reader_whose_service_does_not_run_is_named_with_the_remedy(computer: Computer) -> None:
    computer.plug(0x072F, 0x90CC, name="ACS ACR38", kind=0x0B)
    computer.plug(0x1050, 0x0407, name="a token", kind=0x0B)
    assert computer.look() == (
        Prospect("", "ACS ACR38", True, "service_away", "pcsc_service", "072f:90cc"),
    )
    assert PCSC.asked == 0


def test_a_service_that_went_away_between_two_looks_is_no_accident(computer: Computer) -> None:
    computer.start_service()
    PCSC.addresses = ServiceAway("it has stopped")
    assert computer.look() == ()


@pytest.mark.expected_log("driver other cannot be asked: KeyError")
def test_a_plug_in_that_fails_hides_nobody_else(computer: Computer) -> None:
    computer.ports = [SerialPortSeen("/dev/null", "USB serial", None, None)]
    OTHER.addresses = KeyError("110101190001010014")
    assert [each.address for each in computer.look()] == ["sam-serial:/dev/null"]


def test_a_plug_in_of_somebody_else_lists_its_readers(computer: Computer) -> None:
    OTHER.addresses = ["other:desk"]
    assert computer.look() == (Prospect("other:desk", "desk", is_known=True),)


def test_known_readers_come_first(computer: Computer) -> None:
    computer.ports = [SerialPortSeen("/dev/null", "USB serial", None, None)]
    OTHER.addresses = ["zzz:desk"]
    assert [each.is_known for each in computer.look()] == [True, False]
