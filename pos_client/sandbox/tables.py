"""The gateway's tables. They hold keys of persons, never a name, number or address of one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)

__all__ = [
    "METADATA",
    "Instant",
    "alarms",
    "announced_reads",
    "announcements",
    "audit_entries",
    "certificates",
    "challenges",
    "clerk_people",
    "clerks",
    "devices",
    "effects",
    "enrolment_codes",
    "evidence",
    "leases",
    "live_photos",
    "log_in_tries",
    "numbers",
    "outlet_readers",
    "outlets",
    "quota_reservations",
    "registrations",
    "session_challenges",
    "sessions",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept as microseconds of UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _EPOCH + timedelta(microseconds=value)


METADATA = MetaData()

outlets = Table(
    "outlets",
    METADATA,
    Column("code", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("brand", String, nullable=False),
    Column("sign_number", String, nullable=False),
    Column("agent_number", String, nullable=False),
    Column("commission_from", Date, nullable=False),
    Column("commission_until", Date, nullable=False),
)

# Readers that came to an outlet after the policy was written.
outlet_readers = Table(
    "outlet_readers",
    METADATA,
    Column("outlet_code", String, primary_key=True),
    Column("sam_id", String, primary_key=True),
    Column("driver", String, nullable=False),
)

clerks = Table(
    "clerks",
    METADATA,
    Column("clerk_number", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("outlet_code", String, nullable=False),
    Column("password_hash", String, nullable=False),
    # The shared secret of RFC 6238, and the newest time step that was used up.
    Column("second_factor_secret", LargeBinary),
    Column("second_factor_step", Integer, nullable=False, default=0),
    Column("dismissed_at", Instant),
)

# Who stands behind a work id: the carrier's own reference of an employee or an agent's, such as the
# number of a contract. A work id that is not here stands for somebody known by nothing else.
clerk_people = Table(
    "clerk_people",
    METADATA,
    Column("clerk_number", String, primary_key=True),
    Column("person", String, nullable=False),
    Index("clerk_people_by_person", "person"),
)

# Wrong log-ins under a number, whether or not it is a clerk's; as a hash, for it may be anything.
log_in_tries = Table(
    "log_in_tries",
    METADATA,
    Column("number_sha256", LargeBinary, primary_key=True),
    Column("failed", Integer, nullable=False),
    Column("locked_until", Instant, nullable=False),
)

enrolment_codes = Table(
    "enrolment_codes",
    METADATA,
    Column("code_sha256", LargeBinary, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("approved_at", Instant),
    Column("expires_at", Instant, nullable=False),
    Column("device_id", String),
)

devices = Table(
    "devices",
    METADATA,
    Column("id", String, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("name", String, nullable=False),
    Column("evidence_key", LargeBinary, nullable=False),
    Column("state", String, nullable=False),
    Column("enrolled_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("last_seen_at", Instant),
    Column("audit_index", Integer, nullable=False, default=0),
    Column("audit_head", LargeBinary, nullable=False),
    Column("configuration_version", Integer, nullable=False, default=0),
    Column("configuration_digest", LargeBinary),
    Column("configuration_token", String),
    Column("configuration_expires_at", Instant),
)

certificates = Table(
    "certificates",
    METADATA,
    Column("fingerprint", String, primary_key=True),
    Column("device_id", String, nullable=False),
    Column("issued_at", Instant, nullable=False),
)

session_challenges = Table(
    "session_challenges",
    METADATA,
    Column("nonce", String, primary_key=True),
    Column("device_id", String, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

sessions = Table(
    "sessions",
    METADATA,
    Column("id", String, primary_key=True),
    Column("clerk_number", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
    # The readers of the outlet when it was opened, digits only.
    Column("sam_ids", String, nullable=False),
)

# A challenge serves one read of one case; a case's own challenge carries its transaction id.
challenges = Table(
    "challenges",
    METADATA,
    Column("id", String, primary_key=True),
    Column("nonce", LargeBinary, nullable=False),
    Column("device_id", String, nullable=False),
    Column("real_name_transaction_id", String, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("is_spent", Boolean, nullable=False, default=False),
    Column("evidence_id", String),
    Index("challenges_outstanding", "device_id", "is_spent", "expires_at"),
)

evidence = Table(
    "evidence",
    METADATA,
    Column("id", String, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("case_id", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("registration_id", String),
)

numbers = Table(
    "numbers",
    METADATA,
    Column("phone_number", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("device_id", String),
    Column("hold_id", String, unique=True),
    Column("real_name_transaction_id", String),
    Column("until", Instant),
    Index("numbers_by_device", "device_id", "state"),
    Index("numbers_by_state", "state", "phone_number"),
)

# Every number ever lent to a device's block, and how that ended.
leases = Table(
    "leases",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("device_id", String, nullable=False),
    Column("phone_number", String, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_as", String, nullable=False, default=""),
    Index("leases_by_number", "phone_number", "ended_at"),
)

# Slots of a person's limit that verdicts keep; entered in the ledger, a case needs none.
quota_reservations = Table(
    "quota_reservations",
    METADATA,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("person_key", LargeBinary, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("quota_reservations_by_person", "person_key", "expires_at"),
    UniqueConstraint("case_id", "device_id"),
)

live_photos = Table(
    "live_photos",
    METADATA,
    Column("sha256", LargeBinary, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("at", Instant, nullable=False),
    Index("live_photos_by_case", "case_id", "device_id"),
)

# The idempotency key of the whole protocol is this primary key.
registrations = Table(
    "registrations",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("body_sha256", LargeBinary, nullable=False),
    Column("case_id", String, nullable=False),
    Column("flow", String, nullable=False),
    Column("person_key", LargeBinary),
    Column("outcome", String, nullable=False),
    Column("code", String, nullable=False),
    Column("phone_number", String, nullable=False),
    Column("iccid", String, nullable=False),
    Column("is_offline", Boolean, nullable=False),
    Column("evidence_level", String, nullable=False, default=""),
    # What the slip of a case captured offline has to show.
    Column("return_token_sha256", LargeBinary),
    # The registration that a returning customer completes with this one; else empty.
    Column("completes", String, nullable=False),
    Column("captured_at", Instant, nullable=False),
    Column("forwarded_by", String, nullable=False),
    Column("previous_head", String, nullable=False),
    Column("received_at", Instant, nullable=False),
    # Since when its customer is expected back.
    Column("awaits_since", Instant),
    Column("receipt", String, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Index("registrations_by_sequence", "device_id", "sequence"),
    Index("registrations_by_person", "person_key", "outcome"),
    Index("registrations_by_id", "id"),
    Index("registrations_by_iccid", "iccid"),
    Index("registrations_by_completed", "completes"),
    Index("registrations_by_outcome", "outcome", "awaits_since"),
    Index("registrations_by_device", "device_id", "outcome"),
)

# What a registration has done to the world. Deliberately without any constraint on the
# registration, so that a doubled effect would stand here for everybody to see.
effects = Table(
    "effects",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("device_id", String, nullable=False),
    Column("registration_id", String, nullable=False),
    Column("phone_number", String, nullable=False),
    Column("person_key", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Index("effects_by_person", "person_key"),
    Index("effects_by_number", "phone_number"),
    Index("effects_by_registration", "device_id", "registration_id"),
)

audit_entries = Table(
    "audit_entries",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("head", LargeBinary, nullable=False),
    Column("event", String, nullable=False),
    Index("audit_entries_by_head", "device_id", "head"),
)

# Which read has used a challenge up, by the audit chain's word.
announced_reads = Table(
    "announced_reads",
    METADATA,
    Column("challenge_id", String, primary_key=True),
    Column("read_counter", Integer, nullable=False),
)

# Envelopes whose hash stands in a countersigned entry of their device's chain.
announcements = Table(
    "announcements",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("body_sha256", LargeBinary, primary_key=True),
)

alarms = Table(
    "alarms",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("device_id", String, nullable=False),
    Column("code", String, nullable=False),
    Column("subject", String, nullable=False),
    UniqueConstraint("device_id", "code", "subject"),
)
