"""Photos are decoded by whoever can, and by nobody else."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint
from io import BytesIO

import pytest
from PIL import Image

from drivers.photo import DecodedPhoto, PhotoDecoders, SimulatedWebpDecoder
from drivers.plug_ins import PHOTO_GROUP, installed
from drivers.simulator.record import encode_photo


def webp(width: int = 4, height: int = 2, colour: str = "#ff0000") -> bytes:
    stream = BytesIO()
    picture = Image.new("RGB", (width, height), colour)
    picture.paste("#0000ff", (0, 0, width, 1))
    picture.save(stream, "WEBP", lossless=True)
    return stream.getvalue()


def test_a_simulated_photo_comes_out_as_it_was_put_in() -> None:
    decoded = SimulatedWebpDecoder().decode(encode_photo(webp()))
    assert decoded == DecodedPhoto("webp", webp())


def test_a_decoder_that_has_pixels_makes_a_picture_of_them() -> None:
    blue, red = b"\x00\x00\xff", b"\xff\x00\x00"
    photo = DecodedPhoto.of_pixels(4, 2, blue * 4 + red * 4)
    with Image.open(BytesIO(photo.data), formats=(photo.format,)) as picture:
        assert picture.size == (4, 2)
        assert picture.convert("RGB").tobytes() == blue * 4 + red * 4


def test_pixels_that_make_no_rectangle_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        DecodedPhoto.of_pixels(4, 2, bytes(23))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"WLf\x00" + bytes(1020),
        bytes(index % 256 for index in range(1024)),
        encode_photo(webp())[:-1],
        encode_photo(webp())[:-1] + b"\x01",
        encode_photo(b"RIFFnothing"),
        encode_photo(webp()[:-9]),
        b"SIMW\xff\xff" + bytes(1018),
        b"SIMW" + bytes(1020),
    ],
)
def test_anything_else_is_not_decoded(raw: bytes) -> None:
    assert SimulatedWebpDecoder().decode(raw) is None
    assert PhotoDecoders().decode(raw) is None


def test_the_installed_decoders_are_found() -> None:
    assert PhotoDecoders().decode(encode_photo(webp())) is not None


class Broken:
    def decode(self, raw: bytes) -> DecodedPhoto | None:
        raise RuntimeError(f"cannot read {raw!r}")


@pytest.mark.expected_log("photo decoder broken failed: RuntimeError")
def test_a_broken_decoder_hides_no_other_one_and_its_words_stay_out_of_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = EntryPoint("broken", f"{__name__}:Broken", PHOTO_GROUP)
    simulated = EntryPoint("simulated", f"{__name__}:SimulatedWebpDecoder", PHOTO_GROUP)
    decoders = PhotoDecoders(announced=lambda: iter((broken, simulated)))
    assert decoders.decode(encode_photo(webp())) is not None
    assert "SIMW" not in caplog.text


class Impostor:
    def decode(self, raw: bytes) -> DecodedPhoto | None:
        raise AssertionError(f"somebody else's code was asked for {len(raw)} bytes")


def test_nobody_takes_the_place_of_a_decoder_of_ours_by_announcing_its_name() -> None:
    ours = list(installed(groups=(PHOTO_GROUP,)))
    rivals = [EntryPoint(entry.name, f"{__name__}:Impostor", PHOTO_GROUP) for entry in ours]
    decoders = PhotoDecoders(announced=lambda: iter((*rivals, *ours)))
    assert decoders.decode(encode_photo(webp())) is not None


def test_no_library_for_pictures_is_needed() -> None:
    raw = encode_photo(webp())
    script = (
        "import sys; from drivers.photo import PhotoDecoders;"
        f"sys.exit('PIL' in sys.modules or PhotoDecoders().decode({raw!r}) is None)"
    )
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0
