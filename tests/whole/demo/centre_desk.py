"""The reviewer of the carrier's centre, far from the window: over HTTPS, as their page does."""

from __future__ import annotations

import json
import ssl
from typing import Any, Self

import httpx

from tests.whole.screen import wait_for
from ui.demo.services import DemoServices

__all__ = ["CentreDesk"]

_PATIENCE_S = 60.0


class CentreDesk:
    """Logs in with a second factor of its own. Use it as a context."""

    def __init__(self, services: DemoServices) -> None:
        file = json.loads(services.gateway_file.read_text("utf-8"))
        context = ssl.create_default_context(cadata=file["ca_pem"])
        self._client = httpx.Client(
            base_url=file["url"], verify=context, trust_env=False, timeout=_PATIENCE_S
        )
        said = {
            "clerk_number": services.reviewer_number,
            "password": services.reviewer_password,
            "second_factor": services.authenticators[services.reviewer_number].fresh(),
        }
        answer = self._client.post("/centre/sessions", json=said)
        answer.raise_for_status()
        self._client.headers["Centre-Session"] = answer.json()["token"]

    def waiting(self, kind: str) -> dict[str, Any]:
        """The oldest case of this kind, `LIVE` or `SEALED`, once there is one."""
        found: list[dict[str, Any]] = []

        def is_there() -> bool:
            answer = self._client.get("/centre/reviews")
            found[:] = [each for each in answer.json() if each["kind"] == kind]
            return bool(found)

        wait_for(f"a {kind} case in the centre's queue", is_there, _PATIENCE_S)
        return found[0]

    def transcribe(self, id_: str, words: dict[str, str]) -> None:
        """Look at the images of a document without a chip, and write down what stands there."""
        shown = self._client.get(f"/centre/documents/{id_}")
        shown.raise_for_status()
        if not shown.json()["images"]:
            raise AssertionError("there is nothing to be transcribed")
        said = {"id": id_, **words}
        self._client.post("/centre/transcriptions", json=said).raise_for_status()

    def decide(self, id_: str, reason: str | None = None) -> None:
        """Approve, or refuse for this reason."""
        said = {"id": id_, "is_approved": reason is None, "reason": reason}
        self._client.post("/centre/decisions", json=said).raise_for_status()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
