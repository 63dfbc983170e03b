"""The headless verbs: everything a counter needs that is not a window."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence

from pos_client.application.trouble import Trouble
from pos_client.cli.words import said

__all__ = ["main", "plainly"]

# verb, and module of this package -> what it is for
_VERBS = {
    "enrol": ("make this computer a device of an outlet", "把本机注册为网点的终端"),
    "doctor": (
        "examine keys, certificate, configuration, queue and readers",
        "检查密钥、证书、配置、待提交队列和读卡器",
    ),
    "status": (
        "say how the device, its queue and its audit chain stand",
        "显示终端、队列和审计链的状态",
    ),
    "day": (
        "say what a day has brought: the figures of its day-end sheet",
        "显示一天的数字，即日结单上的数字",
    ),
    "audit": ("examine the audit chain and write it out", "检查并导出审计链"),
    "outbox": (
        "list, show, send, retry, put aside, export and import what is queued",
        "待提交登记：列出、查看、提交、重试、隔离、导出、导入",
    ),
    "relay": (
        "list, retry and export what no counter takes up from the shop's relay",
        "店内中转库：列出、重试、导出无人接收的登记",
    ),
    "reset": (
        "make this computer no device any more, once its queue is empty",
        "队列清空后停用本机",
    ),
    "readers": (
        "list, watch, test and record the readers of this computer",
        "本机读卡器：列出、观察、测试、录制",
    ),
    "update": (
        "look for a newer version of the program, or install it",
        "检查或安装程序的新版本",
    ),
    "simulator": ("serve a simulated reader (development)", "运行模拟读卡器（开发用）"),
    "sandbox": ("serve the reference gateway (development)", "运行参考网关（开发用）"),
}
_WINDOWS = {
    "run": ("open the counter window", "打开登记窗口"),
    "demo": ("try all of it with invented people", "用虚构的人试用全部功能"),
    "return-paper": ("draw a brand's monthly return as PDF", "把品牌月报制成 PDF"),
}

_USAGE = "usage: pos-client VERB [--home DIR] ...\n\n"
# What no verb does, and why: there is no pen, no camera and no second pair of eyes here.
_IN_THE_WINDOW = (
    "Customers are registered in the window: they read the notices, are photographed and sign.",
    "客户登记在窗口里办理：客户在那里看告知事项、现场拍照、亲手签名。",
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
        hint = said(", did you mean {!r}?", "，是否应为 {!r}？").format(*close) if close else ""
        unknown = said(f"there is no verb {verb!r}", f"没有 {verb!r} 这个命令")
        sys.stderr.write(f"pos-client: {unknown}{hint}\n\n{_help()}")
        return 2
    module = importlib.import_module(f"pos_client.cli.{verb}")
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
        ended = said(
            "standard input ended, or is not UTF-8 text", "标准输入已结束，或不是 UTF-8 文本"
        )
        sys.stderr.write(f"pos-client: {ended}\n")
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
        where = no.filename or said("standard output", "标准输出")
        cannot = said(f"{where} cannot be used", f"{where} 无法使用")
        sys.stderr.write(f"pos-client: {cannot}: {no.strerror or no}\n")
    return 1


def _help() -> str:
    verbs = {**_WINDOWS, **_VERBS}
    lines = [f"  {name:<14}{said(*text)}\n" for name, text in verbs.items()]
    return "".join(lines) + f"\n{said(*_IN_THE_WINDOW)}\n"
