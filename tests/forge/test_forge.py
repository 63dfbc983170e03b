"""A short piece of `./dev soak forge`, and that it would see an acceptance."""

from __future__ import annotations

import random

from pos_client.sandbox.controls import Control
from tests.forge.bytes_of import damaged, damaged_token
from tests.forge.trial import run_batch, run_batch_over_https


def test_no_forgery_is_accepted_by_the_application_and_the_original_is() -> None:
    batch = run_batch("slice", 1500)
    assert (batch.accepted, batch.faults, batch.controls) == (0, [], 1)
    assert sum(batch.offered.values()) == 1500
    assert min(batch.offered.values()) > 200


def test_no_forgery_is_accepted_over_https_either() -> None:
    batch = run_batch_over_https("slice", 100)
    assert (batch.accepted, batch.faults, batch.controls) == (0, [], 1)


def test_the_soak_sees_what_a_gateway_that_asks_for_no_signature_accepts() -> None:
    batch = run_batch("slice", 200, frozenset({Control.ENVELOPE_SIGNATURE}))
    assert batch.accepted > 0
    assert not batch.is_good


def test_damaged_bytes_are_never_those_that_were_given() -> None:
    chance = random.Random("damage")
    whole = bytes(range(64))
    assert all(damaged(whole, chance) != whole for _ in range(2000))
    assert all(damaged_token("YWJj.ZGVm.Z2hp", chance) != "YWJj.ZGVm.Z2hp" for _ in range(2000))
