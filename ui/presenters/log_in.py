"""Before the counter is open: log-in, lock, enrolment, starting and stopped."""

from __future__ import annotations

from pos_client.application.state import CounterState, DevicePhase, TroubleState
from ui.i18n.message import message
from ui.presenters.channel import present_channel
from ui.presenters.first import EnrolmentScreen, LogInScreen, NoticeScreen
from ui.presenters.glance import Glance
from ui.presenters.trouble import present_trouble

__all__ = [
    "present_enrolment",
    "present_log_in",
    "present_notice",
]


def present_log_in(state: CounterState, glance: Glance) -> LogInScreen:
    """An early Enter is kept: the page says so instead of asking again."""
    session = state.session
    if session is not None:
        free = "" if state.case is not None else "_card" if state.has_unread_card else "_free"
        number = session.clerk.clerk_number
        if session.is_ended:
            of_case = "_case" if state.case is not None else ""
            return LogInScreen(
                headline=message("log_in.ended"),
                subline=message(f"log_in.ended_subline{of_case}", number=number),
                button=message("log_in.log_out"),
                is_busy=False,
                locked_clerk=number,
                can_log_out=True,
                channel=present_channel(state, glance.now),
                is_ended=True,
            )
        return LogInScreen(
            headline=message("log_in.locked"),
            subline=message(f"log_in.locked_subline{free}", number=number),
            button=message("log_in.unlock"),
            is_busy=False,
            locked_clerk=number,
            can_log_out=state.case is None,
            channel=present_channel(state, glance.now),
        )
    is_early = glance.is_log_in_sent and state.device is DevicePhase.STARTING
    button = message("log_in.button")
    if is_early:
        button = message("log_in.early")
    elif state.is_logging_in or glance.is_log_in_sent:
        button = message("log_in.working")
    subline = "log_in.subline"
    if state.has_unread_card:
        subline = "log_in.subline_card"
    elif state.gateway.is_reachable is False:
        subline = "log_in.subline_offline"
    return LogInScreen(
        headline=message("log_in.headline"),
        subline=message(subline),
        button=button,
        is_busy=state.is_logging_in or glance.is_log_in_sent,
        asks_second_factor=state.asks_second_factor,
        channel=present_channel(state, glance.now),
    )


def present_enrolment(state: CounterState) -> EnrolmentScreen:
    """Open while the device is not enrolled."""
    return EnrolmentScreen(is_busy=state.device is not DevicePhase.NOT_ENROLLED)


def present_notice(state: CounterState) -> NoticeScreen:
    """Starting, or why this computer cannot work."""
    if state.device is DevicePhase.STOPPED:
        trouble = present_trouble(state.trouble or TroubleState("unknown"))
        return NoticeScreen(message("frame.stopped"), None, trouble, is_final=True)
    return NoticeScreen(
        message("frame.starting"), message("frame.starting_safe"), None, is_final=False
    )
