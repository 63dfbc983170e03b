"""What a soak is not asked for in a way that it understands is said, and not passed over."""

from __future__ import annotations

import pytest

from tests.faults.kill.steps import STEPS
from tests.faults.kill.trial import shares_of
from tests.faults.net.__main__ import main as net
from tests.faults.power.__main__ import main as power


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--sweep", "--every", "0"], "a step is a number from 1"),
        (["--sweep", "--every", "-3"], "a step is a number from 1"),
        (["--sweep", "--count", "5"], "takes neither --count nor --mutant"),
        (["--sweep", "--mutant", "wal-normal"], "takes neither --count nor --mutant"),
        (["--every", "3"], "--every is for --sweep"),
    ],
)
def test_power_says_what_it_cannot_do(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        power(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("days", ["0", "-1", "nan", "inf", "1e9", "a month"])
def test_net_says_how_many_days_there_may_be(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        net([f"--days={days}"])
    assert "a number of days is from" in capsys.readouterr().err


@pytest.mark.parametrize("seed", range(5))
def test_ten_thousand_lives_are_dealt_to_every_named_step_more_than_a_hundred_times(
    seed: int,
) -> None:
    dealt = [each for share in shares_of(10_000, seed, is_headless=True) for each in share.steps]
    assert len(dealt) == 10_000
    assert min(dealt.count(name) for name in STEPS) >= 150
