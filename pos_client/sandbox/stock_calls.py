"""The gateway's calls about an outlet's blank SIMs."""

from __future__ import annotations

from pos_client.protocol import sim_stock
from pos_client.protocol.sim_stock import StockPaths
from pos_client.sandbox.calls import ByClerk
from pos_client.sandbox.strict_route import strict_router

__all__ = ["book_sim", "check_sim", "count_sims", "receive_sims", "router", "show_sim_stock"]

router = strict_router()


@router.get(StockPaths.SIM_STOCK)
async def show_sim_stock(call: ByClerk) -> sim_stock.StockAnswer:
    """The book of this outlet's blank SIMs, and the parcels on their way to it."""
    return await call.do(lambda desk, caller: desk.stock.show(caller.device.outlet_code))


@router.post(StockPaths.SIM_CHECKS)
async def check_sim(call: ByClerk, message: sim_stock.SimCheckRequest) -> sim_stock.SimCheckAnswer:
    """Whether a SIM may go over the counter of this outlet; asked again with the registration."""
    return await call.do(lambda desk, caller: desk.stock.check(caller.device, message.iccid))


@router.post(StockPaths.SIM_RECEIPTS)
async def receive_sims(
    call: ByClerk, message: sim_stock.SimReceiptRequest
) -> sim_stock.StockAnswer:
    """A parcel has come, whole; from now on its SIMs are in stock."""
    return await call.do(
        lambda desk, caller: desk.stock.receive(caller.device, caller.session, message)
    )


@router.post(StockPaths.SIM_BOOKINGS)
async def book_sim(call: ByClerk, message: sim_stock.SimBookingRequest) -> sim_stock.StockAnswer:
    """A SIM is spoiled; a supervisor also books one as returned, missing, or there again."""
    return await call.do(
        lambda desk, caller: desk.stock.book(caller.device, caller.session, message)
    )


@router.post(StockPaths.SIM_COUNTS)
async def count_sims(call: ByClerk, message: sim_stock.SimCountRequest) -> sim_stock.SimCountAnswer:
    """What lies in the drawer against the book, with the SIMs that are not where they should be."""
    return await call.do(
        lambda desk, caller: desk.stock.count(caller.device, caller.session, message)
    )
