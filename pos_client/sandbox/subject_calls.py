"""The gateway's calls about what a case begins with that is no card: a number, a document."""

from __future__ import annotations

from pos_client.domain.flows import SPECIAL_DOCUMENT
from pos_client.protocol import own_numbers, special_documents, subject
from pos_client.protocol.api import Paths
from pos_client.sandbox.calls import ByClerk
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.door import Caller
from pos_client.sandbox.strict_route import strict_router

__all__ = [
    "authorise_port_in",
    "look_up_subscriber",
    "open_special_case",
    "prove_usage",
    "router",
    "send_usage_code",
    "show_own_numbers",
]

router = strict_router()


@router.post(Paths.SUBSCRIBERS)
async def look_up_subscriber(
    call: ByClerk, message: subject.SubscriberRequest
) -> subject.SubscriberAnswer:
    """What the carrier knows of a number that exists, in masks."""
    return await call.do(lambda desk, _: desk.subscribers.look_up(message))


@router.post(Paths.USAGE_CODES)
async def send_usage_code(
    call: ByClerk, message: subject.UsageCodeRequest
) -> subject.UsageCodeAnswer:
    """Send a code to a number; whoever reads it out has the number in use."""
    return await call.do(lambda desk, caller: desk.subscribers.send_code(caller.device, message))


@router.post(Paths.USAGE_PROOFS)
async def prove_usage(
    call: ByClerk, message: subject.UsageProofRequest
) -> subject.UsageProofAnswer:
    """Take a code that was read out; good for one case."""
    return await call.do(lambda desk, caller: desk.subscribers.codes.check(caller.device, message))


@router.post(Paths.AUTHORISATIONS)
async def authorise_port_in(
    call: ByClerk, message: subject.AuthorisationRequest
) -> subject.AuthorisationAnswer:
    """Take a number of another carrier's, with the code that it has given out; for one case."""
    return await call.do(lambda desk, caller: desk.donors.authorise(caller.device, message))


@router.post(Paths.OWN_NUMBERS)
async def show_own_numbers(
    call: ByClerk, message: own_numbers.OwnNumbersRequest
) -> own_numbers.OwnNumbersAnswer:
    """The numbers in the name of a customer who was verified in this case, in masks."""
    return await call.do(
        lambda desk, caller: desk.own_numbers.show(caller.device, caller.session, message)
    )


@router.post(Paths.SPECIAL_CASES)
async def open_special_case(call: ByClerk) -> special_documents.SpecialCaseAnswer:
    """A case of somebody whose document has no chip, where one may be captured today."""

    def work(desk: Desk, caller: Caller) -> special_documents.SpecialCaseAnswer:
        desk.inspections.book.check_may_open(caller.device, SPECIAL_DOCUMENT.name)
        return desk.special.open(caller.device)

    return await call.do(work)
