"""The key: made once, kept private, compared whole."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from contracts.errors import Misconfigured
from web.keys import KEY_FILE, kept_key, shows_key


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    key = kept_key(tmp_path / "data")

    assert kept_key(tmp_path / "data") == key
    assert len(key) >= 32
    assert stat.S_IMODE((tmp_path / "data" / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == [KEY_FILE]


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(kept_key, [tmp_path] * 16))

    assert len(keys) == 1


def test_a_file_without_a_key_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text("short\n", encoding="ascii")

    with pytest.raises(Misconfigured, match="remove it"):
        kept_key(tmp_path)


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        ({"x-api-key": "a-key-of-sixteen"}, True),
        ({"authorization": "Bearer a-key-of-sixteen"}, True),
        ({"authorization": "bearer  a-key-of-sixteen "}, True),
        ({"authorization": "Basic a-key-of-sixteen"}, False),
        ({"x-api-key": "a-key-of-sixteem"}, False),
        ({"x-api-key": "é"}, False),
        ({"x-api-key": ""}, False),
        ({}, False),
    ],
)
def test_only_the_whole_key_is_taken(headers: dict[str, str], shown: bool) -> None:
    assert shows_key(headers, "a-key-of-sixteen") is shown
