"""Misbehaviour on request: what can go wrong with a card, on a plate and on a line, as data.

A `Fault` says what happens, when, how often and to which command; `Faults` is a list of them
with one seed; `Misbehaviour` carries them out. The same seed and the same requests give the
same bytes. `docs/reader-faults.md` lists every kind with what a driver makes of it.
"""

from drivers.simulator.faults.fault import Fault, Faults, ScriptInvalid
from drivers.simulator.faults.kinds import FaultKind
from drivers.simulator.faults.misbehaviour import Misbehaviour, Outgoing
from drivers.simulator.faults.records import RECORD_KINDS, spoil_record

__all__ = [
    "RECORD_KINDS",
    "Fault",
    "FaultKind",
    "Faults",
    "Misbehaviour",
    "Outgoing",
    "ScriptInvalid",
    "spoil_record",
]
