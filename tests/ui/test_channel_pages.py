"""A closed counter, the sign, the dates of a commission, and a brand's colours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos_client.application.closure_state import ClosureState, PremisesState, SignState
from pos_client.application.commands import DismissTrouble, LogOut
from pos_client.application.inspection_state import InspectionState
from pos_client.application.state import CounterState, TroubleState
from pos_client.domain.brands import BRANDS
from pos_client.domain.channel import Channel, Gap, Licence
from pos_client.domain.inspection_due import InspectionDue, Urgency
from pos_client.domain.month import Month
from pos_client.domain.outlet import OutletKind
from pos_client.domain.place import PlaceVerdict
from pos_client.domain.sign_code import SignCode, sign_text
from pos_client.protocol import jws
from pos_client.protocol.sign import sign_claims
from pos_client.testing.keys import ThrowawayKey
from tests.ui.channel_scenes import CHANNEL_SCENES
from tests.ui.people import CHINA_NOW, OUTLET, ready
from tests.ui.stage import Stage
from tests.ui.test_pages import clipped, outside, overlapping
from ui.i18n import catalogue, say, text
from ui.i18n.message import message
from ui.theme.tokens import COLOURS
from ui.views.keyboard import LONGEST_CODE
from ui.widgets.words import WholeWords

LICENCE = Licence("91350100MA00DEM00M", date(2030, 6, 30))
ENDING = replace(LICENCE, valid_until=date(2026, 12, 1))
REASONS = (*(gap.value for gap in Gap), "DRAIN_ONLY", "REFUSED")


def closed(reason: str, **changes: object) -> CounterState:
    state = replace(ready(), closure=ClosureState(reason), offline=None)
    return replace(state, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("reason", REASONS)
def test_a_closed_counter_says_what_happened_what_is_safe_and_what_to_do(
    stage: Stage, reason: str
) -> None:
    stage.tell(closed(reason))
    assert stage.said("headline") == text(f"channel.closed_{reason}")
    assert stage.said("closedToDo") == text(f"channel.to_do_{reason}")
    assert stage.said("closedSafe")
    stage.press(Qt.Key.Key_Return)
    stage.press(Qt.Key.Key_1)
    assert stage.wishes == []
    for fault in (clipped, outside, overlapping):
        assert list(fault(stage.window)) == []


def test_it_stands_in_the_place_of_the_log_in_too_and_goes_by_itself(stage: Stage) -> None:
    stage.tell(closed("REVOKED", session=None))
    assert stage.said("headline") == text("channel.closed_REVOKED")
    stage.tell(replace(ready(), session=None))
    assert stage.said("headline") == text("log_in.headline")


def test_the_queue_can_be_looked_at_behind_it(stage: Stage) -> None:
    stage.tell(closed("SUSPENDED"))
    stage.show_queue()
    assert stage.find("queueTable").isVisible()


def test_a_withdrawn_case_is_told_over_it(stage: Stage) -> None:
    facts = (("reason", "REVOKED"),)
    stage.tell(closed("REVOKED", trouble=TroubleState("B-640", facts)))
    assert text("channel.withdrawn_REVOKED") in stage.said("trouble")
    stage.press(Qt.Key.Key_Escape)
    assert stage.wishes == [DismissTrouble()]


@pytest.mark.parametrize("refused", ["", *("unknown", "unsigned", "outlet"), "expired"])
def test_the_sign_is_asked_for_and_what_is_wrong_with_it_is_said(
    stage: Stage, refused: str
) -> None:
    stage.tell(replace(ready(), sign=SignState("FJ-0042", refused)))
    assert stage.said("headline") == text("channel.sign_headline")
    assert "FJ-0042" in stage.said("subline")
    if refused:
        assert text(f"channel.sign_{refused}") in stage.said("subline")


@pytest.mark.parametrize(
    ("channel", "until", "warned"),
    [
        (None, date(2027, 1, 1), ""),
        (None, date(2026, 12, 22), "commission"),
        (Channel(licence=LICENCE), date(2027, 1, 1), ""),
        (
            Channel(licence=replace(LICENCE, valid_until=date(2026, 12, 1))),
            OUTLET.commission_until,
            "licence",
        ),
        (Channel(sign_until=date(2026, 11, 23)), OUTLET.commission_until, "sign"),
        (None, date(2026, 12, 23), ""),  # in thirty days
    ],
)
def test_what_runs_out_within_thirty_days_is_warned_of(
    stage: Stage, channel: Channel | None, until: date, warned: str
) -> None:
    outlet = replace(OUTLET, commission_until=until)
    stage.tell(replace(ready(), session=None, outlet=outlet, channel=channel))
    assert until.isoformat() in stage.said("loginChannel")
    strip, days = stage.said("channelDates"), (until - CHINA_NOW.date()).days
    if warned:
        whole, soon = (
            catalogue("channel")[f"channel.{words}_{warned}"][0].partition("{")[0]
            for words in ("warning", "soon")
        )
        assert stage.said("loginChannelWarning").startswith(whole)
        assert strip.startswith(soon)
    else:
        assert strip == say(message("channel.left", kind=text("channel.kind_AGENT"), days=days))


@pytest.mark.parametrize("name", BRANDS)
def test_the_windows_accent_and_logo_follow_the_brand(stage: Stage, name: str) -> None:
    stage.tell(replace(ready(), outlet=replace(OUTLET, brand=name)))
    assert BRANDS[name].accent in stage.window.styleSheet()
    logo = stage.find("logo")
    assert not logo.pixmap().isNull()  # type: ignore[attr-defined]
    ground = logo.pixmap().toImage().pixelColor(14, 2)  # type: ignore[attr-defined]
    assert ground.name().upper() == BRANDS[name].accent


def test_a_brand_that_nobody_knows_keeps_our_own(stage: Stage) -> None:
    stage.tell(ready())
    assert COLOURS["primary"] in stage.window.styleSheet()
    assert stage.said("logo") == text("frame.logo")


@pytest.mark.parametrize("name", BRANDS)
def test_white_is_read_on_every_accent(name: str) -> None:
    for colour in (BRANDS[name].accent, BRANDS[name].accent_deep):
        assert contrast_with_white(colour) >= 4.5


def contrast_with_white(colour: str) -> float:
    """WCAG 2.2: the ratio of relative luminances."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def test_a_signs_code_fits_into_what_a_scanner_may_type() -> None:
    sign = SignCode("FJ-DEMO-0042", "FJ-0042", "DL-350100-0042", date(2026, 1, 1), date(2027, 1, 1))
    key = ThrowawayKey("sign-0123456789ab")
    token = jws.sign(sign_claims(sign), key.key, key.kid, jws.TokenType.SIGN)
    assert len(sign_text(token)) < LONGEST_CODE


# How it stands ----------------------------------------------------------------------------------


def test_an_idle_counter_says_kind_number_days_sign_place_and_self_inspection(
    stage: Stage,
) -> None:
    stage.tell(CHANNEL_SCENES["idle-at-outlet"])
    said = stage.said("outletStanding")
    for words in (
        *("channel.kind_AGENT", "channel.standing_sign_checked"),
        *("channel.standing_place_INSIDE", "channel.standing_inspection_none"),
    ):
        assert text(words) in said
    assert OUTLET.agent_number in said
    assert "还有 39 天" in said
    assert stage.said("channelDates").startswith(text("channel.kind_AGENT"))


def test_what_has_no_room_in_the_strip_is_not_drawn_in_part(stage: Stage) -> None:
    strip = stage.window.findChild(WholeWords, "channelDates")
    assert strip is not None
    stage.tell(CHANNEL_SCENES["idle-at-outlet"])
    assert strip.has_room
    strip.setFixedWidth(60)
    strip.repaint()
    assert (strip.has_room, strip.toolTip()) == (False, strip.text())


@pytest.mark.parametrize("place", PlaceVerdict)
def test_the_place_is_said_as_it_is_known(stage: Stage, place: PlaceVerdict) -> None:
    stage.tell(replace(CHANNEL_SCENES["idle-at-outlet"], premises=PremisesState(place)))
    said = stage.said("outletStanding")
    assert text(f"channel.standing_place_{place.value}") in said
    assert text("channel.standing_sign_checked") not in said  # nobody asks for it


@pytest.mark.parametrize("urgency", Urgency)
def test_a_month_that_is_owed_is_named(stage: Stage, urgency: Urgency) -> None:
    due = InspectionDue(Month(2026, 10), urgency, CHINA_NOW)
    inspection = InspectionState(is_asked=True, due=due)
    stage.tell(replace(CHANNEL_SCENES["idle-at-outlet"], inspection=inspection))
    word = say(message(f"channel.standing_inspection_{urgency.value}", month="2026-10"))
    assert word in stage.said("outletStanding")


@pytest.mark.parametrize("kind", OutletKind)
def test_every_kind_of_outlet_has_its_words(stage: Stage, kind: OutletKind) -> None:
    stage.tell(ready(outlet=replace(OUTLET, kind=kind)))
    assert stage.said("channelDates").startswith(text(f"channel.kind_{kind.value}"))
    assert stage.window.findChild(QWidget, "outletStanding").isHidden()  # nothing is known of it


def test_a_log_in_that_was_ended_can_be_left_and_nothing_else(stage: Stage) -> None:
    stage.tell(CHANNEL_SCENES["frozen-case"])
    assert stage.said("headline") == text("log_in.ended")
    for name in ("loginPassword", "loginClerkNumber", "loginButton"):
        assert not stage.window.findChild(QWidget, name).isVisible()
    stage.press(Qt.Key.Key_F9)
    assert stage.wishes == [LogOut()]
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes == [LogOut(), LogOut()]
