"""The ports that a counter works through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from drivers.registry import DriverIdentity
from pos_client.application.decodings import Decodings
from pos_client.application.outlet_figures import OutletFigures
from pos_client.application.ports import Clock, EvidenceKey, Gateway, Sealer
from pos_client.application.queue_files import Files
from pos_client.application.review_centre import ReviewCentre
from pos_client.application.sim_stock import SimStock
from pos_client.application.special_cases import SpecialCases
from pos_client.application.storage import ClerkBook, Store
from pos_client.application.subscribers import Subscribers
from pos_client.application.units import Units
from pos_client.application.whereabouts import NOWHERE, Whereabouts
from pos_client.domain.outcome import Receipt
from pos_client.domain.policy import Configuration
from pos_client.domain.sign_code import SignCode
from pos_client.protocol.words import SignedRead

__all__ = ["Tools"]


@dataclass(frozen=True, slots=True)
class Tools:
    """The ports of an enrolled device, made by `bootstrap`.

    Attributes:
        read_receipt: checks a receipt that was kept; ValueError if the gateway did not sign it.
        has_broken_chain: whether the audit chain does not hold what the gateway has countersigned.
        is_test_authority: whether the gateway's CA certifies nothing but trials.
        read_signed: checks a decoder's word on a read; ValueError likewise.
        read_sign: checks the token on a sign; ValueError likewise.
        relay_code: why the shop's relay takes no copies now, empty while it does; any thread may
            ask. None where there is no relay.
    """

    store: Store
    clerk_book: ClerkBook
    clock: Clock
    gateway: Gateway
    evidence_key: EvidenceKey
    sealer_for: Callable[[Configuration], Sealer]
    identify_driver: Callable[[str], DriverIdentity]
    new_id: Callable[[], UUID]
    free_bytes: Callable[[], int]
    read_receipt: Callable[[str], Receipt]
    decodings: Decodings
    subscribers: Subscribers
    stock: SimStock
    units: Units
    centre: ReviewCentre
    special: SpecialCases
    figures: OutletFigures
    files: Files
    read_signed: Callable[[str], SignedRead]
    is_test_authority: bool
    has_broken_chain: bool = False
    relay_code: Callable[[], str] | None = None
    read_sign: Callable[[str], SignCode] = SignCode.believe_none
    whereabouts: Whereabouts = NOWHERE
