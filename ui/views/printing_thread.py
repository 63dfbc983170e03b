"""Papers to the printer, one after the other, where a slow one holds nobody up."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event

from PySide6.QtCore import QObject, Signal, Slot

from pos_client.application.papers import AnyPaper, RollWidth
from pos_client.application.state import TroubleState

__all__ = ["Printed", "PrintingThread"]

log = logging.getLogger(__name__)

_GRACE_S = 5.0  # what a paper may still take when the window is closed
_GIVING_UP_S = 2.0


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of a paper; `is_begun` says that the printer took some of it, or all."""

    job: int
    paper: AnyPaper
    trouble: TroubleState | None
    is_begun: bool


class PrintingThread(QObject):
    """Belongs to the GUI thread; the printer is waited for on a thread of its own.

    Signals:
        done: a `Printed`, once for each job.
    """

    done = Signal(object)
    _finished = Signal(object)

    def __init__(self, address: str, width: RollWidth, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._address = address
        self._width = width
        self._thread: ThreadPoolExecutor | None = None
        self._jobs: dict[int, tuple[AnyPaper, Future[None]]] = {}
        self._last_job = 0
        self._is_given_up = Event()
        self._finished.connect(self._finish)

    @property
    def has_printer(self) -> bool:
        return bool(self._address)

    def print_paper(self, paper: AnyPaper) -> int:
        """Return at once with the job's number; one that is under way is not printed twice."""
        for job, (under_way, _) in self._jobs.items():
            if (under_way.case_number, under_way.kind) == (paper.case_number, paper.kind):
                return job
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "printing")
        self._last_job += 1
        job = self._last_job
        self._jobs[job] = (paper, self._thread.submit(self._print, job, paper))
        return job

    def close(self) -> None:
        """Let the paper in the printer come out, but do not wait for a dead one."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        futures = [future for _, future in self._jobs.values()]
        for future in futures[1:]:
            future.cancel()
        wait(futures, _GRACE_S)
        self._is_given_up.set()
        _, stuck = wait(futures, _GIVING_UP_S)
        thread.shutdown(wait=not stuck, cancel_futures=True)

    def _print(self, job: int, paper: AnyPaper) -> None:
        from pos_client.application.paper_trouble import PaperTrouble, PrinterTrouble
        from ui.forms.printing import print_paper  # late: most papers are only looked at

        trouble, is_begun = None, True
        try:
            print_paper(paper, self._address, self._width, is_over=self._is_given_up.is_set)
        except PrinterTrouble as refused:
            trouble, is_begun = TroubleState(refused.code), refused.is_begun
        except Exception as bug:  # noqa: BLE001 - the clerk must not wait in silence
            log.error("bug in printing: %s", type(bug).__name__)  # noqa: TRY400
            trouble, is_begun = TroubleState(PaperTrouble.code), False
        if not self._is_given_up.is_set():
            self._finished.emit(Printed(job, paper, trouble, is_begun))

    @Slot(object)
    def _finish(self, printed: Printed) -> None:
        del self._jobs[printed.job]
        self.done.emit(printed)
