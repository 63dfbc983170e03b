"""The reviewers' page says in words what it is told in codes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import FLOWS
from pos_client.domain.guards import GuardRule
from pos_client.domain.special_document import SpecialReason
from pos_client.domain.verdict import Check
from pos_client.sandbox import guard_sweeps, guards
from pos_client.sandbox.back_office_page import BACK_OFFICE_PAGE
from pos_client.sandbox.centre_page import PAGE
from pos_client.sandbox.centre_words import CENTRE_WORDS
from pos_client.sandbox.policy import SandboxPolicy

_EVIDENCE = re.compile(r'"([a-z_]+)": ')
_OF_A_TABLE = {"outlet_code", "day"}


def test_every_rule_flow_check_and_role_has_its_words() -> None:
    assert CENTRE_WORDS["guards"].keys() == {each.value for each in GuardRule}
    assert CENTRE_WORDS["flows"].keys() == FLOWS.keys()
    assert CENTRE_WORDS["checks"].keys() == {each.value for each in Check}
    assert CENTRE_WORDS["reasons"].keys() == {each.value for each in SpecialReason}
    assert CENTRE_WORDS["roles"].keys() == {each.value for each in PartyRole}


def test_every_code_that_is_reviewed_by_policy_has_its_words() -> None:
    policy = SandboxPolicy()
    reviewed = {
        code
        for kind in policy.minimum_level
        for codes in (policy.case_at(kind).reviews_here, policy.case_at(kind).reviews_by_centre)
        for code in codes
    }
    assert reviewed <= CENTRE_WORDS["codes"].keys()


@pytest.mark.parametrize("module", [guards, guard_sweeps])
def test_every_figure_of_a_finding_has_its_words(module: object) -> None:
    source = Path(str(module.__file__)).read_text("utf-8")  # type: ignore[attr-defined]
    assert set(_EVIDENCE.findall(source)) - _OF_A_TABLE <= CENTRE_WORDS["figures"].keys()


def test_the_page_holds_them_and_no_place_is_left_open() -> None:
    assert json.dumps(CENTRE_WORDS["guards"], ensure_ascii=False) in PAGE
    assert "__WORDS__" not in PAGE


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node to read the script")
@pytest.mark.parametrize("page", [PAGE, BACK_OFFICE_PAGE])
def test_the_script_of_a_page_can_be_read(page: str, tmp_path: Path) -> None:
    script = tmp_path / "page.js"
    script.write_text(page.partition("<script>")[2].partition("</script>")[0], "utf-8")
    assert subprocess.run(["node", "--check", str(script)], check=False).returncode == 0
