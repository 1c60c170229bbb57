"""What a page states of an instruction or a recipe as data: schema.org HowTo and Recipe, their steps in order."""

from collections.abc import Iterator
from html import escape
from typing import Final

from workers.clean.pages.facts import Facts, Node, text_values

_PARTS: Final = ("step", "recipeInstructions", "itemListElement")
_MOST_STEPS: Final = 300
_DEEPEST: Final = 5


def instructions_of(facts: Facts) -> str:
    """Return a page's stated instruction as HTML, not sanitised: what it is for, ingredients, steps; empty if none."""
    node = facts.node_of("HowTo", "Recipe")
    if node is None:
        return ""
    opening = [_paragraph(text) for text in text_values(node.get("description"))]
    listed = [f"<li>{_inline(text)}</li>" for text in text_values(node.get("recipeIngredient"))[:_MOST_STEPS]]
    steps = [markup for _, markup in zip(range(_MOST_STEPS), _steps(node, _DEEPEST), strict=False)]
    return "".join((*opening, f"<ul>{''.join(listed)}</ul>", *steps)) if steps else ""


def _steps(node: Node, levels: int) -> Iterator[str]:
    """The steps below a node in their order: a heading for what has a name, then its text."""
    if levels == 0:
        return
    for part in (part for name in _PARTS for part in _listed(node.get(name))):
        if isinstance(part, str):
            yield _paragraph(part)
        elif isinstance(part, dict):
            text = " ".join(text_values(part.get("text")))
            name = " ".join(text_values(part.get("name")))
            if name and name != text:
                yield f"<h2>{escape(name)}</h2>"
            yield from ([_paragraph(text)] if text else _steps(part, levels - 1))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def _paragraph(text: str) -> str:
    return f"<div>{_inline(text)}</div>"


def _inline(text: str) -> str:
    """Text as markup: what has tags already is such."""
    return text if "</" in text or "<br" in text else escape(text)
