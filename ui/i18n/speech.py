"""The language of this window: chosen once at birth, then every sentence is said in it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final, Literal, TypeAlias, get_args

from ui.i18n.message import Fact, Message

__all__ = [
    "LANGUAGES",
    "Language",
    "catalogue",
    "has",
    "language",
    "say",
    "text",
    "topics",
    "use",
]

Language: TypeAlias = Literal["zh_CN", "en", "pseudo"]

LANGUAGES: Final[tuple[Language, ...]] = ("zh_CN", "en")
"""What a shop may choose. `pseudo` says everything twice: it finds clipped words in tests."""

_TOPICS: Final = (
    "frame",
    "log_in",
    "case",
    "person",
    "verdicts",
    "cards",
    "troubles",
    "advice",
    "queue",
    "readers",
    "steps",
    "subject",
    "own_numbers",
    "documents",
    "units",
    "day",
    "stock",
    "channel",
    "guards",
    "inspection",
    "campaign",
    "oversight",
)

_SIGN = 2  # so short is no sentence but a sign, and the pseudo-language leaves it

_spoken: Language = "zh_CN"


def use(spoken: Language) -> None:
    """Speak this language from now on. What is drawn already stays as it was said."""
    global _spoken
    if spoken not in get_args(Language):
        raise ValueError(spoken)
    _spoken = spoken


def language() -> Language:
    """The language that is spoken now."""
    return _spoken


def topics() -> tuple[str, ...]:
    """The modules that hold the sentences; a key begins with its topic."""
    return _TOPICS


@cache
def catalogue(topic: str) -> dict[str, tuple[str, str]]:
    """The sentences of one topic, Chinese and English; a page loads only what it says."""
    sentences: dict[str, tuple[str, str]] = import_module(f"ui.i18n.{topic}").SENTENCES
    return sentences


def text(key: str, /, **facts: Fact) -> str:
    """Say a sentence: `text("frame.title")`."""
    pattern = _pattern(key)
    if not facts:
        return pattern
    spoken = {
        name: say(fact) if isinstance(fact, Message) else str(fact) for name, fact in facts.items()
    }
    return pattern.format_map(spoken)


def say(message: Message | str) -> str:
    """Say a message; plain words are said as they are."""
    if isinstance(message, str):
        return message
    return text(message.key, **dict(message.facts))


def _pattern(key: str) -> str:
    chinese, english = catalogue(key.partition(".")[0])[key]
    if _spoken == "zh_CN":
        return chinese
    return english if _spoken == "en" or len(english) <= _SIGN else f"{english} {english}"


def has(key: str) -> bool:
    """Whether the catalogue knows this key; asked for codes that come from elsewhere."""
    topic = key.partition(".")[0]
    return topic in _TOPICS and key in catalogue(topic)
