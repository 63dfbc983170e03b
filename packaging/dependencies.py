"""Tells the build which libraries the client needs: the names in requirements.in, kept once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Dependencies(MetadataHookInterface):
    """Reads `packaging/requirements.in` into `project.dependencies`."""

    def update(self, metadata: dict[str, Any]) -> None:
        lines = (Path(self.root) / "packaging/requirements.in").read_text("utf-8").splitlines()
        metadata["dependencies"] = [line for line in lines if line and not line.startswith("#")]
