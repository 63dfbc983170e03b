"""A library that cannot be used is told apart from one that is well, and it is said why."""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from drivers import AddressInvalid, CardRead, LibraryUnusable, ReaderUnavailable, open_reader
from tests.integration.drivers.vendor.libraries import Compiler, Shelf, next_event, workers
from tests.unit.drivers.vectors import text_of

ALICE = text_of("mainland_han_20y")
IS_64_BIT = sys.maxsize > 2**32
pytestmark = pytest.mark.skipif(not IS_64_BIT, reason="the wrong bitness here is the right one")


def refusal(library: Path, **options: object) -> str:
    """Open it and return what is said; there may be no child left, and no restart either."""
    query = "".join(f"&{name}={value}" for name, value in options.items())
    with pytest.raises(LibraryUnusable) as refused:
        open_reader(f"vendor:sdtapi?library={library}{query}")
    assert workers() == set()
    return str(refused.value)


def elf(bits: int = 2, order: int = 1, machine: int = 62) -> bytes:
    head = bytes((0x7F, *b"ELF", bits, order, 1)) + bytes(9)
    return head + struct.pack(">HH" if order == 2 else "<HH", 3, machine) + bytes(44)


def pe(machine: int) -> bytes:
    return b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<H", machine)


def compiled_for_32_bits(compiler: Compiler) -> Path:
    try:
        return compiler.library("tiny.c", "-m32", "-nostdlib")
    except subprocess.CalledProcessError:
        pytest.skip("this gcc builds nothing for 32 bits")


def test_a_32_bit_library_is_reported_as_such_with_what_to_do(compiler: Compiler) -> None:
    said = refusal(compiled_for_32_bits(compiler))
    assert "is a 32-bit library (i386)" in said
    assert "worker=/path/to/python" in said
    assert said.startswith("libtiny")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (elf(bits=1, machine=3), "is a 32-bit library (i386)"),
        (elf(bits=1, machine=40), "is a 32-bit library (ARM)"),
        (elf(machine=183), "is built for ARM64"),
        (elf(machine=258), "is built for LoongArch"),
        (elf(order=2, machine=21), "is built for PowerPC64"),
        (pe(0x14C), "is a library for Windows"),
        (pe(0x8664), "is a library for Windows"),
        (b"", "is no library at all"),
        (b"\x7fELF", "is no library at all"),
        (b"#!/bin/sh\n", "is no library at all"),
        (b"MZ" + bytes(62), "is no library at all"),
        (b"MZ" + bytes(58) + b"\xff" * 4, "is no library at all"),
        (elf(), "cannot be loaded"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_described(
    tmp_path: Path, content: bytes, said: str
) -> None:
    library = tmp_path / "libsdtapi.so"
    library.write_bytes(content)
    assert f"libsdtapi.so {said}" in refusal(library)


@pytest.mark.parametrize(
    ("name", "said"),
    [("libsdtapi.so", "No such file or directory"), ("folder.so", "Is a directory")],
)
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "folder.so").mkdir()
    assert refusal(tmp_path / name) == f"{name}: {said}"


def built(tmp_path: Path, name: str, source: str, *needed: str, known_as: str = "") -> Path:
    """Compile a library in a folder of its own that needs others of this folder."""
    folder = tmp_path / "shelf"
    folder.mkdir(exist_ok=True)
    (folder / "part.c").write_text(source)
    command = ["gcc", "-shared", "-fPIC", "-w", "-o", folder / name, folder / "part.c"]
    command += [
        f"-Wl,-soname,{known_as or name}",
        f"-L{folder}",
        *(f"-l:{each}" for each in needed),
    ]
    subprocess.run(command, check=True)
    return folder / name


USB = "libvendorusb.so.1"
HELPS = "int helps(void) { return 1; }"
CALLS = "int helps(void); int use(void) { return helps(); }\n"


def tiny() -> str:
    return Path(__file__).with_name("tiny.c").read_text()


def test_a_missing_companion_is_named(tmp_path: Path) -> None:
    gone = built(tmp_path, USB, HELPS)
    library = built(tmp_path, "libsdtapi.so", tiny() + CALLS, USB)
    gone.unlink()
    assert refusal(library) == f"libsdtapi.so needs {USB}, which is not on this computer"


def test_companions_in_the_same_folder_are_found_and_so_are_theirs(tmp_path: Path) -> None:
    built(tmp_path, "libdeep.so", HELPS)
    built(tmp_path, USB, CALLS, "libdeep.so")
    uses = "int use(void); int uses(void) { return use(); }"
    library = built(tmp_path, "libsdtapi.so", tiny() + uses, USB)
    open_reader(f"vendor:sdtapi?library={library}").close()


def test_what_a_companion_lacks_is_told_too(tmp_path: Path) -> None:
    built(tmp_path, USB, HELPS)
    library = built(tmp_path, "libsdtapi.so", tiny() + CALLS, USB)
    built(tmp_path, USB, "int broken(void); int helps(void) { return broken(); }")
    said = refusal(library)
    assert said.startswith(f"libsdtapi.so needs {USB}, which needs a function broken")


def test_a_companion_of_another_name_does_not_fit(tmp_path: Path) -> None:
    built(tmp_path, USB, HELPS)
    library = built(tmp_path, "libsdtapi.so", tiny() + CALLS, USB)
    built(tmp_path, USB, HELPS, known_as="libother.so.2")
    assert refusal(library) == "libsdtapi.so needs companions that do not fit"


def test_a_function_that_no_library_has_is_named(tmp_path: Path) -> None:
    assert "needs a function helps that no other library" in refusal(
        built(tmp_path, "libsdtapi.so", tiny() + CALLS)
    )


@pytest.mark.parametrize(
    "name", ["SDT_OpenPort", "SDT_ClosePort", "SDT_StartFindIDCard", "SDT_ReadBaseMsg"]
)
def test_a_missing_function_is_named(tmp_path: Path, name: str) -> None:
    library = built(tmp_path, "libsdtapi.so", tiny().replace(name, "other"))
    assert refusal(library) == f"libsdtapi.so has no function {name}"


@pytest.mark.parametrize(
    ("function", "family"),
    [
        ("CVR_InitComm", "Termb"),
        ("CVR_Read_Content", "Termb"),
        ("Syn_ReadMsg", "SynIDCardAPI"),
        ("UCommand1", "RdCard"),
    ],
)
def test_a_library_of_text_fields_is_recognised_and_refused_in_words(
    tmp_path: Path, function: str, family: str
) -> None:
    said = refusal(built(tmp_path, "libsdtapi.so", f"int {function}(int port) {{ return 1; }}"))
    assert f"of the {family} family" in said
    assert "no evidence" in said


@pytest.mark.parametrize("family", ["termb", "Termb", "cvr", "syn"])
def test_a_family_of_text_fields_is_refused_by_its_name_too(family: str) -> None:
    with pytest.raises(AddressInvalid, match="no evidence"):
        open_reader(f"vendor:{family}?library=/opt/reader/Termb.so")


def test_a_library_of_both_kinds_is_asked_about(tmp_path: Path) -> None:
    both = built(tmp_path, "libsdtapi.so", tiny() + "void *SDT_OpenDevice(void *d) { return d; }")
    with pytest.raises(AddressInvalid, match="abi=port or abi=handle"):
        open_reader(f"vendor:sdtapi?library={both}")
    open_reader(f"vendor:sdtapi?library={both}&abi=port").close()
    assert refusal(both, abi="handle").endswith("has no function SDT_EnumDevice")


def test_a_library_of_the_other_kind_says_how_it_is_addressed(
    compiler: Compiler, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path, compiler.library("sdtapi.c"))
    with pytest.raises(AddressInvalid, match="by port="):
        shelf.open(device=0)
    shelf = Shelf(tmp_path, compiler.library("sdtapi.c", "-DHANDLE"))
    with pytest.raises(AddressInvalid, match="by device= or serial="):
        shelf.open(port=1001)
    assert refusal(shelf.library, abi="port").endswith("has no function SDT_OpenPort")


@pytest.mark.parametrize("port", [0, 1, 1002])
def test_a_port_without_a_reader_is_unavailable_with_the_librarys_code(
    shelf: Shelf, port: int
) -> None:
    with pytest.raises(ReaderUnavailable, match=f"port {port}: it answers 01") as gone:
        shelf.open(port=port)
    assert not isinstance(gone.value, LibraryUnusable)


def test_one_of_several_devices_is_chosen_by_its_number_or_its_serial(
    compiler: Compiler, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path, compiler.library("sdtapi.c", "-DHANDLE"))
    shelf.lay(ALICE)
    for option in ({"device": 1}, {"serial": "SECOND"}):
        with shelf.open(**option) as reader:
            assert isinstance(next_event(reader), CardRead)
    for option, said in (
        ({}, "does not open reader 0"),
        ({"device": 2}, "lists 2 readers, and not the one"),
        ({"serial": "THIRD"}, "lists 2 readers, and not the one"),
    ):
        with pytest.raises(ReaderUnavailable, match=said):
            shelf.open(**option)


def test_another_interpreter_can_do_the_work(shelf: Shelf, tmp_path: Path) -> None:
    other = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if other is None:
        pytest.skip("there is no other Python here")
    wrapper = tmp_path / "other-python"
    wrapper.write_text(f'#!/bin/sh\nexec {other} "$@"\n')
    wrapper.chmod(0o755)
    shelf.lay(ALICE)
    for worker in (other, wrapper):
        with shelf.open(worker=worker) as reader:
            assert isinstance(next_event(reader), CardRead)


def test_a_worker_that_is_of_32_bits_gets_no_library_of_64(shelf: Shelf, tmp_path: Path) -> None:
    words = b"version=1\0bits=32\0system=Linux\0machine=i386"
    hello = (len(words) + 1).to_bytes(4, "big") + b"\1" + words
    worker = tmp_path / "python32"
    worker.write_text(
        f"#!{sys.executable}\nimport os, time\nos.write(1, {hello!r})\ntime.sleep(60)\n"
    )
    worker.chmod(0o755)
    said = refusal(shelf.library, worker=worker)
    assert "is a 64-bit library (x86-64), and the Python that would load it is 32-bit" in said


@pytest.mark.parametrize("kind", ["missing", "folder", "no program"])
def test_a_worker_that_cannot_be_started_is_named(shelf: Shelf, tmp_path: Path, kind: str) -> None:
    worker = tmp_path / "python32"
    if kind == "folder":
        worker.mkdir()
    elif kind == "no program":
        worker.write_bytes(b"\0")
        worker.chmod(0o755)
    assert "the worker python32 cannot be started" in refusal(shelf.library, worker=worker)


@pytest.mark.parametrize(
    "talk",
    [
        "import os; os.write(1, b'\\xff' * 100000)",
        "import os; os.write(1, bytes(100))",
        "import os; os.write(1, b'\\0\\0\\0\\x01\\x04')",
        "import os; os.write(1, b'\\0\\0\\0\\x01\\x01')",
    ],
)
def test_a_worker_that_speaks_another_language_is_unusable(
    shelf: Shelf, tmp_path: Path, talk: str
) -> None:
    worker = tmp_path / "python32"
    worker.write_text(f"#!{sys.executable} -S\n{talk}\n")
    worker.chmod(0o755)
    assert "stopped 4 times" in refusal(shelf.library, worker=worker)


@pytest.mark.parametrize(("talk", "how"), [("", "code 0"), ("raise SystemExit(3)", "code 3")])
def test_a_worker_that_is_none_is_not_started_again_and_again(
    shelf: Shelf, tmp_path: Path, talk: str, how: str
) -> None:
    worker = tmp_path / "python32"
    worker.write_text(f"#!{sys.executable} -S\n{talk}\n")
    worker.chmod(0o755)
    said = refusal(shelf.library, worker=worker)
    assert f"python32 ended with {how} before it said a word" in said
