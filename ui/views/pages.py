"""The pages, each made when it is first shown: log-in stands before the others are imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.presenters.first import EnrolmentScreen, LogInScreen, NoticeScreen, PageScreen
from ui.views.log_in import LogInView

if TYPE_CHECKING:
    from ui.camera.source import FrameSource
    from ui.views.oversight import OversightView
    from ui.views.panel_host import MakeCamera
    from ui.widgets.photo import Decode, PhotoLoader, Picture

__all__ = ["PageView", "Pages"]


class _View(Protocol):
    commanded: Signal

    def render_screen(self, screen: Any) -> None: ...

    def press(self, key: object) -> None: ...

    def take_focus(self) -> None: ...


class PageView:
    """A view with the little the window asks of every page."""

    def __init__(self, widget: QWidget, view: _View) -> None:
        self.widget = widget
        self._view = view

    def render_screen(self, screen: PageScreen) -> None:
        self._view.render_screen(screen)

    def press(self, key: object) -> None:
        self._view.press(key)

    def take_focus(self) -> None:
        self._view.take_focus()

    def leave(self) -> None:
        """Another page comes."""
        self._tell("leave")

    def rehearse(self) -> None:
        """Draw once before anybody looks."""
        if not self.widget.isVisible():
            self._tell("rehearse")

    def _tell(self, what: str) -> None:
        told = getattr(self._view, what, None)
        if told is not None:
            told()


class Pages(QObject):
    """Finds or makes the view for a screen; all their commands leave by one signal."""

    commanded = Signal(object)
    readers_left = Signal()
    _queue_page = Signal(object)
    _report = Signal(object)

    def __init__(
        self,
        clerk_number: str = "",
        password: str = "",
        shown_digits: Callable[[], str] | None = None,
        decode: Decode | None = None,
        make_camera: MakeCamera | None = None,
        camera_address: str = "",
        prepare_photos: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self._make_camera = make_camera or _device_camera
        self._camera_address = camera_address
        self._prefill = (clerk_number, password)
        self._shown_digits = shown_digits
        self._decode = decode or _decode_photo
        self._prepare_photos = prepare_photos
        self._loader: PhotoLoader | None = None
        self._oversight: OversightView | None = None
        self._made: dict[str, PageView] = {}

    def page_for(self, screen: PageScreen) -> PageView:
        """The view that draws this kind of screen."""
        kind = type(screen).__name__
        return self._made.get(kind) or self._keep(kind, self._make(screen))

    def rehearse(self) -> Iterator[QWidget | None]:
        """Get ready what the first card will need, a moment's work at a time.

        Every other page waits until somebody asks for it: each costs megabytes, and many a day
        ends without it.

        Yields:
            A page when it is made, to be put where it will be shown.
        """
        kind = "CaseScreen"
        if kind not in self._made:
            import_module("ui.views.case")
            yield None
        if kind not in self._made:  # else somebody was faster
            page = self._keep(kind, self._make_at_work(kind))
            yield page.widget
            page.widget.ensurePolished()  # and all in it; asking for each would wrap each in Python
            yield None
            page.rehearse()
            yield None
        self._find_decoders()

    def _keep(self, kind: str, view: Any) -> PageView:
        view.commanded.connect(self.commanded)
        page = self._made[kind] = PageView(view, view)
        return page

    @Slot(object)
    def take_queue_page(self, page: object) -> None:
        """Rows for the queue page, if it is there."""
        self._queue_page.emit(page)

    @Slot(object)
    def take_report(self, news: object) -> None:
        """What became of a month's report, for the page that has asked for it."""
        self._report.emit(news)

    def close(self) -> None:
        """End the threads of the pages."""
        if self._loader is not None:
            self._loader.close()
        if self._oversight is not None:
            self._oversight.end()

    @Slot()
    def prepare_field_work(self) -> None:
        """Begin 外出准备, or check again, with what only the window can test."""
        from ui.views.gear import look_at_gear

        self.commanded.emit(look_at_gear(self._camera_address))

    def _make(self, screen: PageScreen) -> Any:
        if isinstance(screen, LogInScreen):
            clerk_number, password = self._prefill
            self._prefill = (clerk_number, "")
            return LogInView(clerk_number, password, self._shown_digits)
        if isinstance(screen, NoticeScreen):
            from ui.views.notice import NoticeView

            return NoticeView()
        if isinstance(screen, EnrolmentScreen):
            from ui.views.enrolment import EnrolmentView

            return EnrolmentView()
        return self._make_at_work(type(screen).__name__)

    def _make_at_work(self, kind: str) -> Any:
        if kind == "CaseScreen":
            from ui.views.case import CaseView
            from ui.widgets.photo import PhotoLoader

            self._loader = PhotoLoader(self._decode, self)
            return CaseView(self._loader, self._make_camera)
        if kind == "QueueScreen":
            from ui.views.queue import QueueView

            view = QueueView()
            self._queue_page.connect(view.take_page)
            return view
        if kind == "ReadersScreen":
            from ui.views.readers import ReadersView

            readers = ReadersView()
            readers.left.connect(self.readers_left)
            return readers
        if kind == "FieldWorkScreen":
            from ui.views.field_work import FieldWorkView

            field_work = FieldWorkView()
            field_work.check_again.connect(self.prepare_field_work)
            return field_work
        if kind == "OversightScreen":
            from ui.views.oversight import OversightView

            self._oversight = OversightView()
            self._report.connect(self._oversight.take_report)
            return self._oversight
        return self._make_plain(kind)

    def _make_plain(self, kind: str) -> Any:
        """A page that needs nothing to be made of."""
        if kind == "UnitOrderScreen":
            from ui.views.unit_order import UnitOrderView

            return UnitOrderView()
        beside = self._make_beside(kind)
        if beside is not None:
            return beside
        from ui.views.idle import IdleView

        self._find_decoders()  # somebody has logged in: by now the carrier's list is known
        return IdleView()

    @staticmethod
    def _make_beside(kind: str) -> Any:
        """A page between two customers; None for any other."""
        if kind == "DayScreen":
            from ui.views.day import DayView

            return DayView()
        if kind == "StockScreen":
            from ui.views.stock import StockView

            return StockView()
        if kind in ("ClosedScreen", "SignScreen"):
            from ui.views.closed import ClosedView, SignView

            return ClosedView() if kind == "ClosedScreen" else SignView()
        if kind == "InspectionScreen":
            from ui.views.inspection import InspectionView

            return InspectionView()
        if kind == "InspectionSheetScreen":
            from ui.views.inspection_sheet import InspectionSheetView

            return InspectionSheetView()
        if kind == "DaySheetScreen":
            from ui.views.day_sheet import DaySheetView

            return DaySheetView()
        if kind == "CampaignScreen":
            from ui.views.campaign import CampaignView

            return CampaignView()
        return None

    def _find_decoders(self) -> None:
        """No card shall wait for it."""
        if self._loader is not None and self._prepare_photos is not None:
            self._loader.prepare(self._prepare_photos)


def _device_camera() -> FrameSource:
    from ui.camera.devices import DeviceCamera

    return DeviceCamera()


def _decode_photo(raw: bytes) -> Picture | None:
    """Where there is no counter, and so no carrier's list."""
    from drivers.photo import PhotoDecoders

    return PhotoDecoders().decode(raw)
