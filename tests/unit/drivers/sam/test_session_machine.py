"""A conversation under hands, faults and garbage drawn by hypothesis, step by step."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from drivers import CardRead, ReaderError
from drivers.sam.session import FRESH_S
from tests.unit.drivers.manners import spoilt
from tests.unit.drivers.module import Module, Timed, base_reply, frame
from tests.unit.drivers.vectors import text_of
from tests.unit.drivers.virtual_line import VirtualLine

PEOPLE = [text_of(name) for name in ("mainland_han_20y", "hmt_hongkong", "foreign_2023_Y")]

# What may come instead of a reply, or around it; no sound record of anybody.
noise = st.one_of(
    st.binary(max_size=40),
    st.binary(max_size=30).map(lambda data: frame(0x90, data)),
    st.integers(0, 255).map(frame),
    st.sampled_from([spoilt(base_reply(text)) for text in PEOPLE]),
    st.sampled_from([base_reply(text)[:700] for text in PEOPLE]),
    st.just(bytes.fromhex("AAAAAA9669FFFF")),
)
pauses = st.sampled_from([0.0, 0.0, 0.01, 0.25, 1.2, 3.5])


class Conversation(RuleBasedStateMachine):
    """Every person told is one whose card has lain there since the last look but one."""

    def __init__(self) -> None:
        super().__init__()
        self.upsets: list[tuple[str, bytes, float]] = []
        self.late: bytes = b""
        self.last_record = b""
        self.module = Module(manner=self.manner)
        self.lain: list[set[bytes]] = [set(), set()]
        self.open()

    def manner(self, _asked: int, _request: bytes, reply: bytes) -> Timed:
        """Answer as the upset that is next wants it."""
        how, data, pause_s = self.upsets.pop(0) if self.upsets else ("", b"", 0.0)
        before, is_record = self.last_record, len(reply) > 1000
        self.last_record = reply if is_record else before
        match how:
            case "instead":
                return [(pause_s, data)]
            case "before":
                return [(pause_s, data), (0.0, reply)]
            case "behind":
                return [(0.0, reply), (pause_s, data)]
            case "late":
                return [(pause_s, reply)]
            case "other record" if is_record:
                return [(0.0, before), (pause_s, reply)]
        return [(0.0, reply)]

    def open(self) -> None:
        """Begin a conversation, as whoever lost the reader does."""
        self.line = VirtualLine(self.module, identify_s=0.4)

    @rule(text=st.sampled_from(PEOPLE), keeps_finding=st.booleans())
    def lay(self, text: bytes, *, keeps_finding: bool) -> None:
        self.module.keeps_finding = keeps_finding
        self.module.lay(text)
        self.lain[-1].add(text)

    @rule()
    def lift(self) -> None:
        self.module.lift()

    @rule(
        how=st.sampled_from(["instead", "before", "behind", "late", "other record"]),
        data=noise,
        pause_s=pauses,
        skipped=st.integers(0, 3),
    )
    def upset(self, how: str, data: bytes, pause_s: float, skipped: int) -> None:
        self.upsets += [("", b"", 0.0)] * skipped + [(how, data, pause_s)]

    @precondition(lambda self: self.upsets)
    @rule()
    def behave(self) -> None:
        self.upsets.clear()

    @rule(away_s=st.sampled_from([0.5, 5.0, 600.0]))
    def stay_away(self, away_s: float) -> None:
        self.line.now += away_s
        if away_s > FRESH_S:
            self.lain = [set(), {self.module._text} - {None}]

    @rule(within_s=st.sampled_from([0.05, 0.7, 5.0]))
    def poll(self, within_s: float) -> None:
        try:
            event = self.line.next_event(within_s)
        except ReaderError:
            self.open()
            return
        if isinstance(event, CardRead):
            assert event.raw_text in self.lain[0] | self.lain[1]
            assert event.raw_photo == bytes(range(256)) * 4
        still = {self.module._text} - {None}
        self.lain = [self.lain[1], still]


Conversation.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
test_nobody_is_told_whose_card_did_not_lie_there = Conversation.TestCase
