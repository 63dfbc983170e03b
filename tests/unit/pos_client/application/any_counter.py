"""A counter to which anything may happen; whatever it seals is opened by a stranger."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from drivers.api import CardRefused
from pos_client.application import commands, review_commands
from pos_client.application.state import CasePhase, GatewayState
from pos_client.domain.flow import Step
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.policy import Configuration
from pos_client.domain.registration import OutboxState
from pos_client.domain.review import ReviewReason
from pos_client.domain.slip_code import Completing, slip_code
from pos_client.domain.verdict import Check
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from pos_client.protocol.envelope import Envelope
from pos_client.testing.customer import iccid_of, signature_under
from pos_client.testing.gateway_words import case_claims
from tests import people
from tests.unit.pos_client.application.rig import Rig
from tests.unit.pos_client.application.stranger import PASSES, look_through
from tests.unit.pos_client.domain.verdict_table import CONSEQUENCES

HERE = ("QUOTA_REVIEW", "FACE_REFUSED", "RISK_REVIEW")  # the last one is no counter's to decide
TO_LOOK_AT = ["QUOTA_REVIEW", "RISK_REVIEW", "FACE_UNSURE", "ID_NO_PHOTO"]
CARDS = ["mainland_han_20y", "mainland_longterm_female", "hmt_hongkong", people.RENEWED]


class AnyCounter(RuleBasedStateMachine):
    """A counter that takes whatever comes."""

    @initialize(completion=st.sampled_from(["GATEWAY_COMPLETES", "CUSTOMER_RETURNS"]))
    def open(self, completion: str) -> None:
        self.sims = count(1)
        self.versions = count(2)
        self.rig = rig = Rig(
            None, offline={"completion": completion}, case=case_claims(reviews_here=HERE)
        )
        self.configurations: dict[int, Configuration] = {}
        self.sealed: dict[UUID, str] = {}
        self.was_broken = False
        self.stale: list[commands.CounterCommand] = []
        self._note_configuration()
        for _ in range(4):
            rig.fill_pool()
        rig.log_in()
        rig.do(lambda: rig.counter.note_contact(rig.clock.now()))

    def teardown(self) -> None:
        self.rig.close()

    # What honest people do ---------------------------------------------------------------------

    @rule(steps=st.integers(1, 9), card=st.sampled_from(CARDS[:3]))
    def go_on(self, steps: int, card: str) -> None:
        """Lay a card and do what is asked for; chance alone would hardly come to the seal."""
        rig = self.rig
        for _ in range(steps):
            case = rig.state.case
            if case is None or case.phase not in (CasePhase.OPEN, CasePhase.WORKING):
                rig.customer.sim_number = next(self.sims)
                rig.lay(card)
            elif case.step is Step.REVIEW:
                rig.ask(review_commands.DecideReview("8021", "demo-8021"))
            else:
                self._answer()

    def _answer(self) -> None:
        command = self.rig.customer.answer(self.rig.case)
        if command is not None:
            self.stale.append(command)
            self.rig.ask(command)

    @rule(declined=st.sampled_from([(), (), ("face",)]))
    def change_mind(self, declined: tuple[str, ...]) -> None:
        self.rig.customer.declined = declined

    @rule()
    def bring_a_slip(self) -> None:
        completing = Completing(self.rig.counter._tools.new_id(), "A" * 24)
        self.rig.gateway.await_return(completing)
        self.rig.ask(commands.TakeScan(slip_code(completing)))

    # What others do ------------------------------------------------------------------------------

    @rule(
        codes=st.dictionaries(
            st.sampled_from(Check),
            st.sampled_from(TO_LOOK_AT) | st.sampled_from(sorted(CONSEQUENCES)),
            max_size=2,
        )
    )
    def turn_the_register(self, codes: dict[Check, str]) -> None:
        """From now on the gateway finds this."""
        well = {check: code for check, code in PASSES.items() if check is not Check.SAME_CUSTOMER}
        self.rig.gateway.verdict_codes = well | codes

    @rule(missing=st.sampled_from(list(Check)[:3]))
    def lose_an_answer(self, missing: Check) -> None:
        self.rig.gateway.verdict_codes.pop(missing, None)

    @rule(is_reachable=st.booleans())
    def turn_the_line(self, is_reachable: bool) -> None:
        self._break(is_reachable)
        line = GatewayState(is_reachable=is_reachable)
        self.rig.do(lambda: self.rig.counter.change_line(line))

    @rule(is_reachable=st.booleans())
    def break_silently(self, is_reachable: bool) -> None:
        """Nobody has noticed yet."""
        self._break(is_reachable)

    def _break(self, is_reachable: bool) -> None:
        self.rig.gateway.is_reachable = is_reachable
        self.was_broken = self.was_broken or not is_reachable

    @rule(holds=st.booleans())
    def keep_them_waiting(self, holds: bool) -> None:
        if holds:
            self.rig.workers.holds_questions = True
        else:
            self.rig.workers.answer_all()
            self.rig.counter.publish()

    @rule(change=st.sampled_from(["notices", "offers", "outlet", "nothing"]))
    def configure(self, change: str) -> None:
        version = next(self.versions)
        claims = self.rig.gateway.claims
        case = dict(claims["case"])
        if change == "notices":
            case["notices"] = case["notices"] | {"version": f"test-{version}"}
        elif change == "offers":
            case["offers"] = list(reversed(case["offers"]))[:1]
            case["offers"][0] = case["offers"][0] | {"code": f"OFFER-{version}"}
        elif change == "outlet":
            claims["outlet"] = claims["outlet"] | {"agent_number": f"AGENT-{version}"}
        claims |= {"version": version, "case": case}
        newer = configuration_from(ConfigurationClaims.checked(claims))
        self.rig.do(lambda: self.rig.counter.take_configuration("token", newer))
        self._note_configuration()

    @rule(minutes=st.sampled_from([1, 1, 4, 6, 16, 130]))
    def wait(self, minutes: int) -> None:
        self.rig.clock.advance(timedelta(minutes=minutes))

    @rule()
    def tick(self) -> None:
        self.rig.do(self.rig.counter.tick)

    @rule()
    def fill(self) -> None:
        if self.rig.gateway.is_reachable:
            self.rig.fill_pool()

    # What should not be done ---------------------------------------------------------------------

    @rule(card=st.sampled_from(CARDS))
    def lay(self, card: str) -> None:
        self.rig.lay(card)

    @rule(is_unreadable=st.booleans())
    def lay_a_dead_card(self, is_unreadable: bool) -> None:
        self.rig.lay_bad(CardRefused("read_failed", tries=3, is_unreadable=is_unreadable))

    @rule(
        which=st.sampled_from(
            [
                *(commands.ConfirmStep(step.value) for step in Step),
                *(commands.StepBack(), commands.CancelCase(), commands.FinishCase()),
                *(commands.RetryVerification(), commands.RefuseVisualCheck()),
                *(review_commands.DecideReview("8021", "demo-8021"), commands.FindNumbers("1")),
                review_commands.DecideReview(
                    "8021", "demo-8021", is_approved=False, reason=ReviewReason.OTHER
                ),
                review_commands.DecideReview("8001", "demo-8001"),
                *(commands.ChooseNumber("17055500011"), commands.ChooseOffer("OFFER-39")),
                *(commands.TakeScan("F" * 20), commands.TakeScan(iccid_of(999))),
                *(commands.SetContactNumber("17055500199"), commands.SetContactNumber("1")),
                *(commands.Lock(), commands.Unlock("demo-8001"), commands.Unlock("wrong")),
            ]
        )
    )
    def press(self, which: commands.CounterCommand) -> None:
        self.rig.ask(which)

    @rule(data=st.data())
    def press_something_old(self, data: st.DataObject) -> None:
        """A signature, a photo, a consent that was given before, perhaps by somebody else."""
        if self.stale:
            self.rig.ask(data.draw(st.sampled_from(self.stale[-8:])))

    @rule(is_signed=st.booleans())
    def forge(self, is_signed: bool) -> None:
        now = self.rig.clock.now()
        ink = signature_under(bytes(32), now)
        forged: commands.CounterCommand = commands.SignForm(ink)
        if not is_signed:
            forged = commands.TakeLivePhoto(LivePhoto(b"", now, "", "", is_simulated=False))
        self.rig.ask(forged)
        self.rig.ask(commands.GiveConsent(("privacy", "no_resale", "face"), (), ink))

    # What always holds ---------------------------------------------------------------------------

    @invariant()
    def whatever_is_sealed_has_passed_every_gate(self) -> None:
        self._look_at_what_was_sealed()
        self._look_for_numbers_kept_for_nobody()

    def _look_at_what_was_sealed(self) -> None:
        rows = self.rig.store.page(
            states=tuple(OutboxState), below_sequence=None, above_sequence=None, limit=100
        )
        for row in rows:
            if row.id not in self.sealed:
                frozen = self.rig.store.envelope_of(row.id)
                assert frozen is not None
                body, in_force = self._opened(frozen)
                look_through(body, in_force, self.rig.gateway.words.keys)
                self.sealed[row.id] = body.phone_number

    def _look_for_numbers_kept_for_nobody(self) -> None:
        """Online none is held before the verdicts; what nobody needs any more goes back."""
        case, gateway = self.rig.state.case, self.rig.gateway
        if self.was_broken or self.rig.workers._questions:
            return  # what cannot be given back ends by itself
        held = {kept.phone_number for kept in gateway._holds.values()} - set(self.sealed.values())
        assert held <= ({case.held_number} if case is not None and case.verdicts else set())

    def _opened(self, frozen: bytes) -> tuple[RegistrationBody, Configuration]:
        envelope = Envelope.from_bytes(frozen)
        opened = self.rig.sealer.open(envelope.sealed_body, envelope.header)
        assert opened is not None
        in_force = self.configurations[envelope.header.policy_version]
        return RegistrationBody.from_bytes(opened), in_force

    def _note_configuration(self) -> None:
        configuration = self.rig.counter._desk.configuration
        self.configurations[configuration.version] = configuration
