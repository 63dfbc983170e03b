"""The bars that are always there, top and bottom."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import say, text
from ui.presenters.first import BannerScreen, Lamp, StripScreen, TopScreen, TroubleScreen
from ui.presenters.keys import Key, Page
from ui.theme.tokens import Tone, space
from ui.widgets.buttons import KeyButton, LampButton
from ui.widgets.frames import LimitBar
from ui.widgets.marks import LampWidget, Mark
from ui.widgets.words import ElidedWords, WholeWords, Words

__all__ = ["Banner", "StatusStrip", "TopBar", "TroubleBar"]


class _Bar(QWidget):
    def __init__(self, role: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", role)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(space(5), 0, space(5), 0)
        self.row.setSpacing(space(3))


class TopBar(_Bar):
    """Tabs on the left; who registers here on the right."""

    pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__("topbar", "topBar")
        self.setFixedHeight(52)
        self._screen: TopScreen | None = None
        logo = self._logo = Words("logo", "logo")
        logo.setFixedSize(28, 26)
        logo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        logo.show_words(text("frame.logo"))
        title = ElidedWords("title", "strong")
        title.show_words(text("frame.title"))
        self._tabs = {
            Page.COUNTER: _tab("tabCounter", Key.COUNTER, self),
            Page.QUEUE: _tab("tabQueue", Key.QUEUE, self),
            Page.REVIEWS: _tab("tabReviews", Key.REVIEWS, self),
        }
        self._demo = Words("demoStripe", "demo")
        self._demo.setFixedHeight(28)
        self._demo.show_words(text("frame.demo"))
        self._outlet = ElidedWords("outletName")
        self._sign = Words("sign", "quiet")
        self._agent = Words("agentNumber", "quiet")
        self._clerk = Words("clerk", "strong")
        for part in (logo, title, *self._tabs.values()):
            self.row.addWidget(part)
        self.row.addStretch(1)
        for part in (self._demo, self._outlet, self._sign, self._agent, self._clerk):
            self.row.addWidget(part)

    def show_logo(self, drawing: str) -> None:
        """The brand's, an SVG; our own word where there is none."""
        if not drawing:
            self._logo.show_words(text("frame.logo"))
            return
        from ui.widgets.brand_logo import logo_of

        self._logo.setPixmap(logo_of(drawing, self._logo.size(), self.devicePixelRatioF()))

    def render_screen(self, screen: TopScreen) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        queue, reviews = text("frame.tab_queue"), text("frame.tab_review")
        faces = {
            Page.COUNTER: (text("frame.tab_counter"), Key.COUNTER),
            Page.QUEUE: (_counted(queue, screen.queue_count), Key.QUEUE),
            Page.REVIEWS: (_counted(reviews, screen.review_count), Key.REVIEWS),
        }
        for page, tab in self._tabs.items():
            tab.setVisible(screen.has_tabs)
            tab.setChecked(page is screen.page)
            tab.show_face(*faces[page])
        self._demo.setVisible(screen.is_demo)
        self._outlet.show_words(screen.outlet)
        self._sign.show_words(say(screen.sign))
        self._agent.show_words(say(screen.agent_number))
        self._clerk.setVisible(screen.clerk is not None)
        self._clerk.show_words(say(screen.clerk) if screen.clerk else "")


def _counted(words: str, count: int) -> str:
    return f"{words} {count}" if count else words


def _tab(name: str, key: Key, bar: TopBar) -> KeyButton:
    button = KeyButton(name, "tab", height=34)
    button.setCheckable(True)
    button.clicked.connect(lambda: bar.pressed.emit(key))
    return button


class Banner(_Bar):
    """Amber and calm: what holds while the gateway is away."""

    def __init__(self) -> None:
        super().__init__("banner", "offlineBanner")
        self.setMinimumHeight(56)
        self._screen: BannerScreen | None = None
        title = Words("offlineTitle", "large")
        title.show_words(text("frame.offline"))
        self._safe = Words("offlineSafe", wraps=True)
        self._figures = ElidedWords("offlineFigures")
        self._bar = LimitBar("offlineLimit")
        self._bar.setFixedWidth(140)
        self.row.addWidget(title)
        self.row.addWidget(self._safe, 1)
        self.row.addWidget(self._figures)
        self.row.addWidget(self._bar)
        self.hide()

    def render_screen(self, screen: BannerScreen | None) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        if screen is not None:
            until = f" · {say(screen.until)}" if screen.until else ""
            figures = say(screen.figures) + until
            self._safe.show_words(say(screen.safe))
            self._figures.show_words(figures)
            tone = Tone.BAD if screen.is_warning or screen.is_closed else Tone.WAITING
            self._bar.show_share(screen.used_percent, tone, figures)
            self.setAccessibleName(f"{text('frame.offline')} {figures}")
        self.setVisible(screen is not None)


class TroubleBar(_Bar):
    """What happened, what is safe, what to do, and a small code."""

    pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__("trouble", "troubleBar")
        self.row.setContentsMargins(space(5), space(2), space(5), space(2))
        self._screen: TroubleScreen | None = None
        mark = Mark(20)
        mark.show_tone(Tone.BAD)
        self._happened = Words("trouble", "strong", wraps=True)
        self._advice = Words("troubleAdvice", wraps=True)
        self._code = Words("troubleCode", "small")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._happened)
        words.addWidget(self._advice)
        dismiss = KeyButton("troubleDismiss", "flat", height=28)
        dismiss.show_face(text("frame.dismiss"), Key.BACK)
        dismiss.clicked.connect(lambda: self.pressed.emit(Key.BACK))
        self.row.addWidget(mark)
        self.row.addLayout(words, 1)
        self.row.addWidget(self._code)
        self.row.addWidget(dismiss)
        self.hide()

    def render_screen(self, screen: TroubleScreen | None) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        if screen is not None:
            self._happened.show_words(say(screen.happened))
            self._advice.show_words(f"{say(screen.safe)} {say(screen.to_do)}")
            self._code.show_words(screen.code)
            self.setAccessibleName(" ".join(map(say, (screen.happened, screen.safe, screen.to_do))))
        self.setVisible(screen is not None)


class StatusStrip(_Bar):
    """Reader, gateway, queue; the quiet keys; the time."""

    pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__("strip", "statusStrip")
        self.setFixedHeight(40)
        self.row.setSpacing(space(2))
        self._screen: StripScreen | None = None
        readers = LampButton("readers", "readerStatus", Key.READERS)
        readers.clicked.connect(lambda: self.pressed.emit(Key.READERS))
        self._lamps: dict[str, LampButton | LampWidget] = {
            "readerStatus": readers,
            "gatewayStatus": LampWidget("gatewayStatus"),
            "queueStatus": LampWidget("queueStatus"),
            "relayStatus": LampWidget("relayStatus"),
        }
        for lamp in self._lamps.values():
            self.row.addWidget(lamp)
            self.row.addSpacing(space(3))
        self._channel = WholeWords("channelDates", "small")
        self.row.addWidget(self._channel, 1)
        self._cancel = self._key("cancelCase", "frame.cancel", Key.CANCEL)
        self._key("help", "frame.help", Key.HELP)
        self._lock = self._key("lock", "frame.lock", Key.LOCK)
        self._time = Words("time", "small")
        self.row.addSpacing(space(2))
        self.row.addWidget(self._time)

    def _key(self, name: str, words: str, key: Key) -> KeyButton:
        button = KeyButton(name, "flat", height=28)
        button.show_face(text(words), key)
        button.clicked.connect(lambda: self.pressed.emit(key))
        self.row.addWidget(button)
        return button

    def render_screen(self, screen: StripScreen) -> None:
        if screen == self._screen:
            return
        self._screen = screen
        self._show("readerStatus", screen.reader)
        self._show("gatewayStatus", screen.gateway)
        self._show("queueStatus", screen.queue)
        self._lamps["relayStatus"].setVisible(screen.relay is not None)
        if screen.relay is not None:
            self._show("relayStatus", screen.relay)
        self._channel.show_words(
            say(screen.channel.words) if screen.channel is not None else "",
            screen.channel.tone if screen.channel is not None else Tone.QUIET,
        )
        self._cancel.setVisible(screen.can_cancel)
        self._lock.setVisible(screen.can_lock)
        self._time.show_words(screen.time)

    def _show(self, name: str, lamp: Lamp) -> None:
        self._lamps[name].show_lamp(lamp.tone, say(lamp.words))
