"""All parts of the gateway, wired to one connection: what one call is answered from."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from pos_client.sandbox.admissions import Admissions
from pos_client.sandbox.audit import AuditBook
from pos_client.sandbox.audit_heads import AuditHeads
from pos_client.sandbox.authority import CertificateAuthority
from pos_client.sandbox.campaign import Campaign
from pos_client.sandbox.cases import Cases
from pos_client.sandbox.centre import ReviewCentre
from pos_client.sandbox.centre_sessions import CentreDoor
from pos_client.sandbox.challenges import Challenges
from pos_client.sandbox.channels import Channels
from pos_client.sandbox.configurations import Configurations
from pos_client.sandbox.controls import Controls
from pos_client.sandbox.cooling_off import CoolingOff
from pos_client.sandbox.credentials import Credentials
from pos_client.sandbox.daily_reconciliation import DailyReconciliation
from pos_client.sandbox.database import open_database
from pos_client.sandbox.decisions import Decisions
from pos_client.sandbox.decodings import Decodings
from pos_client.sandbox.devices import Clock, Device, Devices
from pos_client.sandbox.documents import Documents
from pos_client.sandbox.donors import Donors
from pos_client.sandbox.door import Door
from pos_client.sandbox.enrolment import Enrolment
from pos_client.sandbox.evidence_checks import EvidenceChecks
from pos_client.sandbox.form_checks import FormChecks
from pos_client.sandbox.freezes import Freezes
from pos_client.sandbox.guard_freezes import GuardFreezes
from pos_client.sandbox.guards import Guards
from pos_client.sandbox.home import SandboxHome
from pos_client.sandbox.inspection_book import InspectionBook
from pos_client.sandbox.inspection_facts import InspectionFacts
from pos_client.sandbox.inspection_samples import InspectionSamples
from pos_client.sandbox.inspections import Inspections
from pos_client.sandbox.judging import Judging
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.levels import Levels
from pos_client.sandbox.live_photos import LivePhotos
from pos_client.sandbox.metrics import Metrics
from pos_client.sandbox.moves import Moves
from pos_client.sandbox.network import Network
from pos_client.sandbox.numbers import Numbers
from pos_client.sandbox.offline_checks import OfflineChecks
from pos_client.sandbox.opening import Opening
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.oversight import Oversight
from pos_client.sandbox.own_numbers import OwnNumbers
from pos_client.sandbox.patterns import Patterns
from pos_client.sandbox.places import Places
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import Population, RegisterEntry
from pos_client.sandbox.quota import Quota
from pos_client.sandbox.read_chain import ReadChain
from pos_client.sandbox.registration_checks import RegistrationChecks
from pos_client.sandbox.registrations import Registrations
from pos_client.sandbox.restorations import Restorations
from pos_client.sandbox.restoring import Restoring
from pos_client.sandbox.returns import Returns
from pos_client.sandbox.reviews import Reviews
from pos_client.sandbox.sealed_cases import SealedCases
from pos_client.sandbox.sealed_pages import SealedPages
from pos_client.sandbox.sessions import Sessions
from pos_client.sandbox.sights import Sights
from pos_client.sandbox.signs import Signs
from pos_client.sandbox.sim_replacements import SimReplacements
from pos_client.sandbox.sim_stock import SimStock
from pos_client.sandbox.special_documents import SpecialDocuments
from pos_client.sandbox.subscribers import Subscribers
from pos_client.sandbox.switches import Switches
from pos_client.sandbox.transcriptions import Transcriptions
from pos_client.sandbox.trustees import Trustees
from pos_client.sandbox.unit_orders import UnitOrders
from pos_client.sandbox.unit_reviews import UnitReviews
from pos_client.sandbox.units import Units
from pos_client.sandbox.velocity import Velocity
from pos_client.sandbox.verification import Verification
from pos_client.sandbox.work_ids import WorkIds

__all__ = ["Desk"]


class Desk:
    """The parts, wired. Made and used on one thread only."""

    def __init__(
        self,
        home: SandboxHome,
        keys: KeyRing,
        authority: CertificateAuthority,
        policy: SandboxPolicy,
        entries: Iterable[RegisterEntry],
        clock: Clock,
    ) -> None:
        self.connection = connection = open_database(home.database_file)
        self.clock, self.policy = clock, policy
        self.switches = Switches(policy.completion)
        population = Population(entries, _secret(home, "person.key"))
        self.campaign = Campaign(connection, clock, policy.campaign)
        self.subscribers = Subscribers(connection, clock, population, policy, self.campaign)
        self.donors = Donors(connection, clock, population, policy)
        self.devices = Devices(connection, clock)
        self.outlets = Outlets(connection, clock, policy)
        self.channels = Channels(connection, clock, policy, self.outlets)
        self.units = Units(connection, policy, self.outlets)
        self.unit_orders = UnitOrders(connection, clock, policy, self.units, population)
        self.numbers = Numbers(connection, clock, policy)
        self.stock = SimStock(connection, clock)
        self.daily = DailyReconciliation(connection, clock, policy)
        self.challenges = Challenges(connection, clock, policy, _secret(home, "challenge.key"))
        credentials = Credentials(connection, clock, policy)
        secret = _secret(home, "own-number.key")
        self.own_numbers = OwnNumbers(
            connection, clock, policy, keys, self.outlets, credentials, secret
        )
        self.sessions = Sessions(connection, clock, policy, keys, self.outlets, credentials)
        inspections = InspectionBook(connection, clock, policy)
        lent = (self.outlets, self.numbers, self.stock, inspections, self.campaign)
        self.configurations = Configurations(connection, clock, policy, self.switches, keys, *lent)
        controls = policy.controls
        self._wire_admission(policy, keys, authority, credentials)
        heads = AuditHeads(connection, clock, policy, self.devices)
        self.chain = ReadChain(connection, clock, controls, self.devices, heads)
        self.oversight, self.metrics = Oversight(connection, clock), Metrics(connection, clock)
        books = (self.devices, self.challenges, heads, self.chain, self.signs, self.oversight)
        self.audit = AuditBook(connection, clock, keys, *books)
        self.decodings = Decodings(connection, clock, policy, keys, self.devices)
        self.heads, self.sights = heads, Sights(clock)
        self.quota = Quota(connection, clock, policy, population)
        reviewed = (self.sessions, self.challenges, self.quota)
        self.reviews = Reviews(connection, clock, policy, keys, self.outlets, *reviewed)
        self.door = Door(self.devices, self.sessions, heads, controls, self.outlets)
        opening = Opening(keys, self.devices, controls)
        self._wire_work_ids(policy, keys, credentials)
        samples = InspectionSamples(connection, clock, opening, _secret(home, "inspection.key"))
        self._wire_inspections(policy, keys, samples, inspections, credentials)
        self._wire_transcribing(policy, keys, population)
        self._wire_decisions(policy, keys, population, opening)
        looked = (self.transcriptions, self.unit_reviews)
        decided = (self.reviews, self.registrations, self.sealed, self.sights)
        self.centre = ReviewCentre(connection, clock, policy, *decided, *looked)

    def _wire_admission(
        self,
        policy: SandboxPolicy,
        keys: KeyRing,
        authority: CertificateAuthority,
        credentials: Credentials,
    ) -> None:
        connection, clock, outlets = self.connection, self.clock, self.outlets
        is_asked = policy.asks_for_sign
        self.signs = Signs(connection, clock, keys, outlets, self.devices, is_asked=is_asked)
        book = (policy.controls, outlets, self.channels, credentials)
        self.admissions = Admissions(connection, clock, *book)
        self.moves = Moves(connection, clock, *book)
        issued = (self.devices, self.configurations, policy, self.admissions)
        self.enrolment = Enrolment(connection, clock, authority, *issued)

    def brand_of(self, device: Device) -> str:
        """Whose outlet a device stands in."""
        return self.outlets.get(device.outlet_code).brand

    def _wire_work_ids(
        self, policy: SandboxPolicy, keys: KeyRing, credentials: Credentials
    ) -> None:
        connection, clock, controls = self.connection, self.clock, policy.controls
        self.centre_door = CentreDoor(clock, credentials, self.sessions)
        whose = (self.devices, self.sessions, credentials)
        self.places = Places(policy, self.outlets)
        self.freezes = Freezes(connection, clock, keys, controls, *whose)
        books = (self.devices, self.places, self.freezes)
        self.work_ids = WorkIds(connection, clock, policy, *books)

    def _wire_inspections(
        self,
        policy: SandboxPolicy,
        keys: KeyRing,
        samples: InspectionSamples,
        book: InspectionBook,
        credentials: Credentials,
    ) -> None:
        facts = InspectionFacts(self.connection, policy, self.outlets, self.stock)
        parts = (book, samples, facts, self.sessions, credentials)
        self.inspections = Inspections(self.connection, self.clock, policy, keys, *parts)

    def _wire_transcribing(
        self, policy: SandboxPolicy, keys: KeyRing, population: Population
    ) -> None:
        connection, clock = self.connection, self.clock
        self.documents = Documents(connection, clock, policy)
        self.special = SpecialDocuments(
            connection, clock, policy, keys, self.outlets, self.challenges, self.switches
        )
        pages = SealedPages(connection, clock, keys)
        self.transcriptions = Transcriptions(connection, clock, policy, keys, population, pages)
        self.unit_reviews = UnitReviews(connection, clock, policy.controls, pages, self.units)

    def _wire_decisions(
        self, policy: SandboxPolicy, keys: KeyRing, population: Population, opening: Opening
    ) -> None:
        connection, clock, controls = self.connection, self.clock, policy.controls
        replacements = SimReplacements(connection, policy)
        of_numbers = (self.numbers, self.subscribers, replacements, self.donors, self.own_numbers)
        self.decisions = Decisions(
            connection, clock, keys, *of_numbers, self.stock, self.unit_orders, controls
        )
        self.sealed, self.cases = SealedCases(connection, opening), Cases(connection, controls)
        self.returns = Returns(
            self.decisions, self.devices, self.challenges, opening, population, controls
        )
        photos = LivePhotos(connection, clock, policy, keys, self.devices)
        levels = Levels(connection, clock, policy, keys, self.outlets)
        evidence = EvidenceChecks(policy, self.challenges, self.outlets, levels)
        trustees = Trustees(connection, clock, policy, population)
        books = (self.quota, self.returns, self.subscribers, self.donors, trustees)
        of_units = (self.units, self.unit_orders)
        judging = Judging(
            policy, self.switches, self.outlets, population, photos, *books, *of_units
        )
        offline = OfflineChecks(connection, clock, policy)
        patterns = self._patterns(policy, population)
        self.cooling_off = CoolingOff(connection, clock, policy)
        judged = (evidence, photos, judging, self.cooling_off, self.devices, offline, self.quota)
        whose = (self.own_numbers, population)
        seen = (self.sights, *whose, self.cases, self.special, self.unit_orders)
        self.verification = Verification(clock, policy, keys, opening, *judged, *seen)
        captured = (self.documents, self.special, self.units)
        restorations = Restorations(connection)
        told = (self.places, self.work_ids, self.inspections.book)
        checks = RegistrationChecks(
            policy,
            self.switches,
            keys,
            evidence,
            self.challenges,
            self.sessions,
            photos,
            FormChecks(self.stock.standings, policy, self.outlets),
            judging,
            self.reviews,
            self.returns,
            self.numbers,
            self.heads,
            self.chain,
            *(patterns, levels, offline, restorations, *whose, self.cases),
            *(*captured, *told),
        )
        restoring = self._restoring(controls, keys, photos, patterns, offline, population)
        counted = (self.numbers, self.quota, self.returns)
        read = (self.transcriptions, self.unit_reviews, self.unit_orders)
        entered = (*counted, *whose, controls, restoring, trustees, self.sealed, *read)
        self.registrations = Registrations(
            connection, clock, self.decisions, self.devices, opening, checks, *entered
        )

    def _patterns(self, policy: SandboxPolicy, population: Population) -> Patterns:
        common = (self.connection, self.clock, policy, self.outlets, population, self.devices)
        freezing = GuardFreezes(policy.controls, self.freezes)
        self.guards, self.network = Guards(*common, freezing), Network(self.connection)
        return Patterns(Velocity(*common), self.guards)

    def _restoring(
        self,
        controls: Controls,
        keys: KeyRing,
        photos: LivePhotos,
        patterns: Patterns,
        offline: OfflineChecks,
        population: Population,
    ) -> Restoring:
        return Restoring(
            self.connection,
            keys,
            controls,
            self.devices,
            self.decisions,
            self.challenges,
            photos,
            self.numbers,
            self.quota,
            self.returns,
            patterns,
            offline,
            population,
            self.cases,
            self.documents,
        )


def _secret(home: SandboxHome, name: str) -> bytes:
    stored = home.read_private(name)
    if stored is None:
        stored = secrets.token_bytes(32)
        home.write_private(name, stored)
    return stored
