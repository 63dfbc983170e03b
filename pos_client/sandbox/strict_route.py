"""Routes that let a request in as messages are read, and no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from pos_client.protocol import api, message, strict_json
from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.refusal import Refusal

__all__ = ["strict_router"]


class _StrictRoute(APIRoute):
    """Lets a request in as messages are read: no key twice, nothing converted, nothing unknown.

    The framework would read "7", 7.0 and true as a number, and pass over a query it does not know.
    """

    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()
        known = {each.alias for each in self.dependant.query_params}
        body = self.dependant.body_params
        kind: Any = body[0].field_info.annotation if body else None

        class StrictRequest(Request):
            async def json(self) -> Any:
                value = strict_json.loads(await self.body())
                if kind is not None:
                    message.read(kind, value)
                return value

        async def strictly(request: Request) -> Response:
            asked = [name for name, _ in request.query_params.multi_items()]
            if len(set(asked)) < len(asked) or not known.issuperset(asked):
                raise Refusal(400, TroubleCode.REQUEST_UNREADABLE)
            answer: Response = await handle(StrictRequest(request.scope, request.receive))
            return answer

        return strictly


_TROUBLES: dict[int | str, dict[str, Any]] = {
    "default": {"model": api.TroubleAnswer, "description": "Every answer that is no success"}
}


def strict_router(prefix: str = "", *, is_public: bool = True) -> APIRouter:
    """A router of such routes; each says that it may answer with a trouble.

    Args:
        is_public: whether the document of the gateway's API names them.
    """
    return APIRouter(
        route_class=_StrictRoute, prefix=prefix, responses=_TROUBLES, include_in_schema=is_public
    )
