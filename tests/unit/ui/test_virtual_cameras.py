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
        (r"\\?\usb#vid_046d&pid_082d&mi_00#{e5323777-f976-4f5b-9b55-b94699c46e44}\global", False),
        ("/dev/video0", False),
    ],
)
def test_windows_tells_by_the_bus(camera_id: str, is_program: bool) -> None:
    assert is_virtual_camera("HD Camera", camera_id) is is_program


def test_linux_tells_by_the_device_behind_the_name(tmp_path: Path) -> None:
    listed = tmp_path / "class" / "video4linux"
    listed.mkdir(parents=True)
    for name, behind in {
        "video0": "pci0000:00/usb1/1-4/video4linux/video0",
        "video7": "virtual/video4linux/video7",
    }.items():
        device = tmp_path / "devices" / behind
        device.mkdir(parents=True)
        (listed / name).symlink_to(device)
    assert not is_without_hardware("/dev/video0", listed)
    assert is_without_hardware("/dev/video7", listed)


@pytest.mark.parametrize("camera_id", ["", "video7", "/dev/../virtual", "/virtual/video0", "usb-0"])
def test_what_is_no_linux_camera_is_not_judged(camera_id: str, tmp_path: Path) -> None:
    assert not is_without_hardware(camera_id, tmp_path / "plain")
