"""Making this computer a device of an outlet, with a one-time code of the carrier.

Keys are made here and never leave. Everything is gathered in a draft folder that gets its name
only when all of it has been checked and has reached the disk: an enrolment that is interrupted
leaves nothing half behind, though its code may be used up.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeAlias

from pos_client.application.trouble import (
    AlreadyEnrolled,
    CodeRefused,
    ConfigurationInvalid,
    EvidenceKeyAway,
    NotAuthorised,
    UntrustedGateway,
)
from pos_client.infrastructure.crypto.private_file import sync_folder, write_private
from pos_client.infrastructure.crypto.tls_key import TlsKey
from pos_client.infrastructure.crypto.token_place import TokenPlace
from pos_client.infrastructure.database.faults import trouble_of_file
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.credentials import check_certificate
from pos_client.infrastructure.gateway.device import Device, DevicePaper, is_enrolled
from pos_client.infrastructure.gateway.evidence_keys import NewEvidenceKey, new_key
from pos_client.infrastructure.gateway.gateway_file import GatewayFile
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.tls import trusting_context
from pos_client.protocol import message
from pos_client.protocol.api import EnrolmentAnswer, EnrolmentRequest, Paths

__all__ = ["enrol"]

_LONGEST_NAME = 64
_MakeKey: TypeAlias = Callable[[Device], NewEvidenceKey]
# The gateway writes its own subject; nothing of this computer is told.
_ASKED_NAME = "pos-client"


def enrol(
    gateway: GatewayFile,
    code: str,
    folder: Path,
    device_name: str,
    token: TokenPlace | None = None,
    pin: str = "",
) -> Device:
    """Ask the gateway to make this computer a device, and keep what that takes in `folder`.

    Args:
        token: where the evidence key is to be made; None for a file. `pin` opens it, and is kept
            in a file that nobody else may read.

    Raises:
        AlreadyEnrolled: `folder` holds a device.
        EvidenceKeyAway: the token cannot be used.
        CodeRefused: the gateway does not take the code.
        GatewayTrouble: it could not be asked, or what answered is not the carrier's gateway.
        StoreTrouble: the disk took none of it.
    """
    if is_enrolled(folder):
        raise AlreadyEnrolled
    try:
        return _gather(gateway, code, folder, device_name, partial(new_key, token=token, pin=pin))
    except OSError as error:
        raise trouble_of_file(error, folder.parent) from None


def _gather(
    gateway: GatewayFile, code: str, folder: Path, device_name: str, make_key: _MakeKey
) -> Device:
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}")
    draft.mkdir(mode=0o700)
    key: NewEvidenceKey | None = None
    try:
        key = make_key(Device(draft, "", "", gateway, ""))
        paper = _fill(draft, gateway, code.strip(), device_name[:_LONGEST_NAME], key)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        if key is not None:
            with suppress(EvidenceKeyAway):  # what went wrong first is told
                key.forget()
        raise
    sync_folder(folder.parent)
    return Device.of(paper, folder)


def _fill(
    draft: Path, gateway: GatewayFile, code: str, device_name: str, key: NewEvidenceKey
) -> DevicePaper:
    places = Device(draft, "", "", gateway, "")
    tls_key = TlsKey.create(places.tls_key)
    try:
        request = EnrolmentRequest(
            code=code,
            tls_csr_pem=tls_key.request_pem(_ASKED_NAME),
            evidence_key=key.point,
            device_name=device_name,
        )
    except message.MessageRefused:  # half a character, or somebody's number
        raise CodeRefused from None
    answer = _ask(gateway, request)
    _check(answer, gateway, tls_key)
    paper = DevicePaper(
        device_id=answer.device_id,
        device_name=device_name,
        gateway=gateway,
        configuration=answer.configuration,
        evidence_token=key.place,
    )
    write_private(places.tls_certificate, answer.tls_certificate_pem.encode("ascii"))
    write_private(places.paper, message.write(paper))
    return paper


def _ask(gateway: GatewayFile, request: EnrolmentRequest) -> EnrolmentAnswer:
    line = GatewayLine.to(gateway.url, trusting_context(gateway))
    try:
        return line.call(
            "POST",
            Paths.ENROLMENTS,
            EnrolmentAnswer,
            stranger=UntrustedGateway,
            headers={},
            message=request,
        )
    except NotAuthorised as refusal:
        raise CodeRefused(**refusal.facts) from None
    finally:
        line.close()


def _check(answer: EnrolmentAnswer, gateway: GatewayFile, tls_key: TlsKey) -> None:
    """Believe nothing that root and CA have not signed for the keys made here."""
    try:
        SignedWordings(gateway.root, answer.device_id).configuration(answer.configuration)
    except ConfigurationInvalid as error:
        raise UntrustedGateway(f"enrolment: {error}") from None
    check_certificate(answer.tls_certificate_pem, gateway, tls_key)


def _sweep(folder: Path) -> None:
    """Remove what a killed enrolment left: keys that nobody has certified."""
    for draft in folder.parent.glob(f".{folder.name}.*"):
        shutil.rmtree(draft, ignore_errors=True)
