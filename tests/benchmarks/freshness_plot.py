"""Draws how many articles each rule had found after how many minutes, as an SVG for the documentation."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

from tests.benchmarks.freshness_runs import Score

_WIDTH: Final = 760
_HEIGHT: Final = 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 210, 20, 50
_LEAST_MIN: Final = 0.25
_MOST_MIN: Final = 1440.0
_COLOURS: Final = ("#8a8f98", "#2f6fab", "#b5651d", "#1b7f4d")
_MARKS: Final = {0.25: "15 s", 1: "1 min", 5: "5", 30: "30", 120: "2 h", 480: "8 h", 1440: "24 h"}
_POINTS: Final = 160


def draw(scores: Sequence[Score], path: Path, *, title: str) -> None:
    """Write the picture."""
    parts = [_frame(title), *(_curve(score, number) for number, score in enumerate(scores))]
    path.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")


def _frame(title: str) -> str:
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        'font-size="12" fill="#333">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for minutes, name in _MARKS.items():
        x = _x(minutes)
        lines.append(f'<path d="M{x:.0f} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#e3e5e8"/>')
        lines.append(f'<text x="{x:.0f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{name}</text>')
    for percent in range(0, 101, 25):
        y = _y(percent / 100)
        lines.append(f'<path d="M{_LEFT} {y:.0f}H{_WIDTH - _RIGHT}" stroke="#e3e5e8"/>')
        lines.append(f'<text x="{_LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{percent} %</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    caption = "articles found within this time of their publication"
    lines.append(f'<text x="{middle:.0f}" y="{_HEIGHT - 10}" text-anchor="middle">{caption}</text>')
    return "\n".join(lines)


def _curve(score: Score, number: int) -> str:
    delays, colour = sorted(score.delays), _COLOURS[number % len(_COLOURS)]
    steps = (_LEAST_MIN * (_MOST_MIN / _LEAST_MIN) ** (step / _POINTS) for step in range(_POINTS + 1))
    points = " ".join(f"{_x(at):.1f},{_y(bisect_right(delays, at * 60) / len(delays)):.1f}" for at in steps)
    y = _TOP + 20 + 36 * number
    name, rest = escape(score.rule), f"{score.part(0.5):.1f} min median, {score.visits_a_day:.0f} visits a day"
    return (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>\n'
        f'<text x="{_WIDTH - _RIGHT + 12}" y="{y}" fill="{colour}" font-weight="bold">{name}</text>\n'
        f'<text x="{_WIDTH - _RIGHT + 12}" y="{y + 15}">{rest}</text>'
    )


def _x(minutes: float) -> float:
    place = math.log(minutes / _LEAST_MIN) / math.log(_MOST_MIN / _LEAST_MIN)
    return _LEFT + place * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)
