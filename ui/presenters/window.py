"""Which page, and the bars around it."""

from __future__ import annotations

from pos_client.application.state import CasePhase, CounterState, DevicePhase
from ui.presenters.bars import present_banner, present_strip, present_top
from ui.presenters.channel import present_closed, present_sign
from ui.presenters.first import NoticeScreen, PageScreen, ReminderScreen, WindowScreen
from ui.presenters.glance import Glance
from ui.presenters.hints import present_hint
from ui.presenters.keys import Page
from ui.presenters.log_in import present_enrolment, present_log_in, present_notice
from ui.presenters.trouble import present_trouble

__all__ = ["present_window"]


def present_window(state: CounterState, glance: Glance) -> WindowScreen:
    """Turn what the counter knows into what the window shows."""
    page = _page(state, glance)
    is_told_by_page = isinstance(page, NoticeScreen)
    return WindowScreen(
        top=present_top(state, glance),
        banner=present_banner(state.offline, glance.now) if _is_away(state) else None,
        trouble=None if is_told_by_page else present_trouble(state.trouble),
        page=page,
        strip=present_strip(state, glance),
        watermark=_watermark(state, glance) if type(page).__name__ == "CaseScreen" else "",
        brand=state.outlet.brand if state.outlet is not None else "",
        hint=None if glance.is_veiled else present_hint(state, glance.now),
        reminder=_reminder(state, glance),
    )


def _watermark(state: CounterState, glance: Glance) -> str:
    """Work id and time: digits, so that a photograph of the screen tells them in any language."""
    session = state.session
    if session is None:
        return ""
    return f"{session.clerk.clerk_number}  {glance.now:%Y-%m-%d %H:%M}"


def _reminder(state: CounterState, glance: Glance) -> ReminderScreen | None:
    asked = state.inspection
    if glance.is_veiled or (asked.due is None and not asked.waiting):
        return None
    from ui.presenters.inspection import present_reminder

    return present_reminder(state)


def _is_away(state: CounterState) -> bool:
    """Whether cases are captured now; the preparation reckons the same while it is open."""
    session = state.session
    return session is not None and (session.is_offline or state.gateway.is_reachable is False)


def _page(state: CounterState, glance: Glance) -> PageScreen:
    if state.device is DevicePhase.STOPPED:
        return present_notice(state)
    if state.device in (DevicePhase.NOT_ENROLLED, DevicePhase.ENROLLING):
        return present_enrolment(state)
    if state.device is DevicePhase.STARTING and not glance.is_enrolled:
        return present_notice(state)
    is_locked = glance.is_veiled or (state.session is not None and state.session.is_locked)
    if glance.page is Page.READERS and not is_locked and state.device is DevicePhase.READY:
        from ui.presenters.readers import present_readers

        return present_readers(state)
    if state.session is None and state.closure is not None and state.closure.reason != "REFUSED":
        return present_closed(state.closure, state)  # of a stolen computer the log-in stays
    if state.session is None or is_locked:
        return present_log_in(state, glance)
    return _page_at_work(state, glance)


def _page_at_work(state: CounterState, glance: Glance) -> PageScreen:
    # The log-in window stands before these are imported.
    if glance.page in (Page.QUEUE, Page.REVIEWS):
        from ui.presenters.queue import present_queue

        return present_queue(state, glance)
    case = state.case
    beside = _page_beside(state, glance) if case is None else None
    if beside is not None:
        return beside
    if case is None and state.preparation is not None:
        from ui.presenters.field_work import present_field_work

        return present_field_work(state.preparation, state, glance)
    if case is None and state.unit_order is not None and state.returning is None:
        from ui.presenters.units import present_unit_order

        order = present_unit_order(state.unit_order, state, glance)
        if order is not None:
            return order
    if case is None or (case.phase is CasePhase.SAVED and state.last_saved is None):
        if state.closure is not None:
            return present_closed(state.closure, state)
        if state.sign is not None:
            return present_sign(state.sign)
        from ui.presenters.idle import present_idle

        return present_idle(state, glance)
    from ui.presenters.case import present_case

    return present_case(case, state, glance)


def _page_beside(state: CounterState, glance: Glance) -> PageScreen | None:
    """A page between two customers: the month's, the day's, or what is watched of the outlet."""
    if state.inspection.page is not None:
        from ui.presenters.inspection import present_inspection

        return present_inspection(state.inspection.page, state, glance)
    day = state.day
    if day is None:
        return None
    if day.campaign is not None:
        from ui.presenters.campaign import present_campaign

        return present_campaign(day.campaign)
    if day.oversight is not None:
        from ui.presenters.oversight import present_oversight

        return present_oversight(day.oversight, state, glance)
    if day.stock is not None:
        from ui.presenters.stock import present_stock

        return present_stock(day.stock)
    from ui.presenters.day import present_day

    return present_day(day, state, glance)
