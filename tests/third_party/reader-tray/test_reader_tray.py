from pathlib import Path

from drivers.conformance import ScriptedHand, examine


def test_a_tray_keeps_the_promise_of_a_reader(tmp_path: Path) -> None:
    file = tmp_path / "CARD.BIN"
    hand = ScriptedHand(
        lay=lambda card: file.write_bytes(card.text + card.photo),
        lift=file.unlink,
    )
    findings = list(examine(f"tray:{tmp_path}", hand=hand))
    assert [each for each in findings if each.has_failed] == []
