"""A new unit's images over real HTTPS: shown to the carrier's own people, transcribed, decided."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import httpx
import pytest

from pos_client.protocol.api import Paths
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.reviewer import Reviewer
from tests.integration.sandbox.test_guardian import OWN_HALL
from tests.integration.sandbox.test_units import POLICY
from tests.integration.sandbox.units import KNOWN, NEW, ask_order, asking, register_unit
from tests.integration.sandbox.walks import codes_of

NAME = "福州示例物流有限公司"


@pytest.fixture
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    folder = tmp_path_factory.mktemp("gateway")
    with RunningSandbox(folder, policy=POLICY, outlet=OWN_HALL) as sandbox:
        yield sandbox


def outcome_now(device: TestDevice, registration_id: str) -> tuple[str, str]:
    said = device.receipt(device.call("GET", f"{Paths.REGISTRATIONS}/{registration_id}"))
    return said["outcome"], said["code"]


@pytest.mark.parametrize(
    ("code", "name", "outcome"),
    [
        (NEW, NAME, ("ACCEPTED", "")),
        (KNOWN, NAME, ("REJECTED", "UNIT_NOT_FOUND")),
        (NEW, "福州示例货运有限公司", ("REJECTED", "UNIT_NAME_DIFFERENT")),
    ],
    ids=("agrees", "another-code", "another-name"),
)
def test_what_was_read_off_the_images_decides_about_a_new_unit(
    gateway: RunningSandbox, enrol: Enrol, code: str, name: str, outcome: tuple[str, str]
) -> None:
    device = enrol(gateway)
    case = asking(device, NEW)
    assert codes_of(device, case)[-1] == "UNIT_CONFIRMED"
    receipt, order = register_unit(device, case)
    id_ = receipt["registration_id"]
    assert (receipt["outcome"], receipt["code"]) == ("UNDER_REVIEW", "UNIT_NEW")
    with Reviewer(gateway) as reviewer:
        reviewer.log_in()
        (waiting,) = reviewer.queue()
        assert (waiting["unit_credit_code"], waiting["is_transcribed"]) == (NEW, False)
        assert reviewer.transcribe_unit(id_, code, name).status_code == 422  # seen nothing yet
        assert reviewer.decide(id_).status_code == 422
        shown = reviewer.unit_documents(id_)
        assert shown.status_code == httpx.codes.OK, shown.text
        images = [base64.b64decode(each) for each in shown.json()["images"]]
        assert images == [image.jpeg for each in (case.documents or ()) for image in each.images]
        assert reviewer.decide(id_).status_code == 422  # and transcribed nothing
        assert reviewer.transcribe_unit(id_, code, name).status_code == 204
        assert reviewer.decide(id_).status_code == 204
    assert outcome_now(device, id_) == outcome
    is_open = outcome[0] == "ACCEPTED"
    assert ask_order(device, order).status_code == (200 if is_open else 422)
    (line,) = read_ledger(gateway.home.folder)["unit_orders"]
    assert (line["unit_credit_code"], line["is_known"]) == (NEW, is_open)
    assert line["state"] == ("OPEN" if is_open else "REJECTED")


def test_whoever_captured_a_unit_does_not_look_at_it(gateway: RunningSandbox, enrol: Enrol) -> None:
    device = enrol(gateway)
    case = asking(device, NEW)
    device.verify(case)
    receipt, _ = register_unit(device, case)
    id_ = receipt["registration_id"]
    with pytest.raises(Refusal):
        gateway.call(lambda desk: desk.unit_reviews.show(id_, device.clerk_number))
