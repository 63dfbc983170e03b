"""What several tests do to a counter, and how they look at what became of its queue."""

from __future__ import annotations

from uuid import UUID

from pos_client.application import commands
from pos_client.application.news import QueuePageLoaded
from pos_client.application.state import DevicePhase
from pos_client.domain.registration import OutboxRow, OutboxState
from tests.integration.chain.shop import Counter, Shop

__all__ = ["away", "captured", "queue_rows", "stopped"]


def away(counter: Counter, shop: Shop) -> None:
    """Take the gateway away, and let the counter notice."""
    shop.sandbox.stop()
    counter.submit(commands.SendNow())
    counter.wait_for(lambda state: state.gateway.is_reachable is False)


def captured(shop: Shop) -> list[UUID]:
    """Two registrations of a counter that lost its gateway, and is closed again."""
    counter = shop.open_at_work()
    shop.sandbox.stop()
    ids = [counter.register(slug).id for slug in ("resident-lin", "resident-wang")]
    shop.close(counter)
    return ids


def queue_rows(counter: Counter) -> tuple[OutboxRow, ...]:
    """The queue page as a window would load it."""
    counter.watch.news[:] = [
        news for news in counter.watch.news if not isinstance(news, QueuePageLoaded)
    ]
    counter.submit(commands.LoadQueuePage(tuple(OutboxState)))
    page = counter.watch.wait_for_news(QueuePageLoaded)
    assert isinstance(page, QueuePageLoaded)
    return page.rows


def stopped(counter: Counter) -> str:
    """The code a counter stopped with."""
    state = counter.wait_for(lambda now: now.device is DevicePhase.STOPPED)
    assert state.trouble is not None
    return state.trouble.code
