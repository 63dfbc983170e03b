"""What lists, papers and the database may still show of a person."""

from __future__ import annotations

__all__ = [
    "mask_esim",
    "mask_iccid",
    "mask_id_number",
    "mask_name",
    "mask_phone_number",
]


def mask_name(name: str) -> str:
    """Leave the surname: 张* · 欧*** · 阿*****; one star for each further character."""
    if len(name) <= 1:
        return "*" if name else ""
    return name[0] + "*" * (len(name) - 1)


def mask_id_number(number: str) -> str:
    """Leave four characters at each end of 18, one and four of a shorter number."""
    kept = 4 if len(number) >= 15 else 1
    if len(number) <= kept + 4:
        return "*" * len(number)
    return number[:kept] + "*" * (len(number) - kept - 4) + number[-4:]


def mask_phone_number(number: str) -> str:
    """138****8000."""
    if len(number) < 8:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def mask_iccid(iccid: str) -> str:
    """898600**********1234."""
    if len(iccid) < 12:
        return "*" * len(iccid)
    return iccid[:6] + "*" * (len(iccid) - 10) + iccid[-4:]


def mask_esim(pair: str) -> str:
    """89086030********************1234 / 35123456***1234: EID and IMEI of a device, ends alone."""
    eid, _, imei = pair.partition(" / ")
    return f"{_ends(eid)} / {_ends(imei)}" if pair else ""


def _ends(digits: str) -> str:
    """Who made it, and the last four; of less than that nothing."""
    if len(digits) < 15:
        return "*" * len(digits)
    return digits[:8] + "*" * (len(digits) - 12) + digits[-4:]
