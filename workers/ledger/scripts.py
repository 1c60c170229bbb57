"""The ledger's transitions as Redis scripts: each file in `lua/` is one, and is atomic."""

from functools import cache
from importlib.resources import files
from typing import Any, Final

import redis
from redis.commands.core import Script

from workers.ledger.messages import template

NAMES: Final = ("hand_over", "claim", "renew", "advance", "finish", "fail", "sweep", "retry", "discard", "report")


@cache
def source_of(name: str) -> str:
    """Return a transition's whole script: what all share, then its own steps."""
    folder = files("workers.ledger").joinpath("lua")
    prelude = folder.joinpath("prelude.lua").read_text(encoding="utf-8").replace("@MESSAGE@", template())
    return prelude + "\n" + folder.joinpath(f"{name}.lua").read_text(encoding="utf-8")


class Scripts:
    """The transitions, ready to be run on one client."""

    def __init__(self, client: redis.Redis) -> None:
        self._scripts: dict[str, Script] = {name: client.register_script(source_of(name)) for name in NAMES}

    def run(self, name: str, *arguments: Any, pipe: Any = None) -> Any:
        """Return what a transition answers; within `pipe` it is only queued."""
        return self._scripts[name](args=arguments, client=pipe)
