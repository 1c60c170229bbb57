"""What tests ask of a command that has ended, and of what it left."""

import shutil
import subprocess
from typing import Any

import pytest

from newsroom.manifest import check, load
from newsroom.server import Newsroom
from tests.acceptance.installation import Installation

REFERENCE = "http://lantern.localhost:{port}/wap/view/55482/space-chiefs-meet.html"
on_embedded = pytest.mark.parametrize("crawled", ["embedded"], indirect=True, scope="package")
"""What does not depend on the parts is asked of one kind only."""


def said(done: subprocess.CompletedProcess[bytes], *, status: int = 0) -> str:
    """Return what a command wrote to standard output, once it ended as it should, without a traceback."""
    assert done.returncode == status, (done.returncode, done.stdout.decode(), done.stderr.decode())
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.stdout.decode()


def complaint(done: subprocess.CompletedProcess[bytes], *, status: int) -> str:
    """Return the one sentence with which a command failed."""
    said(done, status=status)
    sentence = done.stderr.decode().strip()
    assert sentence.startswith("trawlnet: "), sentence
    assert "\n" not in sentence, sentence
    return sentence


def listed(made: Installation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made.json("sources", "list")
    return found


def articles_of(made: Installation) -> dict[str, tuple[str, str]]:
    with made.parts() as parts:
        return {article.id: (article.canonical_url, article.text_digest) for article in parts.index.scan(None)}


def differences(made: Installation, sites: Newsroom) -> list[str]:
    with made.parts() as parts:
        return [str(one) for one in check(load(), port=sites.port, articles=parts.index.scan(None))]


def lose_index(made: Installation) -> None:
    with made.parts() as parts:
        parts.index.destroy()
    shutil.rmtree(made.data_dir / "index", ignore_errors=True)
