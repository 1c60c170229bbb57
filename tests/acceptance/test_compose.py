"""docker-compose.yml brings up the whole job in real containers, and what it indexes equals the newsroom's manifest."""

import json
import os
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.acceptance import composed
from tests.servers import Unavailable, free_port, missing_servers_fail

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def stack() -> Iterator[composed.Stack]:
    """Give the services with two crawlers and two workers, crawling the newsroom."""
    try:
        composed.engine()
    except Unavailable as error:
        if missing_servers_fail():
            pytest.fail(str(error))
        pytest.skip(str(error))
    scale = {"crawler": 2, "worker": 2}
    with composed.stack(project=f"trawlnet-test-{os.getpid()}", web_port=free_port(), scale=scale) as running:
        yield running


def test_two_crawlers_and_two_workers_index_the_newsroom_exactly(stack: composed.Stack) -> None:
    status = stack.exit_status("demo")

    assert status == 0, stack.logs()
    assert len(stack.containers("crawler")) == 2
    assert len(stack.containers("worker")) == 2
    assert stack.unhealthy(["crawler", "worker", "indexer", "web"]) == []


def test_the_published_page_answers_from_the_composed_index(stack: composed.Stack) -> None:
    stack.exit_status("demo")

    assert asked(stack, "/readyz") == {"store": "ok", "index": "ok"}
    assert asked(stack, f"/api/v1/search?q={quote('tag:国际空间站')}")["total"] >= 1


def asked(stack: composed.Stack, path: str) -> Any:
    """Return the JSON that the published web service answers with."""
    address = f"http://127.0.0.1:{stack.environment['TRAWLNET_WEB_PORT']}{path}"
    with urllib.request.urlopen(address, timeout=30) as answer:
        return json.load(answer)
