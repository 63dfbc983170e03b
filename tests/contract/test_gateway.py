"""The promise of `ports.Gateway`, held to by the scripted gateway and by the real one alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos_client.application import case_trouble, trouble
from pos_client.application.ports import ReviewAsked
from pos_client.application.storage import Due
from pos_client.domain.books import DeviceBooks
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.flows import AWAIT_CUSTOMER
from pos_client.domain.outcome import Outcome
from pos_client.domain.policy import Completion
from pos_client.domain.registration import QueueSummary
from pos_client.domain.review import ReviewReason
from pos_client.domain.slip_code import Completing, new_token
from pos_client.domain.verdict import Check
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.words import Session
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.contract.gateway_world import GatewayWorld, now, sandbox_world, scripted_world
from tests.honest_cases import SAME_FACE_AGAIN


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    # One invented person registers all day long, and nobody else has to look at it.
    policy = SandboxPolicy(
        number_quota=1_000_000, quota_review_from=1_000_000, controls=SAME_FACE_AGAIN
    )
    with RunningSandbox(tmp_path_factory.mktemp("sandbox"), policy=policy) as running:
        yield running


@pytest.fixture(params=["scripted", "http"])
def world(
    request: pytest.FixtureRequest, sandbox: RunningSandbox, tmp_path: Path
) -> Iterator[GatewayWorld]:
    if request.param == "scripted":
        made = scripted_world()
    else:
        made = sandbox_world(sandbox, tmp_path / "device")
    yield made
    made.gateway.close()


def test_a_configuration_is_for_this_device_and_in_force(world: GatewayWorld) -> None:
    token, configuration = world.gateway.configuration()
    assert token.count(".") == 2
    assert configuration.issued_at <= now() < configuration.expires_at
    assert len(configuration.sealing_key) == 65
    rule = configuration.evidence.rule(configuration.outlet.kind, "new_number")
    assert rule is not None
    assert rule.level == "B"


def test_a_clerk_logs_in(world: GatewayWorld) -> None:
    session = world.log_in()
    assert session.clerk.clerk_number == world.clerk_number
    assert session.outlet_code == world.gateway.configuration()[1].outlet.code
    assert abs(session.gateway_time - now()) < timedelta(minutes=1)
    assert session.expires_at > now()


@pytest.mark.parametrize(("clerk", "password"), [(None, "wrong"), ("none", None), ("", "")])
def test_a_wrong_log_in_is_refused_as_such(
    clerk: str | None, password: str | None, world: GatewayWorld
) -> None:
    with pytest.raises(trouble.LogInRefused):
        world.gateway.log_in(
            world.clerk_number if clerk is None else clerk,
            world.password if password is None else password,
        )
    assert world.log_in().token


def test_a_case_gets_a_transaction_and_a_challenge_of_its_own(world: GatewayWorld) -> None:
    session = world.log_in()
    one, other = (world.gateway.open_case("new_number", session) for _ in range(2))
    assert one.real_name_transaction_id != other.real_name_transaction_id != ""
    assert one.id != other.id
    assert one.nonce != other.nonce
    assert len(one.nonce) >= 16
    assert one.expires_at > now()


def test_a_flow_that_does_not_exist_is_refused(world: GatewayWorld) -> None:
    session = world.log_in()
    with pytest.raises(trouble.Unreadable):
        world.gateway.open_case("no_such_flow", session)


def test_the_pool_has_challenges_without_a_case(world: GatewayWorld) -> None:
    challenges = world.gateway.challenges()
    assert challenges
    assert len({each.id for each in challenges}) == len(challenges)
    assert all(not each.real_name_transaction_id for each in challenges)
    assert all(each.expires_at > now() for each in challenges)


def test_verdicts_are_for_this_case_and_these_reads(world: GatewayWorld) -> None:
    session = world.log_in()
    case = world.verified(session)
    assert case.is_verified
    assert case.party.live_photo is not None
    assert {verdict.check for verdict in case.party.verdicts} == set(
        case.flow.checks_of(case.flow.lead)
    )
    for verdict in case.party.verdicts:
        assert verdict.case_id == case.id
        assert verdict.evidence_ids == (case.party.evidence[0].id,)
        assert verdict.photo_sha256 == case.party.live_photo.sha256
        assert (verdict.facts["flow"], verdict.facts["role"]) == ("new_number", "OWNER")


def test_a_declined_face_match_is_said_to_be_one(world: GatewayWorld) -> None:
    session = world.log_in()
    challenge = world.gateway.open_case("new_number", session)
    case = world.asked(world.photographed(challenge, declined=("face",)), session)
    assert case.party.codes_to_review == ("FACE_REFUSED",)
    assert not case.is_verified


def test_a_slot_is_given_back_as_often_as_one_likes(world: GatewayWorld) -> None:
    session = world.log_in()
    reservation_id = world.verified(session).party.quota_reservation_id
    assert reservation_id
    for each in (reservation_id, reservation_id, "slot-0000000000000000"):
        world.gateway.release_quota(each, session)


@pytest.mark.parametrize("is_approved", [True, False])
def test_a_supervisor_decides_what_is_to_be_looked_at(
    world: GatewayWorld, is_approved: bool
) -> None:
    session = world.log_in()
    world.let_say(Check.QUOTA, "QUOTA_REVIEW")
    case = world.verified(session)
    tokens = tuple(verdict.token for verdict in case.party.verdicts)
    reason = None if is_approved else ReviewReason.OTHER
    asked = ReviewAsked(case.id, tokens, *world.supervisor, is_approved=is_approved, reason=reason)
    review = world.gateway.review(asked, session)
    assert (review.case_id, review.codes) == (case.id, ("QUOTA_REVIEW",))
    assert (review.supervisor_number, review.is_approved) == (world.supervisor[0], is_approved)
    assert review.issued_at <= now() < review.expires_at
    assert case.take_review(review, now()).is_verified is is_approved
    # The clerk's session goes on.
    assert world.gateway.find_numbers("", 1, session)


def test_nobody_else_decides(world: GatewayWorld) -> None:
    session = world.log_in()
    world.let_say(Check.QUOTA, "QUOTA_REVIEW")
    case = world.verified(session)
    tokens = tuple(verdict.token for verdict in case.party.verdicts)
    number, password = world.supervisor
    own = (world.clerk_number, world.password)
    for who, secret, refusal in (
        (number, "wrong", trouble.LogInRefused),
        ("none", password, trouble.LogInRefused),
        (*own, trouble.ReviewRefused),
    ):
        with pytest.raises(refusal):
            world.gateway.review(
                ReviewAsked(case.id, tokens, who, secret, is_approved=True), session
            )


def test_where_nothing_is_to_be_looked_at_there_is_no_review(world: GatewayWorld) -> None:
    session = world.log_in()
    case = world.verified(session)
    tokens = tuple(verdict.token for verdict in case.party.verdicts)
    with pytest.raises(trouble.ReviewRefused):
        world.gateway.review(
            ReviewAsked(case.id, tokens, *world.supervisor, is_approved=True), session
        )


def test_the_next_log_in_of_a_clerk_ends_the_session_before(world: GatewayWorld) -> None:
    first = world.log_in()
    second = world.log_in()
    with pytest.raises(trouble.NotAuthorised):
        world.gateway.find_numbers("", 1, first)
    assert world.gateway.find_numbers("", 1, second)


def test_a_body_that_cannot_be_opened_is_unreadable(world: GatewayWorld) -> None:
    session = world.log_in()
    case = world.photographed(world.gateway.open_case("new_number", session))
    sealed = world.sealing().verification(new_id(), case, session, bytes(32), now())
    touched = dataclasses.replace(sealed, sealed_body=b"\0" + sealed.sealed_body[1:])
    with pytest.raises(trouble.Unreadable):
        world.gateway.verify(touched, session)


def test_numbers_are_found_by_their_digits(world: GatewayWorld) -> None:
    session = world.log_in()
    some = world.gateway.find_numbers("", 3, session)
    assert len(some) == 3
    assert len(set(some)) == 3
    tail = some[1][-3:]
    assert all(tail in number for number in world.gateway.find_numbers(tail, 8, session))
    assert world.gateway.find_numbers("99999999999", 8, session) == ()


def test_a_number_is_held_for_one_case_until_it_is_given_back(world: GatewayWorld) -> None:
    session = world.log_in()
    (number,) = world.gateway.find_numbers("", 1, session)
    mine, other = (
        world.gateway.open_case("new_number", session).real_name_transaction_id for _ in range(2)
    )
    held = world.gateway.hold_number(number, mine, session)
    assert held.phone_number == number
    assert held.held_until > now()
    assert held.hold_id
    assert number not in world.gateway.find_numbers(number, 8, session)
    with pytest.raises(trouble.Unreadable):
        world.gateway.hold_number(number, other, session)
    again = world.gateway.hold_number(number, mine, session)
    world.gateway.give_back(again, session)
    world.gateway.give_back(again, session)
    assert number in world.gateway.find_numbers(number, 8, session)


def test_a_leased_number_is_given_back_without_a_word(world: GatewayWorld) -> None:
    world.gateway.give_back(ChosenNumber("17055590000", now()), world.log_in())


def test_a_registration_takes_effect_once_however_often_it_is_sent(world: GatewayWorld) -> None:
    due = world.registered(world.log_in())
    assert world.gateway.status(due.id, due.envelope_sha256) is None
    receipt = world.gateway.deliver(due)
    assert (receipt.registration_id, receipt.body_sha256) == (due.id, due.envelope_sha256)
    assert (receipt.outcome, receipt.code) == (Outcome.ACCEPTED, "")
    assert receipt.phone_number
    assert world.gateway.deliver(due) == receipt
    assert world.gateway.status(due.id, due.envelope_sha256) == receipt


def test_an_id_does_not_come_back_with_other_bytes(world: GatewayWorld) -> None:
    session = world.log_in()
    due = world.registered(session)
    world.gateway.deliver(due)
    (number,) = world.gateway.find_numbers("", 1, session)
    case = world.verified(session)
    held = world.gateway.hold_number(number, case.real_name_transaction_id, session)
    other = world.sealed(world.signed(case, held, session), session, due.id)
    with pytest.raises(trouble.Unreadable) as caught:
        world.gateway.deliver(other)
    assert caught.value.facts["code"] == "ID_REUSED"
    assert world.gateway.status(due.id, due.envelope_sha256) is not None


def test_what_is_no_envelope_is_put_aside(world: GatewayWorld) -> None:
    due = world.registered(world.log_in())
    with pytest.raises(trouble.Unreadable):
        world.gateway.deliver(dataclasses.replace(due, envelope=b"none"))
    with pytest.raises(trouble.Unreadable):
        world.gateway.deliver(dataclasses.replace(due, id=new_id()))
    assert world.gateway.status(due.id, due.envelope_sha256) is None


# Without the gateway, and back again -----------------------------------------------------------


def test_a_case_captured_with_a_number_of_the_block_is_accepted_with_it(
    world: GatewayWorld,
) -> None:
    session = world.log_in()
    number = world.gateway.configuration()[1].number_block[0]
    case = world.captured(Completion.GATEWAY_COMPLETES)
    chosen = ChosenNumber(number.phone_number, number.expires_at)
    due = world.sealed(world.signed(case, chosen, session), session, return_token=new_token())
    receipt = world.gateway.deliver(due)
    assert (receipt.outcome, receipt.phone_number) == (Outcome.ACCEPTED, number.phone_number)


def captured_to_return(world: GatewayWorld, session: Session) -> tuple[Due, Completing]:
    slip = Completing(new_id(), new_token())
    case = world.captured(Completion.CUSTOMER_RETURNS)
    due = world.sealed(case, session, slip.registration_id, slip.token)
    receipt = world.gateway.deliver(due)
    expected = (Outcome.AWAITING_CUSTOMER, "CUSTOMER_RETURNS", "")
    assert (receipt.outcome, receipt.code, receipt.phone_number) == expected
    return due, slip


def test_who_was_captured_without_a_number_comes_back_once(world: GatewayWorld) -> None:
    session = world.log_in()
    due, slip = captured_to_return(world, session)
    opened = world.gateway.open_return(slip, session)
    assert opened.challenge.real_name_transaction_id
    assert opened.captured_at <= now() < opened.expires_at
    case = world.asked(world.photographed(opened.challenge, completes=slip), session)
    assert case.is_verified
    assert {verdict.check for verdict in case.party.verdicts} == set(
        AWAIT_CUSTOMER.checks_of(AWAIT_CUSTOMER.lead)
    )
    (number,) = world.gateway.find_numbers("", 1, session)
    held = world.gateway.hold_number(number, case.real_name_transaction_id, session)
    completion = world.gateway.deliver(world.sealed(world.signed(case, held, session), session))
    assert (completion.outcome, completion.phone_number) == (Outcome.ACCEPTED, number)
    original = world.gateway.status(due.id, due.envelope_sha256)
    assert original is not None
    assert (original.outcome, original.code, original.phone_number) == (
        Outcome.ACCEPTED,
        "",
        number,
    )
    with pytest.raises(case_trouble.ReturnRefused) as caught:
        world.gateway.open_return(slip, session)
    assert caught.value.facts["reason"] == "completed"


def test_a_slip_that_nobody_gave_out_is_unknown(world: GatewayWorld) -> None:
    session = world.log_in()
    _, slip = captured_to_return(world, session)
    for other in (
        dataclasses.replace(slip, token=new_token()),
        dataclasses.replace(slip, registration_id=new_id()),
    ):
        with pytest.raises(case_trouble.ReturnRefused) as caught:
            world.gateway.open_return(other, session)
        assert caught.value.facts["reason"] == "unknown"
    assert world.gateway.open_return(slip, session).challenge.nonce


def test_the_audit_chain_is_countersigned(world: GatewayWorld) -> None:
    entries = [world.chain.append("opened", n=n) for n in range(5)]
    first = world.gateway.send_audit(entries[:3])
    assert (first.index, first.head) == (3, entries[2].head)
    assert world.gateway.send_audit(entries[:3]).index == 3
    assert world.gateway.send_audit(entries[3:]).head == entries[4].head


def test_a_broken_audit_chain_is_not_countersigned(world: GatewayWorld) -> None:
    entries = [world.chain.append("opened", n=n) for n in range(3)]
    with pytest.raises(trouble.GatewayTrouble):
        world.gateway.send_audit(entries[1:])
    changed = dataclasses.replace(entries[1], head=bytes(32))
    with pytest.raises(trouble.GatewayTrouble):
        world.gateway.send_audit([entries[0], changed, entries[2]])
    assert world.gateway.send_audit(entries).index == 3


def test_a_heartbeat_tells_time_and_version(world: GatewayWorld) -> None:
    heard = world.gateway.heartbeat(QueueSummary(pending=1))
    assert abs(heard.gateway_time - now()) < timedelta(minutes=1)
    assert heard.configuration_version == world.gateway.configuration()[1].version
    assert heard.is_drain_only is False


def test_a_heartbeat_tells_what_is_known_of_the_device(world: GatewayWorld) -> None:
    before = world.gateway.heartbeat(QueueSummary()).books
    assert before is not None
    world.gateway.deliver(world.registered(world.log_in()))
    after = world.gateway.heartbeat(QueueSummary()).books
    assert after == DeviceBooks(before.decided + 1, before.final + 1, before.audit_index)


def test_a_heartbeat_tells_of_a_session_that_has_ended(world: GatewayWorld) -> None:
    first = world.log_in()
    assert not world.gateway.heartbeat(QueueSummary(), session_id=first.id).is_session_ended
    second = world.log_in()
    assert world.gateway.heartbeat(QueueSummary(), session_id=first.id).is_session_ended
    assert not world.gateway.heartbeat(QueueSummary(), session_id=second.id).is_session_ended


def test_after_closing_nobody_is_reached(world: GatewayWorld) -> None:
    world.gateway.close()
    world.gateway.close()
    with pytest.raises(trouble.Unreachable):
        world.gateway.challenges()
