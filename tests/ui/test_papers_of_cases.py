"""Cases go through the counter, and every paper of every state is read as a PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest

from drivers.card.read import CardRead
from pos_client.application import commands
from pos_client.application.commands import TakeLivePhoto
from pos_client.application.state import CaseState
from pos_client.domain.flow import Step
from pos_client.domain.outcome import Outcome
from pos_client.domain.paper import Paper, PaperKind
from pos_client.testing.customer import InventedCustomer
from pos_client.testing.gateway_words import case_claims
from tests import people
from tests.papers import ACCEPTANCE, COME_AGAIN, FORM, NOT_YET, SLIP, SLIP_TITLE, paper
from tests.ui.pdf_page import insides, read
from tests.unit.pos_client.application.rig import Rig
from ui.forms.renderer import PaperRenderer

pytestmark = pytest.mark.usefixtures("qapp")

WHERE = "拨打 10000"
NEVER = ("已受理", "已实名", "已核验", "已开通", "办理成功")
# What is asked of the gateway's receipt: outcome, code, and whether it names the number.
RECEIPTS: dict[str, tuple[Outcome, str]] = {
    "under review": (Outcome.UNDER_REVIEW, "COUNTER_GAP"),
    "accepted": (Outcome.ACCEPTED, ""),
    "rejected": (Outcome.REJECTED, "QUOTA_FULL"),
}
# The table "Papers" of the rules: mode, state, the one paper of it.
STATES = [
    ("online", "pending", FORM),
    ("online", "under review", FORM),
    ("online", "accepted", ACCEPTANCE),
    ("online", "rejected", None),
    ("GATEWAY_COMPLETES", "pending", SLIP),
    ("GATEWAY_COMPLETES", "under review", SLIP),
    ("GATEWAY_COMPLETES", "accepted", ACCEPTANCE),
    ("GATEWAY_COMPLETES", "rejected", None),
    ("CUSTOMER_RETURNS", "pending", SLIP),
    ("CUSTOMER_RETURNS", "awaiting customer", SLIP),
    ("CUSTOMER_RETURNS", "rejected", None),
]
RECEIPTS["awaiting customer"] = (Outcome.AWAITING_CUSTOMER, "")


class BeforeACamera(InventedCustomer):
    """Whose photo says that a device took it; outside a demo no other is believed."""

    def photo(self, case: CaseState) -> TakeLivePhoto:
        taken = super().photo(case).photo
        return TakeLivePhoto(replace(taken, camera_name="HD Webcam", is_simulated=False))


@contextmanager
def counter(folder: Path, mode: str, where: str = WHERE, **claims: Any) -> Iterator[Rig]:
    folder.mkdir(exist_ok=True)
    completion = mode if mode != "online" else "GATEWAY_COMPLETES"
    case = case_claims(where_to_ask=where)
    rig = Rig(folder, offline={"completion": completion}, case=case, **claims)
    if not claims.get("is_demo", True):
        rig.customer = BeforeACamera(rig.clock.now)
    rig.fill_pool()
    rig.log_in()
    if mode != "online":
        rig.counter.note_contact(rig.clock.now())
        rig.lose_gateway()
    try:
        yield rig
    finally:
        rig.close()


def saved(rig: Rig, who: str = "mainland_han_20y") -> Any:
    rig.lay(who)
    rig.finish()
    last = rig.state.last_saved
    assert last is not None, rig.trouble
    return last


def decided(rig: Rig, state: str) -> None:
    """Bring the case saved last to a state."""
    last = saved(rig)
    if state != "pending":
        outcome, code = RECEIPTS[state]
        rig.decide(last.id, outcome, code, last.phone_number)


def words_of(made: Paper) -> str:
    return "".join(read(PaperRenderer().pdf(made)).split())


def spellings(secret: str) -> Iterator[bytes]:
    """A secret as it may lie in a file."""
    yield secret.encode()
    yield secret.encode("utf-16-be")
    yield secret.encode("utf-16-le")
    yield secret.encode("utf-16-be").hex().encode()
    yield secret.encode("utf-16-be").hex().upper().encode()


def identity(who: str = "mainland_han_20y") -> list[str]:
    """What no paper may hold of somebody: names, numbers, address, birth date."""
    laid = CardRead.parse(
        people.raw_text(who), bytes(1024), sam_id="", read_at=people.NOON, duration_s=0.1
    )
    numbers = (laid.id_number, laid.permit_number, f"{laid.birth_date:%Y%m%d}")
    return [each for each in (laid.name, laid.name_latin, laid.address, *numbers) if each]


def holds(pdf: bytes, secrets: list[str]) -> list[str]:
    """Which of these stand in a file: in its words, its metadata, or unpacked anywhere."""
    text = read(pdf) + repr(pypdf.PdfReader(io.BytesIO(pdf)).metadata)
    parts = list(insides(pdf))
    return [
        secret
        for secret in secrets
        if secret in text or any(spelt in part for part in parts for spelt in spellings(secret))
    ]


@pytest.mark.parametrize(("mode", "state", "kind"), STATES)
def test_each_state_of_a_case_has_its_one_paper_which_says_no_more_than_is_true(
    tmp_path: Path, mode: str, state: str, kind: PaperKind | None
) -> None:
    is_demo = mode == "online"
    with counter(tmp_path, mode, is_demo=is_demo) as rig:
        decided(rig, state)
        made = rig.papers()
        assert [one.kind for one in made] == ([kind] if kind else [])
        for one in made:
            words = words_of(one)
            allowed = {"已受理"} if one.kind is ACCEPTANCE else set()
            assert [never for never in NEVER if never in words and never not in allowed] == []
            outlet = rig.configuration.outlet
            for must in (outlet.sign_number, outlet.agent_number, "8001", one.case_number):
                assert must in words
            assert ("演示，无效" in words) is is_demo
            assert "补打" not in words
            assert one.masked_name in words
            assert one.masked_id_number in words


@pytest.mark.parametrize("who", people.LAYOUTS)
@pytest.mark.parametrize("mode", ["online", "GATEWAY_COMPLETES"])
def test_no_paper_of_anybody_holds_an_identity_anywhere(
    tmp_path: Path, who: str, mode: str
) -> None:
    with counter(tmp_path, mode) as rig:
        last = saved(rig, who)
        made = rig.papers()
        rig.decide(last.id, Outcome.ACCEPTED, "", "17055550188")
        made += rig.papers()
        assert len(made) == 2
        for one in made:
            assert holds(PaperRenderer().pdf(one), identity(who)) == []


def test_an_identity_that_did_stand_in_a_file_would_be_found() -> None:
    pdf = PaperRenderer().pdf(paper(SLIP, outlet_name="林样本商店", agent_number="20260101"))
    assert holds(pdf, ["林样本商店", "20260101", "nobody"]) == ["林样本商店", "20260101"]


def test_what_a_form_says_is_what_the_customer_saw_and_signed(tmp_path: Path) -> None:
    with counter(tmp_path, "online") as rig:
        rig.lay()
        rig.go_to(Step.FORM)
        shown = rig.case.form
        assert shown is not None
        seen = words_of(shown.paper)
        rig.clock.advance(rig.configuration.idle_lock / 10)
        rig.finish()
        (printed,) = rig.papers()
        assert printed.handwritten_signature is not None
        assert printed.handwritten_signature.signed_sha256 == shown.form_sha256
        kept = words_of(printed)
        signed = re.search(r"签名时间\d{4}-\d\d-\d\d\d\d:\d\d:\d\d", kept)
        assert signed is not None
        assert kept.replace(signed[0], "") == seen
        assert rig.case.phase.value == "SAVED"
        choice = rig.state.last_saved
        assert choice is not None
        for applied in ("申请号码", "申请SIM卡", "申请套餐", choice.phone_number, "登记单编号"):
            assert applied in seen
        assert printed.masked_iccid in seen


@pytest.mark.parametrize("mode", ["GATEWAY_COMPLETES", "CUSTOMER_RETURNS"])
def test_a_slip_says_the_exact_sentences_and_whom_to_ask(tmp_path: Path, mode: str) -> None:
    with counter(tmp_path, mode) as rig:
        last = saved(rig)
        (slip,) = rig.papers()
        words = words_of(slip)
        assert SLIP_TITLE in words
        assert NOT_YET in words
        assert (COME_AGAIN in words) is (mode == "CUSTOMER_RETURNS")
        assert "".join(WHERE.split()) in words
        assert rig.configuration.outlet.name in words
        assert slip.qr_text == last.qr_text
        assert slip.qr_text.startswith("RNR1-")
        rest = words.replace(SLIP_TITLE, "").replace(NOT_YET, "")
        assert not {word for word in ("受理", "核验通过", "入网凭证", "已核验") if word in rest}
        assert bool(slip.phone_number) is (mode == "GATEWAY_COMPLETES")


def test_a_configuration_that_names_nobody_to_ask_leaves_the_outlet(tmp_path: Path) -> None:
    with counter(tmp_path, "CUSTOMER_RETURNS", where="") as rig:
        saved(rig)
        (slip,) = rig.papers()
        assert slip.where_to_ask == rig.configuration.outlet.name


def test_a_name_that_claims_an_outcome_stops_neither_case_nor_paper(tmp_path: Path) -> None:
    with counter(tmp_path, "CUSTOMER_RETURNS", where="已开通热线 10000") as rig:
        saved(rig)
        (slip,) = rig.papers()
        assert slip.where_to_ask == rig.configuration.outlet.name
        assert "已开通" not in words_of(slip)


def test_only_what_a_printer_took_makes_the_next_paper_a_reprint(tmp_path: Path) -> None:
    with counter(tmp_path, "GATEWAY_COMPLETES") as rig:
        saved(rig)
        (first,) = rig.papers()
        (again,) = rig.papers()
        assert not first.is_reprint
        assert not again.is_reprint  # it was looked at, or the printer took nothing
        rig.ask(commands.NotePrinted(SLIP, "of another case"))
        assert not rig.papers()[0].is_reprint
        rig.ask(commands.NotePrinted(SLIP, first.case_number))
        (reprint,) = rig.papers()
        assert reprint.is_reprint
        assert "补打" in words_of(reprint)
        assert rig.audited().count("paper_printed") == 1


def test_an_acceptance_that_comes_later_is_printed_out_of_the_queue_also_after_a_restart(
    tmp_path: Path,
) -> None:
    with counter(tmp_path, "GATEWAY_COMPLETES") as rig:
        first = saved(rig)
        (slip,) = rig.papers()
        rig.ask(commands.FinishCase())
        rig.lay("hmt_hongkong")
        rig.customer.sim_number += 1
        rig.finish()
        receipt = rig.decide(first.id, Outcome.ACCEPTED, "", first.phone_number)
        rig.open()
        rig.log_in()
        (late,) = rig.papers(first.id)
        assert late.kind is ACCEPTANCE
        assert late.case_number == slip.case_number
        words = words_of(late)
        assert "补打" in words
        assert "已受理" in words
        assert "已开通" not in words
        assert first.phone_number in words
        assert late.receipt_number in words
        assert late.decided_at == receipt.issued_at
        assert holds(PaperRenderer().pdf(late), identity()) == []


def test_a_slip_can_be_printed_again_until_the_program_is_closed(tmp_path: Path) -> None:
    with counter(tmp_path, "GATEWAY_COMPLETES") as rig:
        first = saved(rig)
        (slip,) = rig.papers()
        rig.ask(commands.FinishCase())
        rig.lay("hmt_hongkong")
        rig.customer.sim_number += 1
        rig.finish()
        (lost,) = rig.papers(first.id)
        words = words_of(lost)
        assert "补打" in words
        assert lost.qr_text == slip.qr_text
        assert first.phone_number not in words
        rig.open()
        rig.log_in()
        assert rig.papers(first.id) == []
        assert rig.trouble == "P-706"


def test_a_paper_of_a_rejected_case_is_not_made_whatever_is_asked(tmp_path: Path) -> None:
    with counter(tmp_path, "GATEWAY_COMPLETES") as rig:
        first = saved(rig)
        rig.decide(first.id, Outcome.REJECTED, "QUOTA_FULL")
        assert rig.papers() == []
        rig.open()
        rig.log_in()
        assert rig.papers(first.id) == []


def test_an_acceptance_whose_masks_are_gone_is_not_made(tmp_path: Path) -> None:
    with counter(tmp_path, "online") as rig:
        first = saved(rig)
        rig.decide(first.id, Outcome.ACCEPTED, "", first.phone_number)
        later = rig.clock.now() + timedelta(days=91)
        rig.store.note_contact(later, later)
        rig.store.shred(later)
        rig.open()
        rig.log_in()
        assert rig.papers(first.id) == []
        assert rig.trouble == "P-706"


def test_a_receipt_that_somebody_forged_on_the_disk_makes_no_acceptance(tmp_path: Path) -> None:
    with counter(tmp_path, "online") as rig, counter(tmp_path / "other", "online") as other:
        first = saved(rig)
        rig.decide(first.id, Outcome.ACCEPTED, "", first.phone_number)
        rig.open()
        rig.log_in()
        assert len(rig.papers(first.id)) == 1
        rig.gateway.words.keys.clear()
        rig.gateway.words.keys.update(other.gateway.words.keys)
        assert rig.papers(first.id) == []
