"""Every path that a customer's identity can take through a counter, the ugly ones included."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable
from typing import TypeAlias
from unittest.mock import patch

from pos_client.application import commands, review_commands
from pos_client.application.news import PaperMade
from pos_client.application.papers import RollWidth, paper_text
from pos_client.application.state import CounterState, TroubleState
from pos_client.application.trouble import StorageFault
from pos_client.domain.flow import Step
from pos_client.infrastructure.database.store import SqlStore
from pos_client.sandbox.faults import FaultKind
from tests.integration.chain.shop import Counter, Shop, ended

__all__ = ["DECODED_PATHS", "PATHS", "Path", "go", "leave", "returned"]

Path: TypeAlias = Callable[[Shop, Counter, str], object]

_PATIENCE_S = 30.0
log = logging.getLogger("pos_client.canary")


def go(shop: Shop, counter: Counter, until: Step | None = None) -> CounterState:
    """Answer step after step until one is shown, the case is over, or something is in the way."""
    while True:
        state = counter.state
        case = state.case
        if state.trouble is not None or case is None or ended(state) or case.step is until:
            return state
        if case.step is Step.REVIEW:
            number, password = shop.sandbox.supervisor_number, shop.sandbox.supervisor_password
            counter.submit(review_commands.DecideReview(number, password, is_approved=True))
            counter.wait_for(lambda now: _is_past(now, Step.REVIEW), _PATIENCE_S)
        else:
            counter.confirm()


def _is_past(state: CounterState, step: Step) -> bool:
    case = state.case
    return state.trouble is not None or case is None or ended(state) or case.step is not step


def leave(counter: Counter) -> None:
    """Give up whatever is open."""
    counter.submit(commands.DismissTrouble())
    if counter.state.case is not None and not ended(counter.state):
        counter.submit(commands.CancelCase())
    counter.submit(commands.FinishCase())
    counter.wait_for(lambda now: now.case is None and now.trouble is None, _PATIENCE_S)


def whole(shop: Shop, counter: Counter, slug: str) -> None:
    """From the card to the receipt, and its papers."""
    counter.lay(slug)
    state = go(shop, counter)
    saved = state.last_saved
    if saved is None or not saved.papers or ended(state) is False:
        return
    counter.submit(commands.MakePaper(saved.papers[0]))
    made = counter.watch.wait_for_news(PaperMade)
    assert isinstance(made, PaperMade)
    folder = shop.folder / "papers"
    folder.mkdir(exist_ok=True)
    text = paper_text(made.paper)
    (folder / f"{slug}.txt").write_text("\n".join(text.words) + repr(made), "utf-8")
    if "PySide6.QtGui" in sys.modules:  # it draws, which needs a window's application
        from ui.forms.escpos import escpos_bytes

        (folder / f"{slug}.escpos").write_bytes(escpos_bytes(text, RollWidth.MM_80))


def captured(shop: Shop, counter: Counter, slug: str) -> None:
    """Without the gateway, and delivered later."""
    shop.sandbox.stop()
    try:
        counter.submit(commands.SendNow())
        counter.wait_for(lambda now: now.gateway.is_reachable is False, _PATIENCE_S)
        counter.lay(slug)
        go(shop, counter)
    finally:
        shop.sandbox.start()
    counter.submit(commands.SendNow())
    counter.wait_for(lambda now: now.gateway.is_reachable is True, _PATIENCE_S)


def returned(shop: Shop, counter: Counter, slug: str) -> None:
    """Captured without a number, and completed when the customer comes again with the slip."""
    captured(shop, counter, slug)
    saved = counter.state.last_saved
    leave(counter)
    if saved is None or not saved.qr_text:
        return
    counter.drained()
    counter.submit(commands.TakeScan(saved.qr_text))
    state = counter.wait_for(lambda now: now.returning is not None or now.trouble is not None)
    counter.wait_for(lambda now: now.trouble or (now.returning and not now.returning.is_asking))
    if state.trouble is None:
        counter.welcome(slug)  # at another moment: the photo is not the sealed one
        shop.plate.clear()
        shop.plate.lay(slug)
        counter.wait_for(lambda now: now.case is not None or now.trouble is not None)
        shop.plate.lift()
        go(shop, counter)


def cancelled(step: Step) -> Path:
    """Given up at a step."""

    def path(shop: Shop, counter: Counter, slug: str) -> None:
        counter.lay(slug)
        go(shop, counter, step)

    path.__name__ = f"cancelled at {step.value}"
    return path


def locked(shop: Shop, counter: Counter, slug: str) -> None:
    """Locked with the customer on the screen, and opened again, at first wrongly."""
    counter.lay(slug)
    counter.submit(commands.Lock())
    counter.wait_for(lambda now: now.session is not None and now.session.is_locked)
    counter.submit(commands.Unlock("wrong"))
    counter.submit(commands.Unlock(shop.sandbox.password))
    counter.wait_for(lambda now: now.session is not None and not now.session.is_locked)
    counter.submit(commands.DismissTrouble())
    counter.wait_for(lambda now: now.trouble is None)
    go(shop, counter)


def stepped_back(shop: Shop, counter: Counter, slug: str) -> None:
    counter.lay(slug)
    state = go(shop, counter, Step.NUMBER_AND_SIM)
    if state.case is not None and not ended(state) and state.case.can_step_back:
        counter.submit(commands.StepBack())
        counter.wait_for(lambda now: _is_past(now, Step.NUMBER_AND_SIM), _PATIENCE_S)
    go(shop, counter)


def face_declined(shop: Shop, counter: Counter, slug: str) -> None:
    counter.customer.declined = ("face",)
    try:
        counter.lay(slug)
        go(shop, counter)
    finally:
        counter.customer.declined = ()


def unplugged(shop: Shop, counter: Counter, slug: str) -> None:
    """The reader goes in the middle of a case."""
    counter.lay(slug)
    shop.plate.control.unplug()
    counter.wait_for(lambda now: now.reader.phase == "LOST", _PATIENCE_S)
    go(shop, counter)
    shop.plate.control.plug()
    counter.wait_for(lambda now: now.reader.phase == "READY", _PATIENCE_S)


def on_a_bad_line(kind: FaultKind) -> Path:
    """The gateway's answers are lost, late, forged or torn."""

    def path(shop: Shop, counter: Counter, slug: str) -> None:
        shop.faults.add(kind, times=2, seconds=0.1)
        try:
            counter.lay(slug)
            go(shop, counter)
        finally:
            shop.faults.clear()

    path.__name__ = f"on a line with {kind.value}"
    return path


def badly_read(words: str) -> Path:
    """The reader or the card misbehaves: what is read must not be believed."""

    def path(shop: Shop, counter: Counter, slug: str) -> None:
        shop.plate.control.fault(words)
        refused = len(counter.watch.news)
        shop.plate.lay(slug)
        counter.wait_for(lambda _: len(counter.watch.news) > refused, _PATIENCE_S)
        shop.plate.control.clear_faults()
        shop.plate.clear()
        leave(counter)
        counter.lay(slug)
        go(shop, counter)

    path.__name__ = f"read with {words}"
    return path


def not_kept(shop: Shop, counter: Counter, slug: str) -> None:
    """The disk fails in the moment of sealing."""
    counter.lay(slug)
    state = go(shop, counter, Step.SEAL)
    if state.case is None or state.case.step is not Step.SEAL or ended(state):
        return
    with patch.object(SqlStore, "save", side_effect=StorageFault(since="canary")):
        counter.submit(commands.ConfirmStep(Step.SEAL.value))
        counter.wait_for(lambda now: now.trouble is not None, _PATIENCE_S)


def broken_on_the_counter(_shop: Shop, counter: Counter, slug: str) -> None:
    """A bug on the counter's thread, with the customer in text and locals."""
    counter.lay(slug)

    def quote(_command: object) -> None:
        _raise_quoting(counter.state)

    work = counter.running._work
    assert work is not None
    with patch.object(work.counter, "handle", side_effect=quote):
        counter.submit(commands.ConfirmStep(Step.VISUAL_CHECK.value))
        counter.running._threads.call(lambda: None)


def broken_in_a_question(shop: Shop, counter: Counter, slug: str) -> None:
    """A bug on the thread that talks to the gateway."""
    counter.lay(slug)
    go(shop, counter, Step.LIVE_PHOTO)

    def quote(*_given: object) -> None:
        _raise_quoting(counter.state)

    with patch("pos_client.infrastructure.gateway.http_gateway.HttpGateway.verify", quote):
        if counter.state.case is not None and counter.state.case.step is Step.LIVE_PHOTO:
            counter.submit(counter.customer.photo(counter.state.case))
            counter.wait_for(lambda now: _is_past(now, Step.LIVE_PHOTO), _PATIENCE_S)


def broken_while_nobody_looks(_shop: Shop, counter: Counter, slug: str) -> None:
    """A bug where Python can only say that it could not raise."""
    counter.lay(slug)
    state = counter.state

    class Left:
        def __del__(self) -> None:
            _raise_quoting(state)

    Left()
    gc.collect()


def logged(_shop: Shop, counter: Counter, slug: str) -> None:
    """Somebody logs what he must not, in our name and in a library's."""
    counter.lay(slug)
    identity = counter.state.case.identity if counter.state.case is not None else None
    number, name = (identity.id_number, identity.name) if identity is not None else ("", "")
    try:
        _raise_quoting(counter.state)
    except ValueError:
        log.exception("cannot read %s and %s", identity, name)
        log.exception("cannot read", extra={"reason": number, "code": name, "where": name})
        logging.getLogger("library").exception("cannot read %s", number)


def told(_shop: Shop, counter: Counter, slug: str) -> None:
    """A trouble whose facts somebody has filled with a person."""
    counter.lay(slug)
    facts = (("where", repr(counter.state.case)),)
    log.warning("told %s", TroubleState("B-600", facts))


def _raise_quoting(state: CounterState) -> None:
    held = state.case.identity if state.case is not None else None
    parts = "" if held is None else f"{held.name} {held.id_number} {held.address}"
    raise ValueError(f"cannot parse {parts}")


PATHS: tuple[Path, ...] = (
    whole,
    captured,
    *map(cancelled, (Step.VISUAL_CHECK, Step.CONSENT, Step.LIVE_PHOTO)),
    *map(cancelled, (Step.NUMBER_AND_SIM, Step.FORM, Step.SEAL)),
    locked,
    stepped_back,
    face_declined,
    unplugged,
    *map(on_a_bad_line, (FaultKind.LOSE_REPLY, FaultKind.SERVER_ERROR, FaultKind.FORGED_RECEIPT)),
    *map(badly_read, ("bad_check_digit times=3", "bad_checksum times=3", "name_missing times=3")),
    not_kept,
    broken_on_the_counter,
    broken_in_a_question,
    broken_while_nobody_looks,
    logged,
    told,
)

# At level A the plate gives ciphertext, so what damages a record has no hold.
DECODED_PATHS: tuple[Path, ...] = (
    whole,
    cancelled(Step.VISUAL_CHECK),
    locked,
    broken_on_the_counter,
    broken_while_nobody_looks,
    logged,
    told,
    cancelled(Step.SEAL),
)
