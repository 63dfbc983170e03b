"""The gateway's controls by name, each of which a test may turn off to see what then gets through.

No call, file or line of the master's turns one off: only whoever makes the policy in a test does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_client.domain.outcome import Outcome
from pos_client.sandbox.refusal import CheckFailed

__all__ = ["Control", "Controls"]


class Control(StrEnum):
    """One thing that is checked about a call, a read or a registration."""

    # At the door.
    ENROLMENT_APPROVED = "enrolment code approved"
    ENROLMENT_ONCE = "enrolment code used once"
    ENROLMENT_LIFE = "enrolment code in time"
    DEVICE_REVOKED = "device not revoked"
    CALLER_OUTLET = "call names the device's outlet"
    SESSION_PROOF = "log-in signed by the device"
    LOG_IN_LOCK = "lock after wrong passwords"
    LOG_IN_LOCK_LONGER = "longer lock after each five more"
    LOG_IN_LOCK_ALIKE = "lock for unknown numbers too"
    CLERK_OUTLET = "clerk belongs to the outlet"
    SECOND_FACTOR = "six digits beside the password"
    SECOND_FACTOR_ONCE = "each code good for once"
    CLERK_ROLE = "role may do it"
    ONE_SESSION = "one session a clerk"
    AUDIT_FORK = "audit chain continues"
    AUDIT_HEAD_FORM = "signed head is this device's and a head"
    AUDIT_SENT = "entries follow their signed head"
    # Envelopes.
    FORWARDING_OUTLET = "forwarded by the same outlet"
    ENVELOPE_SIGNATURE = "signature of the capturing device"
    ENVELOPE_PURPOSE = "sealed for this purpose"
    IDEMPOTENCY = "one effect an id"
    EARLIER_RECEIPT = "earlier receipt signed by the gateway"
    READ_BEFORE_REVOCATION = "device not revoked at read time"
    COUNTERSIGNED_HEAD = "below the countersigned head"
    # Reads.
    HEADER_CHALLENGE = "header names a read's challenge"
    CHALLENGE_KNOWN = "challenge given out to the device"
    CHALLENGE_OF_CASE = "challenge of the transaction"
    CHALLENGE_LIFE = "challenge in time"
    CHALLENGE_ONCE = "challenge used once"
    CHALLENGE_ANNOUNCED = "challenge not spent on another read"
    READ_TIME = "read neither early nor in the future"
    EVIDENCE_OF_CASE = "read of this case"
    EVIDENCE_UNCHANGED = "read unchanged since it was judged"
    READ_COUNTER = "read counter used once"
    READ_TOLD = "read told by the audit chain"
    PREVIOUS_HEAD = "read and seal where the audit chain has them"
    SEQUENCE = "sequence number used once"
    MONOTONIC = "monotonic time grows with the read counter"
    CHAIN_FAULT = "nothing missing once the queue is empty"
    TWO_PEOPLE = "two roles are two people"
    ONE_PERSON = "all reads of one person"
    READER_SIMULATED = "no simulated reader"
    READER_LISTED = "reader registered for the outlet"
    EVIDENCE_LEVEL = "evidence level of the policy"
    LEVEL_OFFLINE = "nothing without the gateway at level A"
    SIGNED_READ = "level A with the decoder's word on this read"
    # People.
    COMMISSION = "commission valid at read time"
    ADMISSION = "outlet admitted before a device is enrolled"
    ADMISSION_PEOPLE = "outlet admitted by two people who have not visited it"
    OUTLET_TREE = "no outlet under an outlet"
    NUMBER_OF_BRAND = "numbers of the outlet's own brand only"
    WORKING_HOURS = "outlet open at read time"
    CLERK_SESSION = "clerk's session at read time"
    SESSION_BEGUN = "clerk logged in before the read"
    SESSION_ENDED = "offline log-in not ended elsewhere"
    SESSION_READER = "reader of the session"
    CLERK_DISMISSED = "clerk not dismissed"
    SECOND_PERSON = "review by a second person"
    REVIEW = "review where a verdict asks for one"
    REVIEW_FINAL = "nobody approves what was refused"
    REVIEW_LEFT = "left for the centre is not approved"
    REVIEW_BINDING = "review of just these answers"
    REVIEW_OF_ONE = "review of one person at a time"
    QUOTA_AS_REVIEWED = "not one number more than was reviewed"
    PARTS_OF_ROLE = "consent and photo of everybody whom the flow asks"
    AGE = "old enough to come alone, young enough for a guardian"
    REPRESENTATIVE_AGE = "whoever acts for somebody is of age"
    RELATION = "relation of whoever acts to the owner"
    DOCUMENTS = "documents of the flow, each of an allowed kind"
    DOCUMENT_PICTURE = "document a picture that can be looked at"
    SPECIAL_LIMIT = "so many documents without a chip a day"
    SPECIAL_BOUND = "sealed document is the one that was looked at"
    TRANSCRIBED = "transcribed by whoever may, before anything is activated"
    DOCUMENT_ONCE = "document photographed for one case"
    TRUSTEE_LIMIT = "so many numbers opened by one trustee"
    CONSENT = "consent to every notice"
    CAMERA_SIMULATED = "no simulated camera"
    PHOTO_ONCE = "live photo used once"
    PHOTO_NEAR_IDENTICAL = "no near-identical live photo"
    PHOTO_ALIKE = "review of a live photo like another case's"
    PHOTO_ATTEMPTS = "so many live photos a case"
    PHOTO_COUNTED = "live photo numbered as it came"
    FACE_COOLING_OFF = "pause after the face of somebody else"
    MISMATCH_RETRY = "one retry a day where the register has it otherwise"
    # The case.
    CASE_ONCE = "case and each of its reads settle one registration"
    CASE_OF_TRANSACTION = "case of one transaction"
    STEP_ORDER = "steps in order, sealed in time"
    CASE_TIMES = "case opened and sealed when it was read"
    VERDICT_SIGNATURE = "verdict signed by the gateway"
    VERDICT_BINDING = "verdict of this case, read and photo"
    VERDICT_COMPLETE = "every verdict of the flow"
    VERDICT_FLOW = "verdict asked for in this flow and role"
    SAME_CUSTOMER = "whoever comes back is who was captured"
    ASKED_AGAIN = "register and quota asked again"
    FORM_SIGNED = "form signed by the customer"
    FORM_OF_CASE = "form of this case"
    SIM_ONCE = "SIM used once"
    SIM_STOCK = "SIM out of the outlet's own stock"
    SIM_SPOILED = "no SIM that was booked as spoiled"
    ESIM_PLACE = "eSIM in own halls, online, where policy has it"
    ESIM_DIGITS = "EID and IMEI whose check digits hold"
    EID_ONCE = "no eSIM that has a number already"
    NUMBER_HELD = "number held for the case"
    OFFLINE_WINDOW = "inside the offline window"
    OFFLINE_LIMITS = "inside the offline counts"
    OFFLINE_UNANSWERED = "offline only what the gateway has not answered"
    # Numbers that exist.
    USE_PROVEN = "number in use by the customer"
    CODE_OF_CASE = "code read out good for one person in one case"
    USAGE_CODES = "so many codes a number and day"
    OWNER = "number in the customer's name"
    OWNER_AFTER_REVIEW = "owner asked again when a review ends"
    NUMBER_STATE = "number in a state that the flow takes"
    NUMBER_JUDGED = "sealed number is the judged one"
    DONOR_CODE = "code of the carrier that a number comes from"
    DONOR_CODE_OF_CASE = "that code good for one person in one case"
    DONOR_CODES = "so many wrong ones a number and day"
    DONOR_PERSON = "number in the customer's name where it comes from"
    DONOR_CONDITIONS = "paid, unlocked and long enough where it comes from"
    OWN_HALL = "flows of own halls done there only"
    OWN_NUMBERS_VERIFIED = "own numbers shown to a verified person"
    NUMBER_DISPUTED = "disputed number stays as it is until the answer"
    OWN_NUMBER = "disputed number of the person's own list"
    UNIT = "unit in the state's register, under the name of its record"
    UNIT_LIMIT = "so many numbers an order and a unit"
    UNIT_REVIEW = "unit without a record looked at by the carrier"
    UNIT_ORDER_CODE = "order opened with its own code"
    UNIT_ORDER_OPEN = "users of an open order only"
    UNIT_ORDER_COUNT = "no more users than the order has numbers"
    INSPECTION_OVERDUE = "no new number before an overdue month is signed off"
    INSPECTION_SAMPLE = "report of just the cases that were drawn"
    INSPECTION_SIGNER = "report signed by the responsible person, logged in for it"
    FLOW_OFFERED = "flows of the outlet's policy only"
    ONLINE_ONLY = "nothing captured that needs the gateway"
    REPLACEMENT_DELAY = "new SIM waits where the risk is high"
    # Patterns.
    VELOCITY = "velocity rules"
    TWO_PLACES = "nobody in two places at once"
    IMPOSSIBLE_SPEED = "no impossible speed"
    READS_APART = "no two cards on a reader at once"
    # Places.
    GEOFENCE = "read inside the outlet's fence"
    LOCATION = "place known where it is asked for"
    OUTLET_MOVE = "a fence moved by two who have looked at the new place"
    # Work ids.
    IMPOSSIBLE_TRAVEL = "nobody faster than anybody travels"
    WORK_ID_FROZEN = "work id not frozen"
    RELEASE_BY_TWO = "frozen work id let go by two people"
    # Guards against bulk opening and nurturing.
    GUARD_BURST = "so many cases of one subject in a while"
    GUARD_OVERLAP = "no work id at two counters at once"
    GUARD_REST = "review of everything of a subject that rests"
    GUARD_FREEZE = "work id frozen by what the guards have found"
    GUARD_GROUP = "review of strangers who come together"
    GUARD_NOES = "review after a reviewer's no"
    GUARD_BACKGROUND = "review of a wall that is another outlet's, or a frozen one"
    GUARD_SECOND_NUMBERS = "not too many further numbers at one work id"
    GUARD_AGES = "not too many customers of one age"
    GUARD_RIDE_ALONG = "not too many who leave a re-registration with a number"
    GUARD_DRIP = "not just under the limit day after day"
    GUARD_SILENT = "numbers are used"
    GUARD_HANDSET = "numbers of so many people in one telephone"
    GUARD_WOKEN = "numbers are not woken together"
    GUARD_STOCK = "blank SIMs are where the books say"


@dataclass(frozen=True, slots=True)
class Controls:
    """Which controls are on: all of them, outside tests."""

    off: frozenset[Control] = frozenset()

    def is_on(self, control: Control) -> bool:
        return control not in self.off

    def demand(
        self, control: Control, holds: bool, code: str, outcome: Outcome = Outcome.REJECTED
    ) -> None:
        """Let nothing pass that does not hold.

        Raises:
            CheckFailed: it does not.
        """
        if not holds and self.is_on(control):
            raise CheckFailed(code, outcome)
