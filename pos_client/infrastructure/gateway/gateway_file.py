"""The carrier's `gateway.json`: which gateway there is, and by what it is recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from cryptography import x509

from pos_client.application.trouble import GatewayFileInvalid
from pos_client.protocol import jws, strict_json
from pos_client.protocol.api import TEST_AUTHORITY
from pos_client.protocol.message import Length, Message, MessageRefused, read

__all__ = ["GatewayFile"]

_LONGEST = 64 * 1024
_HOST = re.compile(r"[\w.:\-]+")
_PUBLIC_MEMBERS = {"kty", "crv", "x", "y", "kid", "use", "alg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayFile(Message):
    """Address, CA and pinned root of one carrier. There is no way to go on without a match.

    Attributes:
        ca_pem: the only CA that the gateway's and this device's certificates may come from.
        root: the public JWK, with its kid, that signs configurations.
    """

    url: str
    ca_pem: str = field(repr=False)
    root: dict[str, str]
    carrier: Annotated[str, Length(1, 64)]

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
            file = read(cls, plain)
        except MessageRefused as no:
            raise _invalid(no.where or "file", no.what) from None
        return replace(file, url=file.url.rstrip("/"))

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def is_of_test_authority(self) -> bool:
        """Whether every CA of it says of itself that it certifies nothing but trials."""
        unit = x509.NameOID.ORGANIZATIONAL_UNIT_NAME
        return all(
            [each.value for each in certificate.subject.get_attributes_for_oid(unit)]
            == [TEST_AUTHORITY]
            for certificate in x509.load_pem_x509_certificates(self.ca_pem.encode())
        )

    def check(self) -> None:
        _check_url(self.url)
        _check_ca(self.ca_pem)
        _check_root(self.root)


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:
        raise MessageRefused("is no address", "url") from None
    if parts.scheme != "https":
        raise MessageRefused("must begin with https, nothing else is private", "url")
    if not host or "@" in parts.netloc or parts.query or parts.fragment:
        raise MessageRefused("must be a plain address: host, port and path at most", "url")
    # The parser passes over blanks and control characters and takes any host.
    if not url.isprintable() or " " in url or not _HOST.fullmatch(host):
        raise MessageRefused("is no address", "url")


def _check_ca(text: str) -> None:
    try:
        found = x509.load_pem_x509_certificates(text.encode("ascii"))
    except ValueError:
        raise MessageRefused("holds no certificate", "ca_pem") from None
    if not all(map(_may_certify, found)):
        raise MessageRefused("holds a certificate that is no CA's", "ca_pem")


def _check_root(jwk: dict[str, str]) -> None:
    if "d" in jwk:
        raise MessageRefused("holds a private key, which the carrier must never hand out", "root")
    wrong = MessageRefused("must be a public P-256 JWK with a kid", "root")
    if not jwk.get("kid") or not _PUBLIC_MEMBERS.issuperset(jwk):
        raise wrong
    try:
        jws.public_key(jwk)
    except jws.TokenRefused:
        raise wrong from None


def _may_certify(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _invalid(field: str, what: str) -> GatewayFileInvalid:
    return GatewayFileInvalid(f"gateway file: {field} {what}", field=field)
