"""The forwarder of a counter whose shop has a relay."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from pos_client.application.counter import Counter
from pos_client.application.forwarder import Forwarder, ForwarderNews
from pos_client.application.forwarding import Forwarding, Terms
from pos_client.application.outbox import KeepStore
from pos_client.application.ports import Clock, Gateway
from pos_client.application.relay import Relay
from pos_client.application.relay_trouble import RelayRefused
from pos_client.domain.outcome import Receipt

__all__ = ["TERMS", "OnCounter", "forwarder_of", "news_of", "relay_at"]

TERMS = Terms()


class OnCounter(Protocol):
    """Runs jobs on the counter's thread."""

    def on_counter(self, job: Callable[[], None]) -> None: ...


def relay_at(address: str, device_id: str, outlet_code: str) -> Relay:
    """Make one counter's way to the relay; nothing is connected yet.

    Raises:
        RelayRefused: this installation has no driver for it.
    """
    try:
        # Late: a counter without a relay shall not carry its driver.
        from pos_client.infrastructure.relay.sql_relay import SqlRelay
    except ImportError:
        raise RelayRefused(reason="driver") from None
    return SqlRelay(address, device_id, outlet_code)


def news_of(threads: OnCounter, counter: Counter) -> ForwarderNews:
    """Tell the counter on its own thread."""
    return ForwarderNews(
        relay_changed=lambda: threads.on_counter(counter.read_figures),
        receipt_settled=lambda receipt: threads.on_counter(partial(counter.note_receipt, receipt)),
        # Without its traceback, which keeps frames alive.
        trouble_met=lambda met: threads.on_counter(partial(counter.tell, type(met)(**met.facts))),
    )


def forwarder_of(
    relay: Relay,
    keep: KeepStore,
    gateway: Gateway,
    clock: Clock,
    news: ForwarderNews,
    read_receipt: Callable[[str], Receipt],
    device_id: str,
    delivers: Callable[[], bool],
) -> Forwarder:
    """Put the parts together; `gateway` is a client of its own."""
    forwarding = Forwarding(relay, gateway, clock, TERMS)
    return Forwarder(keep, relay, forwarding, clock, news, read_receipt, device_id, delivers, TERMS)
