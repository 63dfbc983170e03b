"""One stylesheet for the whole window. Widgets carry a `role` and a `tone`, nothing else."""

from __future__ import annotations

from functools import cache
from string import Template

from ui.theme.tokens import COLOURS, Size

__all__ = ["stylesheet"]

_SHEET = Template("""
QWidget { color: $ink; font-size: ${TEXT}px; }
QWidget#counterWindow, QWidget#crashWindow, QWidget[role="page"] { background: $ground; }
QLabel { background: transparent; }
QLabel[role="small"] { font-size: ${SMALL}px; color: $quiet; }
QLabel[role="quiet"] { color: $quiet; }
QLabel[role="strong"] { font-weight: 700; }
QLabel[role="large"] { font-size: ${LARGE}px; font-weight: 700; }
QLabel[role="title"] { font-size: ${TITLE}px; font-weight: 700; }
QLabel[role="hero"] { font-size: ${HERO}px; font-weight: 700; }
QLabel[role="figure"] { font-size: ${TITLE}px; font-weight: 700; }
QLabel[tone="quiet"] { color: $quiet; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="waiting"] { color: $waiting; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="info"] { color: $info; }

QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 14px; }
QFrame[role="card"][tone="bad"] { border: 1px solid $bad_mark; }
QFrame[role="card"][tone="waiting"] { border: 1px solid #E9CF94; background: #FFFBF1; }
QFrame[role="card"][tone="good"] { border: 1px solid #A9D9BF; }
QFrame[role="rule"] { background: $line; border: none; }

QLabel[role="chip"] { border-radius: 12px; padding: 2px 12px; font-size: ${SMALL}px;
    font-weight: 700; }
QLabel[role="chip"][tone="good"] { background: $good_ground; color: $good; }
QLabel[role="chip"][tone="info"] { background: $info_ground; color: $info; }
QLabel[role="chip"][tone="waiting"] { background: $waiting_ground; color: $waiting; }
QLabel[role="chip"][tone="bad"] { background: $bad_ground; color: $bad; }
QLabel[role="chip"][tone="quiet"] { background: $ground; color: $quiet; }
QLabel[role="name"] { font-weight: 700; }
QLabel[role="demo"] { background: qlineargradient(x1:0, y1:0, x2:0.06, y2:0.16, spread:repeat,
    stop:0 #FFE08A, stop:0.5 #FFE08A, stop:0.51 #FFD257, stop:1 #FFD257);
    color: #5A3C00; font-weight: 700; border-radius: 6px; padding: 3px 12px; }
QLabel[role="logo"] { background: $primary; color: white; font-weight: 700; border-radius: 6px;
    font-size: ${SMALL}px; }
QLabel[role="keycap"] { border: 1px solid $edge; border-radius: 4px; padding: 0px 5px;
    color: $quiet; background: $surface; font-size: 11px; font-weight: 700; }
QLabel[role="keycap"][tone="primary"] { border: 1px solid rgba(255,255,255,140); color: white;
    background: rgba(255,255,255,38); }
QLabel[role="keycap"][tone="off"] { border: 1px solid $edge; color: $quiet;
    background: transparent; }
QLabel[role="face"] { background: transparent; font-size: 18px; font-weight: 700; }
QLabel[role="face"][tone="primary"] { color: white; }
QLabel[role="face"][tone="off"] { color: $quiet; }
QLabel[role="face"][tone="bad"] { color: $bad; }
QLabel[role="face"][measure="small"] { font-size: ${TEXT}px; }
QLabel[role="face"][measure="flat"] { font-size: ${SMALL}px; font-weight: 400; color: $quiet; }
QLabel[role="photo"] { background: $ground; border: 1px solid $line; border-radius: 10px;
    color: $quiet; font-size: ${SMALL}px; }

QWidget[role="topbar"], QWidget[role="strip"] { background: $surface; }
QWidget[role="topbar"] { border-bottom: 1px solid $line; }
QWidget[role="strip"] { border-top: 1px solid $line; }
QWidget[role="strip"] QLabel { font-size: ${SMALL}px; }
QWidget[role="banner"] { background: $waiting_ground; border-bottom: 1px solid #F0DCAE; }
QWidget[role="banner"] QLabel { color: #6B4600; }
QWidget[role="hint"] { background: $info_ground; border-bottom: 1px solid #CFE0F3; }
QWidget[role="hint"] QLabel { color: #1E4468; }
QWidget[role="trouble"] { background: $bad_ground; border-bottom: 1px solid #F3CFCB; }
QWidget[role="trouble"] QLabel { color: #6E1A14; }

QPushButton { border-radius: 10px; border: 1px solid $edge;
    background: $surface; padding: 0px 16px; font-weight: 600; }
QPushButton:hover { background: #FAFBFC; border: 1px solid $faint; }
QPushButton:pressed { background: $ground; }
QPushButton:focus { border: 2px solid $primary; }
QPushButton:disabled { color: $quiet; background: #ECEEF1; border: 1px solid $line; }
QPushButton[role="primary"] { background: $primary; border: 1px solid $primary; color: white; }
QPushButton[role="primary"]:hover { background: $primary_deep; }
QPushButton[role="primary"]:focus { border: 3px solid #8FC1F0; }
QPushButton[role="primary"]:disabled { background: #E4E8ED; border: 1px solid $line;
    color: $quiet; }
QPushButton[role="flat"] { border: none; background: transparent; color: $quiet;
    padding: 0px 8px; font-size: ${SMALL}px; font-weight: 400; border-radius: 6px; }
QPushButton[role="flat"]:hover { background: $ground; color: $ink; }
QPushButton[role="flat"]:focus { border: 2px solid $primary; }
QPushButton[role="tab"] { border: none; background: transparent;
    padding: 0px 8px; border-radius: 8px; }
QPushButton[role="tab"]:hover { background: $ground; }
QPushButton[role="tab"]:checked { background: $info_ground; }
QPushButton[role="tab"]:focus { border: 2px solid $primary; }
QLabel[role="face"][measure="tab"] { font-size: ${TEXT}px; font-weight: 400; }
QLabel[role="face"][measure="tab"][tone="info"] { font-weight: 700; color: $primary; }
QPushButton[role="offer"] { border-radius: 10px; text-align: left;
    font-size: ${LARGE}px; font-weight: 400; }
QPushButton[role="offer"]:checked { border: 2px solid $primary; background: $info_ground; }
QPushButton[role="offer"]:focus { border: 2px solid $primary; }

QLineEdit { min-height: 38px; border: 1px solid $edge; border-radius: 10px; padding: 0px 12px;
    background: $surface; selection-background-color: $primary; }
QLineEdit:focus { border: 2px solid $primary; padding: 0px 11px; }
QLineEdit:disabled { background: #ECEEF1; color: $quiet; }
QLineEdit[tone="bad"] { border: 2px solid $bad_mark; }

QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 20px; height: 20px; }


QProgressBar { border: none; border-radius: 4px; background: #E6E9EE; max-height: 8px;
    min-height: 8px; }
QProgressBar::chunk { border-radius: 4px; background: $primary; }
QProgressBar[tone="waiting"] { background: #F0DCAE; }
QProgressBar[tone="waiting"]::chunk { background: $waiting_mark; }
QProgressBar[tone="bad"] { background: #F0DCAE; }
QProgressBar[tone="bad"]::chunk { background: $bad_mark; }

QTableView { background: $surface; border: 1px solid $line; border-radius: 12px;
    gridline-color: transparent; selection-background-color: $info_ground;
    selection-color: $ink; alternate-background-color: #FAFBFC; outline: none; }
QTableView::item { padding: 0px 10px; border-bottom: 1px solid #EEF1F4; }
QHeaderView { background: $surface; border: none; border-radius: 12px; }
QHeaderView::section { background: $surface; color: $quiet; border: none; padding: 10px;
    border-bottom: 1px solid $line; font-size: ${SMALL}px; font-weight: 400; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar::handle:vertical { background: $edge; border-radius: 3px; min-height: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0px; }

QWidget[role="scrim"] { background: rgba(27, 36, 48, 120); }
QFrame[role="dialog"] { background: $surface; border-radius: 16px; border: none; }
QToolTip { color: $ink; background: $surface; border: 1px solid $edge; }
""")


@cache
def stylesheet(accent: str = "", accent_deep: str = "") -> str:
    """The sheet with the tokens filled in; with a brand's accent in the place of our own."""
    sizes = {name: str(value) for name, value in vars(Size).items() if name.isupper()}
    own = {"primary": accent, "primary_deep": accent_deep} if accent else {}
    return _SHEET.substitute(COLOURS | own, **sizes)
