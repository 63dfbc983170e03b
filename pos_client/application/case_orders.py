"""What the clerk asks of the open case, one order each."""

from __future__ import annotations

from functools import singledispatchmethod

from pos_client.application import (
    commands,
    people_commands,
    review_commands,
    subject_commands,
    unit_commands,
)
from pos_client.application.case_desk import CaseDesk

__all__ = ["CaseOrders"]


class CaseOrders:
    """Carries orders to the case; one that does not fit the moment does nothing."""

    def __init__(self, cases: CaseDesk) -> None:
        self._cases = cases
        self._steps = cases.steps

    @singledispatchmethod
    def handle(self, command: commands.CounterCommand) -> bool:  # noqa: ARG002
        """Do what a command asks; False for one that is not about a case."""
        return False

    @handle.register
    def _(self, command: subject_commands.BeginFlow) -> bool:
        self._cases.begin_flow(command.flow)
        return True

    @handle.register
    def _(self, command: subject_commands.LookUpNumber) -> bool:
        self._steps.look_up_number(command.phone_number)
        return True

    @handle.register
    def _(self, _command: subject_commands.SendUsageCode) -> bool:
        self._steps.send_usage_code()
        return True

    @handle.register
    def _(self, command: subject_commands.ProveByCode) -> bool:
        self._steps.prove_by_code(command.code)
        return True

    @handle.register
    def _(self, command: subject_commands.DisputeNumber) -> bool:
        self._steps.dispute_number(command.reference)
        return True

    @handle.register
    def _(self, _command: subject_commands.CloseOwnNumbers) -> bool:
        if self._steps.close_own_numbers():
            self._cases.finish()
        return True

    @handle.register
    def _(self, command: subject_commands.AuthorisePortIn) -> bool:
        self._steps.authorise_port_in(command.phone_number, command.code)
        return True

    @handle.register
    def _(self, command: unit_commands.LookUpUnit) -> bool:
        self._steps.look_up_unit(command.credit_code)
        return True

    @handle.register
    def _(self, command: unit_commands.AskForOrder) -> bool:
        self._steps.ask_for_order(command.use, command.count)
        return True

    @handle.register
    def _(self, command: unit_commands.ShowOrderPage) -> bool:
        self._cases.ordering.show_page(is_older=command.is_older)
        return True

    @handle.register
    def _(self, command: unit_commands.SetOrderState) -> bool:
        self._cases.ordering.set_state(command.state)
        return True

    @handle.register
    def _(self, command: unit_commands.MarkNextUser) -> bool:
        self._cases.ordering.mark_next(is_later=command.is_later)
        return True

    @handle.register
    def _(self, command: commands.ConfirmStep) -> bool:
        self._steps.confirm(command.step)
        return True

    @handle.register
    def _(self, _command: commands.RefuseVisualCheck) -> bool:
        self._steps.refuse_visual_check()
        return True

    @handle.register
    def _(self, command: commands.GiveConsent) -> bool:
        self._steps.give_consent(command.agreed, command.declined, command.handwritten_signature)
        return True

    @handle.register
    def _(self, command: commands.TakeLivePhoto) -> bool:
        self._steps.take_photo(command.photo)
        return True

    @handle.register
    def _(self, command: review_commands.DecideReview) -> bool:
        self._steps.decide_review(command)
        return True

    @handle.register
    def _(self, _command: review_commands.AskCentre) -> bool:
        self._steps.ask_centre()
        return True

    @handle.register
    def _(self, command: people_commands.ChooseRelation) -> bool:
        self._steps.people.choose_relation(command.relation)
        return True

    @handle.register
    def _(self, command: people_commands.ChooseReason) -> bool:
        self._steps.people.choose_reason(command.reason)
        return True

    @handle.register
    def _(self, command: people_commands.ChooseDocument) -> bool:
        self._steps.people.choose_document(command.type)
        return True

    @handle.register
    def _(self, command: people_commands.TakeDocumentImage) -> bool:
        self._steps.people.take_image(command.image)
        return True

    @handle.register
    def _(self, command: people_commands.DropDocumentImage) -> bool:
        self._steps.people.drop_image(command.place)
        return True

    @handle.register
    def _(self, _command: people_commands.FinishDocument) -> bool:
        self._steps.people.finish_document()
        return True

    @handle.register
    def _(self, command: commands.FindNumbers) -> bool:
        self._steps.find_numbers(command.digits)
        return True

    @handle.register
    def _(self, command: commands.ChooseNumber) -> bool:
        self._steps.choose_number(command.phone_number)
        return True

    @handle.register
    def _(self, command: commands.ChooseOffer) -> bool:
        self._steps.choose_offer(command.code)
        return True

    @handle.register
    def _(self, command: commands.TakeScan) -> bool:
        self._cases.scan(command.text)
        return True

    @handle.register
    def _(self, command: commands.SignForm) -> bool:
        self._steps.sign_form(command.handwritten_signature)
        return True

    @handle.register
    def _(self, command: commands.SetContactNumber) -> bool:
        self._steps.set_contact_number(command.phone_number)
        return True

    @handle.register
    def _(self, _command: commands.StepBack) -> bool:
        self._cases.step_back()
        return True

    @handle.register
    def _(self, _command: commands.CancelCase) -> bool:
        self._cases.cancel()
        return True

    @handle.register
    def _(self, _command: commands.FinishCase) -> bool:
        self._cases.leave()
        return True
