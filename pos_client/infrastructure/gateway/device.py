"""What an enrolment leaves on this computer: one folder with the device's papers and keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pos_client.application.trouble import DeviceNotEnrolled, DeviceTrouble
from pos_client.infrastructure.crypto.private_file import read_private
from pos_client.infrastructure.crypto.token_place import TokenPlace
from pos_client.infrastructure.gateway.gateway_file import GatewayFile
from pos_client.protocol import strict_json
from pos_client.protocol.message import Length, Message, MessageRefused, read

__all__ = ["Device", "DevicePaper", "is_enrolled", "load_device"]

_PAPER = "device.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePaper(Message):
    """The text of `device.json`.

    Attributes:
        configuration: the signed configuration that came with the enrolment.
        evidence_token: the PKCS#11 token that holds the evidence key; None where a file does.
    """

    format: Literal[1] = 1
    device_id: Annotated[str, Length(1)]
    device_name: str
    gateway: GatewayFile
    configuration: str = field(repr=False)
    evidence_token: TokenPlace | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled device.

    Attributes:
        configuration: the token that came with the enrolment; newer ones are in the store.
    """

    folder: Path
    device_id: str
    device_name: str
    gateway: GatewayFile
    configuration: str = field(repr=False)
    evidence_token: TokenPlace | None = None

    @property
    def evidence_key(self) -> Path:
        """Where the key is that is in no token."""
        return self.folder / "evidence-key.pem"

    @property
    def token_pin(self) -> Path:
        """What opens the token at every start, where there is one."""
        return self.folder / "token-pin"

    @property
    def tls_key(self) -> Path:
        return self.folder / "tls-key.pem"

    @property
    def tls_certificate(self) -> Path:
        return self.folder / "tls-certificate.pem"

    @property
    def renewed_pair(self) -> Path:
        """Key and certificate of the last renewal, in one file, so that they change together."""
        return self.folder / "tls-renewed.pem"

    @property
    def tls_pair(self) -> tuple[Path, Path]:
        """Certificate and key that connect now."""
        if self.renewed_pair.exists():
            return self.renewed_pair, self.renewed_pair
        return self.tls_certificate, self.tls_key

    @property
    def paper(self) -> Path:
        return self.folder / _PAPER

    @classmethod
    def of(cls, paper: DevicePaper, folder: Path) -> Device:
        return cls(
            folder,
            paper.device_id,
            paper.device_name,
            paper.gateway,
            paper.configuration,
            paper.evidence_token,
        )


def is_enrolled(folder: Path) -> bool:
    return (folder / _PAPER).exists()


def load_device(folder: Path) -> Device:
    """Read what an enrolment left in `folder`.

    Raises:
        DeviceNotEnrolled: there has been none.
        KeyFileExposed: others may read it.
        DeviceTrouble: it is damaged.
    """
    try:
        text = read_private(folder / _PAPER)
    except FileNotFoundError:
        raise DeviceNotEnrolled from None
    except OSError as error:
        raise DeviceTrouble(f"{_PAPER}: {type(error).__name__}", file=_PAPER) from None
    try:
        paper = read(DevicePaper, strict_json.loads(text))
    except (strict_json.JsonRefused, MessageRefused):
        raise DeviceTrouble(f"{_PAPER} is damaged", file=_PAPER) from None
    return Device.of(paper, folder)
