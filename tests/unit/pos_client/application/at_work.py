"""A counter at work, for attacks on a case: who is there, what is asked, what arrives newly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pos_client.domain.flow import Step
from pos_client.domain.flows import NEW_NUMBER
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from tests.unit.pos_client.application.rig import Rig

OWN_HALL = ("QUOTA_REVIEW", "ID_NO_PHOTO", "FACE_UNSURE", "FACE_REFUSED", "RISK_REVIEW")
BEHIND_THE_READ = [step for step in NEW_NUMBER.steps[1:] if step is not Step.REVIEW]


def at_work(folder: Path | None, **claims: Any) -> Rig:
    if folder is not None:
        folder.mkdir(exist_ok=True)
    made = Rig(folder, **claims)
    made.fill_pool()
    made.log_in()
    made.do(lambda: made.counter.note_contact(made.clock.now()))
    return made


def asked(rig: Rig, *names: str) -> list[str]:
    """The calls of the gateway from now on, as they come."""
    calls: list[str] = []
    for name in names or ("verify", "hold_number", "give_back", "release_quota", "review"):
        real = getattr(rig.gateway, name)

        def noted(*args: Any, _name: str = name, _real: Callable[..., Any] = real) -> Any:
            calls.append(_name)
            return _real(*args)

        setattr(rig.gateway, name, noted)
    return calls


def configure(rig: Rig, **claims: Any) -> None:
    """A newer signed configuration arrives."""
    rig.gateway.claims |= {"version": rig.gateway.claims["version"] + 1, **claims}
    newer = configuration_from(ConfigurationClaims.checked(rig.gateway.claims))
    rig.do(lambda: rig.counter.take_configuration("token", newer))
