"""The Celery message that stands for one ready row, written as Celery's own producer would (protocol 2, JSON).

The ledger's scripts put it into Celery's queue in the same step that makes a row ready, so neither comes without the
other. It carries nothing: whoever receives it claims the oldest ready row of its stage.
"""

import base64
import json
from typing import Any, Final

from contracts.names import STAGES, TASKS

QUEUE_PREFIX: Final = "trawlnet:celery:"
BODY: Final = base64.b64encode(
    json.dumps([[], {}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}]).encode()
).decode()
_TASK_NAMES: Final = tuple(TASKS[stage] for stage in STAGES)


def template() -> str:
    """Return the message with `@ID@` and `@STAGE@` where its own are put."""
    return json.dumps(
        {
            "body": BODY,
            "content-encoding": "utf-8",
            "content-type": "application/json",
            "headers": {
                "lang": "py",
                "task": "trawlnet.@STAGE@",
                "id": "@ID@",
                "root_id": "@ID@",
                "parent_id": None,
                "group": None,
                "eta": None,
                "expires": None,
                "retries": 0,
                "timelimit": [None, None],
                "argsrepr": "()",
                "kwargsrepr": "{}",
                "origin": "ledger",
                "ignore_result": True,
            },
            "properties": {
                "correlation_id": "@ID@",
                "reply_to": "",
                "delivery_mode": 2,
                "delivery_info": {"exchange": "", "routing_key": "@STAGE@"},
                "priority": 0,
                "body_encoding": "base64",
                "delivery_tag": "@ID@",
            },
        },
        separators=(",", ":"),
    )


def is_ours(message: Any) -> bool:
    """Return whether what stood in a queue is such a message; Celery would die of some that are not."""
    if not isinstance(message, dict) or message.get("body") != BODY:
        return False
    headers, properties = message.get("headers"), message.get("properties")
    if not isinstance(headers, dict) or not isinstance(properties, dict):
        return False
    return (
        headers.get("task") in _TASK_NAMES
        and isinstance(headers.get("id"), str)
        and isinstance(properties.get("delivery_tag"), str)
        and isinstance(properties.get("delivery_info"), dict)
        and properties.get("body_encoding") == "base64"
        and message.get("content-type") == "application/json"
        and message.get("content-encoding") == "utf-8"
        and headers.get("eta") is None
        and headers.get("expires") is None
        and headers.get("timelimit") == [None, None]
        and "compression" not in headers
    )
