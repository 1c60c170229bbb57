"""How a template becomes text: Jinja over the package's templates, with HTML escaped by default."""

import json
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape


def rendered(template: str, **values: Any) -> str:
    """Return a template's text; a name that it uses and is not given is an error."""
    return str(_environment().get_template(template).render(**values))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("newsroom", "sites/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(rfc822=_rfc822, linked=linked, ld=_ld)
    return environment


def _rfc822(at: datetime) -> str:
    return format_datetime(at)


def _ld(value: Any) -> Markup:
    """Return JSON that may stand in a script element."""
    return Markup(json.dumps(value, ensure_ascii=False, indent=1).replace("</", "<\\/"))


def linked(text: str, words: Iterable[str], href: str) -> Markup:
    """Return escaped text in which the first of `words` that occurs is a link, as publications link their topics."""
    for word in words:
        before, found, after = text.partition(word)
        if found:
            return escape(before) + Markup('<a href="{}">{}</a>').format(href, found) + escape(after)
    return escape(text)
