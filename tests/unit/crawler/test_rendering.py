"""What a rendered page may ask for, without a browser: the rules that its requests meet, and the files pages share."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.fetching.exchange import Answer, FetchFailed
from crawler.rendering.requests import Bounds, PageRequests
from crawler.rendering.shared_files import SharedFiles

PAGE = "https://alpha.test/story"
BOUNDS = Bounds(requests=5, answer_bytes=1000, page_bytes=3000, redirects=2)


def an_answer(url: str = PAGE, body: bytes = b"text", *, status: int = 200, **headers: str) -> Answer:
    """Return an answer; in header names an underscore is a hyphen."""
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(url=url, status=status, headers=pairs, wire_body=body, request_headers=())


@dataclass
class Route:
    """A request as the browser brings it; `end` is what became of it."""

    url: str
    kind: str = "fetch"
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    in_frame: bool = False
    end: Any = None

    @property
    def request(self) -> Any:
        """The request, with what is read of it."""
        frame = SimpleNamespace(parent_frame=object() if self.in_frame else None)
        return SimpleNamespace(
            url=self.url,
            resource_type=self.kind,
            method=self.method,
            headers=self.headers,
            frame=frame,
            is_navigation_request=lambda: self.kind == "document",
        )

    async def abort(self, reason: str) -> None:
        """Note that it was refused."""
        self.end = "refused"

    async def fulfill(self, *, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        """Note what it was answered with."""
        self.end = (status, dict(headers or {}), body)


class Web:
    """Answers by address; `asked` is what arrived."""

    def __init__(self, answers: Mapping[str, Answer], *, forbidden: str = "/private/") -> None:
        self._answers = answers
        self._forbidden = forbidden
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    async def ask(self, url: str, kind: str, headers: Mapping[str, str]) -> Answer:
        """Answer, or fail as a fetch does."""
        self.asked.append((url, headers))
        if url not in self._answers:
            raise FetchFailed("AddressRefused", retry=False)
        return self._answers[url]

    async def allows(self, url: str) -> bool:
        """Return whether robots.txt would allow it."""
        return self._forbidden not in url


def ends_of(*routes: Route, web: Web | None = None, bounds: Bounds = BOUNDS) -> list[Any]:
    """Return what becomes of requests, one after the other."""
    web = web or Web({})

    async def run() -> list[Any]:
        requests = PageRequests(
            an_answer(Content_Type="text/html"), b"<p>", ask=web.ask, allows=web.allows, bounds=bounds
        )
        for route in routes:
            await requests.handle(route)
        return [route.end for route in routes]

    return asyncio.run(run())


def test_the_page_is_given_once_and_no_frame_or_later_document_at_all() -> None:
    page, again, frame = Route(PAGE, "document"), Route(PAGE, "document"), Route(PAGE, "document", in_frame=True)

    ends = ends_of(page, again, frame)

    assert [end[0] for end in ends] == [200, 204, 204]
    assert ends[0][2] == b"<p>"


@pytest.mark.parametrize(
    "kind", ["image", "media", "font", "websocket", "eventsource", "ping", "manifest", "texttrack", "other"]
)
def test_only_what_text_is_made_of_is_fetched(kind: str) -> None:
    web = Web({})

    assert ends_of(Route("https://alpha.test/x", kind), web=web) == ["refused"]
    assert web.asked == []


def test_nothing_is_sent_but_questions() -> None:
    web = Web({})

    assert ends_of(Route("https://alpha.test/x", method="POST"), web=web) == ["refused"]
    assert web.asked == []


@pytest.mark.parametrize(
    "url", ["ftp://alpha.test/x", "file:///etc/passwd", "https://alpha.test/private/x", "about:blank"]
)
def test_what_robots_forbid_or_no_web_address_names_is_not_asked_for(url: str) -> None:
    web = Web({})

    assert ends_of(Route(url), web=web) == ["refused"]
    assert web.asked == []


def test_a_redirect_is_followed_by_us_and_each_step_is_judged() -> None:
    web = Web(
        {
            "https://alpha.test/a": an_answer(status=302, Location="/b"),
            "https://alpha.test/b": an_answer(body=b"there", Content_Type="text/plain"),
            "https://alpha.test/c": an_answer(status=302, Location="/private/c"),
            "https://alpha.test/d": an_answer(status=302, Location="/d"),
        }
    )

    followed, forbidden, endless = ends_of(
        *(Route(f"https://alpha.test/{name}") for name in "acd"), web=web, bounds=BOUNDS
    )

    assert followed == (200, {"Content-Type": "text/plain"}, b"there")
    assert (forbidden, endless) == ("refused", "refused")


def test_bounds_hold_for_requests_for_one_answer_and_for_the_whole_page() -> None:
    small, large = "https://alpha.test/small", "https://alpha.test/large"
    web = Web({small: an_answer(body=b"x" * 900), large: an_answer(body=b"x" * 2000)})

    many = ends_of(*(Route(small) for _ in range(7)), web=web, bounds=Bounds(5, 1000, 10**6, 2))
    much = ends_of(*(Route(small) for _ in range(5)), web=web, bounds=Bounds(9, 1000, 1500, 2))
    unpacked = ends_of(Route(large), web=web)

    assert [end == "refused" for end in many] == [False] * 5 + [True] * 2
    assert [end == "refused" for end in much] == [False] * 2 + [True] * 3
    assert unpacked == ["refused"]


def test_a_page_speaks_in_its_own_headers_but_not_in_our_name() -> None:
    web = Web({"https://alpha.test/x": an_answer(Set_Cookie="a=b", Link="<//evil.test>; rel=preconnect", X_Own="1")})
    headers = {
        "x-wanted": "1",
        "cookie": "a=b",
        "user-agent": "Chrome",
        "authorization": "Basic x",
        "range": "bytes=0-",
    }

    ends = ends_of(Route("https://alpha.test/x", headers=headers), web=web)

    assert web.asked == [("https://alpha.test/x", {"x-wanted": "1"})]
    assert ends[0][1] == {"X-Own": "1"}


def test_after_its_end_a_page_gets_nothing_and_what_it_waited_for_is_refused() -> None:
    async def run() -> list[Any]:
        never = asyncio.Event()

        async def ask(url: str, kind: str, headers: Mapping[str, str]) -> Answer:
            await never.wait()
            raise AssertionError

        requests = PageRequests(an_answer(), b"", ask=ask, allows=Web({}).allows, bounds=BOUNDS)
        waiting, late = Route("https://alpha.test/a"), Route("https://alpha.test/b")
        task = asyncio.ensure_future(requests.handle(waiting))
        await asyncio.sleep(0.01)
        await requests.close()
        await requests.handle(late)
        return [task.cancelled(), late.end]

    assert asyncio.run(run()) == [True, "refused"]


def test_shared_files_are_asked_for_once_in_ten_minutes_unless_their_server_objects() -> None:
    now = 0.0
    shared = SharedFiles(clock=lambda: now)
    script = an_answer("https://alpha.test/app.js")
    shared.put("alpha", "/app.js", "script", script)
    shared.put("alpha", "/data.json", "fetch", script)
    shared.put("alpha", "/own.js", "script", an_answer(Cache_Control="no-store"))

    assert shared.get("alpha", "/app.js") is script
    assert (shared.get("alpha", "/data.json"), shared.get("alpha", "/own.js")) == (None, None)
    assert shared.get("beta", "/app.js") is None
    now = 601.0
    assert shared.get("alpha", "/app.js") is None


def test_shared_files_have_a_bound_and_the_least_used_go_first() -> None:
    shared = SharedFiles()
    large = an_answer(body=b"x" * (10 * 2**20))
    for name in ("a", "b", "c", "d"):
        shared.put("alpha", name, "script", large)
        shared.get("alpha", "a")

    assert [name for name in ("a", "b", "c", "d") if shared.get("alpha", name)] == ["a", "c", "d"]
