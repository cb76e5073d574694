"""Grouped bars as SVG, for the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 720, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 12, 56, 40
_COLOURS = ("#9b1c1c", "#41618c", "#a3a3a3")
_FONT = "font-family='sans-serif' font-size='12' fill='#333'"


@dataclass(frozen=True)
class Series:
    """One bar of every group; a value that was not measured is None."""

    name: str
    values: Sequence[float | None]


def bars(title: str, unit: str, groups: Sequence[str], series: Sequence[Series]) -> str:
    """The drawing. Every series has a value for each group."""
    top = _rounded_up(max((value or 0 for each in series for value in each.values), default=0))
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {_HEIGHT}' role='img'>",
        f"<title>{escape(title)}</title>",
        f"<rect width='{_WIDTH}' height='{_HEIGHT}' fill='#fff'/>",
        _text(12, 20, f"{title} ({unit})", "start", "font-weight='bold'"),
        *_legend(series),
        *_axis(top),
    ]
    for number, group in enumerate(groups):
        parts += _group(number, len(groups), group, [each.values[number] for each in series], top)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _rounded_up(value: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten; 1 for nothing."""
    if value <= 0:
        return 1.0
    power = 10.0 ** (len(str(int(value))) - 1 if value >= 1 else -1)
    return next(step * power for step in (1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10) if step * power >= value)


def _text(x: float, y: float, text: str, anchor: str = "middle", more: str = "") -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' {_FONT} {more}>{escape(text)}</text>"


def _legend(series: Sequence[Series]) -> list[str]:
    parts, x = [], float(_LEFT)
    for each, colour in zip(series, _COLOURS, strict=False):
        parts.append(f"<rect x='{x:.0f}' y='30' width='11' height='11' fill='{colour}'/>")
        parts.append(_text(x + 16, 40, each.name, "start"))
        x += 40 + 7 * len(each.name)
    return parts


def _label(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _y(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - value / top * (_HEIGHT - _TOP - _BOTTOM)


def _axis(top: float) -> list[str]:
    parts = []
    for step in range(6):
        value = top * step / 5
        y = _y(value, top)
        parts.append(f"<line x1='{_LEFT}' x2='{_WIDTH - _RIGHT}' y1='{y:.1f}' y2='{y:.1f}' stroke='#ddd'/>")
        parts.append(_text(_LEFT - 6, y + 4, f"{value:g}", "end"))
    return parts


def _group(number: int, count: int, name: str, values: Sequence[float | None], top: float) -> list[str]:
    room = (_WIDTH - _LEFT - _RIGHT) / count
    width = min(48.0, room * 0.8 / max(1, len(values)))
    middle = _LEFT + room * (number + 0.5)
    parts = [_text(middle, _HEIGHT - _BOTTOM + 20, name)]
    for place, (value, colour) in enumerate(zip(values, _COLOURS, strict=False)):
        x = middle + width * (place - len(values) / 2)
        if value is None:
            parts.append(_text(x + width / 2, _y(0, top) - 4, "none"))
            continue
        y = _y(value, top)
        height = _y(0, top) - y
        parts.append(
            f"<rect x='{x:.1f}' y='{y:.1f}' width='{width - 2:.1f}' height='{height:.1f}' fill='{colour}'/>"
        )
        parts.append(_text(x + width / 2, y - 4, _label(value)))
    return parts
