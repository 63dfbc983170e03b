"""A few curves as an SVG of our own: both axes double, so that twice as many looks like a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log2

__all__ = ["Curve", "drawn"]

_WIDTH, _HEIGHT = 720, 430
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 60, 60
_COLOURS = ("#1f6f4a", "#2f5fb3", "#b3612f", "#7a3f9d")


@dataclass(frozen=True, slots=True)
class Curve:
    """One line: what it is called, and its value at each place of the axis; all above zero."""

    name: str
    values: tuple[float, ...]


def drawn(places: Sequence[int], curves: Sequence[Curve], across: str, upwards: str) -> str:
    """Draw the curves over `places`, which are above zero, with a legend above them."""
    values = [value for curve in curves for value in curve.values]
    low, high = floor(log2(min(values))), ceil(log2(max(values)))
    first, last = log2(places[0]), log2(places[-1])

    def x(place: float) -> float:
        return _LEFT + (log2(place) - first) / (last - first) * (_WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        return _TOP + (high - log2(value)) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
            ' font-family="sans-serif" font-size="13">'
        ),
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(low, high + 1):
        value = 2.0**power
        parts.append(_line(_LEFT, y(value), _WIDTH - _RIGHT, y(value), "#dddddd"))
        parts.append(_words(_LEFT - 8, y(value) + 4, f"{value:g}", "end"))
    for place in places:
        parts.append(_line(x(place), _TOP, x(place), _HEIGHT - _BOTTOM, "#eeeeee"))
        parts.append(_words(x(place), _HEIGHT - _BOTTOM + 20, str(place), "middle"))
    parts.append(_words((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 14, across, "middle"))
    parts.append(_words(8, _TOP - 12, upwards, "start"))
    for number, curve in enumerate(curves):
        colour = _COLOURS[number % len(_COLOURS)]
        points = [(x(place), y(value)) for place, value in zip(places, curve.values, strict=True)]
        path = " ".join(f"{across:.1f},{up:.1f}" for across, up in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for (right, up), value in zip(points, curve.values, strict=True):
            parts.append(f'<circle cx="{right:.1f}" cy="{up:.1f}" r="3" fill="{colour}"/>')
            # At the ends of the axis the figure stands inside, clear of the axis's own.
            anchor = {points[0][0]: "start", points[-1][0]: "end"}.get(right, "middle")
            parts.append(_words(right, up - 8, _figure(value), anchor, colour))
        left = _LEFT + number * (_WIDTH - _LEFT) / len(curves)
        parts.append(f'<rect x="{left:.0f}" y="14" width="12" height="12" fill="{colour}"/>')
        parts.append(_words(left + 17, 25, curve.name, "start"))
    return "\n".join([*parts, "</svg>\n"])


def _figure(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


def _line(left: float, top: float, right: float, bottom: float, colour: str) -> str:
    return (
        f'<line x1="{left:.1f}" y1="{top:.1f}" x2="{right:.1f}" y2="{bottom:.1f}"'
        f' stroke="{colour}"/>'
    )


def _words(left: float, base: float, words: str, anchor: str, colour: str = "#333333") -> str:
    return (
        f'<text x="{left:.1f}" y="{base:.1f}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(words)}</text>"
    )
