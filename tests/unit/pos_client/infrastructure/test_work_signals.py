"""Remote desktops, virtual machines and the like by the traces that they leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_client.domain.work_signal import WorkSignal
from pos_client.infrastructure.work_signals import (
    signals_of_linux,
    signals_of_this_computer,
    signals_of_windows,
)

HONEST = {"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"}


def computer(folder: Path, **files: str) -> Path:
    """The root of a system with an honest shop's files, and these beside or instead."""
    honest = {
        "proc/1/comm": "systemd\n",
        "proc/cpuinfo": "processor : 0\nflags : fpu vme sse2\n",
        "sys/class/dmi/id/sys_vendor": "Example Computers\n",
        "sys/class/dmi/id/product_name": "Counter 3000\n",
    }
    for name, text in {**honest, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_an_honest_counter_tells_nothing(tmp_path: Path) -> None:
    assert signals_of_linux(computer(tmp_path), HONEST) == ()


def test_an_empty_system_tells_nothing(tmp_path: Path) -> None:
    assert signals_of_linux(tmp_path / "nothing", {}) == ()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"XRDP_SESSION": "1"}, WorkSignal.REMOTE_DESKTOP),
        ({"VNCDESKTOP": "shop:1 (clerk)"}, WorkSignal.REMOTE_DESKTOP),
        ({"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"}, WorkSignal.SSH_SESSION),
        ({"DISPLAY": "localhost:10.0"}, WorkSignal.VIRTUAL_DISPLAY),
    ],
)
def test_what_the_environment_says(
    tmp_path: Path, said: dict[str, str], expected: WorkSignal
) -> None:
    assert signals_of_linux(computer(tmp_path), HONEST | said) == (expected,)


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("proc/77/comm", "x11vnc\n", WorkSignal.REMOTE_CONTROL),
        ("proc/77/comm", "AnyDesk\n", WorkSignal.REMOTE_CONTROL),
        ("proc/77/comm", "gnome-remote-de\n", WorkSignal.REMOTE_CONTROL),
        ("proc/77/comm", "Xvfb\n", WorkSignal.VIRTUAL_DISPLAY),
        ("sys/class/dmi/id/product_name", "VirtualBox\n", WorkSignal.VIRTUAL_MACHINE),
        ("sys/class/dmi/id/sys_vendor", "QEMU\n", WorkSignal.VIRTUAL_MACHINE),
        ("proc/cpuinfo", "flags : fpu hypervisor sse2\n", WorkSignal.VIRTUAL_MACHINE),
        ("sys/hypervisor/type", "xen\n", WorkSignal.VIRTUAL_MACHINE),
        (".dockerenv", "", WorkSignal.CONTAINER),
    ],
)
def test_what_lies_in_the_system(
    tmp_path: Path, file: str, text: str, expected: WorkSignal
) -> None:
    assert signals_of_linux(computer(tmp_path, **{file: text}), HONEST) == (expected,)


def test_several_stand_in_the_order_of_their_names(tmp_path: Path) -> None:
    root = computer(tmp_path, **{"sys/class/dmi/id/sys_vendor": "Xen", ".dockerenv": ""})
    found = signals_of_linux(root, HONEST | {"SSH_TTY": "/dev/pts/3"})
    assert found == (WorkSignal.CONTAINER, WorkSignal.SSH_SESSION, WorkSignal.VIRTUAL_MACHINE)


def test_windows_says_whether_its_session_is_a_remote_one() -> None:
    def metric(index: int) -> int:
        return int(index == 0x1000)

    remote, machine = (WorkSignal.REMOTE_DESKTOP,), (WorkSignal.VIRTUAL_MACHINE,)
    maker = "Example Computers Counter 3000"
    assert signals_of_windows({"SESSIONNAME": "Console"}, lambda _: 0, maker) == ()
    assert signals_of_windows({}, metric, maker) == remote
    assert signals_of_windows({"SESSIONNAME": "RDP-Tcp#3"}, lambda _: 0, maker) == remote
    assert signals_of_windows({}, lambda _: 0, "VMware, Inc. VMware7,1") == machine


def test_this_computer_is_looked_at_without_trouble() -> None:
    assert set(signals_of_this_computer()) <= set(WorkSignal)
