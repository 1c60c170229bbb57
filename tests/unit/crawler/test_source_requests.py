"""What a request for a source carries, where it may lead, and when none is sent."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.records import Source
from crawler.settings import CrawlSettings
from crawler.sources.requests import SourceRequests
from crawler.sources.sign_ins import SignIns

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIGNED = """
daily: {hosts: [www.daily.example, other.example], cookies: {session: abc}}
"""


def a_source(**changes: Any) -> Source:
    return Source(id="daily", name="Daily", host="www.daily.example", hosts=("daily.example",), **changes)


@pytest.fixture
def requests(tmp_path: Path) -> SourceRequests:
    secrets = tmp_path / "secrets.yaml"
    secrets.write_text(SIGNED, encoding="utf-8")
    secrets.chmod(0o600)
    settings = CrawlSettings(resolve=("*.test=127.0.0.1",), allow_private=("intra.*",))
    return SourceRequests(settings, SignIns(secrets), allow_proxy=lambda host, port: None, now=lambda: NOON)


OWN = a_source(user_agent="Reader/1", headers=(("accept", "text/html"), ("X-Plan", "a")), sign_in="daily")


def test_a_sources_own_headers_stay_on_its_own_hosts(requests: SourceRequests) -> None:
    assert requests.headers(OWN, "https://daily.example/a") == {
        "User-Agent": "Reader/1",
        "Accept": "text/html",
        "X-Plan": "a",
    }
    assert requests.headers(OWN, "https://elsewhere.example/a") == {"User-Agent": "Reader/1"}
    assert requests.headers(None, "https://daily.example/a") == {}


@pytest.mark.parametrize(
    ("url", "signed_in"),
    [
        ("https://www.daily.example/a", True),
        ("https://www.daily.example:8443/a", True),
        ("http://www.daily.example/a", False),
        ("https://daily.example/a", False),
        ("https://other.example/a", False),
        ("https://www.daily.example.evil.example/a", False),
        ("https://sub.www.daily.example/a", False),
    ],
)
def test_a_secret_goes_only_to_hosts_of_both_source_and_entry_and_only_encrypted(
    requests: SourceRequests, url: str, signed_in: bool
) -> None:
    assert ("Cookie" in requests.headers(OWN, url)) is signed_in


@pytest.mark.parametrize(
    ("changes", "reason", "seconds"),
    [
        ({"enabled": False}, "SourceDisabled", 900),
        ({"paused": True}, "SourcePaused", 900),
        ({"hours": ("13:30-18:00",)}, "OutsideHours", 5400),
        ({"sign_in": "unknown"}, "SignInMissing", 900),
    ],
)
def test_a_source_rests_while_it_must_not_be_asked(
    requests: SourceRequests, changes: dict[str, Any], reason: str, seconds: float
) -> None:
    rest = requests.rest_of(a_source(**changes))

    assert rest is not None
    assert (rest.reason, rest.seconds) == (reason, seconds)
    assert requests.rest_of(a_source(hours=("11:00-12:01",), sign_in="daily")) is None


PROXIED = a_source(proxy="http://proxy.lan:3128")


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("https://www.daily.example/a", False),
        ("https://93.184.216.34/", False),
        ("http://10.0.0.7/", True),
        ("http://127.1/", True),
        ("http://0x7f000001/", True),
        ("http://[::1]/", True),
        ("http://[::ffff:10.0.0.1]/", True),
        ("http://[64:ff9b::a00:1]/", True),
        ("http://169.254.169.254/latest/meta-data/", True),
        ("http://localhost/", True),
        ("http://localhost./", True),
        ("http://db.internal/", True),
        ("http://printer.local/", True),
        ("http://intranet/", True),
        ("http://own.test/", False),
        ("http://intra.corp/", False),
    ],
)
def test_through_a_proxy_private_hosts_are_refused_as_far_as_their_names_tell(
    requests: SourceRequests, url: str, refused: bool
) -> None:
    assert (requests.refused(PROXIED, url) is not None) is refused


def test_the_proxy_is_allowed_as_a_proxy_and_refused_as_a_page() -> None:
    allowed: list[tuple[str, int]] = []
    requests = SourceRequests(
        CrawlSettings(), SignIns(None), allow_proxy=lambda host, port: allowed.append((host, port))
    )

    assert requests.meta(PROXIED) == {"proxy": "http://proxy.lan:3128"}
    assert requests.meta(a_source()) == {}
    assert allowed == [("proxy.lan", 3128)]
    assert requests.refused(a_source(), "http://proxy.lan:3128/") == "AddressRefused"
    assert requests.refused(a_source(), "https://www.daily.example/") is None


def test_what_else_is_asked_of_a_host_is_asked_as_its_source_is(requests: SourceRequests) -> None:
    requests.remember(PROXIED, "https://www.daily.example/a")

    assert requests.source_at("https://www.daily.example/robots.txt") == PROXIED
    assert requests.source_at("http://www.daily.example:81/robots.txt") is None
