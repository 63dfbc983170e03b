"""Tells the build what the client needs and what it announces.

The libraries are the names in requirements.in, kept once. Readers for development are announced by
an environment that says it is one, and by nothing that anybody ships: whoever builds without saying
anything builds a release.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

DEVELOPMENT = "POS_CLIENT_DEVELOPMENT"
GROUP = "pos_client.development_readers"


class Dependencies(MetadataHookInterface):
    """Fills in `project.dependencies`, and strips what is for development only."""

    def update(self, metadata: dict[str, Any]) -> None:
        lines = (Path(self.root) / "packaging/requirements.in").read_text("utf-8").splitlines()
        metadata["dependencies"] = [line for line in lines if line and not line.startswith("#")]
        if os.environ.get(DEVELOPMENT) != "1":
            metadata["entry-points"].pop(GROUP)
