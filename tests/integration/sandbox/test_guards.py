"""The guards before the whole gateway: what is told, who looks, and how it is over again."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from drivers.card.number import looks_like_id_number
from pos_client.domain.guards import Burst, Counted, Group, GuardRules
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from pos_client.sandbox.centre import Decision
from pos_client.sandbox.control import Control
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, outcome_of

ACCEPTED = ("ACCEPTED", "")
LOOKED_AT = ("UNDER_REVIEW", "RISK_REVIEW")
HOUR = timedelta(hours=1)
HEADS = ("lin", "wang", "ma", "sun", "jin", "wei")
GROUP = GuardRules(group=Group(6, timedelta(minutes=20)))
PAUSE = GuardRules(bursts=(Burst(Counted.CLERK, 2, timedelta(minutes=10), HOUR),))


def policy(rules: GuardRules) -> SandboxPolicy:
    return SandboxPolicy(guards={OutletKind.AGENT: rules}, number_block=8, challenge_pool=8)


def captures(device: TestDevice, card: Cards, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [
        outcome_of(device, device.registration(captured(device, card(f"resident-{name}"), place)))
        for place, name in enumerate(names)
    ]


def findings(sandbox: RunningSandbox) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_ledger(sandbox.home.folder)["guard_findings"]
    return found


def test_six_strangers_in_twenty_minutes_give_risk_review_and_wait_in_the_centre(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path, policy=policy(GROUP)) as sandbox:
        ends = captures(enrol(sandbox), card, HEADS)
        assert ends == [ACCEPTED] * 5 + [LOOKED_AT]
        (finding,) = findings(sandbox)
        assert (finding["rule"], finding["evidence"]["strangers"]) == ("GROUP", 6)
        alarms = [each["code"] for each in read_ledger(sandbox.home.folder)["alarms"]]
        assert alarms == ["GUARD_GROUP"]
        (waiting,) = sandbox.call(lambda desk: desk.centre.queue())
        assert "RISK_REVIEW" in waiting["codes"]
        assert [each["rule"] for each in waiting["guards"]] == ["GROUP"]
        yes = Decision(sandbox.reviewer_number, is_approved=True, reason=None)
        sandbox.call(lambda desk: desk.centre.decide(waiting["id"], yes))
        totals = read_ledger(sandbox.home.folder)["totals"]
    assert (totals["accepted"], totals["under_review"], totals["doubled"]) == (6, 0, 0)


def test_after_a_burst_its_subject_rests_until_somebody_has_looked(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path, policy=policy(PAUSE)) as sandbox:
        device = enrol(sandbox)
        ends = captures(device, card, HEADS[:4])
        assert [outcome for outcome, _ in ends] == [Outcome.ACCEPTED] * 2 + [
            Outcome.UNDER_REVIEW
        ] * 2
        (finding,) = findings(sandbox)
        settled = Control(sandbox).obey(f"guards settle {finding['id']}")
        assert settled["ok"]
        assert settled["findings"][0]["is_settled"]
        resting = sandbox.call(
            lambda desk: desk.guards.findings.rest_of(
                [("CLERK", sandbox.clerk_number)], desk.clock()
            )
        )
        assert resting == ""
        assert not Control(sandbox).obey(f"guards settle {finding['id']}")["ok"]


def test_a_device_is_told_the_limits_that_it_can_count_and_what_was_noticed(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path, policy=policy(PAUSE)) as sandbox:
        device = enrol(sandbox)
        told = device.configuration["guards"]
        assert told["bursts"][0]["most"] == 2
        assert "noted" not in told
        captures(device, card, HEADS[:3])
        row = sandbox.call(lambda desk: desk.devices.find(device.id))
        assert row is not None
        _, token = sandbox.call(lambda desk: desk.configurations.current(row))
        claims = json.loads(_payload(token))
        newer = configuration_from(ConfigurationClaims.checked(claims))
    assert newer.guards is not None
    assert [each.value for each in newer.guards.noted] == ["BURST"]


def _payload(token: str) -> bytes:
    import base64

    middle = token.split(".")[1]
    return base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4))


def test_without_rules_nothing_is_counted_and_nothing_is_told(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    assert "guards" not in device.configuration
    assert captures(device, card, ("lin",)) == [ACCEPTED]
    assert findings(gateway) == []


def test_a_finding_names_nobody(tmp_path: Path, enrol: Enrol, card: Cards) -> None:
    with RunningSandbox(tmp_path, policy=policy(GROUP)) as sandbox:
        captures(enrol(sandbox), card, HEADS)
        (finding,) = findings(sandbox)
    said = [str(each) for each in (*finding.values(), *finding["evidence"].values())]
    assert not any(looks_like_id_number(each) for each in said)
    assert not any("示例" in each or "虚构" in each for each in said)
