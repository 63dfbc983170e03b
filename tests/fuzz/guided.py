"""The same trial with damage that a fuzzer guided by coverage makes up.

It needs atheris, which is no dependency of ours, and takes libFuzzer's own options::

    .venv/bin/pip install atheris && .venv/bin/python -m tests.fuzz.guided -max_total_time=600
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["drivers"]):
    from tests.fuzz.frames import good_frames
    from tests.fuzz.oracle import passing_records
    from tests.fuzz.trial import people_in


def _damage(data: bytes) -> bytes:
    """Write the fuzzer's bytes over a good record at the place that they begin with."""
    records, _ = good_frames()
    frame = records[data[0] % len(records)].frame
    at, written = int.from_bytes(data[1:3], "big") % len(frame), data[3:]
    return frame[:at] + written + frame[at + len(written) :]


def _one_input(data: bytes) -> None:
    """Read a damaged record, or the bare bytes where the first one is even."""
    if len(data) < 4:
        return
    stream = _damage(data[1:]) if data[0] % 2 else data[1:]
    allowed = passing_records(stream)
    assert all(person in allowed for person in people_in(stream, data[0] + 1))


if __name__ == "__main__":
    atheris.Setup(sys.argv, _one_input)
    atheris.Fuzz()
