"""What a file of sources may say, and the one sentence that answers what it may not."""

from dataclasses import replace
from pathlib import Path

import pytest

from contracts.errors import Misconfigured
from contracts.records import LinkRules, Selectors, Source
from crawler.catalogue import dump_opml, dump_yaml, find_sources_file, load_sources

WHOLE = """
sources:
  - name: Alpha Zeitung
    host: alpha.example
    hosts: [www.alpha.example, news.alpha.example]
    country: DE
    language: de
    feeds: [https://alpha.example/rss]
    sitemaps: [https://alpha.example/news.xml]
    start_pages: [https://alpha.example/politik]
    links:
      allow: ['/artikel/\\d+']
      deny: [/werbung/]
      follow: ['[?&]seite=\\d+$']
    delay_s: 2.5
    enabled: false
    paused: true
    collections: [Europe/Germany, 'Radio\\/TV/Dailies']
    hours: ['06:00-22:30', '23:15-01:00']
    rendering: true
    user_agent: Reader/1 (reader@operator.example)
    headers: {Accept-Language: de, X-Plan: 'a, b'}
    proxy: http://proxy.operator.example:3128/
    sign_in: alpha
    selectors:
      body: [article .text, '#story']
      title: h1.headline
      time: time[datetime]
      author: .byline a
      keep: .text aside.facts
      drop: [.text .promo, 'p:has(> a.more)']
  - feeds: https://新闻.example/feed
"""

ALPHA = Source(
    id="alpha-zeitung",
    name="Alpha Zeitung",
    host="alpha.example",
    hosts=("www.alpha.example", "news.alpha.example"),
    country="DE",
    language="de",
    feeds=("https://alpha.example/rss",),
    sitemaps=("https://alpha.example/news.xml",),
    start_pages=("https://alpha.example/politik",),
    links=LinkRules(allow=(r"/artikel/\d+",), deny=("/werbung/",), follow=(r"[?&]seite=\d+$",)),
    delay_s=2.5,
    enabled=False,
    paused=True,
    collections=("Europe/Germany", "Radio\\/TV/Dailies"),
    hours=("06:00-22:30", "23:15-01:00"),
    rendering=True,
    user_agent="Reader/1 (reader@operator.example)",
    headers=(("Accept-Language", "de"), ("X-Plan", "a, b")),
    proxy="http://proxy.operator.example:3128",
    sign_in="alpha",
    selectors=Selectors(
        body=("article .text", "#story"),
        title=("h1.headline",),
        time=("time[datetime]",),
        author=(".byline a",),
        keep=(".text aside.facts",),
        drop=(".text .promo", "p:has(> a.more)"),
    ),
)


def written(folder: Path, text: str, name: str = "sources.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_each_key_of_a_source_is_read(tmp_path: Path) -> None:
    alpha, other = load_sources(written(tmp_path, WHOLE))

    assert alpha == ALPHA
    assert (other.host, other.id) == ("xn--efvy88h.example", "xn-efvy88h-example")


def test_what_is_written_as_yaml_is_read_back_the_same(tmp_path: Path) -> None:
    sources = load_sources(written(tmp_path, WHOLE))

    assert load_sources(written(tmp_path, dump_yaml(sources))) == sources


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("feeds: []", "begins with `sources:`"),
        ("sources:\n - name: [\n", "line 3: this is not YAML"),
        ("sources:\n - name: A\n   feds: [x]\n", "line 2: 'feds' is not a key"),
        ("sources:\n - feeds: [https://a.example/]\n - name: B\n   feeds: 7\n", "line 3, source B: feeds must be"),
        ("sources:\n - feeds: [/rss]\n", "line 2, source .*: feeds: '/rss' is not an absolute URL"),
        ("sources:\n - host: https://a.example\n", "is not a host name"),
        ("sources:\n - name: A\n", "give its host, or at least one of feeds"),
        ("sources:\n - host: a.example\n   links: {allow: ['(']}\n", "is no regular expression"),
        ("sources:\n - host: a.example\n   links: {alow: []}\n", "'alow' is not a key"),
        ("sources:\n - host: a.example\n   delay_s: fast\n", "delay_s must be a number of seconds"),
        ("sources:\n - host: a.example\n   delay_s: -1\n", "delay_s must be a number of seconds"),
        ("sources:\n - host: a.example\n   enabled: 1\n", "enabled must be true or false"),
        ("sources:\n - host: a.example\n   country: Germany\n", "country must be a country code"),
        ("sources:\n - host: a.example\n   paused: 'yes'\n", "paused must be true or false"),
        ("sources:\n - host: a.example\n   collections: ['/ /']\n", "collections: '/ /' cannot be: it names no folder"),
        ("sources:\n - host: a.example\n   hours: ['6-22']\n", "hours: '6-22' cannot be: write it as 06:00-22:30"),
        ("sources:\n - host: a.example\n   hours: ['06:00-24:01']\n", "a day has hours from 00:00 to 24:00"),
        ("sources:\n - host: a.example\n   headers: [Accept]\n", "headers must be a mapping"),
        ("sources:\n - host: a.example\n   headers: {Cookie: a=b}\n", "'Cookie' is a secret: put it into the file"),
        ("sources:\n - host: a.example\n   headers: {Host: b}\n", "'Host' is set by the crawler itself"),
        ("sources:\n - host: a.example\n   headers: {User-Agent: b}\n", "give it as user_agent"),
        ('sources:\n - host: a.example\n   headers: {X: "a\\r\\nCookie: b"}\n', "plain ASCII text on one line"),
        ("sources:\n - host: a.example\n   headers: {X: a, x: b}\n", "name each header once"),
        ("sources:\n - host: a.example\n   user_agent: Lesegerät\n", "user_agent must be at most 300 plain ASCII"),
        ("sources:\n - host: a.example\n   proxy: socks5://b.example\n", "the address of an HTTP proxy"),
        ("sources:\n - host: a.example\n   proxy: http://me:it@b.example\n", "must not hold a name or a password"),
        ("sources:\n - host: a.example\n   sign_in: 'user:password'\n", "sign_in must be the name of an entry"),
        ("sources:\n - host: a.example\n   selectors: .text\n", "selectors must be a mapping of body, title"),
        ("sources:\n - host: a.example\n   selectors: {text: p}\n", "selectors: 'text' is not a key that we know"),
        ("sources:\n - host: a.example\n   selectors: {body: 'p['}\n", r"body: 'p\[' cannot be: it is no CSS selector"),
        ("sources:\n - host: a.example\n   selectors: {time: 't::text'}\n", "time: 't::text' cannot be: .*Pseudo-elem"),
        ("sources:\n - host: a.example\n   selectors: {title: ['']}\n", "title: '' cannot be: a selector has 1 to 300"),
        ('sources:\n - host: a.example\n   name: "a\\0b"\n', "name must be a text without control characters"),
        ("sources:\n - host: a.example\n - host: a.example\n", "two sources have the id 'a-example'"),
        ("sources:\n - just text\n", "a source is a mapping"),
        ("sources: &a\n - host: a.example\n   hosts: !!python/object:os.system []\n", "not YAML"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_place(tmp_path: Path, text: str, sentence: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(Misconfigured, match=sentence) as raised:
        load_sources(path)

    assert str(path) in str(raised.value)


def test_a_file_that_is_not_there_or_not_utf8_is_one_sentence(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("sources: [{name: Zürich}]".encode("latin-1"))

    with pytest.raises(Misconfigured, match="cannot be read"):
        load_sources(tmp_path / "absent.yaml")
    with pytest.raises(Misconfigured, match="not UTF-8"):
        load_sources(latin)


OPML = """<?xml version="1.0"?>
<opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="World">
    <outline text="Asia"><outline type="rss" text="亞洲週刊" xmlUrl="https://a.example/rss" htmlUrl="https://www.a.example/"/></outline>
  </outline>
  <outline title="Beta" xmlurl="http://b.example/atom.xml"/>
  <outline title="Beta again" xmlUrl="http://b.example/atom.xml"/>
</body></opml>"""


def test_nested_outlines_of_opml_are_sources_each_feed_once(tmp_path: Path) -> None:
    first, second = load_sources(written(tmp_path, OPML, "feeds.opml"))

    assert (first.name, first.host, first.hosts, first.feeds) == (
        "亞洲週刊",
        "www.a.example",
        ("a.example",),
        ("https://a.example/rss",),
    )
    assert (second.name, second.host) == ("Beta", "b.example")


def test_sources_survive_export_and_import_as_opml_whole_even_without_a_feed(tmp_path: Path) -> None:
    sources = load_sources(written(tmp_path, WHOLE))
    sources.append(replace(sources[0], id="listed", feeds=()))
    sources.append(replace(sources[0], id="twofold", feeds=("https://a.example/1", "https://a.example/2")))

    read = load_sources(written(tmp_path, dump_opml(sources), "out.opml"))

    assert sorted(read, key=lambda source: source.id) == sorted(sources, key=lambda source: source.id)


def test_an_opml_attribute_of_ours_that_is_no_source_is_named_with_its_line(tmp_path: Path) -> None:
    broken = '<opml version="2.0"><body>\n<outline text="A" trawlnetSource="{"/>\n</body></opml>'

    with pytest.raises(Misconfigured, match=r"line 2: trawlnetSource"):
        load_sources(written(tmp_path, broken, "broken.opml"))


def test_opml_with_entities_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><body><outline text="&a;"/></body></opml>'

    with pytest.raises(Misconfigured, match=r"document type|not OPML"):
        load_sources(written(tmp_path, bomb, "bomb.opml"))


def test_the_working_folders_file_comes_before_the_data_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, here = tmp_path / "data", tmp_path / "here"
    data.mkdir()
    here.mkdir()
    monkeypatch.setenv("TRAWLNET_DATA_DIR", str(data))
    monkeypatch.chdir(here)
    assert find_sources_file() is None
    written(data, WHOLE)
    assert find_sources_file() == data / "sources.yaml"
    written(here, WHOLE)
    assert find_sources_file() == here / "sources.yaml"
