"""`pos-client status`: say how the device, its queue and its audit chain stand."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from pos_client.cli.places import home_of, nothing_kept, parser

__all__ = ["run"]


def run(argv: Sequence[str]) -> int:
    """Print facts as JSON; nothing of any customer is among them."""
    asked = parser("status", __doc__.partition(": ")[2]).parse_args(argv)
    from pos_client.bootstrap import status_of

    facts = status_of(home_of(asked))
    sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    if not facts["is_store_begun"]:
        sys.stderr.write(nothing_kept())
    return 0
