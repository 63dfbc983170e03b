"""The headless verbs: everything a counter needs that is not a window."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence

from pos_client.application.trouble import Trouble

__all__ = ["main", "plainly"]

# verb -> module of this package, what it is for
_VERBS = {
    "enrol": ("enrol", "make this computer a device of an outlet"),
    "doctor": ("doctor", "examine keys, certificate, configuration, queue and readers"),
    "status": ("status", "say how the device, its queue and its audit chain stand"),
    "day": ("day", "say what a day has brought: the figures of its day-end sheet"),
    "audit": ("audit", "examine the audit chain and write it out"),
    "outbox": ("outbox", "list, show, send, retry, put aside, export and import what is queued"),
    "reset": ("reset", "make this computer no device any more, once its queue is empty"),
    "readers": ("readers", "list, watch, test and record the readers of this computer"),
    "simulator": ("simulator", "serve a simulated reader (development)"),
    "sandbox": ("sandbox", "serve the reference gateway (development)"),
}

_USAGE = "usage: pos-client VERB [--home DIR] ...\n\n"
# What no verb does, and why: there is no pen, no camera and no second pair of eyes here.
_IN_THE_WINDOW = (
    "\nA customer is registered in the window: there they read the notices, are photographed and"
    " sign.\n"
)


def plainly(trouble: Trouble) -> str:
    """Say a trouble without the catalogue of sentences, which belongs to the window."""
    facts = ", ".join(f"{name} {value}" for name, value in trouble.facts.items())
    return f"{trouble.code} {trouble}" + (f" ({facts})" if facts else "")


def main(argv: Sequence[str], say: Callable[[Trouble], str] = plainly) -> int:
    """Run one verb.

    Returns:
        0 when it did what it was asked, 1 for a trouble, which is said on standard error, 2 for
        a wrong call.
    """
    if not argv or argv[0] in ("-h", "--help"):
        sys.stdout.write(_USAGE + _help())
        return 0 if argv else 2
    verb, *rest = argv
    if verb not in _VERBS:
        import difflib

        # Nobody is talked into `reset`, least of all whoever wanted to register somebody.
        harmless = ["run", "demo", *(each for each in _VERBS if each != "reset")]
        close = difflib.get_close_matches(verb, harmless, 1)
        hint = f", did you mean {close[0]!r}?" if close else ""
        sys.stderr.write(f"pos-client: there is no verb {verb!r}{hint}\n\n{_help()}")
        return 2
    module = importlib.import_module(f"pos_client.cli.{_VERBS[verb][0]}")
    try:
        status: int = module.run(rest)
        sys.stdout.flush()
    except Trouble as trouble:
        sys.stderr.write(say(trouble) + "\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    except (EOFError, UnicodeDecodeError):
        sys.stderr.write("pos-client: standard input ended, or is not UTF-8 text\n")
        return 1
    except UnicodeEncodeError:
        sys.stderr.write("pos-client: this terminal cannot show Chinese; set PYTHONUTF8=1\n")
        return 1
    except OSError as no:
        return _unwritten(no)
    return status


def _unwritten(no: OSError) -> int:
    """Whoever listened has gone, such as `head`; or a file has no room for what is printed."""
    # Python would try once more at its end, and complain in words of its own.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(no, BrokenPipeError):
        where = no.filename or "standard output"
        sys.stderr.write(f"pos-client: {where} cannot be used: {no.strerror or no}\n")
    return 1


def _help() -> str:
    verbs = {"run": "open the counter window", "demo": "try all of it with invented people"}
    verbs |= {name: text for name, (_, text) in _VERBS.items()}
    return "".join(f"  {name:<12}{text}\n" for name, text in verbs.items()) + _IN_THE_WINDOW
