"""Settings: read from the environment and from trawlnet.toml, and refused by name when they are wrong."""

from pathlib import Path

import pytest

from contracts.errors import Misconfigured
from contracts.settings import StoreSettings, load, refuse_unknown


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRAWLNET_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def test_the_environment_wins_over_the_file(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_folder / "trawlnet.toml").write_text('redis_url = "redis://file:1"\n')
    assert load(StoreSettings).redis_url == "redis://file:1"
    monkeypatch.setenv("TRAWLNET_REDIS_URL", "redis://environment:1")
    assert load(StoreSettings).redis_url == "redis://environment:1"


def test_an_unknown_variable_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(Misconfigured, match=r"TRAWLNET_REDISURL is not a setting.*TRAWLNET_REDIS_URL"):
        refuse_unknown([StoreSettings], {"TRAWLNET_REDISURL": "x"})


def test_an_unknown_key_of_the_file_is_refused(empty_folder: Path) -> None:
    (empty_folder / "trawlnet.toml").write_text('redis_ulr = "redis://x"\n')
    with pytest.raises(Misconfigured, match="redis_ulr"):
        refuse_unknown([StoreSettings], {})


def test_an_unusable_value_names_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAWLNET_REDIS_URL", "localhost")
    with pytest.raises(Misconfigured, match="TRAWLNET_REDIS_URL"):
        load(StoreSettings)


def test_a_broken_file_is_refused_in_one_sentence(empty_folder: Path) -> None:
    (empty_folder / "trawlnet.toml").write_text("redis_url = \n")
    with pytest.raises(Misconfigured, match="not valid TOML"):
        load(StoreSettings)
