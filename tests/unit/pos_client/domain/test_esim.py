"""EID and IMEI by their check digits, and what a scanner makes of them."""

from __future__ import annotations

import pytest

from pos_client.domain.esim import DeviceCode, Esim, is_eid, is_imei, read_device_code
from pos_client.domain.masking import mask_esim
from pos_client.testing.customer import device_of, iccid_of

# The examples of SGP.29, annex B, and of SGP.02; the IMEI of 3GPP TS 23.003 readers.
EIDS = ("89049032123451234512345678901235", "89001012012341234012345678901224")
IMEI = "490154203237518"


@pytest.mark.parametrize("eid", [*EIDS, device_of(7)[0]])
def test_an_eid_holds_with_its_check_digits_and_with_no_other(eid: str) -> None:
    assert is_eid(eid)
    wrong = [f"{eid[:-2]}{pair:02d}" for pair in range(100) if f"{pair:02d}" != eid[-2:]]
    assert not any(is_eid(each) for each in wrong if int(each) % 97 != 1)
    assert not is_eid(eid[:-1])
    assert not is_eid(f"88{eid[2:]}")
    for place in range(31):  # one digit read wrong, or two in the other order
        digit = str((int(eid[place]) + 1) % 10)
        assert not is_eid(eid[:place] + digit + eid[place + 1 :])
        turned = eid[:place] + eid[place + 1] + eid[place] + eid[place + 2 :]
        assert turned == eid or not is_eid(turned)


@pytest.mark.parametrize("imei", [IMEI, device_of(7)[1]])
def test_an_imei_holds_with_its_luhn_digit_and_with_no_other(imei: str) -> None:
    assert is_imei(imei)
    assert [is_imei(imei[:-1] + str(digit)) for digit in range(10)].count(True) == 1
    assert not is_imei(imei + "0")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (EIDS[0], DeviceCode("eid", EIDS[0])),
        (f"EID: {EIDS[0][:8]} {EIDS[0][8:]}", DeviceCode("eid", EIDS[0])),
        (f"IMEI1:{IMEI}", DeviceCode("imei", IMEI)),
        (IMEI, DeviceCode("imei", IMEI)),
        (iccid_of(1), None),
        (iccid_of(1)[:19], None),
        ("6901234567892", None),
        ("", None),
    ],
)
def test_what_a_scanner_delivers_is_an_eid_an_imei_or_neither(
    text: str, code: DeviceCode | None
) -> None:
    assert read_device_code(text) == code


@pytest.mark.parametrize(("text", "kind"), [(EIDS[0][:-1] + "6", "eid"), (IMEI[:-1] + "9", "imei")])
def test_digits_that_do_not_hold_are_told(text: str, kind: str) -> None:
    with pytest.raises(ValueError, match=kind):
        read_device_code(text)


def test_papers_show_ends_alone() -> None:
    shown = mask_esim(f"{EIDS[0]} / {IMEI}")
    assert shown == "89049032********************1235 / 49015420***7518"
    assert mask_esim(shown) == shown
    assert mask_esim("") == ""


def test_an_esim_lies_in_no_drawer_and_has_no_iccid() -> None:
    esim = Esim(EIDS[0], IMEI)
    assert (esim.iccid, esim.stock_number, esim.warnings) == ("", EIDS[0], ())
