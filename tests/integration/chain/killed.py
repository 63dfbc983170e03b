"""A counter in a process of its own, made to be killed: says what it saved, on a line each.

python -m tests.integration.chain.killed HOME CLERK PASSWORD SEED
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from drivers.simulator.deck import RegisterAnswer, load_deck
from pos_client.application import commands
from pos_client.application.state import DevicePhase
from pos_client.bootstrap import open_counter
from pos_client.infrastructure.settings import Settings
from tests.integration.chain.plate import Plate
from tests.integration.chain.shop import Counter, ended, saved, say
from tests.integration.chain.watch import Watch

__all__ = ["people", "work"]


def people() -> list[str]:
    """Whom the register knows as they are, old enough and with a card that is valid."""
    return [
        entry.slug
        for entry in load_deck().entries
        if entry.register.answer is RegisterAnswer.MATCH
        and entry.letter is None
        and entry.numbers_in_use == 0
        and entry.fields.birth_date.year < 2009
        and (entry.fields.valid_until is None or entry.fields.valid_until.year > 2027)
    ]


def work(home: Path, clerk_number: str, password: str, seed: int) -> None:
    """Register one person after the other until somebody ends this process."""
    chance, watch, known = random.Random(seed), Watch(), people()
    with Plate() as plate:
        settings = Settings(reader_addresses=(plate.address,))
        counter = Counter(open_counter(home, settings, watch.tell), watch, plate)
        counter.running.start()
        state = counter.wait_for(lambda now: now.device is not DevicePhase.STARTING)
        say(f"opened {state.device.value} {state.trouble.code if state.trouble else ''}")
        state = counter.log_in(clerk_number, password)
        say(f"logged in {state.trouble.code if state.trouble else ''}")
        counter.wait_for(lambda now: now.reader.sam_id)
        while True:
            state = counter.carry_at_once(chance.choice(known))
            if saved(state) and state.last_saved is not None:
                say(f"saved {state.last_saved.id}")
            elif state.trouble is not None:
                say(f"told {state.trouble.code} {dict(state.trouble.facts)}")
            if state.case is not None and not ended(state):
                counter.submit(commands.CancelCase())
                counter.wait_for(lambda now: now.case is None)


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
