"""P-256 keys as text, point and raw signature."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from pos_client.application.trouble import DeviceTrouble
from pos_client.protocol.envelope import lower_twin

__all__ = ["file_of_device", "point_of", "private_key_from", "private_pem", "raw_signature"]


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def private_key_from(text: bytes) -> ec.EllipticCurvePrivateKey:
    """Take a P-256 key from its PEM text.

    Raises:
        DeviceTrouble: it is damaged, or a key of another kind.
    """
    try:
        key = serialization.load_pem_private_key(text, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise DeviceTrouble("a key file is damaged") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise DeviceTrouble("a key file holds a key of another kind")
    return key


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """The uncompressed point, 65 bytes."""
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def raw_signature(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """ECDSA over SHA-256(data) as r || s, 64 bytes, in the form that an envelope asks for."""
    return lower_twin(*decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256()))))


def file_of_device(path: Path, read: Callable[[Path], bytes]) -> bytes:
    """Read one of the files that make a device.

    Raises:
        DeviceTrouble: it is gone or cannot be read.
    """
    try:
        return read(path)
    except OSError as error:
        raise DeviceTrouble(f"{path.name}: {type(error).__name__}", file=path.name) from None
