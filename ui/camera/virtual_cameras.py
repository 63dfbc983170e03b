"""Cameras that are programs: whoever feeds them decides what a "live" photo shows.

A name is only a hint. A program can call itself whatever it likes, so this list keeps honest people
from an honest mistake and stops the tools that everybody knows, no more. Whether a photo counts is
the gateway's decision, which gets the id and the name of the camera with every photo.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

__all__ = ["is_virtual_camera", "is_without_hardware"]

_ANYWHERE = (
    # what most of them say of themselves
    *("virtual", "虚拟", "虛擬", "loopback", "dummyvideo", "fakewebcam", "fakecam"),
    *("softwarecamera", "vcam", "screencapture", "screencam", "desktopcapture"),
    # studios and effects
    *("obscamera", "obsstudio", "manycam", "xsplit", "snapcamera", "splitcam", "nvidiabroadcast"),
    *("mmhmm", "vmix", "webcammax", "youcam", "altercam", "magiccamera", "camtwist", "ecamm"),
    *("webcamoid", "akvcam", "unityvideocapture", "unitycapture", "vtubestudio", "perfectcam"),
    *("logicapture", "chromacam", "fineshare", "prezicam", "wirecast", "streamlabs", "avatarify"),
    *("deepfacelive", "sparkocam", "bytedancecam", "facerig", "animaze", "webcameffects"),
    *("直播伴侣", "直播助手", "无他伴侣", "美颜摄像", "换脸"),
    # a telephone, a photo camera or a network in the place of a webcam
    *("droidcam", "iriun", "epoccam", "elgatoepoc", "ipcameraadapter", "ipwebcam", "newtekndi"),
    *("webcamutility", "imagingedgewebcam", "fujifilmxwebcam", "kinonicam", "reincubate"),
)
# Too short to be looked for inside of other words.
_WORDS = frozenset({"obs", "ndi", "camo", "v4l2loopback", "zoom", "vcam"})
_REAL_ZOOM = re.compile(r"\b(optical|digital|\d+x)\s+zoom\b|\bzoom\s+(lens|camera)\b")
# Windows names the parent bus first, or the kind of filter: nothing that is plugged in hangs here.
_WINDOWS_BUSES = ("root#", "swd#vcamdevapi", "@device:sw:")
_WINDOWS_ROOTS = re.compile(r"^(\\\\|//)[?.][\\/]|^\\\?\?\\")
# Buses and drivers of Linux that need no hardware: cameras of the kernel's own tests, USB devices
# that a program pretends, and those of another machine.
_LINUX_PROGRAMS = ("vivid", "vimc", "v4l2loopback", "akvcam", "dummy_hcd", "vhci_hcd")

_DEVICE = re.compile(r"(?<![\w/])/dev/(?:video\d+|v4l/by-(?:id|path)/[^/]+)$")


def is_virtual_camera(name: str, camera_id: str = "") -> bool:
    """Whether a camera of this name is known to be a program. Case, spaces and signs do not count.

    Args:
        camera_id: what the operating system calls it; on Windows it may name a bus of programs.
    """
    bus = _WINDOWS_ROOTS.sub("", camera_id.strip().casefold())
    if bus.startswith(_WINDOWS_BUSES):
        return True
    shown = (sign for sign in name if unicodedata.category(sign) != "Cf")
    plain = unicodedata.normalize("NFKC", "".join(shown)).casefold()
    squeezed = re.sub(r"[\W_]+", "", plain)
    if any(known in squeezed for known in _ANYWHERE):
        return True
    words = _WORDS.intersection(re.split(r"[\W_]+", plain))
    if words == {"zoom"}:
        return not _REAL_ZOOM.search(plain)
    return bool(words)


def is_without_hardware(camera_id: str, devices: Path = Path("/sys/class/video4linux")) -> bool:
    """Whether Linux says that nothing is plugged in behind this camera, whatever its name.

    Args:
        camera_id: a path, also one of the links that are named after the device, or a media
            server's name for it that ends with one.
    """
    found = _DEVICE.search(camera_id)
    if found is None:
        return False
    device = (devices / Path(found[0]).resolve().name).resolve()
    driver = (device / "device" / "driver").resolve().name
    return "virtual" in device.parts or any(
        part.startswith(_LINUX_PROGRAMS) for part in (*device.parts, driver)
    )
