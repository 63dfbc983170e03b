"""More outlets of a sandbox, admitted as its first one was."""

from __future__ import annotations

from dataclasses import replace

from pos_client.domain.outlet import Outlet
from pos_client.sandbox.channel_facts import ChannelFacts
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.invented_channels import admit, facts_of
from pos_client.sandbox.policy import DEMO_OUTLET

__all__ = ["OTHER", "admit_another", "move"]

OTHER = replace(DEMO_OUTLET, code="FJ-OTHER")


def admit_another(desk: Desk, outlet: Outlet, facts: ChannelFacts | None = None) -> Outlet:
    """Admit one more outlet, with a sign and an agent number of its own; answers it."""
    sign_number, agent_number = desk.channels.issue_numbers("FJ", "350100")
    numbered = replace(outlet, sign_number=sign_number, agent_number=agent_number)
    entered = replace(facts or facts_of(numbered), outlet=numbered)
    admit(desk.channels, desk.admissions, entered, desk.clock())
    return numbered


def move(desk: Desk, device_id: str = "") -> None:
    """Let a device, or all of them, stand in `OTHER`: only a hand in the database does that."""
    admit_another(desk, OTHER)
    desk.connection.exec_driver_sql(
        "UPDATE devices SET outlet_code = ? WHERE id = ? OR ? = ''",
        (OTHER.code, device_id, device_id),
    )
