"""Whether `trawlnet clean --batch` holds its memory over many pages.

`python -m tests.benchmarks.clean_memory [--pages N]`. Pages are invented, each with words, names and addresses of its
own, so that nothing is met twice. Printed is what the command and its processes hold together (proportional set size)
after a tenth, a half and all of the pages; Linux only.
"""

import argparse
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
WIDE: Final = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会"
    "可主发年动同工也能下过子说产种面而方后多定行学法所民"
)


def page(number: int) -> str:
    """Return one invented page: paragraphs in one of two scripts, a menu, links, and names that no other page has."""
    chance = random.Random(number)
    wide = number % 4 == 0
    title = sentence(chance, wide=wide)
    paragraphs = [" ".join(sentence(chance, wide=wide) for _ in range(chance.randint(2, 6))) for _ in range(14)]
    menu = "".join(f"<li class='{word(chance)}'><a href='/{word(chance)}'>{word(chance)}</a></li>" for _ in range(40))
    text = "".join(f"<p id='{word(chance)}' data-{word(chance)}='1'>{paragraph}</p>" for paragraph in paragraphs)
    day = f"2026-0{1 + number % 9}-1{number % 10}T08:00:00+00:00"
    head = (
        f"<title>{title}</title><meta property='article:published_time' content='{day}'>"
        f"<meta name='author' content='Ann {word(chance).title()}'>"
    )
    body = f"<nav><ul>{menu}</ul></nav><article><h1>{title}</h1>{text}</article>"
    return f"<html><head>{head}</head><body>{body}</body></html>"


def sentence(chance: random.Random, *, wide: bool) -> str:
    """Return a sentence of words that nobody has used before."""
    if wide:
        return "".join(chance.choices(WIDE, k=chance.randint(12, 40))) + "。"
    return " ".join(word(chance) for _ in range(chance.randint(6, 18))).capitalize() + "."


def word(chance: random.Random) -> str:
    """Return a word of its own."""
    return "".join(chance.choices(LETTERS, k=chance.randint(2, 11)))


def held_bytes(root: int) -> int:
    """Return what a process and all below it hold, shared pages counted once."""
    return sum(_proportional(process) for process in [root, *_below(root)])


def _below(process: int) -> Iterator[int]:
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            yield child
            yield from _below(child)


def _proportional(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _feed(pipe: IO[bytes], pages: int) -> None:
    with pipe:
        for number in range(pages):
            line = {"url": f"https://news-{number % 50}.example/2026/{number}", "html": page(number)}
            pipe.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def main() -> None:
    """Print how much is held at each mark, and how many pages a second were cleaned; 1 where it grew by a tenth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--fast", action="store_true")
    asked = parser.parse_args()
    command = [sys.executable, "-m", "cli", "clean", "--batch", "--processes", str(asked.processes)]
    command += ["--fast"] if asked.fast else []
    marks = {max(1, asked.pages // 10): 0, max(1, asked.pages // 2): 0, asked.pages - 1: 0}
    began = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        threading.Thread(target=_feed, args=(child.stdin, asked.pages), daemon=True).start()
        failed = 0
        for done, line in enumerate(child.stdout, start=1):
            failed += line.startswith(b'{"error"')
            if done in marks:
                marks[done] = held_bytes(child.pid)
                sys.stdout.write(f"{done:>7} pages: {marks[done] / 2**20:6.1f} MiB, {failed} without an article\n")
                sys.stdout.flush()
    took = time.monotonic() - began
    sys.stdout.write(f"{asked.pages / took:.1f} pages a second with {asked.processes} processes\n")
    first, last = min(marks), max(marks)
    raise SystemExit(1 if marks[last] > 1.1 * marks[first] else 0)


if __name__ == "__main__":
    main()
