"""What the signed configuration says of an outlet's channel, and the code on its sign.

Both members of the configuration are absent from a gateway that has nothing to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any

from pos_client.domain.channel import Channel, ChannelState, Geofence, Licence, OpeningHours
from pos_client.domain.unit_credit_code import is_credit_code
from pos_client.protocol.message import Length, Message, MessageRefused, NoIdNumber, Pattern, Range

__all__ = [
    "ChannelClaims",
    "GeofenceClaims",
    "LicenceClaims",
    "OpeningHoursClaims",
    "channel_claims",
]

# JSON here holds no fractions: degrees are written out, six places are a decimetre.
_DEGREES = r"-?[0-9]{1,3}\.[0-9]{1,6}"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceClaims(Message):
    """The unit credit code of the licence, and its last day."""

    unit_credit_code: str
    valid_until: date

    def check(self) -> None:
        if not is_credit_code(self.unit_credit_code):
            raise MessageRefused("is no unit credit code", "unit_credit_code")


@dataclass(frozen=True, slots=True, kw_only=True)
class GeofenceClaims(Message):
    """A circle: its centre in degrees, as decimal text, and its radius."""

    latitude_deg: Annotated[str, Pattern(_DEGREES)]
    longitude_deg: Annotated[str, Pattern(_DEGREES)]
    radius_m: Annotated[int, Range(1, 100_000)]

    def check(self) -> None:
        for name, most in (("latitude_deg", 90), ("longitude_deg", 180)):
            if abs(float(getattr(self, name))) > most:
                raise MessageRefused("is nowhere on Earth", name)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHoursClaims(Message):
    """One day of the week, 1 for Monday; times of the shop's own clock."""

    weekday: Annotated[int, Range(1, 7)]
    opens: Annotated[str, Pattern(_CLOCK)]
    closes: Annotated[str, Pattern(_CLOCK)]

    def check(self) -> None:
        if self.opens >= self.closes:
            raise MessageRefused("closes before it opens", "closes")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelClaims(Message):
    """Licence, place, hours and standing of the outlet."""

    state: ChannelState = ChannelState.ADMITTED
    licence: LicenceClaims | None = None
    sign_until: date | None = None
    geofence: GeofenceClaims | None = None
    hours: Annotated[tuple[OpeningHoursClaims, ...], Length(0, 7)] = ()
    basic_carrier: Annotated[str, Length(0, 40), NoIdNumber()] = ""
    asks_for_sign: bool = False

    def check(self) -> None:
        if len({each.weekday for each in self.hours}) != len(self.hours):
            raise MessageRefused("names a weekday twice", "hours")

    def value(self) -> Channel:
        licence, fence = self.licence, self.geofence
        return Channel(
            state=self.state,
            licence=Licence(licence.unit_credit_code, licence.valid_until) if licence else None,
            sign_until=self.sign_until,
            geofence=Geofence(float(fence.latitude_deg), float(fence.longitude_deg), fence.radius_m)
            if fence
            else None,
            hours=tuple(
                OpeningHours(
                    each.weekday, time.fromisoformat(each.opens), time.fromisoformat(each.closes)
                )
                for each in self.hours
            ),
            basic_carrier=self.basic_carrier,
            asks_for_sign=self.asks_for_sign,
        )


def channel_claims(channel: Channel) -> dict[str, Any]:
    """The same as a configuration holds it; what there is nothing to say of is left out."""
    said: dict[str, Any] = {"state": channel.state.value}
    if channel.licence is not None:
        said["licence"] = {
            "unit_credit_code": channel.licence.unit_credit_code,
            "valid_until": channel.licence.valid_until.isoformat(),
        }
    if channel.sign_until is not None:
        said["sign_until"] = channel.sign_until.isoformat()
    if channel.geofence is not None:
        said["geofence"] = {
            "latitude_deg": f"{channel.geofence.latitude_deg:.6f}",
            "longitude_deg": f"{channel.geofence.longitude_deg:.6f}",
            "radius_m": channel.geofence.radius_m,
        }
    if channel.hours:
        said["hours"] = [
            {
                "weekday": each.weekday,
                "opens": f"{each.opens:%H:%M}",
                "closes": f"{each.closes:%H:%M}",
            }
            for each in channel.hours
        ]
    if channel.basic_carrier:
        said["basic_carrier"] = channel.basic_carrier
    if channel.asks_for_sign:
        said["asks_for_sign"] = True
    return said
