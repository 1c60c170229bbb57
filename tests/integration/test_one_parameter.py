"""A host where one and the same parameter selects different articles loses none, whatever else its addresses carry."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

import pytest
import redis

from contracts.settings import load
from crawler.frontier import Frontier
from crawler.settings import CrawlSettings
from tests.integration.crawler_site import NOT_FOUND, Reply, a_source, crawling, served, wait_until

ARTICLES = 60
"""More than any one pattern of addresses may waste."""
FORMS = ("/view.php?newsid={n}", "/?id={n}", "/index.php?cat=7&id={n}&lang=en", "/show.asp?ID={n}")
NOISE = ("&utm_source=front", "&PHPSESSID=0123456789abcdef{n}", "&fbclid=xyz{n}", "")


@pytest.fixture
def client(valkey_url: str) -> Iterator[redis.Redis]:
    store = redis.Redis.from_url(valkey_url)
    store.flushall()
    yield store
    store.close()


def test_every_article_behind_one_parameter_is_fetched_once(
    client: redis.Redis, valkey_url: str, tmp_path: Path
) -> None:
    articles = [form.format(n=n) for form in FORMS for n in range(ARTICLES)]

    def answer(host: str, path: str, headers: Mapping[str, str]) -> Reply:
        if path == "/list":
            links = (article + noise.format(n=n) for n, article in enumerate(articles) for noise in NOISE)
            return Reply("".join(f'<a href="{link}">Headline</a>' for link in links).encode())
        words = Random(path.split("&utm", maxsplit=1)[0])
        text = " ".join("".join(words.choices("abcdefghijklmnop", k=6)) for _ in range(80))
        return NOT_FOUND if path == "/robots.txt" else Reply(f"<p>{text}</p>".encode())

    with served(answer) as site, crawling(valkey_url, tmp_path, delay_s=0.01):
        source = a_source(site, feeds=(), start_pages=(site.url("/list"),))
        frontier = Frontier(client, load(CrawlSettings, resolve="*.test=127.0.0.1"))
        frontier.add_run("one", [source])
        wait_until(lambda: frontier.open_urls("one") == 0)
        fetched = [path for path in site.paths() if path != "/list"]
        states = [frontier.state_of(site.url(article)) for article in articles]

    assert len(fetched) == len(articles)
    assert [state.result if state is not None else None for state in states] == ["page"] * len(articles)
