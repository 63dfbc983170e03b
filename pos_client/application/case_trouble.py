"""What can go wrong in the business of a case itself: the branch B-6xx of `trouble.py`."""

from __future__ import annotations

from pos_client.application.trouble import Trouble

__all__ = [
    "AnswersOld",
    "CaptureClosed",
    "CaseLapsed",
    "CaseTrouble",
    "CaseWithdrawn",
    "ContactNumberRefused",
    "CounterBusy",
    "DifferentCard",
    "DifferentPerson",
    "FlowClosed",
    "HoldExpired",
    "IdentityTyped",
    "LevelTooLow",
    "LookUpRefused",
    "NoNumberLeft",
    "OnlineOnly",
    "OwnNumbersRefused",
    "PortInRefused",
    "ReturnRefused",
    "ReviewOver",
    "SamePersonTwice",
    "ScanUnknown",
    "SignRefused",
    "SimMissing",
    "SimNotUsable",
    "SpecialLimitReached",
    "StockRefused",
    "TermsChanged",
    "TextRefused",
]


class CaseTrouble(Trouble):
    """The rules do not let the case go on."""

    code = "B-600"


class CaptureClosed(CaseTrouble):
    """Nothing more may be captured offline; `facts["limit"]` says which limit."""

    code = "B-601"


class IdentityTyped(CaseTrouble):
    """Somebody typed an ID number into a field that is for something else."""

    code = "B-602"


class CounterBusy(CaseTrouble):
    """A card was laid while another customer's case is open."""

    code = "B-603"


class DifferentPerson(CaseTrouble):
    """The card laid again belongs to somebody else; the case waits for its own."""

    code = "B-604"


class CaseLapsed(CaseTrouble):
    """The card of an interrupted case was not laid again in time; nothing of it is left."""

    code = "B-633"


class HoldExpired(CaseTrouble):
    """The number was kept too long; another one has to be chosen."""

    code = "B-605"


class NoNumberLeft(CaseTrouble):
    """There is no number to choose from."""

    code = "B-606"


class OnlineOnly(CaseTrouble):
    """This flow needs the gateway: 需联网办理."""

    code = "B-607"


class SimMissing(CaseTrouble):
    """No SIM has been read yet."""

    code = "B-608"


class SimNotUsable(CaseTrouble):
    """This SIM goes over no counter here; `standing` is the `SimStanding` that says why."""

    code = "B-631"


class StockRefused(CaseTrouble):
    """The gateway's book of SIMs takes no such entry. `reason`: `sim`, `delivery`, `role`."""

    code = "B-632"


class ScanUnknown(CaseTrouble):
    """What was scanned is nothing that this moment asks for."""

    code = "B-609"


class ReturnRefused(CaseTrouble):
    """The gateway does not take this slip. `reason`: `unknown`, `early`, `expired`, `completed`."""

    code = "B-610"


class ContactNumberRefused(CaseTrouble):
    """That is no mobile number."""

    code = "B-611"


class AnswersOld(CaseTrouble):
    """A verdict or the review has run out; the gateway has to be asked once more."""

    code = "B-612"


class DifferentCard(CaseTrouble):
    """The card laid again is this customer's, but not the one that the case began with."""

    code = "B-613"


class TermsChanged(CaseTrouble):
    """A newer configuration has changed what was agreed to. `what`: `notices`, `form`, `offer`."""

    code = "B-614"


class LevelTooLow(CaseTrouble):
    """A read proves less than this flow needs at this outlet; it was shown to nobody."""

    code = "B-615"


class FlowClosed(CaseTrouble):
    """This outlet does not do that: by its kind, or by the carrier's configuration."""

    code = "B-617"


class LookUpRefused(CaseTrouble):
    """A number or its use could not be made out. `reason` says what is the matter.

    `unknown` for a number that this carrier does not have, `number` for none at all, `complete`,
    `incomplete`, `terminated`, `not_flagged` or `flagged` for one that this flow is not for, `sim`
    for the SIM of another number, `code` for a wrong one, `not_sent` for a number that no code is
    sent to now, `away` where nobody could be asked, `before_card` for a card laid too early.
    """

    code = "B-618"


class SamePersonTwice(CaseTrouble):
    """The card laid belongs to somebody who is in this case already, in another role."""

    code = "B-619"


class PortInRefused(CaseTrouble):
    """A number of another carrier's, or its code, was not taken. `reason` says what is the matter.

    `number` for none at all, `nobodys` where no carrier has it, `ours` for one that is with this
    carrier already, `code` for one that its carrier has not given out, `away` where nobody could be
    asked.
    """

    code = "B-625"


class TextRefused(CaseTrouble):
    """A text of this case would be refused by the gateway, so nothing is called saved.

    `facts["place"]` names the field, never what stands in it.
    """

    code = "B-616"


class ReviewOver(CaseTrouble):
    """The carrier's centre has answered already; its word is on the way to this counter."""

    code = "B-620"


class OwnNumbersRefused(CaseTrouble):
    """The gateway shows nobody's numbers: the customer is not verified, or this is no own hall."""

    code = "B-621"


class SpecialLimitReached(CaseTrouble):
    """This outlet may capture no more documents without a chip today."""

    code = "B-628"


class CaseWithdrawn(CaseTrouble):
    """The carrier has closed this counter, or its reader, and the open case was given up.

    `reason` is that of an `application.closing.ClosureState`, or `READER`.
    """

    code = "B-640"


class SignRefused(CaseTrouble):
    """What was scanned is not this outlet's sign.

    `reason`: `unknown`, `unsigned`, `outlet`, `number`, `early`, `expired`.
    """

    code = "B-641"
