"""The requirements article: new users, online channels, old users, resale carriers."""

from __future__ import annotations

from tests.compliance.clause import Chapter, Clause

__all__ = ["ARTICLE"]

_NEW_USERS = (
    Clause(
        "A1",
        "Every carrier verifies strictly, resale carriers (MVNOs) included",
        "one flow for every brand; a brand is colours, words and prefixes, and has no switch",
        "the same gates for every brand; numbers and limits are each brand's own",
    ),
    Clause(
        "A2",
        "One fixed, standardised process",
        "one state machine with one legal order; a command out of its step changes nothing and "
        "stands in the audit chain",
        "refuses a registration whose steps are missing or out of order",
    ),
    Clause(
        "A3",
        "Identity is read with an ID card reader",
        "without a reader of the signed list no case passes the read step",
        "takes reads of readers registered for that outlet only, no simulated ones outside a demo",
    ),
    Clause(
        "A4",
        "Identity is verified online",
        "sends read and live photo, shows the answer, overrides none; a verdict that is forged, "
        "another case's or too old moves no case",
        "asks the population register; its signed verdict holds for one case, person, read, photo",
    ),
    Clause(
        "A5",
        "Nobody keys in what stands on a resident ID card",
        "an identity comes from evidence alone; no field takes a string that is a valid ID number, "
        "spaced, full-width or with a small x",
        "no call has a field for an identity; raw frames are parsed again; an ID number in any "
        "text of a request is refused",
    ),
    Clause(
        "A6",
        "Several cards for one ID are reviewed strictly",
        "shows the decision; from the second number a second person decides and nothing goes on "
        "meanwhile",
        "counts numbers in use, open slots and what is undecided; two counters and one slot make "
        "one reservation",
    ),
    Clause(
        "A7",
        "No bulk opening by agents",
        "one case, one number, one read, one photo; nothing imports people",
        "counts by outlet, clerk, device, reader and person; what is too much is refused also "
        "from a patched client, with an alarm",
        "visiting the outlet after an alarm: the carrier's channel inspectors",
    ),
    Clause(
        "A8",
        "No nurturing of cards",
        "activates nothing before the receipt; the SIM is read out of the outlet's own stock",
        "activates with an acceptance only; finds numbers that nobody uses or that wake together",
        "following silent cards to whoever bought them: carrier and police",
    ),
    Clause(
        "A9",
        "Industry users are registered more strictly",
        "a flow of its own in own halls: unit papers as sealed images, everybody read from a card",
        "checks unit, letter and limits; every user is a registration with a read of their own",
        "the scenario for which an industry card is sold: the carrier's unit managers",
    ),
)
_ONLINE = (
    Clause(
        "B1",
        "A carrier answers for its agents, under a written commission",
        "shows outlet, agent number and the commission's dates at log-in; closes when it has ended",
        "register of agents; a read after the commission's end is refused",
        "signing the commission: carrier and agent",
    ),
    Clause(
        "B2",
        "An online agent has a licence and protects personal data",
        "shows the licence's end",
        "enables nobody without credit code, licence and a data-protection check",
        "looking at licence and conditions on the spot: two people of the carrier",
    ),
    Clause(
        "B3",
        "Trading platforms check who sells",
        "-",
        "exports the list of commissioned agents, without a personal datum",
        "comparing their sellers with the list: the platforms",
    ),
    Clause(
        "B4",
        "Technical measures for registration online",
        "field staff go through the same steps; nobody registers without a counter",
        "the same checks for every kind of outlet, and a place where the kind asks for one",
    ),
    Clause(
        "B5",
        "Online agents are sorted out and published",
        "-",
        "the list of a day is the same bytes whenever it is asked for",
        "publishing it: the carrier",
    ),
    Clause(
        "B6",
        "Platforms drop sellers without a licence",
        "locks with the next heartbeat; what is saved is still delivered",
        "takes nothing new of a revoked outlet, and its pending records under a drain-only "
        "certificate",
        "taking the shop off the platform: the platform",
    ),
)
_OLD_USERS = (
    Clause(
        "C1",
        "A work plan for re-registration",
        "a campaign page with dates and stages out of the signed configuration",
        "target list, stages and deadlines as data",
        "writing the plan: the carrier",
    ),
    Clause(
        "C2",
        "Users are told by call, message, letter, announcement",
        "shows what was sent when, in the case",
        "keeps a log of notices by number and tells it in masks",
        "calling, posting and announcing: the carrier's customer service",
    ),
    Clause(
        "C3",
        "Whoever is unregistered or incomplete is registered",
        "asks for what is missing and always reads and verifies afresh; sells nothing",
        "says which of the four fields or the photo is missing; accepts nothing with a tariff",
    ),
    Clause(
        "C4",
        "Overdue numbers are suspended and reminded again",
        "shows one-way or two-way suspension and the deadline",
        "suspends by its days only; an acceptance restores in its own transaction",
    ),
    Clause(
        "C5",
        "After the reminder the service is stopped",
        "shows it, and takes a stopped number in no flow",
        "moves a suspended number to terminated, one stage at a time, and nobody else does",
        "refunding what is left: the carrier's billing",
    ),
    Clause(
        "C6",
        "95 % by the first date, all by the second",
        "plots progress against both dates with a forecast",
        "figures that add up; dates are data and may move",
        "reaching the figures: the carriers",
    ),
    Clause(
        "C7",
        "A desk of its own and easy ways",
        "a flow of few keys without number, offer or fee",
        "tells how many wait and which numbers are due first",
        "setting up desks: the carrier's halls",
    ),
    Clause(
        "C8",
        "No further duty, no forced tariff, no fee while suspended",
        "the flow has no element for an offer, a fee or a SIM",
        "refuses a re-registration that sells something",
        "holding the billing: the carrier's billing system",
    ),
)
_RESALE = (
    Clause(
        "D1",
        "Agents are supervised",
        "a heartbeat with version, queue and figures; the reader's state is shown",
        "sees every device's last sign of life, and who has gone silent",
        "following up on a silent device: the resale carrier's channel staff",
    ),
    Clause(
        "D2",
        "Strict admission",
        "works for nobody before it was enrolled with a one-time code",
        "issues no code before a visit is recorded and two others have approved; a code serves "
        "one device for a day",
        "the visit: the carrier's staff",
    ),
    Clause(
        "D3",
        "One sign with the agent number",
        "sign and agent number at log-in and on every paper; a shift begins with scanning it",
        "issues and signs numbers and code, notes each scan, alarms at a refused one",
        "hanging it at the door: the outlet",
    ),
    Clause(
        "D4",
        "No sub-agents",
        "one outlet for each device; it creates no user and hands no session over",
        "no outlet under an outlet; a clerk of another outlet and a session of another device are "
        "refused",
    ),
    Clause(
        "D5",
        "Readers everywhere, automatic entry",
        "as A3 and A5, under a resale carrier's brand",
        "as A3 and A5, at a resale carrier's outlet",
    ),
    Clause(
        "D6",
        "Strict verification, better capability",
        "as A4, with a live photo compared by the gateway",
        "as A4 at a resale carrier's outlet; another face is refused",
    ),
    Clause(
        "D7",
        "Regular self-inspection",
        "checklist and a sample of own masked cases, penalties, sign-off by the responsible "
        "person; overdue months are told",
        "draws the sample, locks the month after sign-off, holds new numbers back once overdue",
        "walking through the shop with the list: its responsible person",
    ),
    Clause(
        "D8",
        "Violations and those responsible are punished",
        "ends a frozen clerk's work within a minute, tells why",
        "freezes a work id with its evidence package; two people let it go again",
        "deciding about the punishment: carrier and authority",
    ),
)
ARTICLE = (
    Chapter(
        "A. New users",
        "Requirements article on real-name registration in Fujian, as the press reported it in "
        "2016.",
        _NEW_USERS,
    ),
    Chapter("B. Online channels", "The same article.", _ONLINE),
    Chapter("C. Re-registration of old users", "The same article.", _OLD_USERS),
    Chapter("D. Resale carriers (MVNOs)", "The same article.", _RESALE),
)
