"""What the sandbox's own master may ask of it, one line at a time. HTTP has no such door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pos_client.sandbox.devices import DeviceState
from pos_client.sandbox.faults import FaultKind
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.running import RunningSandbox

__all__ = ["HELP", "Control"]

HELP = """\
fault KIND [path=/v1/...] [times=N] [seconds=S]   misbehave; KIND is one of
    {kinds}
faults clear                     behave again
code                             a fresh enrolment code, approved
revoke DEVICE | drain DEVICE | restore DEVICE
dismiss CLERK                    from now on this clerk registers nobody
review ID accept | review ID reject
ledger                           every registration that was decided
""".format(kinds=" ".join(FaultKind))

_STATES = {
    "revoke": DeviceState.REVOKED,
    "drain": DeviceState.DRAIN_ONLY,
    "restore": DeviceState.LIVE,
}


class Control:
    """Obeys one line and answers with what stands on the line after it."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self._sandbox = sandbox

    def obey(self, line: str) -> dict[str, Any]:
        """Do what a line says; a line that nobody understands changes nothing."""
        verb, *words = line.split()
        try:
            return {"ok": True, **self._do(verb, words)}
        except (LookupError, ValueError, TypeError) as error:
            return {"ok": False, "error": f"{type(error).__name__}: {error}"}

    def _do(self, verb: str, words: list[str]) -> dict[str, Any]:
        sandbox = self._sandbox
        if verb == "fault":
            self._add_fault(words[0], words[1:])
        elif (verb, words) == ("faults", ["clear"]):
            sandbox.faults.clear()
        elif verb == "code":
            return {"enrolment_code": sandbox.issue_code()}
        elif verb in _STATES:
            state, device_id = _STATES[verb], words[0]
            sandbox.call(lambda desk: desk.devices.set_state(device_id, state))
        elif verb == "dismiss":
            sandbox.call(lambda desk: desk.sessions.dismiss_clerk(words[0]))
        elif verb == "review":
            id_, is_accepted = UUID(words[0]), {"accept": True, "reject": False}[words[1]]
            sandbox.call(
                lambda desk: desk.registrations.finish_review(id_, is_accepted=is_accepted)
            )
        elif verb == "ledger":
            return {"ledger": read_ledger(sandbox.home.folder)}
        else:
            raise ValueError(f"no such verb: {verb}")
        return {}

    def _add_fault(self, kind: str, words: list[str]) -> None:
        said = dict(word.split("=", 1) for word in words)
        times, seconds = said.get("times"), said.get("seconds")
        self._sandbox.faults.add(
            FaultKind(kind),
            path=said.get("path", "/"),
            times=int(times) if times else None,
            seconds=float(seconds) if seconds else 1.0,
        )
