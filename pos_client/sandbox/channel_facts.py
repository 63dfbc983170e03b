"""What is entered of an outlet as a channel, and its one form on paper and in the book."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pos_client.domain.channel import Channel, Geofence, Licence, OpeningHours
from pos_client.domain.outlet import Outlet, OutletKind
from pos_client.protocol import strict_json
from pos_client.protocol.channel import ChannelClaims, channel_claims
from pos_client.protocol.message import read

__all__ = ["ChannelFacts", "DataProtection", "facts_from"]


@dataclass(frozen=True, slots=True)
class DataProtection:
    """用户信息保护条件: whether the outlet meets them, and when somebody has looked."""

    is_fulfilled: bool
    examined_on: date


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """One outlet under one carrier.

    Attributes:
        above: directly under whom it is: the name of a brand, and never the code of an outlet.
    """

    outlet: Outlet
    above: str
    licence: Licence
    data_protection: DataProtection
    sign_until: date | None = None
    geofence: Geofence | None = None
    hours: tuple[OpeningHours, ...] = ()

    @property
    def canonical(self) -> str:
        """The same facts are always the same text."""
        outlet = self.outlet
        said = Channel(
            licence=self.licence,
            sign_until=self.sign_until,
            geofence=self.geofence,
            hours=self.hours,
        )
        written: dict[str, Any] = {
            "outlet": asdict(outlet)
            | {
                "kind": outlet.kind.value,
                "commission_from": outlet.commission_from.isoformat(),
                "commission_until": outlet.commission_until.isoformat(),
            },
            "above": self.above,
            "data_protection": {
                "is_fulfilled": self.data_protection.is_fulfilled,
                "examined_on": self.data_protection.examined_on.isoformat(),
            },
            "channel": channel_claims(said),
        }
        return strict_json.canonical(written).decode()


def facts_from(text: str) -> ChannelFacts:
    """Read facts back as they were entered."""
    plain = strict_json.loads(text.encode())
    outlet, examined = plain["outlet"], plain["data_protection"]
    channel = read(ChannelClaims, plain["channel"]).value()
    if channel.licence is None:
        raise ValueError("an outlet without a licence")
    return ChannelFacts(
        outlet=Outlet(
            **outlet
            | {
                "kind": OutletKind(outlet["kind"]),
                "commission_from": date.fromisoformat(outlet["commission_from"]),
                "commission_until": date.fromisoformat(outlet["commission_until"]),
            }
        ),
        above=plain["above"],
        licence=channel.licence,
        data_protection=DataProtection(
            examined["is_fulfilled"], date.fromisoformat(examined["examined_on"])
        ),
        sign_until=channel.sign_until,
        geofence=channel.geofence,
        hours=channel.hours,
    )
