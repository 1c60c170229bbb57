"""Templates to HTML: everything escaped, a name that was not given is a bug."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.reader import Reader

_HERE: Final = Path(__file__).parent
STATIC_DIR: Final = _HERE / "static"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _sheet_digest() -> str:
    return hashlib.sha256((STATIC_DIR / "style.css").read_bytes()).hexdigest()[:12]


def page(reader: Reader, template: str, *, section: str = "", status: int = 200, **context: Any) -> HTMLResponse:
    """Return a page in the reader's language; `section` is the entry of the menu it stands under."""
    html = (
        _environment()
        .get_template(template)
        .render(reader=reader, t=reader.words, url=reader.url, section=section, sheet=_sheet_digest(), **context)
    )
    encoded = html.encode("utf-8", "replace")
    return HTMLResponse(encoded, status_code=status, headers={"Vary": "Accept-Language"})
