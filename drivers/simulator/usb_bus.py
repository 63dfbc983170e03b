"""A USB bus of our own: a back end for pyusb on which simulated readers are plugged in.

What it hands to the library are descriptors and packets, so that a driver walks and reads them
as it would those of a device. `usb.core.find(backend=bus)` lists its devices.
"""

from __future__ import annotations

import errno
import time
from array import array
from collections.abc import Iterable, Sequence
from types import SimpleNamespace

from usb.backend import IBackend

from drivers.simulator.usb_reader import UsbReader, UsbSetting, usb_error

__all__ = ["UsbBus"]

_GET_DESCRIPTOR = 6
_STRING = 3
_ENGLISH = 0x0409

# What the library copies out of descriptors and no driver of ours looks at.
_DEVICE = {
    **dict.fromkeys(("bDeviceClass", "bDeviceSubClass", "bDeviceProtocol", "iManufacturer"), 0),
    "bLength": 18,
    "bDescriptorType": 1,
    "bcdUSB": 0x0110,
    "bcdDevice": 0x0100,
    "speed": 2,
    "bMaxPacketSize0": 64,
    "bNumConfigurations": 1,
}
_CONFIGURATION = {
    "bLength": 9,
    "bDescriptorType": 2,
    "wTotalLength": 64,
    "bConfigurationValue": 1,
    "iConfiguration": 0,
    "bmAttributes": 0x80,
    "bMaxPower": 50,
    "extra_descriptors": b"",
}
_INTERFACE = {
    "bLength": 9,
    "bDescriptorType": 4,
    "bInterfaceSubClass": 0,
    "bInterfaceProtocol": 0,
    "iInterface": 0,
    "extra_descriptors": b"",
}
_ENDPOINT = {
    "bLength": 7,
    "bDescriptorType": 5,
    "bInterval": 1,
    "bRefresh": 0,
    "bSynchAddress": 0,
    "extra_descriptors": b"",
}


class UsbBus(IBackend):  # type: ignore[misc]
    """The bus. `plug` and `unplug` may be called from another thread than the driver's."""

    def __init__(self) -> None:
        self.readers: list[UsbReader] = []
        self._next_address = 1

    def plug(self, reader: UsbReader) -> None:
        """Plug a reader in; it gets an address that no other one has had."""
        reader.power_on()
        reader.address = self._next_address
        self._next_address += 1
        reader.is_plugged = True
        self.readers.append(reader)

    def unplug(self, reader: UsbReader) -> None:
        """Pull a reader out."""
        reader.is_plugged = False
        self.readers.remove(reader)

    def enumerate_devices(self) -> Iterable[UsbReader]:
        return [reader for reader in self.readers if reader.is_plugged]

    def get_device_descriptor(self, dev: UsbReader) -> SimpleNamespace:
        product, serial = (index if dev.texts[index] else 0 for index in (1, 2))
        return SimpleNamespace(
            **_DEVICE,
            idVendor=dev.vid,
            idProduct=dev.pid,
            iProduct=product,
            iSerialNumber=serial,
            address=dev.address,
            bus=dev.bus,
            port_number=dev.ports[-1],
            port_numbers=dev.ports,
        )

    def get_configuration_descriptor(self, dev: UsbReader, config: int) -> SimpleNamespace:
        if config:
            raise IndexError(config)
        return SimpleNamespace(**_CONFIGURATION, bNumInterfaces=len(_interfaces(dev)))

    def get_interface_descriptor(
        self, dev: UsbReader, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        del config  # there is one only
        setting = _interfaces(dev)[intf][alt]
        return SimpleNamespace(
            **_INTERFACE,
            bInterfaceNumber=setting.interface,
            bAlternateSetting=setting.alternate,
            bInterfaceClass=setting.device_class,
            bNumEndpoints=len(setting.endpoints),
        )

    def get_endpoint_descriptor(
        self, dev: UsbReader, ep: int, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        del config
        endpoint = _interfaces(dev)[intf][alt].endpoints[ep]
        return SimpleNamespace(
            **_ENDPOINT,
            bEndpointAddress=endpoint.address,
            bmAttributes=endpoint.kind,
            wMaxPacketSize=endpoint.packet_size,
        )

    def open_device(self, dev: UsbReader) -> UsbReader:
        _may(dev, "open")
        return dev

    def close_device(self, dev_handle: UsbReader) -> None:
        dev_handle.log.append("close")

    def get_configuration(self, dev_handle: UsbReader) -> int:
        _may(dev_handle, "get_configuration")
        return int(dev_handle.is_configured)

    def set_configuration(self, dev_handle: UsbReader, config_value: int) -> None:
        _may(dev_handle, "set_configuration")
        dev_handle.log.append(f"configure {config_value}")
        dev_handle.is_configured = True

    def set_interface_altsetting(self, dev_handle: UsbReader, intf: int, altsetting: int) -> None:
        _may(dev_handle, "select")
        dev_handle.log.append(f"select {intf}.{altsetting}")
        dev_handle.alternates[intf] = altsetting

    def claim_interface(self, dev_handle: UsbReader, intf: int) -> None:
        _may(dev_handle, "claim")
        if intf in dev_handle.claimed or intf in dev_handle.kernel_drivers:
            raise usb_error(errno.EBUSY)
        dev_handle.claimed.add(intf)

    def release_interface(self, dev_handle: UsbReader, intf: int) -> None:
        dev_handle.claimed.discard(intf)

    def is_kernel_driver_active(self, dev_handle: UsbReader, intf: int) -> bool:
        _may(dev_handle, "is_kernel_driver_active")
        return intf in dev_handle.kernel_drivers

    def detach_kernel_driver(self, dev_handle: UsbReader, intf: int) -> None:
        _may(dev_handle, "detach")
        dev_handle.log.append(f"detach {intf}")
        dev_handle.kernel_drivers.remove(intf)

    def attach_kernel_driver(self, dev_handle: UsbReader, intf: int) -> None:
        if intf in dev_handle.claimed:
            raise usb_error(errno.EBUSY)
        dev_handle.log.append(f"attach {intf}")
        dev_handle.kernel_drivers.add(intf)

    def clear_halt(self, dev_handle: UsbReader, ep: int) -> None:
        _may(dev_handle, "clear_halt")
        dev_handle.clear_halt(ep)

    def bulk_write(
        self, dev_handle: UsbReader, ep: int, intf: int, data: array[int], timeout: int
    ) -> int:
        return self._written(dev_handle, ep, intf, data, timeout)

    def intr_write(
        self, dev_handle: UsbReader, ep: int, intf: int, data: array[int], timeout: int
    ) -> int:
        return self._written(dev_handle, ep, intf, data, timeout)

    def bulk_read(
        self, dev_handle: UsbReader, ep: int, intf: int, buff: array[int], timeout: int
    ) -> int:
        return self._read(dev_handle, ep, intf, buff, timeout)

    def intr_read(
        self, dev_handle: UsbReader, ep: int, intf: int, buff: array[int], timeout: int
    ) -> int:
        return self._read(dev_handle, ep, intf, buff, timeout)

    def ctrl_transfer(
        self,
        dev_handle: UsbReader,
        request_type: int,
        request: int,
        value: int,
        index: int,
        data: array[int],
        timeout: int,
    ) -> int:
        del request_type, index, timeout
        _may(dev_handle, "control")
        text = dev_handle.texts.get(value & 0xFF, "")
        if (request, value >> 8) != (_GET_DESCRIPTOR, _STRING) or (value & 0xFF and not text):
            raise usb_error(errno.EPIPE)
        body = text.encode("utf-16-le") if value & 0xFF else _ENGLISH.to_bytes(2, "little")
        answer = bytes((len(body) + 2, _STRING)) + body
        answer = answer[: len(data)]
        data[: len(answer)] = array("B", answer)
        return len(answer)

    def _written(
        self, reader: UsbReader, ep: int, intf: int, data: array[int], timeout: int
    ) -> int:
        _insist_on_claim(reader, intf, timeout)
        return reader.write(ep, data.tobytes(), time.monotonic() + timeout / 1000)

    def _read(self, reader: UsbReader, ep: int, intf: int, buff: array[int], timeout: int) -> int:
        _insist_on_claim(reader, intf, timeout)
        got = reader.read(ep, len(buff), time.monotonic() + timeout / 1000)
        buff[: len(got)] = array("B", got)
        return len(got)


def _interfaces(reader: UsbReader) -> Sequence[Sequence[UsbSetting]]:
    numbers = sorted({setting.interface for setting in reader.settings})
    return [[each for each in reader.settings if each.interface == number] for number in numbers]


def _insist_on_claim(reader: UsbReader, interface: int, timeout_ms: int) -> None:
    if timeout_ms <= 0:
        raise ValueError("a transfer without a limit")
    if interface not in reader.claimed:
        raise ValueError(f"interface {interface} is not claimed")


def _may(reader: UsbReader, what: str) -> None:
    if not reader.is_plugged:
        raise usb_error(errno.ENODEV)
    if what in reader.errors:
        raise usb_error(reader.errors[what])
