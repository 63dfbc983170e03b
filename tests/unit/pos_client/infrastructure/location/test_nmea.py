"""Sentences of NMEA 0183 that say a place, and those that only seem to."""

from __future__ import annotations

import pytest

from pos_client.domain.location import Lack, LocationSource, NoPosition, Position
from pos_client.infrastructure.location.nmea import NmeaSentences
from tests.contract.locator_worlds import NOW, sentence

GGA = "GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,"
RMC = "GPRMC,092750.000,A,5321.6802,N,00630.3372,W,0.02,31.66,280511,,,A"
PLACE = Position(53_361_337, -6_505_620, 16, NOW, LocationSource.NMEA)
NO_FIX = NoPosition(Lack.NO_FIX)


def test_a_position_is_minutes_of_degrees_and_as_good_as_its_dilution() -> None:
    assert NmeaSentences().take(sentence(RMC) + sentence(GGA), NOW) == PLACE


def test_a_sentence_in_pieces_is_put_together() -> None:
    sentences, whole = NmeaSentences(), sentence(GGA)
    assert sentences.take(whole[:20], NOW) is None
    assert sentences.take(whole[20:], NOW) == PLACE


def test_the_newest_word_counts() -> None:
    newest = GGA.replace("5321.6802", "5322.6802")
    found = NmeaSentences().take(sentence(GGA) + sentence(newest), NOW)
    assert isinstance(found, Position)
    assert found.latitude_microdegrees == 53_378_003


@pytest.mark.parametrize("quality", ["0", "6", "7", "8", ""])
def test_a_position_that_nobody_measured_is_none(quality: str) -> None:
    said = GGA.replace(",W,1,", f",W,{quality},")
    assert NmeaSentences().take(sentence(said), NOW) == NO_FIX


@pytest.mark.parametrize("ending", ["V,5321.6802,N,00630.3372,W,0,0,280511,,,N", "A,,,,,,,,,,M"])
def test_what_is_not_valid_withdraws_the_position_beside_it(ending: str) -> None:
    said = sentence(f"GPRMC,092750.000,{ending}") + sentence(GGA)
    assert NmeaSentences().take(said, NOW) == NO_FIX


@pytest.mark.parametrize(
    "said",
    [
        sentence(GGA).replace(b"5321", b"5322"),  # not what the checksum was made of
        f"${GGA}\r\n".encode(),  # no checksum
        sentence("GPGSV,3,1,11,03,03,111,00"),
        sentence("GPGGA,1"),
        b"\xff\x00" * 400 + b"\n",
    ],
)
def test_what_is_damaged_or_about_something_else_is_passed_over(said: bytes) -> None:
    sentences = NmeaSentences()
    assert sentences.take(said, NOW) is None
    assert sentences.take(sentence(GGA), NOW) == PLACE


@pytest.mark.parametrize(
    ("old", "new"),
    [("5321.6802", "5361.0000"), (",N,", ",X,"), ("1.03", ""), ("1.03", "nan"), ("5321.6802", "")],
)
def test_a_sum_that_fits_nonsense_makes_no_place_of_it(old: str, new: str) -> None:
    assert NmeaSentences().take(sentence(GGA.replace(old, new)), NOW) == NO_FIX
