"""The contract in OpenAPI's words, generated from the application itself."""

from __future__ import annotations

from typing import Any

import yaml

from pos_client.sandbox.app import create_app

__all__ = ["contract", "contract_yaml"]

_HEADING = """\
# The gateway's contract. Generated; to write it anew:
#     pos-client sandbox openapi > docs/gateway-openapi.yaml
"""


def contract() -> dict[str, Any]:
    """The OpenAPI document."""
    found = create_app(None).openapi()
    found["components"]["securitySchemes"] = {"deviceCertificate": {"type": "mutualTLS"}}
    found["security"] = [{"deviceCertificate": []}]
    found["paths"]["/v1/enrolments"]["post"]["security"] = []
    return found


def contract_yaml() -> str:
    """The text of docs/gateway-openapi.yaml."""
    return _HEADING + yaml.safe_dump(contract(), allow_unicode=True, sort_keys=False, width=100)
