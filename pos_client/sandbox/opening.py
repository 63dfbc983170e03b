"""Opens envelopes: whose they are, whether they were touched, and what lies in them."""

from __future__ import annotations

from typing import TypeVar

from pos_client.domain.flows import FLOWS
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.bodies import BodyRefused, RegistrationBody, VerificationBody
from pos_client.protocol.envelope import Envelope, EnvelopeRefused, Header, Purpose
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.devices import Device, Devices
from pos_client.sandbox.keys import KeyRing, is_signed_by
from pos_client.sandbox.refusal import Refusal

__all__ = ["Opening"]

_Body = TypeVar("_Body", RegistrationBody, VerificationBody)


class Opening:
    """Takes envelopes apart with the gateway's sealing key."""

    def __init__(self, keys: KeyRing, devices: Devices, controls: Controls) -> None:
        self._keys = keys
        self._devices = devices
        self._controls = controls

    def read(self, data: bytes, purpose: Purpose) -> Envelope:
        """Read the outside of an envelope.

        Raises:
            Refusal: no envelope, or one for another purpose.
        """
        try:
            envelope = Envelope.from_bytes(data)
        except EnvelopeRefused:
            raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE) from None
        is_meant = envelope.header.purpose is purpose
        if not is_meant and self._controls.is_on(Control.ENVELOPE_PURPOSE):
            raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE)
        return envelope

    def capturing_device(self, envelope: Envelope, forwarding: Device) -> Device:
        """Who captured this; it must belong to the outlet of whoever forwards it.

        Raises:
            Refusal: nobody we know, or somebody of another outlet.
        """
        header = envelope.header
        if header.device_id == forwarding.id:
            capturing = forwarding
        else:
            found = self._devices.find(header.device_id)
            if found is None:
                raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE)
            capturing = found
        outlets = {capturing.outlet_code, forwarding.outlet_code, header.outlet_code}
        if len(outlets) != 1 and self._controls.is_on(Control.FORWARDING_OUTLET):
            self._devices.raise_alarm(forwarding.id, "CERTIFICATE_MISMATCH", str(header.id))
            raise Refusal(422, TroubleCode.CERTIFICATE_MISMATCH)
        return capturing

    def check_signature(self, envelope: Envelope, capturing: Device) -> None:
        """Check that the capturing device signed exactly this header and sealed body.

        Raises:
            Refusal: it did not; nothing may be entered under its name, so the true one can come.
        """
        if not self._controls.is_on(Control.ENVELOPE_SIGNATURE):
            return
        signed = Envelope.signed_bytes(envelope.header, envelope.sealed_body)
        if not is_signed_by(capturing.evidence_key, envelope.signature, signed):
            self._devices.raise_alarm(capturing.id, "SIGNATURE_INVALID", str(envelope.header.id))
            raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE)

    def body(self, envelope: Envelope, kind: type[_Body]) -> _Body:
        """Open the sealed body.

        Raises:
            Refusal: it was sealed to another key, touched, or holds something else.
        """
        header: Header = envelope.header
        plain = self._keys.open(header.kid, envelope.sealed_body, header.info())
        if plain is None:
            raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE)
        try:
            body = kind.from_bytes(plain)
        except BodyRefused:
            raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE) from None
        flow = FLOWS.get(body.flow)
        reads_card = flow is None or not flow.reads_no_card
        if bool(body.evidence) is not reads_card:
            raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE)
        return body
