"""The signed configuration of each device: a new version whenever what it says has changed."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, select, update

from pos_client.domain.campaign import CampaignDates
from pos_client.domain.flows import FLOWS
from pos_client.domain.policy import CasePolicy, LevelRule
from pos_client.protocol import strict_json
from pos_client.protocol.age_rules import flow_ages_claims
from pos_client.protocol.channel import channel_claims
from pos_client.protocol.configuration import ConfigurationClaims
from pos_client.sandbox import tables
from pos_client.sandbox.campaign import Campaign
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.guard_claims import guard_claims
from pos_client.sandbox.inspection_book import InspectionBook
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.numbers import Numbers
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.sim_stock import SimStock
from pos_client.sandbox.switches import Switches

__all__ = ["Configurations"]


class Configurations:
    """Writes and signs configurations. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        switches: Switches,
        keys: KeyRing,
        outlets: Outlets,
        numbers: Numbers,
        stock: SimStock,
        inspections: InspectionBook,
        campaign: Campaign,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._switches = switches
        self._keys = keys
        self._outlets = outlets
        self._numbers = numbers
        self._stock = stock
        self._inspections = inspections
        self._campaign = campaign

    def current(self, device: Device) -> tuple[int, str]:
        """The newest version for a device and its token; made anew where something changed."""
        now = self._clock()
        expires_at = now + self._policy.configuration_life
        book = tables.devices
        kept = self._connection.execute(
            select(
                book.c.configuration_version,
                book.c.configuration_digest,
                book.c.configuration_token,
                book.c.configuration_expires_at,
            ).where(book.c.id == device.id)
        ).one()
        is_fresh = kept.configuration_expires_at is not None and (
            kept.configuration_expires_at - now > self._policy.configuration_life / 2
        )
        brand = self._outlets.get(device.outlet_code).brand
        block = self._numbers.lease(device.id, expires_at, is_renewed=not is_fresh, brand=brand)
        said = self._claims(device, block)
        digest = hashlib.sha256(strict_json.canonical(said)).digest()
        if kept.configuration_digest == digest and is_fresh:
            return kept.configuration_version, kept.configuration_token
        version = kept.configuration_version + 1
        claims = said | {
            "version": version,
            "issued_at": now.isoformat(),
            "expires_at": expires_at.isoformat(),
        }
        ConfigurationClaims.checked(claims)  # never sign what a client would refuse
        token = self._keys.sign_configuration(claims)
        self._connection.execute(
            update(book)
            .where(book.c.id == device.id)
            .values(
                configuration_version=version,
                configuration_digest=digest,
                configuration_token=token,
                configuration_expires_at=expires_at,
            )
        )
        return version, token

    def _claims(self, device: Device, block: Any) -> dict[str, Any]:
        policy = self._policy
        outlet, dates = self._outlets.get(device.outlet_code), self._campaign.dates
        channel = self._outlets.commissions.channel(
            outlet, self._clock(), asks_for_sign=policy.asks_for_sign
        )
        return {
            "device_id": device.id,
            "outlet": asdict(outlet)
            | {
                "kind": outlet.kind.value,
                "commission_from": outlet.commission_from.isoformat(),
                "commission_until": outlet.commission_until.isoformat(),
            },
            "offline": {
                "window_hours": policy.window_hours,
                "hard_stop_hours": policy.hard_stop_hours,
                "records": policy.records,
                "records_per_clerk": policy.records_per_clerk,
                "log_in_hours": policy.log_in_hours,
                "completion": self._switches.completion.value,
                "flows": [name for name, flow in FLOWS.items() if not flow.is_online_only],
                "sim_is_handed_over": policy.sim_is_handed_over,
                "numbers_per_person": policy.number_quota,
            },
            "case": _case_claims(policy.case_at(outlet.kind)),
            "evidence": {
                "minimum_level": {
                    kind.value: {flow: _rule_claims(rule) for flow, rule in rules.items()}
                    for kind, rules in policy.minimum_level.items()
                }
            },
            "readers": [
                {"sam_id": rule.sam_id, "driver": rule.driver}
                for rule in self._outlets.readers(outlet.code, policy)
            ],
            "drivers": [
                asdict(rule) | {"schemes": list(rule.schemes)} for rule in policy.allowed_drivers()
            ],
            "number_block": [
                {"phone_number": number, "expires_at": until.isoformat()} for number, until in block
            ],
            "sim_stock": [asdict(each) for each in self._stock.ranges_of(outlet.code)],
            **({"campaign": _campaign_claims(dates)} if dates is not None else {}),
            "sealing_key": self._keys.sealing_claims,
            "signing_keys": [self._keys.words_jwk],
            "is_demo": policy.is_demo,
            "second_factor": policy.second_factor.value,
            "idle_lock_s": policy.idle_lock_s,
            "heartbeat_s": policy.heartbeat_s,
            "channel": channel_claims(channel),
            **guard_claims(self._connection, policy, outlet),
            **self._inspections.claims(outlet.code),
        }


def _campaign_claims(dates: CampaignDates) -> dict[str, Any]:
    return {
        "id": dates.id,
        "begins_on": dates.begins_on.isoformat(),
        "milestones": [
            {"percent": each.percent, "on": each.on.isoformat()} for each in dates.milestones
        ],
    }


def _rule_claims(rule: LevelRule) -> dict[str, Any]:
    return {
        "level": rule.level.value,
        "below": rule.below.value,
        "review_above_per_day": rule.review_above_per_day,
    }


def _case_claims(case: CasePolicy) -> dict[str, Any]:
    return {
        "notices": {
            "version": case.notices.version,
            "notices": [asdict(notice) for notice in case.notices.notices],
        },
        "offers": [asdict(offer) for offer in case.offers],
        "age_rules": [
            {"from_age": rule.from_age, "decision": rule.decision.value} for rule in case.age_rules
        ],
        "photo_attempts": case.photo_attempts,
        "reviews_here": list(case.reviews_here),
        "where_to_ask": case.where_to_ask,
        "flows": list(case.flows),
        "first_flow": case.first_flow,
        # Both stand there only where there is one: other outlets' configurations stay as they were.
        **(
            {"representative_from_age": case.representative_from_age}
            if any(FLOWS[name].representative for name in case.flows)
            else {}
        ),
        **(
            {
                "risk_notice": {
                    "version": case.risk_notice.version,
                    "paragraphs": list(case.risk_notice.paragraphs),
                }
            }
            if case.risk_notice is not None
            else {}
        ),
        **({"esim_flows": list(case.esim_flows)} if case.esim_flows else {}),
        **flow_ages_claims(case.ages_of_flows),
        **(
            {
                "special_documents": {
                    "types": [each.value for each in case.special.types],
                    "reasons": [each.value for each in case.special.reasons],
                    "daily_cap": case.special.daily_cap,
                }
            }
            if case.special is not None
            else {}
        ),
        **({"reviews_by_centre": list(case.reviews_by_centre)} if case.reviews_by_centre else {}),
    }
