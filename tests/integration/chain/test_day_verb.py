"""`pos-client day`: the figures of a day beside an open window."""

from __future__ import annotations

import json

import pytest

from pos_client import cli
from tests.integration.chain.shop import Shop


def test_it_reads_the_figures_of_the_day_beside_a_counter_at_work(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    counter = shop.open_at_work()
    shop.sandbox.stop()
    counter.register("resident-lin")
    home = str(shop.home.folder)
    try:
        capsys.readouterr()
        assert cli.main(["day", "--json", "--home", home]) == 0
        facts = json.loads(capsys.readouterr().out)
        assert cli.main(["day", "--home", home]) == 0
        said = capsys.readouterr().out
        assert cli.main(["day", "--day", "2001-01-01", "--json", "--home", home]) == 0
        other = json.loads(capsys.readouterr().out)
    finally:
        shop.close(counter)
    (figures,) = facts["clerks"].values()
    assert facts["figures"] == figures
    assert (figures["saved"], figures["captured"], figures["accepted"]) == (1, 1, 0)
    assert facts["open_now"]["pending"] == 1
    lines = {line.split()[0]: line.split()[1:] for line in said.splitlines()[2:]}
    assert lines["saved"] == ["1", "1"]
    assert lines["pending"] == ["1"]
    assert other["clerks"] == {}
    assert set(other["figures"].values()) == {0}


def test_a_day_that_is_none_is_a_wrong_call(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as wrong:
        cli.main(["day", "--day", "yesterday", "--home", str(shop.home.folder)])
    assert wrong.value.code == 2
    assert "2026-11-23" in capsys.readouterr().err
