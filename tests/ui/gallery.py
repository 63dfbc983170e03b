"""Paint pages: `python -m tests.ui.gallery FOLDER [NAME...]` paints all of them, in both languages
and sizes; `python -m tests.ui.gallery` alone renews docs/gallery.md and its pictures.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Asia/Shanghai"  # as at a counter, and as on the papers
if hasattr(time, "tzset"):
    time.tzset()

from PIL import Image
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from drivers.photo import PhotoDecoders
from drivers.simulator.deck import load_deck
from drivers.simulator.live_portraits import Distortion, live_portrait_of
from drivers.simulator.papers import draw_paper
from pos_client.application.news import PaperMade, QueuePageLoaded
from pos_client.application.papers import paper_text
from pos_client.application.state import CounterState, TroubleState
from pos_client.domain.outcome import Outcome
from pos_client.domain.paper import Paper
from pos_client.domain.registration import OutboxState
from tests.papers import ACCEPTANCE, FORM, SLIP, agreement, by_trustee, of_minor, of_special, paper
from tests.ui.exhibits import EXHIBITS, Exhibit
from tests.ui.gallery_page import PAGE, PICTURES, gallery_page
from tests.ui.reader_scenes import READER_SCENES
from tests.ui.scenes import QUEUE_PAGES, QUEUE_SCENES, SCENES
from tests.ui.stage import Stage, queue_page
from tests.ui.writing import write_name
from ui import i18n
from ui.forms.renderer import picture_of
from ui.theme.fonts import counter_font
from ui.views.printing_thread import Printed
from ui.widgets.photo import PhotoFrame

_SIZES = ((1366, 768), (1920, 1080))
_COLOURS = 96
_DOTS_PER_MM = 5.0
_FACES = {"1": "resident-lin", "2": "resident-wang"}
_LATEST_S = 5.0

_PAPERS: dict[str, Paper] = {
    "form": paper(FORM, is_demo=True, handwritten_signature=write_name()),
    "agreement": agreement(FORM, is_demo=True, handwritten_signature=write_name()),
    "of minor": of_minor(FORM, is_demo=True, handwritten_signature=write_name()),
    "by trustee": by_trustee(FORM, is_demo=True),
    "of special": of_special(FORM, is_demo=True),
    "slip": paper(SLIP, is_demo=True, phone_number="", masked_iccid="", offer_name=""),
    "acceptance": paper(ACCEPTANCE, is_demo=True, is_reprint=True, document_kind=None),
}


def main(arguments: list[str]) -> None:
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setFont(counter_font())
    if arguments:
        _paint_everything(Path(arguments[0]), arguments[1:])
    else:
        _renew_docs()


def _paint_everything(folder: Path, names: list[str]) -> None:
    """Write one picture for each scene, language and size."""
    folder.mkdir(parents=True, exist_ok=True)
    for spoken in i18n.LANGUAGES:
        i18n.use(spoken)
        for size in _SIZES:
            for name in [
                *SCENES,
                *QUEUE_SCENES,
                *READER_SCENES,
                *(f"over {each}" for each in _OVER),
            ]:
                if not names or name in names:
                    file = f"{name.replace(' ', '-')}-{spoken}-{size[0]}.png"
                    _paint(name, size, folder / file)


def _renew_docs() -> None:
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    for each in (exhibit for exhibits in EXHIBITS.values() for exhibit in exhibits):
        file = PICTURES / f"{each.name}.png"
        _exhibit(each, file)
        with Image.open(file) as picture:  # text stays sharp and a clone stays small
            small = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        small.save(file, optimize=True)
    PAGE.write_text(gallery_page(), "utf-8")


def _exhibit(exhibit: Exhibit, file: Path) -> None:
    kind, _, name = exhibit.shows.partition(" ")
    if kind == "paper":
        picture_of(paper_text(_PAPERS[name]), _DOTS_PER_MM).save(str(file))
        return
    i18n.use("en" if exhibit.language == "en" else "zh_CN")
    _paint(exhibit.shows, exhibit.size, file)


def _paint(name: str, size: tuple[int, int], file: Path) -> None:
    stage = Stage(size, PhotoDecoders().decode)
    kind, _, over = name.partition(" ")
    if kind == "over":
        _OVER[over](stage)
    else:
        stage.tell(_portrayed((SCENES | QUEUE_SCENES | READER_SCENES)[name]))
        if name in READER_SCENES:
            stage.show_readers()
        if name in QUEUE_SCENES:
            stage.show_queue(**QUEUE_PAGES.get(name, {}))
        _let_it_come(stage, name)
    stage.settle()
    stage.window.grab().save(str(file))
    stage.close()


def _portrayed(state: CounterState) -> CounterState:
    """The person with a face, as a card of the deck has one."""
    case = state.case
    if case is None or case.identity is None or "no_photo" in case.identity.warnings:
        return state
    face = load_deck()[_FACES[case.identity.sex]].card().photo
    return replace(state, case=replace(case, identity=replace(case.identity, raw_photo=face)))


def _let_it_come(stage: Stage, name: str) -> None:
    """Photos are decoded and frames come on threads of their own."""
    if name.startswith("live-photo"):
        someone = load_deck()[_FACES["2"]]
        stage.camera.show(live_portrait_of(someone, distortion=Distortion(seed="gallery")))
    if "-letter" in name or "-document" in name:
        stage.camera.show(draw_paper("gallery"))
    until = time.monotonic() + _LATEST_S
    while time.monotonic() < until and not _has_come(stage, name):
        QCoreApplication.processEvents()


def _has_come(stage: Stage, name: str) -> bool:
    if name.startswith("live-photo"):
        return stage.find("primaryAction").isEnabled()
    if "-letter" in name or "-document-" in name:
        return stage.find("documentTake").isEnabled()
    waiting = i18n.text("person.photo_decoding")
    return not any(each.text() == waiting for each in stage.window.findChildren(PhotoFrame))


def _slip(stage: Stage) -> None:
    stage.tell(SCENES["saved-offline"])
    stage.desk.take_news(PaperMade(_PAPERS["slip"]))
    stage.settle()


def _printer_trouble(stage: Stage) -> None:
    stage.tell(SCENES["saved-accepted"])
    shown = replace(_PAPERS["acceptance"], is_reprint=False)
    stage.desk.take_news(PaperMade(shown))
    over = stage.find("paperOverlay")
    over.show_result(Printed(0, shown, TroubleState("P-704"), is_begun=False))  # type: ignore[attr-defined]
    stage.settle()


def _reprint(stage: Stage) -> None:
    stage.tell(QUEUE_SCENES["queue"])
    stage.show_queue()
    accepted = {"state": OutboxState.SETTLED, "outcome": Outcome.ACCEPTED, "code": "", "reason": ""}
    rows = [replace(row, **accepted) for row in queue_page(12).rows]  # type: ignore[arg-type]
    page = QueuePageLoaded(tuple(rows), None, None, has_older=False, has_newer=False)
    stage.desk.take_news(page)
    stage.find("queueTable").selectRow(2)  # type: ignore[attr-defined]
    stage.settle()


def _help(stage: Stage) -> None:
    stage.tell(_portrayed(SCENES["number"]))
    stage.press(Qt.Key.Key_F1)


def _cancel(stage: Stage) -> None:
    stage.tell(_portrayed(SCENES["seal"]))
    stage.press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)


_OVER: dict[str, Callable[[Stage], None]] = {
    "slip": _slip,
    "printer trouble": _printer_trouble,
    "reprint": _reprint,
    "help": _help,
    "cancel": _cancel,
}


if __name__ == "__main__":
    main(sys.argv[1:])
