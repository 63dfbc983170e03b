"""Who may come in: the device behind the TLS certificate, its outlet, its clerk's session."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from pos_client.domain.outlet import Right
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.words import Session
from pos_client.sandbox.audit_heads import AuditHeads
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.devices import Device, Devices, DeviceState
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.sessions import Sessions

__all__ = ["Caller", "Door", "Knock", "Needs"]


class Needs(Enum):
    """What a call takes of whoever makes it."""

    NOTHING = "nothing"
    DEVICE = "device"  # also one that may only deliver what is queued
    LIVE_DEVICE = "live device"
    SESSION = "session"
    OVERSEER = "session of somebody who may look at what is watched"


_RIGHTS = {Needs.SESSION: Right.REGISTER, Needs.OVERSEER: Right.OVERSEE}


@dataclass(frozen=True, slots=True)
class Knock:
    """What a request says of its sender: the certificate's fingerprint, and three headers.

    Attributes:
        outlet_code: None for the calls that learn it: enrolment and configuration.
    """

    fingerprint: str = ""
    outlet_code: str | None = None
    session: str = field(default="", repr=False)
    audit_head: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever was let in.

    Attributes:
        head_index: where the signed head stands that came with the call; None where it came with
            none, or with one of another chain.
        only_delivers: by the device's own state, or because its outlet has no commission.
        is_certified_so: the certificate that was shown is good for delivering only.
    """

    _device: Device | None = None
    _session: Session | None = None
    head_index: int | None = None
    only_delivers: bool = False
    is_certified_so: bool = False

    @property
    def device(self) -> Device:
        if self._device is None:
            raise AssertionError("this call is open to everybody")
        return self._device

    @property
    def session(self) -> Session:
        if self._session is None:
            raise AssertionError("this call asks for no session")
        return self._session


class Door:
    """Lets requests in, or says why not."""

    def __init__(
        self,
        devices: Devices,
        sessions: Sessions,
        heads: AuditHeads,
        controls: Controls,
        outlets: Outlets,
    ) -> None:
        self._devices = devices
        self._outlets = outlets
        self._sessions = sessions
        self._heads = heads
        self._is_on = controls.is_on

    def admit(self, knock: Knock, needs: Needs) -> Caller:
        """Look up who it is.

        Raises:
            Refusal: 401 without a certificate or session of ours, 403 for one that may not.
        """
        if needs is Needs.NOTHING:
            return Caller()
        if not knock.fingerprint:
            raise Refusal(401, TroubleCode.CERTIFICATE_MISSING)
        device = self._devices.of_certificate(knock.fingerprint)
        if device is None:
            raise Refusal(403, TroubleCode.DEVICE_UNKNOWN)
        self._check_state(device, knock)
        only_delivers, is_certified_so = self._limits(device, knock)
        if (only_delivers or is_certified_so) and needs is not Needs.DEVICE:
            raise Refusal(403, TroubleCode.DEVICE_DRAIN_ONLY)
        self._devices.end_older_certificates(device, knock.fingerprint)
        asks_little = needs is Needs.DEVICE
        head_index = None
        if knock.audit_head or not asks_little:
            head_index = self._heads.check(device, knock.audit_head, only_delivers=asks_little)
        right = _RIGHTS.get(needs)
        if right is None:
            return Caller(device, None, head_index, only_delivers, is_certified_so)
        return Caller(device, self._sessions.require_live(device, knock.session, right))

    def _limits(self, device: Device, knock: Knock) -> tuple[bool, bool]:
        """Whether it may only deliver: the device by what is known of it, and its certificate."""
        is_drained = device.state is DeviceState.DRAIN_ONLY
        only_delivers = is_drained or not self._outlets.is_commissioned(device.outlet_code)
        return only_delivers, self._devices.has_drain_only_certificate(knock.fingerprint)

    def _check_state(self, device: Device, knock: Knock) -> None:
        is_revoked = device.state is DeviceState.REVOKED
        if is_revoked and self._is_on(Control.DEVICE_REVOKED):
            raise Refusal(403, TroubleCode.DEVICE_REVOKED)
        is_elsewhere = knock.outlet_code not in (None, device.outlet_code)
        if is_elsewhere and self._is_on(Control.CALLER_OUTLET):
            raise Refusal(403, TroubleCode.OUTLET_UNKNOWN)
