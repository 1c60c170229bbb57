"""The settings of search refuse nonsense in one sentence."""

import pytest

from contracts.errors import Misconfigured
from contracts.settings import load
from search.index import SearchSettings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("timezone", "Mars/Olympus"),
        ("timezone", "../etc/passwd"),
        ("elasticsearch_url", "localhost:9200"),
        ("index_name", "Upper Case"),
        ("index_shards", 0),
    ],
)
def test_a_setting_that_is_not_usable_is_named(name: str, value: object) -> None:
    with pytest.raises(Misconfigured, match=f"TRAWLNET_{name.upper()}"):
        load(SearchSettings, **{name: value})


def test_without_settings_the_embedded_index_counts_days_in_utc() -> None:
    settings = load(SearchSettings)

    assert (settings.elasticsearch_url, settings.index_name, settings.timezone) == (None, "trawlnet", "UTC")
