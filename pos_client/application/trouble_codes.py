"""Every code that a trouble may have."""

from __future__ import annotations

from pos_client.application import (
    case_trouble,
    inspection_trouble,
    oversight_trouble,
    paper_trouble,
    queue_trouble,
    recording_trouble,
    relay_trouble,
    trouble,
    update_trouble,
    work_id_trouble,
)

__all__ = ["all_codes"]


def all_codes() -> dict[str, type[trouble.Trouble]]:
    """Every code with its fact."""
    found: dict[str, type[trouble.Trouble]] = {}
    # Branches in files of their own are known once those are imported, which this does.
    waiting: list[type[trouble.Trouble]] = [
        trouble.Trouble,
        case_trouble.CaseTrouble,
        inspection_trouble.InspectionOverdue,
        oversight_trouble.OversightRefused,
        oversight_trouble.ReportUnwritable,
        paper_trouble.PaperTrouble,
        queue_trouble.QueueTrouble,
        recording_trouble.RecordingRefused,
        relay_trouble.RelayTrouble,
        update_trouble.UpdateTrouble,
        work_id_trouble.WorkIdFrozen,
    ]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.code:
            found[kind.code] = kind
    return found
