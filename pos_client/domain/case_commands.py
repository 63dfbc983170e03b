"""What may be asked of an open case, and at which step."""

from __future__ import annotations

from enum import StrEnum

from pos_client.domain.flow import Step

__all__ = ["LEGAL_AT", "Command"]


class Command(StrEnum):
    """What may be asked of an open case."""

    TAKE_UNIT = "TAKE_UNIT"
    LOOK_UP = "LOOK_UP"
    PROVE_USE = "PROVE_USE"
    AUTHORISE = "AUTHORISE"
    TAKE_READ = "TAKE_READ"
    REREAD = "REREAD"
    CONFIRM_VISUAL_CHECK = "CONFIRM_VISUAL_CHECK"
    GIVE_CONSENT = "GIVE_CONSENT"
    TAKE_PHOTO = "TAKE_PHOTO"
    TAKE_VERDICTS = "TAKE_VERDICTS"
    GO_OFFLINE = "GO_OFFLINE"
    TAKE_REVIEW = "TAKE_REVIEW"
    CHOOSE_NUMBER = "CHOOSE_NUMBER"
    CHOOSE_OFFER = "CHOOSE_OFFER"
    TAKE_SIM = "TAKE_SIM"
    CHOOSE_REASON = "CHOOSE_REASON"
    CHOOSE_DOCUMENT = "CHOOSE_DOCUMENT"
    TAKE_DOCUMENT_IMAGE = "TAKE_DOCUMENT_IMAGE"
    DROP_DOCUMENT_IMAGE = "DROP_DOCUMENT_IMAGE"
    FINISH_DOCUMENT = "FINISH_DOCUMENT"
    CHOOSE_RELATION = "CHOOSE_RELATION"
    DISPUTE_NUMBER = "DISPUTE_NUMBER"
    SIGN_FORM = "SIGN_FORM"
    SEAL = "SEAL"
    SET_CONTACT_NUMBER = "SET_CONTACT_NUMBER"


_BEFORE_CARD = (
    *(Step.UNIT, Step.LOOK_UP, Step.PROOF_OF_USE, Step.AUTHORISATION, Step.READ_CARD),
    Step.REASON,
)

# Where each command is legal. A command anywhere else raises and leaves an audit entry.
LEGAL_AT: dict[Command, tuple[Step, ...]] = {
    Command.TAKE_UNIT: (Step.UNIT,),
    Command.LOOK_UP: (Step.LOOK_UP,),
    Command.PROVE_USE: (Step.PROOF_OF_USE,),
    Command.AUTHORISE: (Step.AUTHORISATION,),
    Command.TAKE_READ: (Step.READ_CARD,),
    Command.REREAD: tuple(step for step in Step if step not in _BEFORE_CARD),
    Command.CONFIRM_VISUAL_CHECK: (Step.VISUAL_CHECK,),
    Command.GIVE_CONSENT: (Step.CONSENT,),
    Command.TAKE_PHOTO: (Step.LIVE_PHOTO,),
    Command.TAKE_VERDICTS: (Step.VERIFICATION,),
    Command.GO_OFFLINE: (Step.VERIFICATION,),
    Command.TAKE_REVIEW: (Step.REVIEW,),
    Command.CHOOSE_NUMBER: (Step.NUMBER_AND_SIM,),
    Command.CHOOSE_OFFER: (Step.OFFER_AND_SIM,),
    Command.TAKE_SIM: (Step.NEW_SIM,),
    Command.CHOOSE_REASON: (Step.REASON,),
    Command.CHOOSE_DOCUMENT: (Step.DOCUMENT,),
    Command.TAKE_DOCUMENT_IMAGE: (Step.DOCUMENT,),
    Command.DROP_DOCUMENT_IMAGE: (Step.DOCUMENT,),
    Command.FINISH_DOCUMENT: (Step.DOCUMENT,),
    Command.CHOOSE_RELATION: (Step.RELATION,),
    Command.DISPUTE_NUMBER: (Step.OWN_NUMBERS,),
    Command.SIGN_FORM: (Step.FORM,),
    Command.SEAL: (Step.SEAL,),
    Command.SET_CONTACT_NUMBER: (Step.SEAL,),
}
