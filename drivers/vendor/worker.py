"""The process that a vendor's library runs in: `python -m drivers.vendor.worker`.

It reads messages on its standard input and answers on its standard output, calls the library
from its first thread only, and is gone as soon as its input ends, also in the middle of a call.
Whoever starts it calls `main` with nothing importable but the standard library and this folder.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Final, NoReturn, Protocol

from drivers.vendor import messages
from drivers.vendor.binary import look_at
from drivers.vendor.loading import Fault, load_library
from drivers.vendor.messages import Message, MessageInvalid, MessageParser
from drivers.vendor.photo_library import PhotoLibrary
from drivers.vendor.sdtapi import Sdtapi

__all__ = ["Job", "main"]

_PIECE: Final = 64 * 1024
# What a library may write to any one file. Locks of serial ports hold eleven characters; no
# number of a person has as few as sixteen. Pictures need more, and get a folder in memory.
_FILE_SIZE: Final = 16
_FILE_SIZE_PICTURE: Final = 64 * 1024
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_NO_ERROR_WINDOWS: Final = 0x8003


class Job(Protocol):
    """What a library is used for."""

    abi: str

    @property
    def is_intact(self) -> bool: ...

    def call(self, name: str, payload: bytes) -> tuple[int, list[memoryview]]: ...

    def wipe(self) -> None: ...

    def close(self) -> None: ...


class _Pipes:
    """The two pipes, moved away from where a library talks."""

    def __init__(self) -> None:
        self.input, self._output = os.dup(0), os.dup(1)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for place in (0, 1, 2):
            os.dup2(nowhere, place)
        os.close(nowhere)

    def send(self, message: bytearray) -> None:
        """Send it, and overwrite it."""
        rest = memoryview(message)
        while rest:
            rest = rest[os.write(self._output, rest) :]
        message[:] = bytes(len(message))

    def send_words(self, kind: int, **words: str) -> None:
        """Send named texts."""
        self.send(messages.encode(kind, (messages.encode_words(words),)))


class _Ear(Thread):
    """Hears what is asked while the first thread may be in the library, and the end of it all."""

    def __init__(self, pipe: int) -> None:
        super().__init__(name="ear", daemon=True)
        self._pipe = pipe
        self.heard: SimpleQueue[Message] = SimpleQueue()
        self.folder = ""

    def run(self) -> None:
        """Listen until nobody talks any more."""
        parser = MessageParser()
        with suppress(OSError, MessageInvalid):
            while piece := os.read(self._pipe, _PIECE):
                for message in parser.feed(piece):
                    self.heard.put(message)
        self._leave_nothing()
        if sys.platform != "win32" and os.getpgid(0) == os.getpid():
            os.killpg(0, signal.SIGKILL)  # with all that the library may have started
        os._exit(0)

    def _leave_nothing(self) -> None:
        """Empty the folder of pictures: whoever made it may have been killed."""
        if self.folder:
            with suppress(OSError):
                for entry in os.scandir(self.folder):
                    os.unlink(entry.path)  # noqa: PTH108 - pathlib takes long to import
                os.rmdir(self.folder)  # noqa: PTH106


def main() -> NoReturn:
    """Load one library, serve until told to end, and leave without a further word."""
    pipes = _Pipes()
    _stay_private()
    ear = _Ear(pipes.input)
    ear.start()
    own = look_at(sys.executable)
    pipes.send_words(
        messages.HELLO,
        version=messages.VERSION,
        bits=str(8 * struct.calcsize("P")),
        system=own.system if own else "",
        machine=own.machine if own else "",
    )
    kind, body = ear.heard.get()
    if kind != messages.START:
        os._exit(0)
    words = messages.decode_words(body)
    ear.folder = words.get("folder", "")
    try:
        job = _begin(words)
    except Fault as fault:
        pipes.send_words(messages.FAULT, code=fault.code, text=fault.text)
    else:
        pipes.send_words(messages.STARTED, abi=job.abi)
        _serve(job, ear, pipes)
    os._exit(0)


def _begin(words: dict[str, str]) -> Job:
    is_photo = words["job"] == "photo"
    _limit_files(_FILE_SIZE_PICTURE if is_photo else _FILE_SIZE)
    library = load_library(words["library"])
    _die_with_parent(0)  # from now on the ear hears it
    return PhotoLibrary(library, words) if is_photo else Sdtapi(library, words)


def _serve(job: Job, ear: _Ear, pipes: _Pipes) -> None:
    while (message := ear.heard.get()).kind == messages.CALL:
        number, name, payload = messages.decode_call(message.body)
        try:
            code, parts = job.call(name, payload)
        except Exception as trouble:  # noqa: BLE001 - Windows tells of bad memory this way
            pipes.send_words(messages.BROKEN, text=f"failed with {type(trouble).__name__}")
            return
        if not job.is_intact:
            pipes.send_words(messages.BROKEN, text="wrote past its buffer")
            return
        pipes.send(messages.encode_answer(number, code, parts))
        job.wipe()
    job.close()


def _stay_private() -> None:
    """See to it that no dump shows a person, and that no window waits for an answer."""
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(_NO_ERROR_WINDOWS)
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # A limit of nothing does not bind the system's own collectors of dumps.
        _control(_PR_SET_DUMPABLE, 0)
        _control(_PR_SET_NO_NEW_PRIVS, 1)
        # While a library is loaded no other thread of Python runs: nobody would hear the end.
        # Not for longer: the "parent" is the thread that has started this process.
        _die_with_parent(signal.SIGKILL)


def _limit_files(size: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _die_with_parent(number: int) -> None:
    if sys.platform == "linux":
        _control(_PR_SET_PDEATHSIG, number)


def _control(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    main()
