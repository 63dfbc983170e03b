"""A read that a decoder behind the gateway opens, seen from the counter: when, and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from drivers.api import ReaderInfo
from drivers.card.read import CardRead
from drivers.decoder import Decoded, DecoderRefused
from drivers.hub import CardNews
from pos_client.application import commands
from pos_client.application.decoding import RemoteDecoder
from pos_client.application.state import CasePhase, GatewayState
from pos_client.application.trouble import Unreachable, Unreadable
from pos_client.domain.evidence import EvidenceLevel
from pos_client.protocol.decoding import Frames
from pos_client.testing.gateway_words import level_claims
from tests import people
from tests.unit.pos_client.application.rig import SAM_ID, Rig, body_of

REMOTE = ReaderInfo("remote-sam:/dev/ttyTEST", "remote-sam", "1", SAM_ID)
LEVEL_A = {"evidence": {"minimum_level": {"AGENT": level_claims("A")}}}
A_OR_REVIEW = {"evidence": {"minimum_level": {"AGENT": level_claims("A", "REVIEW", above=1)}}}


@pytest.fixture
def make_rig() -> Iterator[Callable[..., Rig]]:
    made: list[Rig] = []

    def make(**claims: object) -> Rig:
        made.append(Rig(None, **claims))
        return made[-1]

    yield make
    for rig in made:
        rig.close()


@pytest.fixture
def rig(make_rig: Callable[..., Rig]) -> Rig:
    """A counter at an outlet that needs level A, with a clerk at work."""
    rig = make_rig(**LEVEL_A)
    rig.log_in()
    return rig


class Conversation:
    """What a remote-SAM reader does with its decoder, one step at a time."""

    def __init__(self, rig: Rig, name: str = "mainland_han_20y") -> None:
        self.rig = rig
        self.frames = Frames(people.raw_text(name), bytes(1024), "")
        self.decoder = RemoteDecoder(rig.counter.decoding, rig.do)

    def begin(self) -> bytes | Decoded | DecoderRefused | None:
        self.decoder.begin()
        return self.decoder.take(0.0)

    def finish(self) -> bytes | Decoded | DecoderRefused | None:
        self.decoder.finish(self.frames.to_bytes())
        return self.decoder.take(0.0)

    def decoded(self) -> CardRead:
        assert isinstance(self.begin(), bytes)
        said = self.finish()
        assert isinstance(said, Decoded), said
        return CardRead.parse(
            said.raw_text,
            said.raw_photo,
            sam_id=said.sam_id,
            card_serial=said.card_serial,
            read_at=self.rig.clock.now(),
            duration_s=0.4,
            signed_read=said.signed_read,
        )


def tell(rig: Rig, read: CardRead) -> None:
    rig.do(lambda: rig.counter.take_reader_news(CardNews(REMOTE, read)))


def test_a_decoded_card_becomes_evidence_of_level_a_under_its_own_challenge(rig: Rig) -> None:
    tell(rig, Conversation(rig).decoded())
    rig.finish()
    (read,) = body_of(rig).evidence
    assert read.level is EvidenceLevel.A
    assert read.signed_read
    assert read.challenge.real_name_transaction_id == body_of(rig).real_name_transaction_id != ""
    assert "card_read" in rig.audited()


def test_the_decoded_read_of_a_card_serves_one_case(rig: Rig) -> None:
    read = Conversation(rig).decoded()
    tell(rig, read)
    rig.ask(commands.CancelCase())
    tell(rig, read)
    assert rig.state.case is None
    assert rig.trouble == "R-110"


def test_frames_that_the_decoder_did_not_sign_are_shown_to_nobody(rig: Rig) -> None:
    read = Conversation(rig).decoded()
    other = CardRead.parse(
        people.raw_text(people.RENEWED),
        bytes(1024),
        sam_id=SAM_ID,
        read_at=rig.clock.now(),
        signed_read=read.signed_read,
    )
    tell(rig, other)
    assert rig.state.case is None
    assert rig.state.trouble is not None
    assert rig.state.trouble.facts == (("reason", "card_not_believed"),)


def test_a_word_that_nobody_signed_is_no_word(rig: Rig) -> None:
    read = CardRead.parse(
        people.raw_text("mainland_han_20y"),
        bytes(1024),
        sam_id=SAM_ID,
        read_at=rig.clock.now(),
        signed_read="a.signed.word",
    )
    tell(rig, read)
    assert rig.state.case is None
    assert "card_read" not in rig.audited()


def test_no_decoder_is_asked_while_nobody_is_at_work(make_rig: Callable[..., Rig]) -> None:
    assert Conversation(make_rig()).begin() == DecoderRefused("counter_closed")


def test_no_decoder_is_asked_while_another_customer_is_served(rig: Rig) -> None:
    tell(rig, Conversation(rig).decoded())
    assert Conversation(rig).begin() == DecoderRefused("counter_busy")


def test_without_the_gateway_a_decoder_is_away_and_no_pooled_challenge_is_spent(
    rig: Rig,
) -> None:
    rig.fill_pool()
    left = rig.store.challenges_left(rig.clock.now())
    rig.lose_gateway()
    assert Conversation(rig).begin() == DecoderRefused("decoder_away")
    assert rig.store.challenges_left(rig.clock.now()) == left


def test_a_card_waits_some_seconds_for_its_challenge(make_rig: Callable[..., Rig]) -> None:
    rig = make_rig()
    rig.log_in()
    rig.gateway.troubles.append(Unreachable("once"))
    rig.lay()  # takes the challenge that was at hand; the next one does not come
    rig.ask(commands.CancelCase())
    conversation = Conversation(rig)
    assert conversation.begin() is None
    rig.clock.advance(timedelta(seconds=6))
    rig.do(rig.counter.tick)
    assert conversation.decoder.take(0.0) is not None


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (Unreadable(code="DECODING_REFUSED"), "card_not_believed"),
        (Unreadable(code="DECODING_UNKNOWN"), "decoder_away"),
        (Unreachable("gone"), "decoder_away"),
    ],
)
def test_whatever_the_gateway_says_instead_gives_nobody(
    rig: Rig, trouble: Exception, reason: str
) -> None:
    rig.decodings.troubles.append(trouble)  # type: ignore[arg-type]
    assert Conversation(rig).begin() == DecoderRefused(reason)
    conversation = Conversation(rig)
    assert isinstance(conversation.begin(), bytes)
    rig.decodings.troubles.append(trouble)  # type: ignore[arg-type]
    assert conversation.finish() == DecoderRefused(reason)


def test_what_comes_for_a_card_that_has_left_is_nobodys(rig: Rig) -> None:
    conversation = Conversation(rig)
    conversation.decoder.begin()
    conversation.decoder.give_up()
    assert conversation.decoder.take(0.0) is None


def test_a_sam_read_is_refused_before_it_is_shown_where_level_a_is_needed(rig: Rig) -> None:
    rig.lay()
    assert rig.state.case is None
    assert rig.trouble == "B-615"
    assert "card_read" not in rig.audited()


def test_a_sam_read_goes_on_where_it_is_merely_reviewed(make_rig: Callable[..., Rig]) -> None:
    rig = make_rig(**A_OR_REVIEW)
    rig.log_in()
    rig.lay()
    assert rig.case.phase is CasePhase.OPEN
    rig.finish()
    assert body_of(rig).evidence[0].level is EvidenceLevel.B


@pytest.mark.parametrize("claims", [LEVEL_A, A_OR_REVIEW])
def test_nothing_begins_offline_where_level_a_is_needed(
    make_rig: Callable[..., Rig], claims: dict[str, object]
) -> None:
    rig = make_rig(**claims)
    rig.log_in()
    rig.fill_pool()
    rig.do(lambda: rig.counter.note_contact(rig.clock.now()))
    rig.do(lambda: rig.counter.change_line(GatewayState(is_reachable=False, code="G-201")))
    assert rig.state.offline is not None
    assert (rig.state.offline.allowed_more, rig.state.offline.limit) == (0, "level")
    rig.lay()
    assert rig.state.case is None
    assert rig.trouble == "B-601"


def test_a_log_out_ends_the_conversation(rig: Rig) -> None:
    conversation = Conversation(rig)
    assert isinstance(conversation.begin(), bytes)
    rig.ask(commands.LogOut())
    assert conversation.finish() == DecoderRefused("counter_closed")


def test_of_two_readers_at_once_the_newest_is_served_and_the_other_told(rig: Rig) -> None:
    first, second = Conversation(rig), Conversation(rig, people.RENEWED)
    assert isinstance(first.begin(), bytes)
    assert isinstance(second.begin(), bytes)
    assert first.decoder.take(0.0) == DecoderRefused("counter_busy")
    assert first.finish() is None
    decoded = second.finish()
    assert isinstance(decoded, Decoded)
    assert decoded.raw_text == second.frames.raw_text
