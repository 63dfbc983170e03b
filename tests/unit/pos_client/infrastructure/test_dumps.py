"""No core of a process that holds people, whoever ends it and however."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

_SCRIPT = """
import ctypes, os, resource, sys
from pos_client.infrastructure.dumps import forbid_dumps

forbid_dumps()
is_dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
print(resource.getrlimit(resource.RLIMIT_CORE), is_dumpable, flush=True)
os.kill(os.getpid(), int(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGSEGV, signal.SIGQUIT])
def test_a_process_that_is_struck_leaves_no_core(number: signal.Signals, tmp_path: Path) -> None:
    import resource

    def allow_cores() -> None:
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(int(number))],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[4])},
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=allow_cores,
    )
    assert done.returncode == -number
    assert done.stdout == "(0, 0) 0\n"
    assert list(tmp_path.iterdir()) == []
