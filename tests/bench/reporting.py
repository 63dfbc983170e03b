"""A supervisor's page and a month's report at a counter that serves a customer, in one process.

`python -m tests.bench.reporting FOLDER with` opens the page, reads the month and writes its files;
`... without` serves the same customer for as long and makes none. The screen is Qt's own offscreen
one; a thread asks the window all the time whether it is alive, as `stall` does from outside.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from uuid import UUID

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from pos_client.application.figures_commands import KeepReport
from pos_client.application.figures_state import OversightState
from pos_client.application.month_reading import MonthReading
from pos_client.application.news import CounterChanged, ReportKept, ReportRead
from pos_client.application.workers import Threads
from pos_client.domain.audit import AuditEvent
from pos_client.domain.local_day import local_day
from pos_client.domain.month_report import MonthReport
from pos_client.domain.outcome import Outcome
from pos_client.domain.oversight import first_of_month, last_of_month
from pos_client.infrastructure.bundle_file import BundleFiles
from pos_client.infrastructure.database.store import SqlStore
from tests.month_reports import month_report
from tests.registrations import receipt, registration
from tests.ui.figures_scenes import at_oversight
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from ui.theme.fonts import counter_font

__all__ = ["serve"]

# The pages of a customer, in their order; each is drawn as the counter tells it.
_CUSTOMER = ("idle", "visual-check", "consent", "verifying", "number", "seal", "saved")
_TURN_MS = 120
_SAVES_EVERY_S = 0.2
_ASK_EVERY_S = 0.002
# Both are served for as long, and one whose report takes longer until it is there.
_SERVED_S = 5.0
_WITHIN_S = 120.0


class _Pulse(QObject):
    """Answers on the window's thread whatever is asked from another one."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()
        self.asked.connect(self._answer)

    @Slot()
    def _answer(self) -> None:
        self.answered.set()


class _Watch:
    """The longest wait for an answer, from `begin` to `end`."""

    def __init__(self, pulse: _Pulse) -> None:
        self.longest_s = 0.0
        self._pulse = pulse
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch")

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over.is_set():
            self._pulse.answered.clear()
            asked_at = time.monotonic()
            self._pulse.asked.emit()
            if not self._pulse.answered.wait(_WITHIN_S):
                raise RuntimeError("the window has no answer")
            self.longest_s = max(self.longest_s, time.monotonic() - asked_at)
            time.sleep(_ASK_EVERY_S)


class _Told(QObject):
    """News of the counter's thread, brought to the window's."""

    came = Signal(object)


class _Counter:
    """The counter's thread with its store, and what it does for a customer meanwhile."""

    def __init__(self, folder: Path, tell: Callable[[object], None]) -> None:
        self.longest_s = 0.0
        self._tell = tell
        self.threads = Threads(lambda: None, tell)
        self.store: SqlStore = self.threads.call(lambda: SqlStore(folder))
        self._is_over = threading.Event()
        self._hands = threading.Thread(target=self._serve, name="hands")

    def begin(self) -> None:
        self._hands.start()

    def end(self) -> None:
        self._is_over.set()
        self._hands.join()
        self.threads.close(self.store.close)

    def read(self, folder: Path) -> None:
        """Read the month as the desk of figures does."""

        def read(report: MonthReport) -> None:
            self._tell(ReportRead(report, str(folder)))

        head = replace(month_report().head, month=first_of_month(_today()), made_at=_now())
        months = self.store.days.months
        reading = MonthReading(
            months, self.threads, head, month_report().outlet, lambda: True, read
        )
        self.threads.on_counter(reading.begin)

    def keep(self, command: KeepReport) -> None:
        def keep() -> None:
            for name, data in command.files:
                BundleFiles().write(Path(command.folder) / name, data)
            self._tell(ReportKept(tuple(name for name, _ in command.files)))

        self.threads.on_counter(keep)

    def _serve(self) -> None:
        """Save one after the other, and keep the longest wait of any."""
        while not self._is_over.wait(_SAVES_EVERY_S):
            asked_at = time.monotonic()
            self.threads.call(self._save)
            self.longest_s = max(self.longest_s, time.monotonic() - asked_at)

    def _save(self) -> None:
        now = _now()
        sealed = registration(self.store.next_sequence(), created_at=now, size=6 * 1024)
        sealed = replace(sealed, id=UUID(bytes=os.urandom(16), version=4))
        self.store.save(sealed, AuditEvent("registration_saved", now, {"sequence": 1}))
        self.store.settle(sealed.id, receipt(sealed, Outcome.ACCEPTED), now)


class _Served(QObject):
    """A customer at the window, and perhaps a report beside them."""

    def __init__(self, application: QApplication, folder: Path, *, makes_report: bool) -> None:
        super().__init__()
        self.seconds: dict[str, float] = {}
        self._application = application
        self._folder = folder
        self._makes_report = makes_report
        self.stage, self._told = Stage(), _Told()
        self._counter = _Counter(folder / "store.sqlite3", self._told.came.emit)
        self._told.came.connect(self._take)
        self.stage.pages.commanded.connect(self._obey)
        self._began_at = self._served_at = 0.0
        self._pages = cycle(_CUSTOMER)
        self._turning = QTimer(self, interval=_TURN_MS)
        self._turning.timeout.connect(self._turn)

    def run(self) -> dict[str, float]:
        """Until both the customer's time and the report are over."""
        for name in _CUSTOMER:  # pages are made when they are first shown
            self.stage.tell(SCENES[name])
        self._began_at = time.monotonic()
        if self._makes_report:
            _open_page(self.stage, self._counter)
        self._served_at = time.monotonic()
        self.seconds["page"] = self._served_at - self._began_at
        watch = _Watch(_Pulse())
        self._turning.start()
        self._counter.begin()
        watch.begin()
        if self._makes_report:
            self._counter.read(self._folder)
        QTimer.singleShot(int(1000 * _SERVED_S), self._end)
        QTimer.singleShot(int(1000 * _WITHIN_S), self._application.exit)
        self._application.exec()
        self._turning.stop()
        watch.end()
        self._counter.end()
        self.stage.close()
        return self.seconds | {"stall": watch.longest_s, "counter": self._counter.longest_s}

    @Slot()
    def _turn(self) -> None:
        self.stage.desk.take_news(CounterChanged(SCENES[next(self._pages)]))

    @Slot(object)
    def _obey(self, command: object) -> None:
        if isinstance(command, KeepReport):
            self._counter.keep(command)

    @Slot(object)
    def _take(self, news: object) -> None:
        now = time.monotonic()
        if isinstance(news, ReportRead):
            self.seconds["registrations"] = news.report.registrations
            self.seconds["read"] = now - self._began_at
        self.stage.pages.take_report(news)
        if isinstance(news, ReportKept):
            self.seconds["report"] = now - self._began_at
            if now - self._served_at >= _SERVED_S:
                self._application.exit(0)

    @Slot()
    def _end(self) -> None:
        if "report" in self.seconds or not self._makes_report:
            self._application.exit(0)


def serve(folder: Path, *, makes_report: bool) -> dict[str, float]:
    """Serve a customer, with a report beside or without one; answer seconds."""
    application = QApplication([])
    application.setFont(counter_font())
    return _Served(application, folder, makes_report=makes_report).run()


def _open_page(stage: Stage, counter: _Counter) -> None:
    month = first_of_month(_today())
    days = counter.threads.call(lambda: counter.store.days.months.days(month, last_of_month(month)))
    shown = OversightState(month, _today(), tuple(days), outlet=month_report().outlet)
    state = at_oversight()
    if state.day is None:
        raise RuntimeError("no such scene")
    stage.tell(replace(state, day=replace(state.day, oversight=shown)))


def _now() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=1)


def _today() -> date:
    return local_day(_now())


if __name__ == "__main__":
    print(json.dumps(serve(Path(sys.argv[1]), makes_report=sys.argv[2] == "with")), flush=True)
    os._exit(0)  # nothing of what Qt takes down at the end belongs to the measurement
