"""Programs that pose as cameras are known by name; webcams that people buy are not refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.camera.virtual_cameras import is_virtual_camera, is_without_hardware

PROGRAMS = (
    *("OBS Virtual Camera", "OBS-Camera", "obs virtual camera 2", "OBS"),
    *(
        "Dummy video device (0x0000)",
        "v4l2loopback",
        "Loopback video device",
        "ＯＢＳ　Ｖｉｒｔｕａｌ",
    ),
    *("ManyCam Virtual Webcam", "ManyCam", "XSplit VCam", "XSplitBroadcaster", "Snap Camera"),
    *("SplitCam Video Driver", "DroidCam Source 3", "DroidCam", "Iriun Webcam", "e2eSoft VCam"),
    *("e2eSoft iVCam", "Camera (NVIDIA Broadcast)", "mmhmm Camera", "Camo", "Reincubate Camo"),
    *("EpocCam Camera", "NDI Webcam Video 1", "NewTek NDI Video", "Unity Video Capture"),
    *("Zoom Virtual Camera", "Zoom", "Microsoft Teams Virtual Camera", "Windows Virtual Camera"),
    *("腾讯会议虚拟摄像头", "抖音直播伴侣", "vMix Video", "CyberLink YouCam 9", "AlterCam Virtual"),
    *(
        "screen-capture-recorder",
        "UScreenCapture",
        "Fake Webcam",
        "AkVCam",
        "Elgato Virtual Camera",
    ),
    *("EOS Webcam Utility Pro", "Sony Imaging Edge Webcam", "VTubeStudioCam", "Logi Capture"),
    *(
        "OBS虚拟摄像头",
        "OBS 虛擬攝影機",
        "斗鱼直播伴侣",
        "美颜摄像头",
        "O\u200bB\u200bS",
        "FaceRig Cam",
    ),
    *("  snap\tCAMERA ", "Snap\u00a0Camera", "ＭａｎｙＣａｍ", "droid-CAM", "VTube Studio"),
    *("IP Camera Adapter", "ecamm live", "CamTwist", "WebcamMax, Video Capture", "Wirecast"),
)
DEVICES = (
    *("Integrated Camera", "USB2.0 HD UVC WebCam", "HD Pro Webcam C920", "Logitech BRIO"),
    *("Logitech StreamCam", "Elgato Facecam", "FaceTime HD Camera", "OBSBOT Tiny 2"),
    *("Microsoft® LifeCam HD-3000", "HP TrueVision HD", "罗技高清摄像头", "集成摄像头", "高拍仪"),
    *("GENERAL WEBCAM", "USB 10x Zoom Camera", "PTZ Optical Zoom", "Hikvision DS-2CS54", ""),
    *("Comodo USB Camera", "Indigo UVC", "iPhone Camera", "Razer Kiyo Pro", "AUSDOM AF640"),
)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_known_program_is_refused(name: str) -> None:
    assert is_virtual_camera(name)


@pytest.mark.parametrize("name", DEVICES)
def test_a_webcam_is_not_refused(name: str) -> None:
    assert not is_virtual_camera(name)


@pytest.mark.parametrize(
    "name", ["obs virtual camera", "O.B.S. VIRTUAL—CAMERA", "OBS_Virtual_Camera"]
)
def test_case_spaces_and_signs_do_not_count(name: str) -> None:
    assert is_virtual_camera(name)


@pytest.mark.parametrize(
    ("camera_id", "is_program"),
    [
        (r"\\?\root#camera#0000#{e5323777-f976-4f5b-9b55-b94699c46e44}\global", True),
        (r"\\?\SWD#VCAMDEVAPI#b4d1#{e5323777-f976-4f5b-9b55-b94699c46e44}", True),
        (r"\??\ROOT#IMAGE#0001#{e5323777-f976-4f5b-9b55-b94699c46e44}", True),
        (r"  \\?\Root#Camera#0000", True),
        ("@device:sw:{860BB310-5D01-11D0-BD3B-00A0C911CE86}\\{A3FCE0F5-3493-419F}", True),
        ("@device:pnp:\\\\?\\usb#vid_046d&pid_082d&mi_00", False),
        (r"\\?\usb#vid_046d&pid_082d&mi_00#{e5323777-f976-4f5b-9b55-b94699c46e44}\global", False),
        ("/dev/video0", False),
    ],
)
def test_windows_tells_by_the_bus(camera_id: str, is_program: bool) -> None:
    assert is_virtual_camera("HD Camera", camera_id) is is_program


BEHIND = {
    "pci0000:00/usb1/1-4/1-4:1.0/video4linux/video0": False,
    "platform/soc/fe801000.csi/video4linux/video1": False,
    "virtual/video4linux/video2": True,
    "platform/vivid.0/video4linux/video3": True,
    "platform/dummy_hcd.0/usb5/5-1/5-1:1.0/video4linux/video4": True,
    "platform/vhci_hcd.0/usb7/7-1/7-1:1.0/video4linux/video5": True,
}


def plug(folder: Path, behind: str, driver: str = "uvcvideo") -> tuple[Path, Path]:
    """What /sys and /dev would hold of a camera: the list of all, and the device."""
    listed, device = folder / "class" / "video4linux", folder / "devices" / behind
    listed.mkdir(parents=True, exist_ok=True)
    device.mkdir(parents=True)
    (folder / "drivers" / driver).mkdir(parents=True, exist_ok=True)
    (device / "device").mkdir()
    (device / "device" / "driver").symlink_to(folder / "drivers" / driver)
    (listed / device.name).symlink_to(device)
    return listed, device


@pytest.mark.parametrize("behind", BEHIND)
def test_linux_tells_by_the_device_behind_the_name(tmp_path: Path, behind: str) -> None:
    listed, device = plug(tmp_path, behind)
    assert is_without_hardware(f"/dev/{device.name}", listed) is BEHIND[behind]
    # A media server puts its own word in front.
    assert is_without_hardware(f"v4l2:/dev/{device.name}", listed) is BEHIND[behind]


@pytest.mark.parametrize("driver", ["v4l2 loopback", "uvcvideo"])
def test_linux_tells_by_the_driver_too(tmp_path: Path, driver: str) -> None:
    listed, device = plug(tmp_path, "platform/x/video4linux/video9", driver.replace(" ", ""))
    assert is_without_hardware(f"/dev/{device.name}", listed) is (driver != "uvcvideo")


@pytest.mark.parametrize(
    "camera_id", ["", "video7", "/dev/../virtual", "/virtual/video0", "usb-0", "/mnt/dev/video7"]
)
def test_what_is_no_linux_camera_is_not_judged(camera_id: str, tmp_path: Path) -> None:
    assert not is_without_hardware(camera_id, tmp_path / "plain")
