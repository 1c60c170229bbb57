"""What a page states of an instruction or a recipe is read where it shows no text of its own."""

import json
from typing import Any

import pytest

from contracts.article import Article
from tests.unit.workers.clean.builders import raw_page
from workers.clean import clean
from workers.clean.body import Chooser, choose, choose_fast

STEPS = (
    "Lay the cloth on the table and mark the middle of each side, so that both halves are alike when folded.",
    "Fold it twice, pin the corner to the board, and draw an arc from one open edge to the other with a string.",
    "Cut along the arc through all four layers, unfold the cloth, and turn its edge in all around by an inch.",
)


def page_stating(node: dict[str, Any]) -> str:
    data = json.dumps({"@context": "https://schema.org", **node})
    head = f"<title>How to sew a round cloth</title><script type='application/ld+json'>{data}</script>"
    return f"<html lang=en><head>{head}</head><body><div id=app></div></body></html>"


def text_of(node: dict[str, Any], chooser: Chooser = choose) -> str:
    found = clean(raw_page(page_stating(node).encode()), chooser=chooser)
    assert isinstance(found, Article), found.reason
    return found.text


@pytest.mark.parametrize("chooser", [choose, choose_fast])
def test_the_steps_of_an_instruction_are_the_text_of_a_page_without_one(chooser: Chooser) -> None:
    steps = [
        {"@type": "HowToStep", "name": f"Step {n}", "itemListElement": {"@type": "HowToDirection", "text": text}}
        for n, text in enumerate(STEPS, 1)
    ]
    text = text_of({"@type": "HowTo", "name": "A round cloth", "step": steps}, chooser)

    assert [line for line in text.split("\n\n") if line in STEPS] == list(STEPS)
    assert "Step 2" in text


def test_sections_and_markup_of_a_recipe_are_read_in_their_order() -> None:
    marked = [
        {"@type": "HowToStep", "text": f"<p>{step.replace('the cloth', '<b>the cloth</b>')}</p>"} for step in STEPS
    ]
    sections = [{"@type": "HowToSection", "name": "Filling", "itemListElement": marked}]
    node = {"@type": "Recipe", "recipeIngredient": ["200 g flour", "3 eggs"], "recipeInstructions": sections}

    lines = text_of(node).split("\n\n")
    assert lines.index("Filling") < lines.index(STEPS[0]) < lines.index(STEPS[2])
    assert "3 eggs" in "\n".join(lines)


def test_a_recipe_told_in_one_string_is_a_paragraph() -> None:
    assert " ".join(STEPS) in text_of({"@type": "Recipe", "recipeInstructions": " ".join(STEPS)})


def test_steps_nested_without_end_stop_somewhere() -> None:
    node: dict[str, Any] = {"@type": "HowToStep", "text": STEPS[0]}
    for _ in range(90):
        node = {"@type": "HowToSection", "itemListElement": [node]}

    assert clean(raw_page(page_stating({"@type": "HowTo", "step": [node]}).encode())) is not None
