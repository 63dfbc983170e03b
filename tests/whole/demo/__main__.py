"""`./dev demo --auto`: the whole chain, worked from outside, with a report at its end."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.whole.demo.day import Day
from tests.whole.demo.report import Report, StepReport
from tests.whole.demo.script import FLOWS, SHORT_DAY, ShopDay, days_of, shown_by
from tests.whole.demo.shown import not_shown
from tests.whole.demo.stage import Stage
from ui import i18n

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the day; 0 only if every step went well."""
    asked = _parser().parse_args(argv)
    shots = asked.shots or Path(tempfile.mkdtemp(prefix="pos-client-shots-"))
    i18n.use(asked.language)
    report, began = Report(), time.monotonic()
    display = _display_of_this_desktop() if asked.here else None
    for number in (signal.SIGTERM, signal.SIGHUP):  # clean up as after Ctrl+C
        signal.signal(number, signal.default_int_handler)
    try:
        days = days_of(asked.flow)
        if asked.short:
            days = (ShopDay("short", days[0].kind, SHORT_DAY),)
        for day in days:
            with Stage(
                size=asked.size,
                language=asked.language,
                shots=shots / day.flow if len(days) > 1 else shots,
                display=display,
                outlet_kind=day.kind,
            ) as stage:
                Day(stage, report).run(day.steps)
        if not asked.short:
            _see_what_was_shown(report, asked.flow)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; everything that was started is ended\n")
        return 130
    except Exception as cause:  # noqa: BLE001 - told in one line, the report is still written
        sys.stderr.write(f"the demo could not go on: {_told(cause)}\n")
        report.steps.append(StepReport("stage", False, time.monotonic() - began, 0, ""))
    if asked.report:
        report.write(asked.report)
    _conclude(report, shots, time.monotonic() - began)
    return 0 if report.ok else 1


def _see_what_was_shown(report: Report, flow: str) -> None:
    """The last step: whatever a flow has not come to is told by name."""
    missing = not_shown(report.flows, shown_by(flow))
    for line in missing:
        sys.stderr.write(f"not shown: {line}\n")
    report.steps.append(StepReport("everything-was-shown", not missing, 0.0, 0, ""))


def _told(cause: Exception) -> str:
    return "\n".join([f"{type(cause).__name__}: {cause}", *getattr(cause, "__notes__", ())])


def _conclude(report: Report, shots: Path, seconds: float) -> None:
    totals = report.totals
    reads = sorted(report.read_seconds)
    middle = f", read in {reads[len(reads) // 2]:.2f} s (median)" if reads else ""
    failed = [step.name for step in report.steps if not step.ok]
    print(
        f"{len(report.steps)} steps in {seconds:.0f} s: {totals.accepted} accepted, "
        f"{totals.rejected} rejected, {totals.pending} pending, {totals.lost} lost, "
        f"{totals.duplicated} duplicated, {totals.identity_characters_typed} characters of an "
        f"identity typed{middle}"
    )
    if report.flows:
        print(report.told())
    print(f"pictures: {shots}")
    print(f"FAILED: {', '.join(failed)}" if failed else "every step is ok")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev demo --auto",
        description="Work the counter window from outside its process, on a screen of its own.",
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="write a report as JSON")
    parser.add_argument("--shots", type=Path, metavar="DIR", help="where the pictures go")
    parser.add_argument("--size", type=_size, default=(1366, 768), metavar="WxH")
    parser.add_argument("--language", choices=i18n.LANGUAGES, default="zh_CN")
    parser.add_argument(
        "--flow",
        choices=sorted(FLOWS),
        default="new_number",
        help="which flow, or all of them; without it, a new number",
    )
    parser.add_argument("--short", action="store_true", help="the most important steps only")
    parser.add_argument("--here", action="store_true", help="on this desktop: hands off meanwhile")
    return parser


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def _display_of_this_desktop() -> str:
    display = os.environ.get("DISPLAY", "")
    if not display:
        sys.exit("there is no DISPLAY here; leave --here out")
    return display


if __name__ == "__main__":
    sys.exit(main())
