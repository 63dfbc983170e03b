"""Every code that somebody may see has its sentence, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_client.protocol.api import TroubleCode
from tests.unit.house import tree
from ui import i18n
from ui.presenters.verdicts import reason_of

CODE = re.compile(r"[A-Z]+(_[A-Z]+)+|EXPIRED|ARREARS")
# Who decides, and the calls that take a code from them.
DECIDERS = (
    "pos_client/sandbox",
    "pos_client/application",
    "pos_client/infrastructure/gateway",
    "pos_client/domain",
)
CALLS = {"CheckFailed", "demand", "_demand", "Decision", "_Decision", "Unreadable", "refuse"}
# Functions whose answer is a code.
ANSWERS = {
    "_code_for",
    "answer",
    "judge",
    "_online_verification",
    "refusal_of",
    "review_of",
    "refusal_by_age",
} | {f"_review_of_{subject}" for subject in ("person", "revocation", "read_counter")}
PASSES = {"ID_MATCH", "QUOTA_OK", "FACE_SAME"}
ALL = {key: pair for topic in i18n.topics() for key, pair in i18n.catalogue(topic).items()}


def constants(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        value = each.value if isinstance(each, ast.Constant) else None
        if isinstance(value, str) and CODE.fullmatch(value):
            yield value


def decided_in(path: Path) -> Iterator[str]:
    for node in ast.walk(tree.tree_of(path)):
        if isinstance(node, ast.Call) and _name(node.func) in CALLS:
            yield from constants(node)
        elif isinstance(node, ast.FunctionDef) and node.name in ANSWERS:
            for each in ast.walk(node):
                if isinstance(each, ast.Return) and each.value is not None:
                    yield from constants(each.value)


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


DECIDED = {code for path in tree.sources(*DECIDERS) for code in decided_in(path)} - PASSES


def test_the_search_finds_what_each_of_them_decides() -> None:
    known = {"ID_NOT_FOUND", "QUOTA_FULL", "DOC_EXPIRED", "EXPIRED", "VERDICT_INVALID"}
    known |= {"CUSTOMER_RETURNS", "OFFLINE_WINDOW_EXCEEDED", "ENVELOPE_DAMAGED"}
    known |= {"VISUAL_CHECK_REFUSED", "READER_NOT_TRUSTED"}
    assert known <= DECIDED


@pytest.mark.parametrize("code", sorted(DECIDED | {code.value for code in TroubleCode}))
def test_every_code_of_a_gateway_or_of_the_outbox_has_its_sentences(code: str) -> None:
    told = reason_of(code)
    assert told.why.key != "verdicts.why_unknown"
    for part in (told.why, told.to_do):
        assert all(ALL[part.key])
