"""The carrier's `gateway.json`: which gateway there is, and by what it is recognised."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from cryptography import x509
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pos_client.application.trouble import GatewayFileInvalid
from pos_client.protocol import jws, strict_json

__all__ = ["GatewayFile"]

_LONGEST = 64 * 1024
_HOST = re.compile(r"[\w.:\-]+")
_PUBLIC_MEMBERS = {"kty", "crv", "x", "y", "kid", "use", "alg"}


class GatewayFile(BaseModel):
    """Address, CA and pinned root of one carrier. There is no way to go on without a match.

    Attributes:
        ca_pem: the only CA that the gateway's and this device's certificates may come from.
        root: the public JWK, with its kid, that signs configurations.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    ca_pem: str = Field(repr=False)
    root: dict[str, str]
    carrier: str = Field(min_length=1, max_length=64)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file that the carrier handed out.

        Raises:
            GatewayFileInvalid: saying what is wrong with it.
        """
        try:
            with path.open("rb") as file:
                text = file.read(_LONGEST + 1)
        except OSError as error:
            raise _invalid("file", f"cannot be read ({type(error).__name__})") from None
        return cls.parse(text)

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Take the file's text.

        Raises:
            GatewayFileInvalid: saying what is wrong with it.
        """
        if len(text) > _LONGEST:
            raise _invalid("file", "is too long to be a gateway file")
        try:
            plain: Any = strict_json.loads(text)
        except strict_json.JsonRefused as error:
            raise _invalid("file", f"is no JSON that may be believed ({error})") from None
        try:
            return cls.model_validate(plain)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "file"
            raise _invalid(where, first["msg"].removeprefix("Value error, ")) from None

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @field_validator("url")
    @classmethod
    def _is_https(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
            host.encode("idna")
        except ValueError:
            raise ValueError("is no address") from None
        if parts.scheme != "https":
            raise ValueError("must begin with https, nothing else is private")
        if not host or "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("must be a plain address: host, port and path at most")
        # The parser passes over blanks and control characters and takes any host.
        if not url.isprintable() or " " in url or not _HOST.fullmatch(host):
            raise ValueError("is no address")
        return url.rstrip("/")

    @field_validator("ca_pem")
    @classmethod
    def _is_ca(cls, text: str) -> str:
        try:
            found = x509.load_pem_x509_certificates(text.encode("ascii"))
        except ValueError:
            raise ValueError("holds no certificate") from None
        for certificate in found:
            if not _may_certify(certificate):
                raise ValueError("holds a certificate that is no CA's")
        return text

    @field_validator("root")
    @classmethod
    def _is_public_key(cls, jwk: dict[str, str]) -> dict[str, str]:
        if "d" in jwk:
            raise ValueError("holds a private key, which the carrier must never hand out")
        if not jwk.get("kid") or not _PUBLIC_MEMBERS.issuperset(jwk):
            raise ValueError("must be a public P-256 JWK with a kid")
        try:
            jws.public_key(jwk)
        except jws.TokenRefused:
            raise ValueError("must be a public P-256 JWK with a kid") from None
        return jwk


def _may_certify(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _invalid(field: str, what: str) -> GatewayFileInvalid:
    return GatewayFileInvalid(f"gateway file: {field} {what}", field=field)
