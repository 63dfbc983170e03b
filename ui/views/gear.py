"""What only the window can test before somebody goes out: is there a camera, and how full is the
battery."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

from pos_client.application.commands import PrepareFieldWork

__all__ = ["SIMULATED", "battery_percent", "look_at_gear"]

SIMULATED = "simulated:"
_SUPPLIES = Path("/sys/class/power_supply")
_UNKNOWN = 255


def look_at_gear(camera_address: str) -> PrepareFieldWork:
    """Look once. Loads Qt's multimedia, which takes a moment the first time."""
    from ui.camera.devices import has_real_camera  # late: the window starts without it

    has_camera = camera_address.startswith(SIMULATED) or has_real_camera()
    return PrepareFieldWork(has_camera=has_camera, battery_percent=battery_percent())


def battery_percent(supplies: Path = _SUPPLIES) -> int | None:
    """How full the battery is; None where there is none.

    Sources: the kernel's power supply class (`type`, `capacity`); on Windows
    `GetSystemPowerStatus`, whose third byte is the percentage and 255 if that is unknown.
    """
    if sys.platform == "win32":
        status = (ctypes.c_ubyte * 12)()
        ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status))
        return None if status[2] == _UNKNOWN else int(status[2])
    try:
        for supply in sorted(supplies.iterdir()):
            if (supply / "type").read_text().strip() == "Battery":
                return int((supply / "capacity").read_text())
    except (OSError, ValueError):
        return None
    return None
