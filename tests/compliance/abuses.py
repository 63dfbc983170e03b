"""What people do, and what each side does against it."""

from __future__ import annotations

from tests.compliance.clause import Chapter, Clause

__all__ = ["ABUSES"]

_CLAUSES = (
    Clause(
        "T1",
        "A read is faked or injected: library, port, replay, edited frame",
        "list of drivers with their hashes, a challenge for each read, cross-checks of the frame",
        "level of evidence, reader of the outlet, frames parsed again, challenge and evidence "
        "used once; at level B a fabricated frame behind a live key gets through, at A it does not",
    ),
    Clause(
        "T2",
        "A lent work id, remote work, a phantom outlet",
        "session of device, reader and outlet; idle lock; signals of remote desktops",
        "one session a clerk; fence, hours, travel that nobody makes; unknown places are reviewed",
        "visiting the outlet: the carrier's inspectors",
    ),
    Clause(
        "T3",
        "One read for several cards",
        "one read, photo and signature serve one case; the next number begins anew",
        "evidence, challenge, photo and case are used once; the same card laid again for its case "
        "is in order",
    ),
    Clause(
        "T4",
        "A photo of a photo, a film, another camera",
        "takes pictures in the program only; knows virtual cameras by name",
        "liveness and comparison of its own; invented cameras, photos used before, copies refused",
    ),
    Clause(
        "T5",
        "Paid people who hand the card over",
        "notice against resale, signed; a hint when strangers come together",
        "groups, ages, telephones and silent numbers are reviewed",
        "asking whoever was paid, prosecuting: police",
    ),
    Clause(
        "T6",
        "A privileged bypass, a missing answer taken for a pass",
        "no role or setting touches the gates; verdicts come from signed words only",
        "default is no; a review needs a second person, and nobody approves what was refused",
    ),
    Clause(
        "T7",
        "A SIM replaced with a forged or temporary ID",
        "the read has to be the registered person's",
        "compares with the register; delays where the risk is high; refuses documents without a "
        "chip at agents",
    ),
    Clause(
        "T8",
        "Staff take data away",
        "masks, nothing kept behind the seal, nothing to copy, export or drop",
        "counts who looked at what; exports name nobody",
        "keeping telephones out of the shop: its owner",
    ),
    Clause(
        "T9",
        "Sub-agents and moved devices",
        "bound to one outlet by a one-time code",
        "no outlet under an outlet; codes once; another outlet's captures are refused",
    ),
    Clause(
        "T10",
        "Tampering with the program, its database or its log",
        "hash chain with signed heads; an entry that was touched is found",
        "countersigns heads, refuses a fork; what a revoked device had not told is reviewed",
    ),
    Clause(
        "T11",
        "Bulk opening and nurturing",
        "one case at a time; nothing imports",
        "velocity, rests, stock; a burst is refused by the gateway alone",
    ),
    Clause(
        "T12",
        "Cards of units and devices sold to people",
        "each user is read; the function profile is shown",
        "limits of unit, order and user; no user without a read of their own",
    ),
)
ABUSES = Chapter(
    "T. Abuses",
    "Court reports, prosecutors and the press; [threat-model.md](threat-model.md) says what gets "
    "through.",
    _CLAUSES,
    what="The abuse",
)
