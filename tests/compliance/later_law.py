"""Later law that shapes the client."""

from __future__ import annotations

from tests.compliance.clause import Chapter, Clause

__all__ = ["LATER_LAW"]

_CLAUSES = (
    Clause(
        "E1",
        "2016-09-23: the applicant is photographed on the spot and the photo kept (announcement "
        "of six ministries)",
        "a live camera step; no way from a file to the photo, and no seal without one",
        "refuses a registration without a photo, or with one that came before; keeps it sealed",
    ),
    Clause(
        "E2",
        "2016-09-23: whoever has five numbers in use at a carrier gets no further one (the same; "
        "opinions of 2016-11)",
        "a full quota opens no number step",
        "`QUOTA_FULL` for the next one, also from a patched client",
    ),
    Clause(
        "E3",
        "2019-12-01: processing only after the face has matched (MIIT notice, eleven measures)",
        "a hard gate: only the same face, or a signed review, goes on",
        "accepts `FACE_SAME` or what a review has signed; every other or missing answer does not",
    ),
    Clause(
        "E4",
        "2019-12-01: users may ask which numbers stand in their name, and dispute one (the same)",
        "own halls only, after read and face match; masks, shown and not kept",
        "answers own halls about the verified person alone; refuses agents and field staff",
        "looking into a dispute: the carrier",
    ),
    Clause(
        "E5",
        "2019-11: the contract forbids resale (the same)",
        "notices of the configured version are signed before any form",
        "refuses a registration without consent to every notice; version and hash are sealed in it",
    ),
    Clause(
        "E6",
        "Every call names the outlet (our own rule)",
        "sends its outlet's code with each call",
        "refuses a call without it or with another than the certificate's",
    ),
    Clause(
        "E7",
        "2021-06: a second real-person check within 24 hours for numbers at risk, with a risk "
        "letter (MIIT and MPS)",
        "a flow of own halls: read, face, signed risk notice",
        "lifts the flag with the acceptance only; the 24 hours are its own clock's",
    ),
    Clause(
        "E8",
        "2022-12-01: abnormal applications are checked further or refused (Anti-Telecom-Fraud "
        "Law, 9 to 12)",
        "the same neutral sentence for both; no role goes past them at the counter",
        "`RISK_REVIEW` and `RISK_DENY`; no registration with either is accepted",
    ),
    Clause(
        "E9",
        "2024-12-01: people on the joint punishment list are limited (joint punishment measures)",
        "says where to appeal and gives no reason, on screen and paper",
        "`PUNISHED_LIMITED`, and no acceptance",
        "keeping the list and hearing appeals: the authorities",
    ),
    Clause(
        "E10",
        "2025-06-01: face recognition needs notice, separate consent, the shortest keeping (CAC "
        "and MPS)",
        "no photo leaves before consent; whoever declines is not compared; nothing is left behind "
        "the seal",
        "looks nobody up without consent; who declined is `FACE_REFUSED`",
        "filing when 100,000 faces are kept: the carrier",
    ),
    Clause(
        "E11",
        "2025-11-01: the photo of an ID card is sensitive (GB/T 45574-2025)",
        "no photo outside its step, masks everywhere else, each showing counted in the audit chain",
        "no identity in logs, ledger or exports; who opened an image is kept",
    ),
    Clause(
        "E12",
        "2025-10: eSIM telephones in person at a hall (trial)",
        "takes EID and IMEI at the same step, behind the same gates, in own halls only",
        "refuses an eSIM at agents, offline, through a trustee, or with digits that do not hold",
        "loading the profile: the carrier's eSIM platform",
    ),
)
LATER_LAW = Chapter("E. Later law", "Titles and dates stand in the lines.", _CLAUSES)
