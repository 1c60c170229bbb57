"""The web's settings: what may be told, and what is refused in one sentence."""

from pathlib import Path

import pytest

from contracts.errors import Misconfigured
from contracts.settings import load
from web.settings import WebSettings


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRAWLNET_DATA_DIR", str(tmp_path))


def test_names_are_divided_by_commas_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAWLNET_WEB_ALLOWED_HOSTS", "web, News.example ,")

    settings = load(WebSettings)

    assert settings.allowed_hosts == ("web", "News.example")
    assert {"web", "news.example", "localhost", "127.0.0.1", "[::1]"} == settings.host_names


def test_names_are_a_list_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "trawlnet.toml").write_text('[web]\nallowed_hosts = ["web"]\nport = 9000\n', encoding="utf-8")

    assert (load(WebSettings).allowed_hosts, load(WebSettings).port) == (("web",), 9000)


@pytest.mark.parametrize(("name", "value"), [("PORT", "0"), ("PORT", "x"), ("KEY", "short"), ("PAGE_SIZE", "1000")])
def test_nonsense_is_refused_by_the_settings_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"TRAWLNET_WEB_{name}", value)

    with pytest.raises(Misconfigured, match=f"TRAWLNET_WEB_{name}"):
        load(WebSettings)
