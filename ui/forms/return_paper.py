"""`pos-client return-paper`: the paper of a brand's monthly return, from the gateway's figures."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pos_client.domain.monthly_return import ReturnPaper, return_of

__all__ = ["main"]

_USAGE = "what `pos-client sandbox return` prints"


def main(argv: Sequence[str]) -> int:
    """Draw it as PDF; return the exit status."""
    parser = argparse.ArgumentParser(prog="pos-client return-paper")
    parser.add_argument("figures", type=Path, metavar="RETURN.json", help=_USAGE)
    parser.add_argument("paper", type=Path, metavar="FILE.pdf")
    parser.add_argument("--demo", action="store_true", help="mark it: 演示，无效")
    options = parser.parse_args(argv)
    try:
        said = return_of(options.figures.read_text("utf-8"))
        paper = ReturnPaper(said, datetime.now(UTC), is_demo=options.demo)
        options.paper.write_bytes(_drawn(paper))
    except ValueError:
        sys.stderr.write(f"error: {options.figures} is not {_USAGE}\n")
    except OSError as no:
        sys.stderr.write(f"error: {no.strerror}: {no.filename}\n")
    else:
        return 0
    return 1


def _drawn(paper: ReturnPaper) -> bytes:
    """Nothing is shown, so no screen is asked for."""
    from PySide6.QtGui import QGuiApplication

    from ui.forms.renderer import PaperRenderer
    from ui.theme.fonts import counter_font

    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        drawing = QGuiApplication([])
        drawing.setFont(counter_font())
        content = PaperRenderer().pdf(paper)
        drawing.shutdown()
        return content
    return PaperRenderer().pdf(paper)
