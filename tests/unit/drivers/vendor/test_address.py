"""What an address of a vendor's library may say. Nothing is started or loaded for it."""

from __future__ import annotations

import pytest

from drivers import AddressInvalid, LibraryUnusable, Registry, open_reader

LIBRARY = "library=/opt/no-such-reader/libsdtapi.so"


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("", "no kind of library"),
        ("sdt", "did you mean 'sdtapi'"),
        ("sdtapi", "library='' is not a whole path"),
        ("sdtapi?port=1001", "library='' is not a whole path"),
        ("sdtapi?library=libsdtapi.so", "is not a whole path"),
        ("sdtapi?library=./libsdtapi.so", "is not a whole path"),
        ("sdtapi?library=/opt/%00", "holds characters that are none"),
        (f"sdtapi?{LIBRARY}&worker=python3", "worker='python3' is not a whole path"),
        (f"sdtapi?{LIBRARY}&prot=1001", "did you mean 'port'"),
        (f"sdtapi?{LIBRARY}&port=17", "port='17' is not one of 0 to 16, 1001 to 1016"),
        (f"sdtapi?{LIBRARY}&port=1017", "is not one of"),
        (f"sdtapi?{LIBRARY}&port=COM3", "is not one of"),
        (f"sdtapi?{LIBRARY}&port=１", "is not one of"),
        (f"sdtapi?{LIBRARY}&device=16", "device='16' is not one of 0 to 15"),
        (f"sdtapi?{LIBRARY}&device=-1", "is not one of"),
        (f"sdtapi?{LIBRARY}&serial=", "serial= is empty"),
        (f"sdtapi?{LIBRARY}&serial=%0A", "holds characters that are none"),
        (f"sdtapi?{LIBRARY}&port=1&device=1", "port and device name a reader in two ways"),
        (f"sdtapi?{LIBRARY}&device=1&serial=A", "in two ways"),
        (f"sdtapi?{LIBRARY}&abi=other", "neither port nor handle"),
        (f"sdtapi?{LIBRARY}&timeout_s=0", "timeout_s='0' is not 0.05 to 60 seconds"),
        (f"sdtapi?{LIBRARY}&read_timeout_s=3600", "is not 0.05 to 60 seconds"),
        (f"sdtapi?{LIBRARY}&start_timeout_s=nan", "is not 0.05 to 60 seconds"),
        (f"sdtapi?{LIBRARY}&timeout_s=soon", "is not 0.05 to 60 seconds"),
    ],
)
def test_an_address_that_makes_no_sense_says_why(rest: str, said: str) -> None:
    with pytest.raises(AddressInvalid) as refused:
        open_reader(f"vendor:{rest}")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "options",
    [
        *(f"port={port}" for port in (0, 1, 16, 1001, 1016)),
        *("device=0", "device=15", "serial=A-1", "abi=handle"),
        *("timeout_s=0.5", "read_timeout_s=10&start_timeout_s=60"),
    ],
)
def test_what_makes_sense_leads_to_the_library(options: str) -> None:
    with pytest.raises(LibraryUnusable, match="No such file"):
        open_reader(f"vendor:sdtapi?{LIBRARY}&{options}")


def test_nobody_comes_across_a_library_by_searching() -> None:
    assert list(Registry(["vendor"]).discover()) == []
