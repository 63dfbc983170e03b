"""What this computer tells of the hands that work it, out of facts that the system gives away.

Each is a hint: whoever owns the machine can hide all of them. They are sent to the gateway, and
nothing is decided by them here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path

from pos_client.domain.work_signal import WorkSignal

__all__ = ["signals_of_linux", "signals_of_this_computer", "signals_of_windows"]

# What remote desktops put into the environment of whatever they start: xrdp, TigerVNC and Chrome's.
_REMOTE_NAMES = ("XRDP_SESSION", "VNCDESKTOP", "CHROME_REMOTE_DESKTOP_SESSION")
_SSH_NAMES = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
# As the kernel calls processes: 15 characters, in whatever case.
_REMOTE_CONTROL = frozenset(
    {
        *("x11vnc", "x0vncserver", "x0tigervncserver"[:15], "vino-server", "krfb"),
        *("gnome-remote-desktop-daemon"[:15], "xrdp", "xrdp-sesman", "teamviewerd", "teamviewer"),
        *("anydesk", "rustdesk", "sunloginclient", "todesk", "todesk_service", "nxserver.bin"),
    }
)
_VIRTUAL_DISPLAYS = frozenset({"xvfb", "xvnc", "xtigervnc", "xtightvnc", "xvnc4"})
# What virtual machines call themselves in the firmware's tables, as in systemd's virt.c.
_MACHINES = (
    *("kvm", "qemu", "vmware", "vmw", "innotek", "virtualbox", "xen", "bochs", "parallels"),
    *("virtual machine", "bhyve", "openstack", "amazon ec2", "google compute", "alibaba cloud"),
)
_FIRMWARE = ("sys_vendor", "product_name", "board_vendor", "bios_vendor")
_CONTAINERS = ("run/.containerenv", ".dockerenv", "run/systemd/container")
_MOST_PROCESSES = 4096
_MOST_BYTES = 64 * 1024
_SM_REMOTESESSION = 0x1000


def signals_of_this_computer() -> tuple[WorkSignal, ...]:
    """Look around, in some milliseconds."""
    if sys.platform == "win32":
        return _of_this_windows()
    return signals_of_linux(Path("/"), os.environ)


def signals_of_linux(root: Path, environment: Mapping[str, str]) -> tuple[WorkSignal, ...]:
    """The signals of a system below `root`. What cannot be read tells nothing."""
    processes = set(_processes(root / "proc"))
    display_host = environment.get("DISPLAY", "").partition(":")[0]
    facts = {
        WorkSignal.CONTAINER: any((root / each).exists() for each in _CONTAINERS),
        WorkSignal.REMOTE_CONTROL: bool(processes & _REMOTE_CONTROL),
        WorkSignal.REMOTE_DESKTOP: any(environment.get(name) for name in _REMOTE_NAMES),
        WorkSignal.SSH_SESSION: any(environment.get(name) for name in _SSH_NAMES),
        WorkSignal.VIRTUAL_DISPLAY: bool(processes & _VIRTUAL_DISPLAYS)
        or display_host not in ("", "unix"),
        WorkSignal.VIRTUAL_MACHINE: _is_virtual(root),
    }
    return _sorted(facts)


def signals_of_windows(
    environment: Mapping[str, str], metric: Callable[[int], int], firmware: str
) -> tuple[WorkSignal, ...]:
    """The signals of Windows.

    Args:
        metric: `GetSystemMetrics`, whose 0x1000 says whether the session is a remote one.
        firmware: maker and product as the registry has them.
    """
    is_remote = bool(metric(_SM_REMOTESESSION)) or environment.get("SESSIONNAME", "").startswith(
        "RDP-"
    )
    return _sorted(
        {
            WorkSignal.REMOTE_DESKTOP: is_remote,
            WorkSignal.SSH_SESSION: any(environment.get(name) for name in _SSH_NAMES),
            WorkSignal.VIRTUAL_MACHINE: _names_machine(firmware),
        }
    )


def _sorted(facts: Mapping[WorkSignal, bool]) -> tuple[WorkSignal, ...]:
    return tuple(sorted(signal for signal, holds in facts.items() if holds))


def _processes(proc: Path) -> Iterator[str]:
    try:
        folders = [each for each in proc.iterdir() if each.name.isdigit()]
    except OSError:
        return
    for folder in islice(folders, _MOST_PROCESSES):
        yield _text(folder / "comm").strip().casefold()


def _is_virtual(root: Path) -> bool:
    firmware = " ".join(_text(root / "sys/class/dmi/id" / name) for name in _FIRMWARE)
    if _names_machine(firmware) or (root / "sys/hypervisor/type").exists():
        return True
    # A flag that no processor has by itself: whoever runs below the system sets it.
    flags = next(
        (line for line in _text(root / "proc/cpuinfo").splitlines() if line.startswith("flags")), ""
    )
    return "hypervisor" in flags.split()


def _names_machine(firmware: str) -> bool:
    return any(name in firmware.casefold() for name in _MACHINES)


def _text(path: Path) -> str:
    with suppress(OSError), path.open("rb") as file:
        return file.read(_MOST_BYTES).decode("utf-8", "replace")
    return ""


def _of_this_windows() -> tuple[WorkSignal, ...]:
    """Not tried yet: there has been no Windows to try it on."""
    if sys.platform == "win32":
        import ctypes
        import winreg

        firmware = []
        place = r"HARDWARE\DESCRIPTION\System\BIOS"
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
            for name in ("SystemManufacturer", "SystemProductName"):
                with suppress(OSError):
                    firmware.append(str(winreg.QueryValueEx(key, name)[0]))
        metric = ctypes.windll.user32.GetSystemMetrics
        return signals_of_windows(os.environ, metric, " ".join(firmware))
    return ()
