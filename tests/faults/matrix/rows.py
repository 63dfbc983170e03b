"""The sixty faults that may befall a counter, how each is done to it, and what the clerk is told.

What is told is named by its key, and looked up in the program's own sentences: a trouble code
stands for what happened, what is safe and what to do; any other key is one sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["GROUPS", "ROWS", "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """One fault.

    Attributes:
        told: keys of the catalogue, in the order in which they are met.
        logged: what stands in the log, in a fault that is no matter for the screen.
    """

    number: int
    fault: str
    injected: str
    told: tuple[str, ...] = ()
    logged: str = ""


GROUPS: tuple[tuple[str, int, int], ...] = (
    ("Process", 1, 13),
    ("Disk", 14, 26),
    ("Network", 27, 37),
    ("Gateway", 38, 45),
    ("Clock", 46, 48),
    ("Relay", 49, 52),
    ("Reader and card", 53, 56),
    ("Operation", 57, 60),
)
"""Their headings, with the first and the last row of each."""

_READ_AGAIN = "case.lay_card"
_CUT_OFF = "S-320"


def _unsafe(what: str) -> tuple[str, ...]:
    """What to do about a place that cannot be relied on depends on what is wrong with it."""
    return ("troubles.S-306.happened", "troubles.S-306.safe", f"troubles.unsafe_{what}")


ROWS: tuple[Row, ...] = (
    Row(1, "Killed during a read", "kill -9 at named steps of a read", (_READ_AGAIN,)),
    Row(2, "Killed between insert and COMMIT", "kill -9 before COMMIT", (_READ_AGAIN,)),
    Row(3, "Killed after COMMIT, before it is shown", "kill -9 behind COMMIT", (_CUT_OFF,)),
    Row(4, "Killed while a request is in flight", "a slow gateway, kill -9", (_CUT_OFF,)),
    Row(5, "Killed after the effect, before the receipt is kept", "kill -9", (_CUT_OFF,)),
    Row(6, "Killed while shredding", "kill -9 around COMMIT", ("queue.headline_empty",)),
    Row(7, "Killed in a migration", "kill -9 at each statement", ("frame.starting_safe",)),
    Row(8, "Asleep for minutes", "SIGSTOP, SIGCONT", ("G-201",)),
    Row(9, "A vendor's library crashes", "a library that crashes", ("frame.reader_restarting",)),
    Row(10, "A vendor's library hangs", "a library that hangs", ("frame.reader_restarting",)),
    Row(11, "Out of memory", "RLIMIT_AS", ("frame.crash_happened", "frame.crash_safe")),
    Row(12, "Started twice", "a second counter on one home", ("S-307",)),
    Row(13, "Enter twice, double click", "keys and mouse", ("case.sealing", "case.sealing_safe")),
    Row(14, "Power cut, unsynced writes lost", "a file system that loses them", (_CUT_OFF,)),
    Row(15, "Power cut, torn sector", "a file system that tears", (_CUT_OFF,)),
    Row(16, "Disk full at any write", "a write that fails, for every one", ("S-301",)),
    Row(17, "Disk full while shredding or auditing", "a full disk", ("S-301",)),
    Row(18, "Error at write or sync", "a call that fails", ("S-302",)),
    Row(
        19,
        "Error at reading one row",
        "a flipped byte",
        ("verdicts.why_ENVELOPE_DAMAGED", "queue.put_aside_safe"),
    ),
    Row(20, "Bits flip at random", "flipped bits by the thousand", ("S-303",)),
    Row(21, "Database deleted or empty", "removed file", ("S-304",)),
    Row(
        22,
        "An old copy was put back",
        "copied file",
        ("troubles.old_copy_happened", "troubles.old_copy_safe", "troubles.old_copy_to_do"),
    ),
    Row(23, "No permission, read-only file system", "modes of files", _unsafe("permission")),
    Row(24, "Locked by another program", "a lock that is held", ("S-310",)),
    Row(25, "Database on a network share", "a table of mounts", _unsafe("share")),
    Row(
        26,
        "SQLite with a known fault and WAL asked for",
        "pragmas read back",
        logged="the data file was in write-ahead mode and is taken back",
    ),
    Row(
        27,
        "No route, no name",
        "a proxy that is not there",
        ("frame.offline_safe", "frame.offline_figures", "G-201"),
    ),
    Row(28, "Captive portal", "200 and a page of HTML", ("frame.gateway_untrusted", "G-203")),
    Row(29, "Reset after k bytes of a request", "a proxy, for every k", ("G-202",)),
    Row(30, "Reply lost, cut or doubled", "a proxy", ("G-202",)),
    Row(31, "Half-open connection", "a proxy that keeps silent", ("G-202",)),
    Row(32, "A storm of 5xx, 429 with Retry-After", "the gateway", ("frame.gateway_away_retry",)),
    Row(33, "Reply after 59 s, a byte a second", "a proxy", ("frame.gateway_away_retry",)),
    Row(34, "Flapping for 48 hours", "a proxy and a clock of our own", ("frame.gateway_draining",)),
    Row(
        35,
        "TLS expired, wrong host, unknown root, old protocol",
        "a CA of the tests",
        ("frame.gateway_untrusted", "G-204"),
    ),
    Row(
        36,
        "Device certificate expired or revoked",
        "the gateway",
        ("frame.gateway_refused", "G-208"),
    ),
    Row(37, "401 in the middle of a drain", "the gateway", ("frame.gateway_log_in", "G-205")),
    Row(38, "One id from two counters at once", "two senders", ("G-202",)),
    Row(
        39,
        "One id with other bytes",
        "the gateway",
        ("verdicts.why_ID_REUSED", "queue.put_aside_safe", "frame.queue_quarantined"),
    ),
    Row(40, "One record is refused for good", "the gateway", ("G-206", "queue.put_aside_safe")),
    Row(41, "Forged or unsigned receipt", "the gateway", ("G-203",)),
    Row(42, "Receipt for another id or body", "the gateway", ("G-203",)),
    Row(
        43,
        "Sealing key rotated meanwhile",
        "the gateway",
        ("verdicts.why_ENVELOPE_UNREADABLE", "queue.put_aside_safe"),
    ),
    Row(44, "Gateway restored, forgot the last hour", "the gateway", ("Q-804", "Q-805", "Q-806")),
    Row(45, "Accepted, rejected later", "the gateway", ("queue.state_REJECTED",)),
    Row(46, "Clock a year off, other zone, other time of the year", "a clock", ("D-405",)),
    Row(47, "Clock set back to stretch the window", "a clock", ("frame.limit_clock",)),
    Row(48, "1970 after a dead battery", "a clock", ("frame.limit_clock",)),
    Row(
        49,
        "Relay killed at COMMIT, or away for a day",
        "a real PostgreSQL",
        ("frame.copies_missing",),
    ),
    Row(50, "Relay cut off, or an old backup of it", "a proxy, a copy", ("frame.copies_missing",)),
    Row(51, "Counter dies with a lease, or its disk is lost", "kill -9", ("frame.copies_missing",)),
    Row(52, "Relay that promises less", "settings of PostgreSQL", ("frame.copies_paused", "L-802")),
    Row(
        53,
        "Card lifted, reader unplugged, port renumbered",
        "the simulated reader",
        ("cards.read_failed", "R-101"),
    ),
    Row(54, "Malformed, oversized, cut frames", "fuzzing", ("cards.checksum", "cards.length")),
    Row(
        55,
        "Two cards, or the card before",
        "the simulated reader",
        ("cards.select_failed", "cards.stale_record", "cards.two_records"),
    ),
    Row(
        56,
        "Recorded evidence is sent again",
        "envelopes built by hand",
        ("verdicts.why_EVIDENCE_USED", "verdicts.why_CHALLENGE_USED"),
    ),
    Row(
        57,
        "An update that is cut, forged, held back or old",
        "a publisher's tool, forgers with some of the keys, power that fails at every step",
        ("U-902",),
    ),
    Row(58, "Configuration edited, unsigned, older", "an edited file", ("D-404",)),
    Row(59, "Uninstall, log-out, reset with records queued", "verbs", ("Q-803",)),
    Row(
        60,
        "Stolen computer",
        "search of all it wrote, with its own keys",
        ("log_in.headline", "frame.gateway_refused"),
    ),
)
"""All of them, in order."""
