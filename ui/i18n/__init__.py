"""What the screen says: keys in one catalogue, sentences in Chinese and English.

Presenters answer with `Message` values; only a view turns one into words, with `say`.
"""

from ui.i18n.message import Fact, Message, message
from ui.i18n.speech import LANGUAGES, Language, catalogue, has, language, say, text, topics, use

__all__ = [
    "LANGUAGES",
    "Fact",
    "Language",
    "Message",
    "catalogue",
    "has",
    "language",
    "message",
    "say",
    "text",
    "topics",
    "use",
]
