"""What was recorded once registers nobody outside a demo."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.api import ReaderInfo
from drivers.registry import open_reader
from pos_client.application.state import CasePhase
from tests.transcripts.sessions import FOLDER
from tests.unit.pos_client.application.rig import Rig


def info_of(name: str) -> ReaderInfo:
    with open_reader(f"transcript:{FOLDER / name}.jsonl") as reader:
        return reader.info


@pytest.mark.parametrize("name", ["serial", "usb-split", "hid-bank", "pcsc-pages"])
def test_a_recorded_reader_is_refused_outside_the_demo(name: str, tmp_path: Path) -> None:
    rig = Rig(tmp_path, is_demo=False)
    rig.fill_pool()
    rig.log_in()
    rig.lay(info=info_of(name))
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "READER_SIMULATED")
    rig.close()
