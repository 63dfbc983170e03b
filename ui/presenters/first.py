"""What the window shows before anything is known: the values of its first paint.

Named tuples and not dataclasses, for making a frozen dataclass takes a millisecond, and these
stand between the click and the log-in page. For the same reason nothing here imports the
counter's state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias, Union

from ui.i18n.message import Message, message
from ui.presenters.keys import Page
from ui.theme.tokens import Tone

if TYPE_CHECKING:
    from ui.presenters.campaign import CampaignScreen
    from ui.presenters.case import CaseScreen
    from ui.presenters.channel import ClosedScreen, SignScreen
    from ui.presenters.day import DayScreen, DaySheetScreen
    from ui.presenters.field_work import FieldWorkScreen
    from ui.presenters.idle import IdleScreen
    from ui.presenters.inspection import InspectionScreen, InspectionSheetScreen
    from ui.presenters.oversight import OversightScreen
    from ui.presenters.queue import QueueScreen
    from ui.presenters.readers import ReadersScreen
    from ui.presenters.stock import StockScreen
    from ui.presenters.units import UnitOrderScreen

__all__ = [
    "BannerScreen",
    "ChannelLines",
    "EnrolmentScreen",
    "HintScreen",
    "Lamp",
    "LogInScreen",
    "NoticeScreen",
    "PageScreen",
    "ReminderScreen",
    "StripScreen",
    "TopScreen",
    "TroubleScreen",
    "WindowScreen",
    "first_window",
]


class TopScreen(NamedTuple):
    """The bar at the top."""

    page: Page
    has_tabs: bool
    queue_count: int
    review_count: int
    is_demo: bool
    outlet: str
    sign: Message
    agent_number: Message
    clerk: Message | None


class Lamp(NamedTuple):
    """One lamp of the strip: its colour never speaks alone."""

    tone: Tone
    words: Message


class ChannelLines(NamedTuple):
    """Until when the outlet may work; the warning only where that is soon."""

    dates: Message
    warning: Message | None = None


class StripScreen(NamedTuple):
    """The bar at the bottom; `relay` is there only while a second copy is missing."""

    reader: Lamp
    gateway: Lamp
    queue: Lamp
    can_cancel: bool
    can_lock: bool
    time: str
    relay: Lamp | None = None
    channel: Lamp | None = None


class BannerScreen(NamedTuple):
    """The amber bar: what holds, and how much is left.

    Attributes:
        used_percent: of the nearest limit.
        is_warning: so much of it that the gateway should come back soon.
    """

    safe: Message
    figures: Message
    until: Message | None
    used_percent: int
    is_closed: bool
    is_warning: bool = False


class ReminderScreen(NamedTuple):
    """The bar that reminds of a month's self-inspection."""

    words: Message
    tone: Tone


class TroubleScreen(NamedTuple):
    """Four parts, always all of them."""

    happened: Message
    safe: Message
    to_do: Message
    code: str


class HintScreen(NamedTuple):
    """A calm bar: what was counted and by which rule, and what to do."""

    said: Message
    to_do: Message


class LogInScreen(NamedTuple):
    """Work id, password and second factor; on the lock page the work id is known and fixed.

    Attributes:
        asks_second_factor: whether the third field is there.
        locked_clerk: the clerk whose password opens the counter again, else empty.
        is_ended: nothing opens this log-in again; it can be left.
        channel: commission and licence, once a signed configuration says them.
    """

    headline: Message
    subline: Message
    button: Message
    is_busy: bool
    locked_clerk: str = ""
    can_log_out: bool = False
    asks_second_factor: bool = False
    channel: ChannelLines | None = None
    is_ended: bool = False


class EnrolmentScreen(NamedTuple):
    is_busy: bool


class NoticeScreen(NamedTuple):
    """A page without a question: starting, or stopped with the reason."""

    headline: Message
    subline: Message | None
    trouble: TroubleScreen | None
    is_final: bool


PageScreen: TypeAlias = Union[
    NoticeScreen,
    EnrolmentScreen,
    LogInScreen,
    "IdleScreen",
    "CampaignScreen",
    "CaseScreen",
    "ClosedScreen",
    "DayScreen",
    "DaySheetScreen",
    "FieldWorkScreen",
    "InspectionScreen",
    "InspectionSheetScreen",
    "OversightScreen",
    "QueueScreen",
    "ReadersScreen",
    "SignScreen",
    "StockScreen",
    "UnitOrderScreen",
]


class WindowScreen(NamedTuple):
    """The whole window. Equal values look the same.

    Attributes:
        watermark: who is at the counter and when, over a page with a customer; else empty.
        brand: whose outlet it is, by name; it colours the window and changes nothing else.
    """

    top: TopScreen
    banner: BannerScreen | None
    trouble: TroubleScreen | None
    page: PageScreen
    strip: StripScreen
    watermark: str = ""
    brand: str = ""
    hint: HintScreen | None = None
    reminder: ReminderScreen | None = None


def first_window(time: str, *, is_enrolled: bool) -> WindowScreen:
    """What `present_window` says while the counter has said nothing; a test compares the two."""
    checking = message("frame.checking")
    page: PageScreen = NoticeScreen(
        message("frame.starting"), message("frame.starting_safe"), None, is_final=False
    )
    if is_enrolled:
        page = LogInScreen(
            message("log_in.headline"),
            message("log_in.subline"),
            message("log_in.button"),
            is_busy=False,
            asks_second_factor=True,
        )
    return WindowScreen(
        top=TopScreen(
            page=Page.COUNTER,
            has_tabs=False,
            queue_count=0,
            review_count=0,
            is_demo=False,
            outlet="",
            sign=message("frame.sign", number=checking),
            agent_number=message("frame.agent_number", number=checking),
            clerk=None,
        ),
        banner=None,
        trouble=None,
        page=page,
        strip=StripScreen(
            reader=Lamp(Tone.QUIET, message("frame.reader_searching")),
            gateway=Lamp(Tone.QUIET, message("frame.gateway_unknown")),
            queue=Lamp(Tone.QUIET, message("frame.queue_unknown")),
            can_cancel=False,
            can_lock=False,
            time=time,
        ),
    )
