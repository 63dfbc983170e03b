"""`docs/compliance.md`: written from the clauses, the codes, their tests, and the last results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pos_client.domain.outcome import Outcome
from pos_client.domain.verdict import Consequence, consequence_of
from tests.compliance.clause import Chapter
from tests.compliance.codes import COUNTER, OUTCOMES, RECEIPTS, RULES, VERDICTS
from tests.compliance.proofs import CHAPTERS
from ui import i18n
from ui.presenters.verdicts import reason_of

__all__ = ["NEVER", "PAGE", "kept_results", "page_of"]

PAGE = Path(__file__).parents[2] / "docs" / "compliance.md"
NEVER = "not run yet"
_LINE = re.compile(r"^\| ([A-Z]\d+|\**`[A-Z_]+`\**) \|.*\| ([^|]*) \|$", re.MULTILINE)
_HEAD = """# What the rules ask, and the test of each line

`./dev compliance` runs these tests alone and writes this page; `./dev compliance --keep` writes it
anew without running them. They run with every `./dev test`, which also fails where a clause, an
abuse or a code has no test that bears its name, or where this page is not what they make of it.

The lines say the rules in our own words, for developers; no text here is legal advice. A test shows
that this program and its reference gateway behave so. It does not show that a carrier's own gateway
does, nor that people do their part: what is *not by software* says who has to.
Tests are below `tests/`.
"""
_CODES_HEAD = """
## Codes

A code in **bold** stands in the rules' own tables; the others are this program's. What an answer
refuses without deciding anything (`TroubleCode` in [gateway-openapi.yaml](gateway-openapi.yaml)) is
none of them.
"""
_GROUPS = {
    "Outcomes of a registration": OUTCOMES,
    "Verdicts of checks": VERDICTS,
    "Codes of receipts and of evidence": RECEIPTS,
    "What the counter says by itself": COUNTER,
}
_AT_ONCE = frozenset({"RISK_REVIEW"})
"""The carrier may look further; at a counter nobody may."""
_LEADS = {
    Consequence.GOES_ON: "goes on to the next step",
    Consequence.NEEDS_REVIEW: "waits for a second person; nothing goes on meanwhile",
    Consequence.NEEDS_PHOTO: "asks for another photo as often as policy allows, then ends the case",
    Consequence.ENDS: "ends the case; nothing is saved",
    Consequence.UNAVAILABLE: "captures it as not active, or ends",
}
_OF_OUTCOME = {
    Outcome.ACCEPTED: "the only word that lets an acceptance form be printed",
    Outcome.REJECTED: "shows the reason and what may be done; no paper",
    Outcome.UNDER_REVIEW: "says that it waits, never that it was accepted",
    Outcome.AWAITING_CUSTOMER: "says that the customer comes back with the slip",
}


def kept_results(page: str) -> dict[str, str]:
    """The last column of an earlier page, by clause or code, without what people do."""
    return {line.strip("*`"): result.split("<br>")[0] for line, result in _LINE.findall(page)}


def page_of(proofs: Mapping[str, tuple[str, ...]], results: Mapping[str, str]) -> str:
    """The whole page."""
    parts = [_HEAD]
    for chapter in CHAPTERS:
        parts += _chapter(chapter, proofs, results)
    parts.append(_CODES_HEAD)
    for heading, codes in _GROUPS.items():
        parts.append(f"\n### {heading}\n\n")
        parts.append(_row("Code", "The gateway says so where", "The client", "Test", "Result"))
        parts.append("|---|---|---|---|---|\n")
        parts += [
            _row(
                _named(code),
                when,
                _client(code),
                _tests(proofs.get(code, ())),
                _said(code, results),
            )
            for code, when in codes.items()
        ]
    return "".join(parts)


def _chapter(
    chapter: Chapter, proofs: Mapping[str, tuple[str, ...]], results: Mapping[str, str]
) -> Iterator[str]:
    yield f"\n## {chapter.heading}\n\n{chapter.source}\n\n"
    yield _row("", chapter.what, "The client", "The gateway", "Test", "Result")
    yield "|---|---|---|---|---|---|\n"
    for each in chapter.clauses:
        tests = proofs.get(each.id, ())
        said = [_said(each.id, results)] if tests else []
        if each.by_people:
            said.append(f"not by software: {each.by_people}")
        cells = (each.id, each.asks, each.client, each.gateway)
        yield _row(*cells, _tests(tests), "<br>".join(said))


def _named(code: str) -> str:
    return f"**`{code}`**" if code in RULES or code in OUTCOMES else f"`{code}`"


def _client(code: str) -> str:
    """What the counter does about it, and the sentence that it says."""
    if code in OUTCOMES:
        return _OF_OUTCOME[Outcome(code)]
    sentence = _english(code)
    if code in RECEIPTS:
        return f"tells it with the receipt, never as accepted: {sentence}"
    if code in COUNTER or code in _AT_ONCE:
        return f"ends the case at once, nothing is saved: {sentence}"
    consequence = consequence_of(code)
    if consequence in (Consequence.GOES_ON, Consequence.UNAVAILABLE):
        return _LEADS[consequence]
    return f"{_LEADS[consequence]}: {sentence}"


def _english(code: str) -> str:
    key = reason_of(code).why.key
    return i18n.catalogue(key.partition(".")[0])[key][1]


def _said(line: str, results: Mapping[str, str]) -> str:
    return results.get(line, NEVER)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"


def _tests(tests: tuple[str, ...]) -> str:
    return "<br>".join(f"`{test}`" for test in tests) or "**none**"
