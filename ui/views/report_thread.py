"""A month's report, made on a thread of its own: nobody at the counter waits for it."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal, Slot

from pos_client.application.figures_commands import KeepReport
from pos_client.application.news import ReportKept, ReportRead

__all__ = ["ReportThread"]

log = logging.getLogger(__name__)


class ReportThread(QObject):
    """Belongs to the GUI thread.

    Signals:
        commanded: what has to be kept, once it is made.
        failed: a report could not be made.
    """

    commanded = Signal(object)
    failed = Signal()
    _made = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: ThreadPoolExecutor | None = None
        self._made.connect(self._finish)

    def take(self, news: object) -> tuple[str, ...]:
        """Make a report that was read; answer with the names of one that is on its disk."""
        if isinstance(news, ReportKept):
            return news.names
        if isinstance(news, ReportRead):
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, "report")
            self._thread.submit(self._make, news)
        return ()

    def close(self) -> None:
        """Wait for what is being made; it takes seconds at most."""
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)
            self._thread = None

    def _make(self, news: ReportRead) -> None:
        from ui.forms.report_files import report_files  # late: only who exports needs it

        try:
            made = KeepReport(news.folder, report_files(news.report))
        except Exception as bug:  # noqa: BLE001 - whoever waits must not wait in silence
            log.error("bug in a report: %s", type(bug).__name__)  # noqa: TRY400
            self._made.emit(None)
        else:
            self._made.emit(made)

    @Slot(object)
    def _finish(self, made: KeepReport | None) -> None:
        if made is None:
            self.failed.emit()
        else:
            self.commanded.emit(made)
