"""Records the corpus, or those of its sessions that are named."""

from __future__ import annotations

import sys

from tests.transcripts.sessions import FOLDER, SESSIONS, record

if __name__ == "__main__":
    for name in sys.argv[1:] or SESSIONS:
        status = record(SESSIONS[name], FOLDER / f"{name}.jsonl")
        print(f"{name}: {'recorded' if status == 0 else f'ended with {status}'}")
