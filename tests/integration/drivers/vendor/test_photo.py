"""Photos decoded by libraries that were compiled a moment ago, each in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers import AddressInvalid, LibraryUnusable
from drivers.photo import DecodedPhoto, PhotoDecoders
from drivers.wlt_photo import PhotoOrientation, WltDecoder
from tests.integration.drivers.vendor.libraries import Compiler, wait_until, workers

RAW = bytes((77,)) + bytes(1023)
MEMORY = Path("/dev/shm")
WIDTH, HEIGHT = 102, 126
Decode = Callable[..., DecodedPhoto | None]


def pixel(photo: DecodedPhoto | None, x: int, y: int) -> tuple[int, ...]:
    assert photo is not None
    head = b"P6 %d %d 255\n" % (WIDTH, HEIGHT)
    assert (photo.format, photo.data[: len(head)]) == ("ppm", head)
    assert len(photo.data) == len(head) + 3 * WIDTH * HEIGHT
    at = len(head) + 3 * (y * WIDTH + x)
    return tuple(photo.data[at : at + 3])


def assert_upright(photo: DecodedPhoto | None) -> None:
    for x, y in ((0, 0), (WIDTH - 1, 0), (0, HEIGHT - 1), (WIDTH - 1, HEIGHT - 1), (17, 4)):
        assert pixel(photo, x, y) == (x, y, 77)


class Bench:
    """A photo library in a folder of its own."""

    def __init__(self, folder: Path, library: Path) -> None:
        self.folder = folder
        self.library = Path(shutil.copy(library, folder / "libwlt.so"))

    def behave(self, manner: str) -> None:
        (self.folder / "photo").write_text(manner)

    def decode(self, raw: bytes = RAW, **options: object) -> DecodedPhoto | None:
        decoder = WltDecoder()
        query = "&".join(f"{name}={value}" for name, value in options.items())
        decoder.use_library(f"{self.library}?{query}" if query else str(self.library))
        return decoder.decode(raw)


def folders_of(process: int) -> list[Path]:
    return list(MEMORY.glob(f"photo-{process}-*"))


@pytest.fixture(autouse=True)
def nothing_left_in_memory() -> Iterator[None]:
    yield
    assert wait_until(lambda: not folders_of(os.getpid()))


@pytest.fixture
def bench(compiler: Compiler, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("unpack"), compiler.library("wlt.c", "-DUNPACK"))


@pytest.fixture
def files(compiler: Compiler, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A library that knows files only."""
    if not MEMORY.is_dir():
        pytest.skip("no folder lies in memory here")
    return Bench(tmp_path_factory.mktemp("files"), compiler.library("wlt.c", "-DGETBMP"))


@pytest.mark.parametrize(
    "flags", [("-DUNPACK",), ("-DUNPACK_CPP",), ("-DGETBMP",), ("-DUNPACK", "-DGETBMP")]
)
def test_a_photo_comes_out_upright_by_whichever_function(
    compiler: Compiler, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    assert_upright(Bench(tmp_path, compiler.library("wlt.c", *flags)).decode())
    assert workers() == set()


@pytest.mark.parametrize("manner", ["bmp", "talk", "segv once", "exit once"])
def test_what_a_library_may_do_costs_no_photo(bench: Bench, manner: str) -> None:
    bench.behave(manner)
    assert_upright(bench.decode())


@pytest.mark.parametrize("manner", ["top-down", "talk", "segv once"])
def test_what_a_library_of_files_may_do_costs_no_photo(files: Bench, manner: str) -> None:
    files.behave(manner)
    assert_upright(files.decode())


@pytest.mark.parametrize(
    "manner", ["nothing", "plain", "longer", "huge", "wrong-width", "wrong-depth"]
)
def test_anything_but_a_picture_of_the_right_size_is_no_photo(bench: Bench, manner: str) -> None:
    bench.behave(manner)
    assert bench.decode() is None


@pytest.mark.parametrize("manner", ["code -5", "code 0", "nothing", "short", "wrong-width"])
def test_anything_but_a_good_file_is_no_photo(files: Bench, manner: str) -> None:
    files.behave(manner)
    assert files.decode() is None


@pytest.mark.parametrize("raw", [b"", RAW[:-1], RAW + b"\0"])
def test_only_1024_bytes_are_shown_to_a_library(bench: Bench, raw: bytes) -> None:
    bench.behave("segv")
    assert bench.decode(raw) is None


def test_how_pixels_lie_is_a_property(bench: Bench) -> None:
    """The library is bottom-up; whoever says otherwise turns its picture."""
    last_x, last_y = WIDTH - 1, HEIGHT - 1
    turned = bench.decode(orientation="top-down")
    assert (pixel(turned, 5, 0), pixel(turned, 5, last_y)) == ((5, last_y, 77), (5, 0, 77))
    turned = bench.decode(orientation="bottom-up-mirrored")
    assert pixel(turned, 0, 3) == (last_x, 3, 77)
    turned = bench.decode(orientation="top-down-mirrored", channels="bgr")
    assert pixel(turned, 0, 0) == (77, last_y, last_x)
    bench.behave("bmp")
    turned = bench.decode(orientation="bottom-up-mirrored")
    assert pixel(turned, 0, 3) == (last_x, 3, 77)
    decoder = WltDecoder()
    decoder.use_library(f"{bench.library}?orientation=top-down-mirrored&channels=bgr")
    assert decoder.orientation == PhotoOrientation(
        is_bottom_up=False, is_mirrored=True, is_bgr=True
    )


def test_the_flag_reaches_the_library(bench: Bench) -> None:
    assert pixel(bench.decode(flag=42), 0, 0) == (0, 0, 42)


@pytest.mark.parametrize("manner", ["segv", "overrun"])
def test_a_library_that_always_stops_is_unusable_after_three_restarts(
    bench: Bench, manner: str
) -> None:
    bench.behave(manner)
    with pytest.raises(LibraryUnusable, match="stopped 4 times"):
        bench.decode()
    assert workers() == set()


@pytest.mark.limit_in_seconds
def test_a_hang_is_ended_after_its_time_and_not_repeated(bench: Bench, files: Bench) -> None:
    for library in (bench, files):
        library.behave("hang")
        begun = time.monotonic()
        assert library.decode(timeout_s=0.3) is None
        assert time.monotonic() - begun < 2.5
        assert workers() == set()


def test_a_library_of_files_without_a_folder_in_memory_is_not_called(
    files: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("drivers.wlt_photo._MEMORY", tmp_path)
    with pytest.raises(AddressInvalid, match="folder="):
        files.decode()
    assert_upright(files.decode(folder=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_the_folder_in_memory_is_private_and_empty_again_when_everybody_is_killed(
    files: Bench,
) -> None:
    files.behave("hang")
    code = (
        "import sys\nfrom drivers.wlt_photo import WltDecoder\n"
        "decoder = WltDecoder()\ndecoder.use_library(sys.argv[1])\ndecoder.decode(bytes(1024))\n"
    )
    address = f"{files.library}?timeout_s=60"
    with subprocess.Popen([sys.executable, "-c", code, address]) as program:
        try:
            assert wait_until(lambda: bool(folders_of(program.pid)), within_s=20)
            (folder,) = folders_of(program.pid)
            assert wait_until((folder / "photo.wlt").exists, within_s=20)
            assert folder.stat().st_mode & 0o777 == 0o700
            assert folder.stat().st_uid == os.getuid()
        finally:
            program.kill()
    assert wait_until(lambda: not folder.exists())


@pytest.mark.parametrize(
    "options",
    [
        "?orientation=upside-down",
        "?channels=cmyk",
        "?flag=x",
        "?interface=99999999999",
        "?timeout_s=0",
        "?folder=relative",
        "?worker=python3",
        "?colour=blue",
    ],
)
def test_an_option_that_makes_no_sense_is_refused(options: str) -> None:
    with pytest.raises(AddressInvalid):
        WltDecoder().use_library(f"/opt/vendor/libwlt.so{options}")


def test_a_relative_library_is_refused() -> None:
    with pytest.raises(AddressInvalid):
        WltDecoder().use_library("libwlt.so")


def test_a_library_without_either_function_is_named(compiler: Compiler, tmp_path: Path) -> None:
    with pytest.raises(LibraryUnusable, match=r"libwlt\.so has no function GetBmp"):
        Bench(tmp_path, compiler.library("wlt.c", "-DNEITHER")).decode()


def test_the_library_that_a_shop_has_named_decodes_what_no_other_decoder_can(bench: Bench) -> None:
    decoders = PhotoDecoders(library=str(bench.library))
    decoders.prepare()
    assert_upright(decoders.decode(RAW))
    assert PhotoDecoders().decode(RAW) is None


@pytest.mark.expected_log("photo decoder wlt cannot be used: .*is not a whole path")
def test_a_library_that_makes_no_sense_is_told_in_the_log_and_costs_the_photo_only() -> None:
    assert PhotoDecoders(library="libwlt.so").decode(RAW) is None


@pytest.mark.expected_log("photo decoder wlt failed: LibraryUnusable")
def test_a_library_that_is_not_there_costs_the_photo_only(tmp_path: Path) -> None:
    assert PhotoDecoders(library=str(tmp_path / "libwlt.so")).decode(RAW) is None
