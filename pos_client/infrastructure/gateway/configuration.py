"""The gateway's signed configuration, believed only with the pinned root's signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from joserfc.jwk import ECKey

from drivers.plug_ins import AllowedDriver
from pos_client.application.trouble import ConfigurationInvalid
from pos_client.domain.policy import Configuration
from pos_client.protocol import jws
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from

__all__ = ["SignedWordings"]


@dataclass(frozen=True, slots=True)
class _Believed:
    version: int
    outlet_code: str
    signing_keys: Mapping[str, ECKey]
    drivers: tuple[AllowedDriver, ...] = ()


class SignedWordings:
    """Implements `ports.Wordings` and keeps the signing keys of the newest it has believed.

    One is shared by the interactive client, the draining one and the counter, so that keys of
    a new configuration serve all of them at once. Whether a configuration has expired is for
    the caller to judge, and a version older than the stored one for the store to refuse.
    """

    def __init__(self, root: Mapping[str, str], device_id: str) -> None:
        self._root = {root["kid"]: jws.public_key(root)}
        self._device_id = device_id
        self._believed = _Believed(0, "", {})

    @property
    def device_id(self) -> str:
        return self._device_id

    @property
    def outlet_code(self) -> str:
        """The outlet of the newest configuration; empty before the first."""
        return self._believed.outlet_code

    @property
    def signing_keys(self) -> Mapping[str, ECKey]:
        """By kid: who may sign receipts, verdicts, sessions and countersignatures."""
        return self._believed.signing_keys

    @property
    def allowed_drivers(self) -> tuple[AllowedDriver, ...]:
        """Which drivers may be run, by the newest configuration; none before the first."""
        return self._believed.drivers

    def configuration(self, token: str) -> Configuration:
        """Check a configuration, fresh or kept.

        Raises:
            ConfigurationInvalid: not signed by the root, not for this device, or not in form.
        """
        try:
            claims = ConfigurationClaims.checked(
                jws.verify(token, self._root, jws.TokenType.CONFIGURATION)
            )
            keys = {jwk["kid"]: jws.public_key(jwk) for jwk in claims.signing_keys}
            value = configuration_from(claims)
        except KeyError:
            raise ConfigurationInvalid("a signing key without its kid") from None
        except ValueError as error:
            raise ConfigurationInvalid(str(error)) from None
        if value.device_id != self._device_id:
            raise ConfigurationInvalid("made for another device")
        if value.version >= self._believed.version:
            # One frozen value, exchanged at once: readers on other threads see either whole.
            self._believed = _Believed(value.version, value.outlet.code, keys, value.drivers)
        return value
