"""Somebody at work in the carrier's review centre, over the gateway's port."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID

import httpx

from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.authenticator import Authenticator
from tests.integration.sandbox.enrolling import stranger

__all__ = ["Reviewer"]

_NOBODYS = UUID(int=0)


class Reviewer:
    """Use it as a context. It has a log-in and no certificate."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self._sandbox = sandbox
        self._client = stranger(sandbox.gateway_file)
        self.session = ""

    def log_in(
        self, number: str = "", password: str = "", digits: str | None = None
    ) -> httpx.Response:
        """As the sandbox's reviewer unless somebody else is named."""
        number = number or self._sandbox.reviewer_number
        secret = self._sandbox.second_factor_secret(self._sandbox.reviewer_number)
        said = {
            "clerk_number": number,
            "password": password or self._sandbox.reviewer_password,
            "second_factor": Authenticator(secret).shown() if digits is None else digits,
        }
        answer = self._client.post("/centre/sessions", json=said)
        if answer.is_success:
            self.session = answer.json()["token"]
        return answer

    def queue(self) -> list[dict[str, Any]]:
        answer = self.asked_queue()
        assert answer.status_code == httpx.codes.OK, answer.text
        found: list[dict[str, Any]] = answer.json()
        return found

    def asked_queue(self) -> httpx.Response:
        return self._client.get("/centre/reviews", headers=self._headers)

    def decide(self, id_: str, reason: str | None = None, **more: Any) -> httpx.Response:
        """Approve, or refuse for this reason."""
        said = {"id": self._named(id_), "is_approved": reason is None, "reason": reason, **more}
        return self._client.post("/centre/decisions", json=said, headers=self._headers)

    def documents(self, registration_id: str) -> httpx.Response:
        """The images of a document without a chip."""
        return self._client.get(
            f"/centre/documents/{self._named(registration_id)}", headers=self._headers
        )

    def transcribe(self, registration_id: str, **words: str) -> httpx.Response:
        """What stands on them; `words`: something else than an invented person's."""
        said = {
            "id": self._named(registration_id),
            "name": "阿依古丽样",
            "number": "JUN0012345",
            "address": "示例省样本市一号院",
            "birth_date": "1990-05-06",
        }
        return self._client.post(
            "/centre/transcriptions", json={**said, **words}, headers=self._headers
        )

    def unit_documents(self, registration_id: str) -> httpx.Response:
        """The images of a unit's document and letter."""
        return self._client.get(
            f"/centre/units/{self._named(registration_id)}", headers=self._headers
        )

    def transcribe_unit(self, registration_id: str, code: str, name: str) -> httpx.Response:
        """What stands on them."""
        said = {"id": self._named(registration_id), "unit_credit_code": code, "name": name}
        return self._client.post("/centre/unit-transcriptions", json=said, headers=self._headers)

    def page(self) -> httpx.Response:
        return self._client.get("/centre")

    def _named(self, id_: str) -> str:
        """What the queue calls a registration; what does not wait there, as another device's."""
        if len(id_) != len(str(_NOBODYS)):
            return id_
        answer = self.asked_queue()
        waiting = [each["id"] for each in answer.json()] if answer.is_success else []
        ours = (name for name in waiting if name.endswith(f"-{id_}"))
        return next(ours, f"device-{_NOBODYS.hex[:12]}-{id_}")

    @property
    def _headers(self) -> dict[str, str]:
        return {"Centre-Session": self.session}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
