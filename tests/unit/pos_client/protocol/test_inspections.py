"""A plan and a report on their way: what is read back is what was said, or it is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_client.domain.inspection import draw
from pos_client.protocol import jws
from pos_client.protocol.inspections import (
    ReportJson,
    plan_claims,
    plan_from,
    receipt_sha256,
    report_from,
    report_json,
)
from pos_client.protocol.message import MessageRefused, plain, read
from pos_client.testing.gateway_words import GatewayWords
from tests.inspecting import LAST_MONTH, the_plan, the_report

WORDS = GatewayWords()


def signed(claims: dict[str, object], typ: jws.TokenType) -> str:
    return jws.sign(claims, WORDS.signing.key, WORDS.signing.kid, typ)


def test_a_plan_is_read_back_as_it_was_signed() -> None:
    plan = the_plan(5)
    order = draw(plan.seed, plan.sample_ids, 5)
    by_id = {str(each.id): each for each in plan.sample}
    plan = replace(plan, sample=tuple(by_id[id_] for id_ in order))
    token = signed(plan_claims(plan), jws.TokenType.INSPECTION_PLAN)
    assert plan_from(token, WORDS.keys) == replace(plan, token=token)
    turned = replace(plan, sample=tuple(reversed(plan.sample)))
    with pytest.raises(jws.TokenRefused, match="seed"):
        plan_from(signed(plan_claims(turned), jws.TokenType.INSPECTION_PLAN), WORDS.keys)
    with pytest.raises(jws.TokenRefused):
        plan_from(signed(plan_claims(plan), jws.TokenType.RECEIPT), WORDS.keys)
    with pytest.raises(jws.TokenRefused):
        plan_from(signed({}, jws.TokenType.INSPECTION_PLAN), WORDS.keys)


def test_a_report_keeps_its_hash_on_its_way() -> None:
    report = the_report()
    said = read(ReportJson, plain(report_json(report)))
    assert report_from(said) == report
    assert report_from(said).sha256 == report.sha256


@pytest.mark.parametrize("name", ["answers", "findings"])
def test_nothing_is_answered_twice(name: str) -> None:
    said = plain(report_json(the_report()))
    said[name] = [*said[name], said[name][0]]
    with pytest.raises(MessageRefused, match="twice"):
        read(ReportJson, said)


def test_a_receipt_is_of_one_month_of_one_outlet() -> None:
    report = the_report()
    claims: dict[str, object] = {
        "outlet_code": report.outlet_code,
        "month": str(report.month),
        "report_sha256": report.sha256.hex(),
        "received_at": report.made_at.isoformat(),
    }
    token = signed(claims, jws.TokenType.INSPECTION_RECEIPT)
    said = receipt_sha256(token, WORDS.keys, report.outlet_code, LAST_MONTH)
    assert said == (report.sha256, report.made_at)
    for outlet, month in (("OTHER", LAST_MONTH), (report.outlet_code, LAST_MONTH.next)):
        with pytest.raises(jws.TokenRefused, match="month"):
            receipt_sha256(token, WORDS.keys, outlet, month)
