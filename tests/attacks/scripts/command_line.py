"""An identity, or a one-time code, is handed over on the command line."""

from __future__ import annotations

import argparse
import contextlib
import io
from unittest import mock

from pos_client import cli
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_TRIES = (
    ("register", "--id-number", "62909919510714963X"),
    ("readers", "watch", "--id-number", "62909919510714963X"),
    ("outbox", "import", "sealed.jsonl", "--name", "林样本", "62909919510714963X"),
    ("enrol", "--gateway", "gateway.json", "--code", "AAAA-BBBB-CCCC"),
    ("enrol", "--gateway", "gateway.json", "AAAA-BBBB-CCCC"),
)


def _run(scene: Scene) -> None:
    for words in _TRIES:
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            status: object
            try:
                status = cli.main(list(words))
            except SystemExit as leaving:
                status = leaving.code
        scene.tell_client(" ".join(words[:2]), is_stopped=status == 2)


def _indifferent() -> contextlib.AbstractContextManager[object]:
    return mock.patch.object(argparse.ArgumentParser, "error", side_effect=SystemExit(0))


ATTACK = Attack(
    abuses="the command line",
    run=_run,
    mutants=(Mutant("words that no verb knows are an error", Side.CLIENT, _indifferent),),
)
