"""A card's text is edited: another digit, another validity, a letter of no layout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from drivers.card.read import CardRead, RecordRefused
from drivers.simulator.deck import load_deck
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.moves import now
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    card = scene.card()
    for place, (at, digit) in enumerate(((122 + 2 * 16, "9"), (212, "9"), (248, "Q"))):
        frame = bytearray(card.text)
        was = frame[at : at + 2].decode("utf-16-le")
        frame[at : at + 2] = ("8" if was == digit else digit).encode("utf-16-le")
        try:
            CardRead.parse(bytes(frame), card.photo, read_at=now())
        except RecordRefused:
            scene.tell_client(f"byte {at}", is_stopped=True)
        else:
            scene.tell_client(f"byte {at}", is_stopped=False)
        case = captured(device, card, place, raw_text=bytes(frame))
        with mock.patch("tests.honest_cases._card", return_value=_whole()):
            data = device.registration(case)  # the form of whom the card was before
        scene.attempt(device, data, "FRAME_INVALID")


def _whole() -> CardRead:
    card = load_deck()["resident-lin"].card()
    return CardRead.parse(card.text, card.photo, read_at=now())


@contextmanager
def _believing() -> Iterator[None]:
    whole = _whole()
    with (
        mock.patch("pos_client.sandbox.evidence_checks._parsed", return_value=whole),
        mock.patch(
            "pos_client.sandbox.registrations.CardRead", mock.Mock(parse=lambda *_, **__: whole)
        ),
    ):
        yield


ATTACK = Attack(
    abuses="the frame between reader and program, edited",
    run=_run,
    mutants=(Mutant("frames parsed by the gateway itself", Side.GATEWAY, _believing),),
)
