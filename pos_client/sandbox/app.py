"""The gateway's calls as a FastAPI application: each is let in at the door and done at the desk."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Header, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import AfterValidator
from starlette.exceptions import HTTPException

from pos_client.protocol import api, decoding, heartbeat, message
from pos_client.protocol.api import ENVELOPE_MEDIA_TYPE, Headers, Paths, TroubleCode
from pos_client.protocol.form import own_id
from pos_client.sandbox import (
    back_office_door,
    centre_door,
    figure_calls,
    inspection_calls,
    metrics_door,
    review_calls,
    stock_calls,
    subject_calls,
    unit_calls,
)
from pos_client.sandbox.calls import (
    ByAnybody,
    ByClerk,
    ByDevice,
    ByDeviceAlone,
    ByGivingBack,
    ByLiveDevice,
    read_envelope,
)
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.door import Caller
from pos_client.sandbox.gateway import ReferenceGateway
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.strict_route import strict_router

__all__ = [
    "challenge_session",
    "configuration",
    "create_app",
    "enrol",
    "fill_challenge_pool",
    "give_number_back",
    "hold_number",
    "open_case",
    "open_decoding",
    "open_return",
    "open_session",
    "register",
    "registration_status",
    "release_quota",
    "renew_certificate",
    "search_numbers",
    "sign_read",
    "take_audit",
    "take_heartbeat",
    "verify",
]

Envelope = Annotated[bytes, Depends(read_envelope)]


def _own(id_: UUID) -> UUID:
    return own_id(str(id_))


# As the rows are called that the gateway itself has named; a client's are UUIDs by time.
_HoldId = Annotated[str, Path(pattern=r"^hold-[0-9a-f]{16}$")]
_ReservationId = Annotated[str, Path(pattern=r"^slot-[0-9a-f]{16}$")]
_OwnId = Annotated[UUID, message.OwnId(), AfterValidator(_own)]
IdempotencyKey = Annotated[_OwnId, Header(alias=Headers.IDEMPOTENCY_KEY)]
_EarlierReceipt = Annotated[str, Header(alias=Headers.EARLIER_RECEIPT, max_length=4096)]

_ENVELOPE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {ENVELOPE_MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}


router = strict_router()


@router.post(Paths.ENROLMENTS)
async def enrol(call: ByAnybody, message: api.EnrolmentRequest) -> api.EnrolmentAnswer:
    """Make a computer a device of an outlet. The only call without a client certificate."""
    return await call.do(lambda desk, _: desk.enrolment.enrol(message))


@router.get(Paths.CONFIGURATION)
async def configuration(call: ByDeviceAlone) -> api.TokenAnswer:
    """The newest signed configuration of this device."""
    _, token = await call.do(lambda desk, caller: desk.configurations.current(caller.device))
    return api.TokenAnswer(token=token)


@router.post(Paths.CERTIFICATES)
async def renew_certificate(
    call: ByDevice, message: api.CertificateRequest
) -> api.CertificateAnswer:
    """The certificate of a device's next TLS key."""
    return await call.do(
        lambda desk, caller: desk.enrolment.renew(
            caller.device, message, only_delivers=caller.only_delivers
        )
    )


@router.post(Paths.SESSION_CHALLENGES)
async def challenge_session(call: ByLiveDevice) -> api.SessionChallengeAnswer:
    """A nonce for the next log-in."""
    return await call.do(lambda desk, caller: desk.sessions.challenge(caller.device))


@router.post(Paths.SESSIONS)
async def open_session(call: ByLiveDevice, message: api.SessionRequest) -> api.TokenAnswer:
    """Log a clerk in on this device."""

    def work(desk: Desk, caller: Caller) -> str:
        token = desk.sessions.open(caller.device, message)
        desk.work_ids.note_log_in(caller.device, message, desk.sessions.opened(token))
        return token

    return api.TokenAnswer(token=await call.do(work))


@router.post(Paths.CASES)
async def open_case(call: ByClerk, message: api.CaseRequest) -> api.CaseAnswer:
    """A transaction id and the challenge of a case's read."""

    def work(desk: Desk, caller: Caller) -> api.CaseAnswer:
        desk.inspections.book.check_may_open(caller.device, message.flow)
        return desk.challenges.open_case(caller.device, message.flow)

    return await call.do(work)


@router.post(Paths.CHALLENGES)
async def fill_challenge_pool(call: ByLiveDevice) -> api.ChallengePoolAnswer:
    """Challenges for reads without the gateway, as many as this device may still hold."""
    return await call.do(lambda desk, caller: desk.challenges.fill_pool(caller.device))


@router.post(Paths.DECODINGS)
async def open_decoding(
    call: ByClerk, message: decoding.DecodingRequest
) -> decoding.DecodingAnswer:
    """What a remote-SAM reader has to pass to the card for a challenge of a case."""
    return await call.do(lambda desk, caller: desk.decodings.open(caller.device, message))


@router.post(Paths.SIGNED_READS)
async def sign_read(
    call: ByClerk, message: decoding.SignedReadRequest
) -> decoding.SignedReadAnswer:
    """The decoder's word on what the card has answered. One for each challenge."""
    return await call.do(lambda desk, caller: desk.decodings.sign(caller.device, message))


@router.post(Paths.VERIFICATIONS, openapi_extra=_ENVELOPE)
async def verify(call: ByClerk, envelope: Envelope) -> api.VerificationAnswer:
    """Signed verdicts on the sealed evidence of an open case."""
    return await call.do(
        lambda desk, caller: desk.verification.judge(caller.device, caller.session, envelope)
    )


@router.get(Paths.NUMBERS)
async def search_numbers(
    call: ByClerk,
    pattern: Annotated[str, Query(pattern=r"^[0-9]{0,11}$")] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> api.NumberSearchAnswer:
    """Free numbers that hold these digits."""
    return await call.do(
        lambda desk, caller: desk.numbers.search(pattern, limit, desk.brand_of(caller.device))
    )


@router.post(Paths.NUMBER_HOLDS)
async def hold_number(call: ByClerk, message: api.HoldRequest) -> api.HoldAnswer:
    """Keep a number for one case, for a while."""
    return await call.do(
        lambda desk, caller: desk.numbers.hold(
            caller.device,
            message.phone_number,
            message.real_name_transaction_id,
            desk.brand_of(caller.device),
        )
    )


@router.delete(Paths.NUMBER_HOLDS + "/{hold_id}", status_code=204)
async def give_number_back(call: ByGivingBack, hold_id: _HoldId) -> None:
    """End a hold; again does nothing."""
    await call.do(lambda desk, caller: desk.numbers.give_back(caller.device, hold_id))


@router.post(Paths.RETURNS)
async def open_return(call: ByClerk, message: api.ReturnRequest) -> api.ReturnAnswer:
    """A transaction id and a challenge for a customer who is back with the slip."""
    return await call.do(lambda desk, caller: desk.returns.open(caller.device, message))


@router.delete(Paths.QUOTA_RESERVATIONS + "/{reservation_id}", status_code=204)
async def release_quota(call: ByGivingBack, reservation_id: _ReservationId) -> None:
    """Give a slot of the person's limit back; again does nothing."""
    await call.do(lambda desk, caller: desk.quota.release(caller.device, reservation_id))


@router.post(Paths.REGISTRATIONS, openapi_extra=_ENVELOPE)
async def register(
    call: ByDevice, key: IdempotencyKey, envelope: Envelope, earlier: _EarlierReceipt = ""
) -> api.TokenAnswer:
    """Decide about a sealed case. A no is a signed receipt too; the same bytes get the first.

    A gateway that has forgotten it believes its own receipt, shown as `Earlier-Receipt`, and enters
    it again as it was decided then.
    """
    token = await call.do(
        lambda desk, caller: desk.registrations.take(caller.device, key, envelope, earlier)
    )
    return api.TokenAnswer(token=token)


@router.get(Paths.REGISTRATIONS + "/{registration_id}")
async def registration_status(call: ByDevice, registration_id: _OwnId) -> api.TokenAnswer:
    """The newest receipt of one registration of this device."""
    token = await call.do(
        lambda desk, caller: desk.registrations.status(caller.device, registration_id)
    )
    return api.TokenAnswer(token=token)


@router.post(Paths.AUDIT_ENTRIES)
async def take_audit(call: ByDevice, message: api.AuditRequest) -> api.TokenAnswer:
    """Countersign the head of this device's audit chain."""
    token = await call.do(lambda desk, caller: desk.audit.take(caller.device, message))
    return api.TokenAnswer(token=token)


@router.post(Paths.HEARTBEATS)
async def take_heartbeat(
    call: ByDevice, message: heartbeat.HeartbeatRequest
) -> heartbeat.HeartbeatAnswer:
    """The device is alive; a newer configuration may be waiting."""

    def work(desk: Desk, caller: Caller) -> heartbeat.HeartbeatAnswer:
        desk.devices.note_contact(caller.device.id)
        desk.oversight.note_heartbeat(caller.device, message)
        desk.decisions.sweep()
        desk.campaign.sweep()
        if message.stalls > 0:
            subject = f"{message.stalls} at {desk.clock().isoformat(timespec='seconds')}"
            desk.devices.raise_alarm(caller.device.id, "OUTBOX_STALLED", subject)
        if not message.pending and not message.quarantined:
            desk.chain.note_empty_queue(caller.device, caller.head_index)
        desk.work_ids.note_heartbeat(caller.device, message)
        decided, final = desk.decisions.count(caller.device.id)
        return heartbeat.HeartbeatAnswer(
            gateway_time=desk.clock(),
            configuration_version=desk.configurations.current(caller.device)[0],
            drain_only=caller.only_delivers or caller.is_certified_so,
            decided=decided,
            final=final,
            audit_index=caller.device.audit_index,
            session_ended=desk.sessions.has_ended(caller.device, message.session_id),
            certificate_outdated=caller.only_delivers is not caller.is_certified_so,
            work_id_frozen=desk.work_ids.is_frozen(caller.device, message.session_id),
        )

    return await call.do(work)


def _named_by(request: Request) -> UUID | None:
    try:
        return own_id(request.headers.get(Headers.IDEMPOTENCY_KEY, ""))
    except ValueError:
        return None


async def _say_refusal(request: Request, error: Exception) -> Response:
    refusal = error if isinstance(error, Refusal) else Refusal(500, TroubleCode.UNAVAILABLE)
    answer = api.TroubleAnswer(
        code=refusal.code,
        retry_after_s=refusal.retry_after_s,
        registration_id=_named_by(request),
    )
    headers = {} if refusal.retry_after_s is None else {"Retry-After": str(refusal.retry_after_s)}
    if refusal is not error:  # a fault of ours: the server hangs up after this answer
        headers["Connection"] = "close"
    return JSONResponse(message.plain(answer), refusal.status, headers)


async def _say_unreadable(request: Request, error: Exception) -> Response:
    """What exactly was wrong is not repeated: it may be a password."""
    status = error.status_code if isinstance(error, HTTPException) else 400
    return await _say_refusal(request, Refusal(status, TroubleCode.REQUEST_UNREADABLE))


def create_app(gateway: ReferenceGateway | None) -> FastAPI:
    """Make the application; without a gateway it can only be described."""
    app = FastAPI(
        title="实名登记 gateway",
        version="1",
        description="HTTPS with mutual TLS; docs/gateway.md tells the story.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.gateway = gateway
    app.include_router(router)
    app.include_router(subject_calls.router)
    app.include_router(unit_calls.router)
    app.include_router(review_calls.router)
    app.include_router(stock_calls.router)
    app.include_router(inspection_calls.router)
    app.include_router(figure_calls.router)
    app.include_router(centre_door.router)
    app.include_router(metrics_door.router)
    app.include_router(back_office_door.router)
    app.add_exception_handler(Refusal, _say_refusal)
    app.add_exception_handler(Exception, _say_refusal)
    app.add_exception_handler(RequestValidationError, _say_unreadable)
    app.add_exception_handler(HTTPException, _say_unreadable)
    return app
