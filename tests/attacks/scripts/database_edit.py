"""Rows of the queue are changed in the file: the sealed bytes, and their hash with them."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from pos_client.application import commands
from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.controls import Control
from pos_client.sandbox.faults import FaultKind
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    shop = scene.shop()
    counter = shop.open_at_work()
    shop.faults.add(FaultKind.UNAVAILABLE, path=Paths.REGISTRATIONS, seconds=1)
    counter.register("resident-lin")
    shop.close(counter)
    with closing(sqlite3.connect(shop.home.store_file)) as link, link:
        (data,) = link.execute("SELECT envelope FROM envelopes").fetchone()
        changed = bytes(data[:-1]) + bytes([data[-1] ^ 1])
        link.execute("UPDATE envelopes SET envelope = ?", (changed,))
    shop.faults.clear()
    counter = shop.open()
    shop.log_in(counter)
    counter.submit(commands.SendNow())
    state = counter.wait_for(lambda now: now.queue.quarantined or not now.queue.pending)
    scene.tell_client("sealed bytes", is_stopped=state.queue.quarantined == 1)
    device = scene.device
    envelope = bytearray(device.registration(captured(device, scene.card())))
    envelope[-1] ^= 1
    scene.attempt(device, bytes(envelope), TroubleCode.ENVELOPE_UNREADABLE)


ATTACK = Attack(abuses="the database on the disk", run=_run, controls=(Control.ENVELOPE_SIGNATURE,))
