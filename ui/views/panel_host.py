"""The place on the counter page for what a single step asks; each view is made when it comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias, cast

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QApplication, QWidget

from pos_client.application.commands import CounterCommand
from ui.camera.source import FrameSource
from ui.presenters.documents import DocumentPanel
from ui.presenters.own_numbers import OwnNumbersPanel
from ui.presenters.panels import (
    ConsentPanel,
    ContactPanel,
    FormPanel,
    NewSimPanel,
    Panel,
    PhotoPanel,
    RelationPanel,
    ReviewPanel,
)
from ui.presenters.subject import AuthorisationPanel, LookUpPanel, ProofPanel
from ui.presenters.units import UnitPanel
from ui.widgets.frames import column
from ui.widgets.photo import PhotoLoader

__all__ = ["MakeCamera", "PanelHost"]

MakeCamera: TypeAlias = Callable[[], FrameSource]


class _PanelView(Protocol):
    changed: SignalInstance

    def render_screen(self, panel: Any) -> None: ...

    def press(self, key: str) -> None: ...

    def missing(self) -> str: ...

    def command(self) -> CounterCommand | None: ...

    def forget(self) -> None: ...


class PanelHost(QWidget):
    """Shows one panel or none; a panel that is left forgets whatever stood in it.

    Signals:
        changed: what the primary key still waits for may be something else now.
        commanded: a command that a panel gives by itself.
        entered: Enter in the last field of a panel.
    """

    changed = Signal()
    commanded = Signal(object)
    entered = Signal()

    def __init__(self, make_camera: MakeCamera, loader: PhotoLoader) -> None:
        super().__init__()
        self.setObjectName("panelHost")
        self._make_camera = make_camera
        self._loader = loader
        self._views: dict[type, tuple[QWidget, _PanelView]] = {}
        self._shown: tuple[QWidget, _PanelView] | None = None
        self._column = column(self)
        self.hide()

    def render_screen(self, panel: Panel | None) -> None:
        """Show a panel; None shows nothing."""
        wanted = None if panel is None else self._view_of(panel)
        if wanted is not self._shown:
            self._leave()
            self._shown = wanted
            if wanted is not None:
                wanted[0].show()
        self.setVisible(wanted is not None)
        if wanted is not None:
            wanted[1].render_screen(panel)

    def press(self, key: str) -> None:
        if self._shown is not None:
            self._shown[1].press(key)

    def take_focus(self) -> bool:
        """Give the keys to the first empty field of a panel that has any; else False."""
        taker = getattr(self._shown[1], "take_focus", None) if self._shown is not None else None
        if taker is None:
            return False
        taker()
        return True

    def missing(self) -> str:
        """What the primary key waits for; empty when nothing."""
        return self._shown[1].missing() if self._shown is not None else ""

    def command(self) -> CounterCommand | None:
        """The answer that stands in the panel."""
        return self._shown[1].command() if self._shown is not None else None

    def refuse(self) -> CounterCommand | None:
        """The other answer of a review."""
        from ui.views.review import ReviewView

        view = self._shown[1] if self._shown is not None else None
        return view.decide(is_approved=False) if isinstance(view, ReviewView) else None

    def forget(self) -> None:
        """The page is left: nobody's ink, photo or words stay behind it."""
        self._leave()
        self.hide()

    def _leave(self) -> None:
        shown, self._shown = self._shown, None
        if shown is not None:
            focused = QApplication.focusWidget()
            if focused is not None and shown[0].isAncestorOf(focused):
                self.window().setFocus()  # or some button gets the keys, Space among them
            shown[1].forget()
            shown[0].hide()

    def _view_of(self, panel: Panel) -> tuple[QWidget, _PanelView]:
        kind = type(panel)
        if kind not in self._views:
            widget = self._make(panel)
            view = cast("_PanelView", widget)
            view.changed.connect(self.changed)
            for name, signal in (("commanded", self.commanded), ("entered", self.entered)):
                if hasattr(widget, name):
                    getattr(widget, name).connect(signal)
            widget.hide()
            self._column.addWidget(widget)
            self._views[kind] = (widget, view)
        return self._views[kind]

    def _make(self, panel: Panel) -> QWidget:
        match panel:
            case ConsentPanel():
                from ui.views.consent import ConsentView

                return ConsentView()
            case PhotoPanel():
                from ui.views.photo_step import PhotoStepView

                return PhotoStepView(self._make_camera)
            case DocumentPanel():
                from ui.views.document_step import DocumentStepView

                return DocumentStepView(self._make_camera)
            case ReviewPanel():
                from ui.views.review import ReviewView

                return ReviewView(self._loader)
            case RelationPanel():
                from ui.views.relation import RelationView

                return RelationView()
            case FormPanel():
                from ui.views.form_step import FormStepView

                return FormStepView()
            case (
                LookUpPanel()
                | AuthorisationPanel()
                | ProofPanel()
                | OwnNumbersPanel()
                | UnitPanel()
            ):
                return _about_something(panel)
            case NewSimPanel():
                from ui.views.new_sim import NewSimView

                return NewSimView()
            case ContactPanel():
                from ui.views.contact import ContactView

                return ContactView()


def _about_something(
    panel: LookUpPanel | AuthorisationPanel | ProofPanel | OwnNumbersPanel | UnitPanel,
) -> QWidget:
    match panel:
        case UnitPanel():
            from ui.views.unit import UnitView

            return UnitView()
        case OwnNumbersPanel():
            from ui.views.own_numbers import OwnNumbersView

            return OwnNumbersView()
        case LookUpPanel():
            from ui.views.look_up import LookUpView

            return LookUpView()
        case AuthorisationPanel():
            from ui.views.port_in import PortInView

            return PortInView()
        case ProofPanel():
            from ui.views.look_up import ProofView

            return ProofView()
