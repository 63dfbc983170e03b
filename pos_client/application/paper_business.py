"""What kind of business a paper is about."""

from __future__ import annotations

from typing import Final

from pos_client.application.unit_paper_rows import UNIT_BUSINESS
from pos_client.domain.flow import Step
from pos_client.domain.flows import (
    AWAIT_RE_REGISTRATION,
    DISPUTED_NUMBER,
    FLOWS,
    PORT_IN,
    RE_REGISTRATION,
    SECOND_REAL_PERSON_CHECK,
    SIM_REPLACEMENT,
    TRANSFER,
)
from pos_client.domain.paper import Paper

__all__ = ["business_of", "disputes", "lifts_flag", "ports", "replaces_sim", "sells"]

# What is done about a number that exists.
_BUSINESS: Final = {
    RE_REGISTRATION.name: "补登记",
    AWAIT_RE_REGISTRATION.name: "补登记",
    SIM_REPLACEMENT.name: "补换卡",
    SECOND_REAL_PERSON_CHECK.name: "二次实人认证",
    TRANSFER.name: "过户",
    DISPUTED_NUMBER.name: "名下号码异议",
    PORT_IN.name: "携号转网",
    **UNIT_BUSINESS,
}


def sells(paper: Paper) -> bool:
    """Whether anything is applied for but the registration itself."""
    return FLOWS[paper.flow].sells


def business_of(paper: Paper) -> str:
    """What is done about a number that exists, by its name; empty where a new one is sold."""
    return _BUSINESS.get(paper.flow, "")


def replaces_sim(paper: Paper) -> bool:
    """Whether a number that exists gets another SIM."""
    return FLOWS[paper.flow].has(Step.NEW_SIM)


def ports(paper: Paper) -> bool:
    """Whether the number comes along from another carrier."""
    return FLOWS[paper.flow].brings_number


def lifts_flag(paper: Paper) -> bool:
    """Whether it is about a number that the carrier has flagged."""
    return FLOWS[paper.flow].is_for_flagged


def disputes(paper: Paper) -> bool:
    """Whether somebody says that a number in their name is not theirs."""
    return FLOWS[paper.flow].disputes
