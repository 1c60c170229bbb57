"""What a reader cannot see is no block of the page, but what a script shows as soon as it runs is."""

import pytest

from workers.clean.pages.blocks import blocks_of
from workers.clean.pages.dom import parse

_TEXT = "The first of the new ferries left its berth on Tuesday, and those who had come to see it off waved. " * 4


def shown(body: str) -> str:
    """Return the text of a page's blocks."""
    root = parse(f"<html>{body}</html>")
    assert root is not None
    return "\n".join(block.text for block in blocks_of(root))


@pytest.mark.parametrize("style", ["visibility: hidden; opacity: 0;", "visibility:hidden"])
def test_a_whole_text_that_waits_for_a_script_is_shown(style: str) -> None:
    assert "new ferries" in shown(f"<body><div style='{style}'><section>{_TEXT}</section></div></body>")


@pytest.mark.parametrize("style", ["display:none", "visibility: hidden"])
def test_a_page_hidden_as_a_whole_is_shown(style: str) -> None:
    assert "Ferry sails" in shown(f"<body style='{style}'><p>Ferry sails</p></body>")


@pytest.mark.parametrize("style", ["display: none", "visibility: hidden"])
def test_a_hidden_line_stays_hidden(style: str) -> None:
    assert "menu" not in shown(f"<body><p>Ferry sails</p><div style='{style}'>Close the menu</div></body>")


def test_a_text_that_is_not_displayed_stays_hidden() -> None:
    assert "new ferries" not in shown(f"<body><p>Ferry sails</p><div style='display:none'>{_TEXT}</div></body>")
