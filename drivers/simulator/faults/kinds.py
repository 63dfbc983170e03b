"""Every way in which the simulated reader can misbehave, and how much where nobody says it."""

from __future__ import annotations

from enum import Enum

__all__ = ["COMMANDS_TO_CARD", "NEEDS_CARD", "RATE", "SECONDS", "SIZE", "FaultKind"]


class FaultKind(Enum):
    """One kind of misbehaviour; `size`, `seconds` and so on are the measures of a `Fault`."""

    # What happens on the plate.
    NO_CARD = "no_card"  # a card lies there and is not found
    SLOW_CARD = "slow_card"  # whatever the card takes part in takes `seconds` longer
    CARD_PULLED = "card_pulled"  # the card leaves after `size` bytes of the reply, which ends there
    CARD_LOST = "card_lost"  # the card leaves in the middle of a read, and the module says so
    CARD_SLIPS = "card_slips"  # it moves, the read fails, and it stays on the plate
    MUST_LIFT = "must_lift"  # once selected, a card is not found again before it was lifted
    KEEPS_FINDING = "keeps_finding"  # a card that was left there is found again and again
    SWAP_AFTER_FIND = "swap_after_find"  # `card` takes its place before the selection
    SWAP_AFTER_SELECT = "swap_after_select"  # `card` takes its place before the read
    COLLISION = "collision"  # two cards at once: one is found, none can be selected

    # What the module does.
    BUSY = "busy"  # it hears nothing for `seconds`
    SILENT = "silent"  # no reply
    DELAY = "delay"  # `seconds` of silence before a reply
    WRONG_STATUS = "wrong_status"  # a good frame that says `status` and `sw`, and nothing else
    STUCK = "stuck"  # from now on one reply, whatever is asked
    LAGGING = "lagging"  # from now on each request is answered with the reply to the one before
    STALE = "stale"  # the previous reply comes once more, then the right one
    REPLAY = "replay"  # the record of the card before comes instead of this one's
    LATE_RECORD = "late_record"  # it comes first, and the right one `seconds` later

    # What the line does.
    SPLIT = "split"  # replies in pieces of `size` bytes, `seconds` apart
    DUPLICATE = "duplicate"  # a reply comes twice
    ECHO = "echo"  # the request comes back first, as some RS-485 adapters do
    GARBAGE_BEFORE = "garbage_before"  # `size` stray bytes in front of a reply
    GARBAGE_INSIDE = "garbage_inside"  # in the middle of it
    GARBAGE_AFTER = "garbage_after"  # behind it
    TRUNCATE = "truncate"  # the last `size` bytes never come
    BAD_CHECKSUM = "bad_checksum"
    SHORT_LENGTH = "short_length"  # LEN claims `size` bytes less than there are
    LONG_LENGTH = "long_length"  # LEN claims `size` bytes more
    ABSURD_LENGTH = "absurd_length"  # LEN claims more than any reply has
    LINE_NOISE = "line_noise"  # each bit flips with the chance `rate`, both ways
    BAUD_MISMATCH = "baud_mismatch"  # the module speaks and hears at `baud`, the line does not
    UNPLUG = "unplug"  # the line goes away after `size` bytes of a reply

    # What the record holds, in a good frame.
    INNER_LENGTH = "inner_length"  # the lengths of its parts do not add up
    TEXT_LENGTH = "text_length"  # the text is too short
    PHOTO_LENGTH = "photo_length"  # the photo is
    NO_PHOTO = "no_photo"
    PHOTO_UNDECODABLE = "photo_undecodable"  # a photo that no decoder here understands
    UNKNOWN_LAYOUT = "unknown_layout"  # a letter that nobody knows
    NAME_MISSING = "name_missing"
    LONE_SURROGATE = "lone_surrogate"  # half a character in the name
    IMPOSSIBLE_DATE = "impossible_date"  # born on the 30th of February
    WRONG_BIRTH = "wrong_birth"  # a possible day that is not the number's
    BAD_CHECK_DIGIT = "bad_check_digit"
    UNKNOWN_REGION = "unknown_region"  # a number of no province
    IMPOSSIBLE_VALIDITY = "impossible_validity"  # it ended before it began
    TWIN_DAMAGE = "twin_damage"  # the same bit flips in two digits: the checksum still fits


NEEDS_CARD = frozenset({FaultKind.SWAP_AFTER_FIND, FaultKind.SWAP_AFTER_SELECT})
COMMANDS_TO_CARD = frozenset(
    {
        "select_card",
        "read_base",
        "read_base_fingerprint",
        "read_extra_address",
        "read_card_management_number",
    }
)

SECONDS = {
    FaultKind.SPLIT: 0.002,
    FaultKind.DELAY: 0.3,
    FaultKind.SLOW_CARD: 0.8,
    FaultKind.BUSY: 1.5,
    FaultKind.LATE_RECORD: 0.05,
}
SIZE = {
    FaultKind.SPLIT: 7,
    FaultKind.GARBAGE_BEFORE: 9,
    FaultKind.GARBAGE_INSIDE: 9,
    FaultKind.GARBAGE_AFTER: 9,
    FaultKind.CARD_PULLED: 400,
}
RATE = 0.0001
