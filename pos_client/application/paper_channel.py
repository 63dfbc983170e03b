"""Commission, licence and brand on paper: the same rows on every one, a customer's and a sheet."""

from __future__ import annotations

from pos_client.domain.brands import brand_of
from pos_client.domain.paper import claims_something
from pos_client.domain.paper_channel import PaperChannel
from pos_client.domain.policy import Configuration

__all__ = ["channel_words", "paper_channel"]


def paper_channel(configuration: Configuration) -> PaperChannel:
    """What the configuration in force says; the brand's words come from the program's own file."""
    outlet, channel = configuration.outlet, configuration.channel
    brand = brand_of(outlet.brand)
    licence = channel.licence if channel is not None else None
    basic_carrier = channel.basic_carrier if channel is not None else ""
    basic_carrier = basic_carrier or (brand.basic_carrier if brand is not None else "")
    return PaperChannel(
        commission_from=outlet.commission_from,
        commission_until=outlet.commission_until,
        licence_until=licence.valid_until if licence is not None else None,
        basic_carrier="" if claims_something(basic_carrier) else basic_carrier,
        words=brand.paper_words if brand is not None else (),
    )


def channel_words(channel: PaperChannel) -> tuple[tuple[str, str], ...]:
    """Label and words of each row."""
    begins, ends = channel.commission_from, channel.commission_until
    commission = f"{begins.isoformat()} 至 {ends.isoformat()}" if begins and ends else ""
    licence = channel.licence_until.isoformat() if channel.licence_until is not None else ""
    rows = (
        ("基础电信企业", channel.basic_carrier),
        ("委托有效期", commission),
        ("营业执照至", licence),
    )
    return tuple((label, words) for label, words in rows if words)
