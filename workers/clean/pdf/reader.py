"""Reads a PDF on standard input and writes what it holds as JSON; a program of its own, since PDFs may be hostile.

It bounds its own memory, processor time, pages and text, imports nothing of ours, and is ended by whoever started it
when it takes too long. `problem` is "" or why there is nothing to read: encrypted, broken, large.
"""

import contextlib
import io
import json
import logging
import math
import sys
from typing import Any, Final

MOST_PAGES: Final = 100
MOST_CHARS: Final = 500_000
MOST_LINES: Final = 50_000
MOST_OPERATIONS: Final = 400_000
STREAM_BYTES: Final = 32 * 2**20
MEMORY_BYTES: Final = 2**30
CPU_S: Final = 20

Line = tuple[str, float, float, float]
"""A line's text, the x and y of its beginning in points from the lower left, and the size of its letters."""


def main() -> None:
    """Write the report of the PDF on standard input."""
    _bound()
    logging.disable(logging.CRITICAL)
    try:
        report = read(sys.stdin.buffer.read())
    except MemoryError:
        report = {"problem": "large"}
    except Exception:  # Whatever pypdf stumbles over, the file is what is wrong with it.
        report = {"problem": "broken"}
    sys.stdout.buffer.write(json.dumps(report).encode("utf-8", "replace"))


def _bound() -> None:
    try:
        import resource
    except ImportError:  # Not every system has it; the time that we are given remains.
        return
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, allowed = resource.getrlimit(kind)
        limit = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        with contextlib.suppress(ValueError, OSError):  # Some systems know a limit and don't let it be set.
            resource.setrlimit(kind, (limit, limit))


def read(data: bytes) -> dict[str, Any]:
    """Return what the file says of itself, and its pages as lines in the order in which they are drawn."""
    from pypdf import PdfReader, overwrite_configuration
    from pypdf.errors import LimitReachedError, PyPdfError

    overwrite_configuration(
        zlib_maximum_output_length=STREAM_BYTES,
        stream_decoding_work_maximum_length=4 * STREAM_BYTES,
        stream_parsing_work_maximum_count=MOST_OPERATIONS,
        jbig2dec_binary=None,
    )
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not _opened(reader):
            return {"problem": "encrypted"}
        info: Any = reader.metadata or {}
        return {
            "problem": "",
            **{name.lower(): _text(info.get(f"/{name}")) for name in ("Title", "Author", "CreationDate", "ModDate")},
            "language": _text(reader.root_object.get("/Lang")),
            "page_count": len(reader.pages),
            "pages": _pages(reader),
        }
    except LimitReachedError:
        return {"problem": "large"}
    except (PyPdfError, RecursionError):
        return {"problem": "broken"}


def _opened(reader: Any) -> bool:
    """Whether the file opens without a password, as those do that only ask not to be printed."""
    try:
        return bool(reader.decrypt(""))
    except Exception:  # An algorithm that is not here: to us the file is closed.
        return False


def _text(value: Any) -> str:
    resolved = value.get_object() if hasattr(value, "get_object") else value
    return str(resolved)[:1_000] if isinstance(resolved, str) else ""


def _pages(reader: Any) -> list[list[Line]]:
    pages: list[list[Line]] = []
    room, chars = MOST_LINES, 0
    for number in range(min(len(reader.pages), MOST_PAGES)):
        lines = _lines(reader.pages[number])[:room]
        pages.append(lines)
        room -= len(lines)
        chars += sum(len(line[0]) for line in lines)
        if room <= 0 or chars > MOST_CHARS:
            break
    return pages


def _lines(page: Any) -> list[Line]:
    from pypdf.errors import LimitReachedError

    collector = _Collector()
    upright = (0, 90, 180, 270) if page.rotation else (0,)
    try:
        page.extract_text(orientations=upright, visitor_text=collector.add)
    except (MemoryError, LimitReachedError):
        raise
    except Exception:  # One page that can't be read does not take the others with it.
        return collector.lines
    return collector.lines


class _Collector:
    """Puts the pieces of text that a page draws together to lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._is_open = False

    def add(self, text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        """Take a piece of text; line feeds in it end lines."""
        height = abs(size) * math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        for number, piece in enumerate(text.split("\n")):
            self._is_open = self._is_open and number == 0
            if not piece.strip():
                if self._is_open and piece:
                    self._append(" ")
            elif self._is_open:
                self._append(piece)
            elif len(self.lines) < MOST_LINES:
                self.lines.append((piece[:MOST_CHARS], round(x, 1), round(y - 1.2 * height * number, 1), height))
                self._is_open = True

    def _append(self, piece: str) -> None:
        text, x, y, height = self.lines[-1]
        self.lines[-1] = ((text + piece)[:MOST_CHARS], x, y, height)


if __name__ == "__main__":
    main()
