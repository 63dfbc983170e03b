"""What the sandbox's own master may ask of it, one line at a time. HTTP has no such door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.own_number import DisputeAnswer
from pos_client.domain.policy import Completion
from pos_client.domain.sim_stock import range_of
from pos_client.domain.verdict import Check
from pos_client.sandbox.channel_control import CHANNEL_HELP, ChannelControl
from pos_client.sandbox.devices import DeviceState
from pos_client.sandbox.faults import FaultKind
from pos_client.sandbox.guard_control import obey_guards, tell_use
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.stock_findings import read_stock
from pos_client.sandbox.switches import OUTCOMES
from pos_client.sandbox.work_id_verbs import WORK_ID_HELP, WORK_ID_VERBS

__all__ = ["HELP", "Control"]

HELP = """\
fault KIND [path=/v1/...] [times=N] [seconds=S]   misbehave; KIND is one of
    {kinds}
faults clear                     behave again
code                             a fresh enrolment code, approved
revoke DEVICE | drain DEVICE | restore DEVICE
dismiss CLERK                    from now on this clerk registers nobody
review ID accept | review ID reject
verdict CHECK CODE [times=N]     let a check say this; CHECK is one of
    {checks}
outcome OUTCOME CODE [times=N]   let a registration that would be accepted end with one of
    {outcomes}
verdicts clear                   let all of it be found out again, verdicts and outcomes
register down | register up      the population register answers nothing, or does again
completion WAY                   {completions}: of offline cases, a newer configuration
outlet kind KIND                 {kinds_of_outlets}
cooling-off over                 everybody is judged again who has to wait now
owe MONTHS                       as if the outlet had begun so many months ago: it owes them all
age ID DAYS                      as if this registration had come so many days earlier
backup                           keep a copy of all that is decided by now
forget                           go on from that copy, as after a restoration
message NUMBER                   the code that was sent to this number last
authorisation NUMBER             the code that another carrier has given out for this number
dispute NUMBER ANSWER            what the carrier has found out; ANSWER is one of
    {answers}
campaign step NUMBER              one stage on along the chain, whatever its day
campaign partial DAY | campaign whole DAY    a later notice moves a date, as 2026-12-31
deliver FIRST LAST [received]    send blank SIMs to the outlet, by the ends of their range
{channels}stock                            what speaks against the book of SIMs
guards [sweep | settle ID]       what the guards have found; look now, or be done with one
network NUMBER IMEI              this number is used in this telephone now
ledger                           every registration that was decided
{of_work_ids}""".format(
    of_work_ids=WORK_ID_HELP,
    kinds=" ".join(FaultKind),
    checks=" ".join(Check),
    outcomes=" ".join(OUTCOMES),
    answers=" ".join(DisputeAnswer),
    completions=" | ".join(Completion),
    kinds_of_outlets=" | ".join(OutletKind),
    channels=CHANNEL_HELP,
)

_STATES = {
    "revoke": DeviceState.REVOKED,
    "drain": DeviceState.DRAIN_ONLY,
    "restore": DeviceState.LIVE,
}


class Control:
    """Obeys one line and answers with what stands on the line after it."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self._sandbox = sandbox
        self._channels = ChannelControl(sandbox)
        self._backup = sandbox.home.folder / "backup.sqlite3"
        self._verbs: dict[str, Callable[[list[str]], None]] = {
            "fault": lambda words: self._add_fault(words[0], words[1:]),
            "faults": self._clear_faults,
            "dismiss": self._dismiss,
            "review": self._review,
            "verdict": lambda words: self._script(Check(words[0]), words[1:]),
            "outcome": lambda words: self._script(Outcome(words[0]), words[1:]),
            "verdicts": self._clear_verdicts,
            "register": self._turn_register,
            "completion": self._complete,
            "outlet": self._file_outlet,
            "age": self._age,
            "owe": self._owe,
            "cooling-off": self._end_cooling_off,
            "campaign": self._move_campaign,
            "deliver": self._deliver,
            "dispute": self._answer_dispute,
            "network": lambda words: tell_use(sandbox, words),
            "backup": lambda _: sandbox.copy_books(self._backup),
            "forget": lambda _: sandbox.put_back(self._backup),
        }

    def obey(self, line: str) -> dict[str, Any]:
        """Do what a line says; a line that nobody understands changes nothing."""
        verb, *words = line.split()
        try:
            return {"ok": True, **self._do(verb, words)}
        except (LookupError, ValueError, TypeError) as error:
            return {"ok": False, "error": f"{type(error).__name__}: {error}"}

    def _do(self, verb: str, words: list[str]) -> dict[str, Any]:
        sandbox = self._sandbox
        asked: dict[str, Callable[[], dict[str, Any]]] = {
            "code": lambda: {"enrolment_code": sandbox.issue_code()},
            "message": lambda: {
                "code": sandbox.call(lambda desk: desk.subscribers.codes.newest(words[0]))
            },
            "authorisation": lambda: {
                "code": sandbox.call(lambda desk: desk.donors.code_of(words[0]))
            },
            "stock": lambda: read_stock(sandbox.home.folder),
            "guards": lambda: obey_guards(sandbox, words),
            "ledger": lambda: {"ledger": read_ledger(sandbox.home.folder)},
        }
        if verb in asked:
            return asked[verb]()
        if self._channels.knows(verb):
            return self._channels.obey(verb, words)
        if verb in WORK_ID_VERBS:
            return WORK_ID_VERBS[verb](sandbox, words)
        if verb in _STATES:
            state, device_id = _STATES[verb], words[0]
            sandbox.call(lambda desk: desk.devices.set_state(device_id, state))
        elif verb in self._verbs:
            self._verbs[verb](words)
        else:
            raise ValueError(f"no such verb: {verb}")
        return {}

    def _clear_faults(self, words: list[str]) -> None:
        _expect(words, ["clear"])
        self._sandbox.faults.clear()

    def _dismiss(self, words: list[str]) -> None:
        self._sandbox.call(lambda desk: desk.sessions.dismiss_clerk(words[0]))

    def _review(self, words: list[str]) -> None:
        id_, is_accepted = UUID(words[0]), {"accept": True, "reject": False}[words[1]]
        self._sandbox.call(
            lambda desk: desk.registrations.finish_review(id_, is_accepted=is_accepted)
        )

    def _script(self, what: Check | Outcome, words: list[str]) -> None:
        code, said = words[0], dict(word.split("=", 1) for word in words[1:])
        times = int(said["times"]) if said else None
        self._sandbox.call(lambda desk: desk.switches.script(what, code, times))

    def _clear_verdicts(self, words: list[str]) -> None:
        _expect(words, ["clear"])
        self._sandbox.call(lambda desk: desk.switches.clear())

    def _turn_register(self, words: list[str]) -> None:
        is_down = {"down": True, "up": False}[words[0]]
        self._sandbox.call(lambda desk: setattr(desk.switches, "is_register_down", is_down))

    def _complete(self, words: list[str]) -> None:
        way = Completion(words[0])
        self._sandbox.call(lambda desk: setattr(desk.switches, "completion", way))

    def _file_outlet(self, words: list[str]) -> None:
        _expect(words[:1], ["kind"])
        kind, code = OutletKind(words[1]), self._sandbox.outlet_code
        self._sandbox.call(lambda desk: desk.channels.set_kind(code, kind))

    def _end_cooling_off(self, words: list[str]) -> None:
        _expect(words, ["over"])
        self._sandbox.call(lambda desk: desk.cooling_off.end())

    def _age(self, words: list[str]) -> None:
        id_, age = UUID(words[0]), timedelta(days=int(words[1]))
        self._sandbox.call(lambda desk: desk.decisions.put_back(id_, age))

    def _owe(self, words: list[str]) -> None:
        code, months = self._sandbox.outlet_code, int(words[0])
        self._sandbox.call(lambda desk: desk.inspections.book.owe(code, months))

    def _move_campaign(self, words: list[str]) -> None:
        what, said = words
        if what == "step":
            self._sandbox.call(lambda desk: desk.campaign.step(said))
            return
        name = {"partial": "partial_on", "whole": "whole_on"}[what]
        day = date.fromisoformat(said)
        self._sandbox.call(lambda desk: desk.campaign.set_dates(**{name: day}))

    def _answer_dispute(self, words: list[str]) -> None:
        number, answer = words[0], DisputeAnswer(words[1])
        self._sandbox.call(lambda desk: desk.registrations.answer_dispute(number, answer))

    def _deliver(self, words: list[str]) -> None:
        ranges, code = (range_of(*words[:2]),), self._sandbox.outlet_code
        is_received = words[2:] == ["received"]
        self._sandbox.call(lambda desk: desk.stock.deliver(code, ranges, is_received=is_received))

    def _add_fault(self, kind: str, words: list[str]) -> None:
        said = dict(word.split("=", 1) for word in words)
        times, seconds = said.get("times"), said.get("seconds")
        self._sandbox.faults.add(
            FaultKind(kind),
            path=said.get("path", "/"),
            times=int(times) if times else None,
            seconds=float(seconds) if seconds else 1.0,
        )


def _expect(words: list[str], expected: list[str]) -> None:
    if words != expected:
        raise ValueError(" ".join(words))
