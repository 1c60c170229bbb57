"""How often the language of a headline alone is told, on the lines of `tests/gold/headlines.toml`.

`python -m tests.benchmarks.clean_language [-v]`. Each line is asked without a declared language, with the right one,
and with a wrong one: English, as templates left as they came declare it (German for English lines).
"""

import argparse
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console

from workers.clean.fields.language import language_of

FILE: Final = Path(__file__).resolve().parents[1] / "gold" / "headlines.toml"


@dataclass(frozen=True, slots=True)
class Told:
    """One headline: its language, and what was told of it with nothing, the truth or an untruth declared."""

    line: str
    language: str
    alone: str
    declared: str
    belied: str


def told() -> list[Told]:
    """Return what is told of each headline."""
    lines = tomllib.loads(FILE.read_text("utf-8"))
    return [_told(line, language) for language, texts in lines.items() for line in texts]


def _told(line: str, language: str) -> Told:
    untruth = "de" if language == "en" else "en"
    return Told(
        line=line,
        language=language,
        alone=language_of(line, ""),
        declared=language_of(line, "", language),
        belied=language_of(line, "", untruth),
    )


def share(found: Iterable[Told], way: str) -> float:
    """Return the share of headlines whose language is told: `alone`, `declared` or `belied`."""
    right = [getattr(one, way) == one.language for one in found]
    return sum(right) / len(right)


def main() -> None:
    """Print the shares in all and the languages that are told least, and with -v each error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-v", "--verbose", action="store_true", help="list every error")
    options, console, found = parser.parse_args(), Console(width=160), told()
    for one in (one for one in found if options.verbose and {one.alone, one.declared, one.belied} != {one.language}):
        console.print(f"{one.language}: {one.alone} {one.declared} {one.belied}  {one.line}", highlight=False)
    languages = {one.language for one in found}
    console.print(f"{len(found)} headlines in {len(languages)} languages", highlight=False)
    for way in ("alone", "declared", "belied"):
        least = sorted((share([one for one in found if one.language == code], way), code) for code in languages)[:5]
        low = ", ".join(f"{code} {value:.1f}" for value, code in least)
        console.print(f"{way}: {share(found, way):.3f} (least: {low})", highlight=False)


if __name__ == "__main__":
    main()
