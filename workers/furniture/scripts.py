"""The memory's transitions as Redis scripts: each file in `lua/` is one, and is atomic."""

from functools import cache
from importlib.resources import files
from typing import Any, Final

import redis
from redis.commands.core import Script

NAMES: Final = ("observe", "window", "publish", "outdated", "settle", "forget")


@cache
def source_of(name: str) -> str:
    """Return a transition's whole script: what all share, then its own steps."""
    folder = files("workers.furniture").joinpath("lua")
    return "\n".join(folder.joinpath(f"{part}.lua").read_text(encoding="utf-8") for part in ("prelude", name))


class Scripts:
    """The transitions, ready to be run on one client."""

    def __init__(self, client: redis.Redis) -> None:
        self._scripts: dict[str, Script] = {name: client.register_script(source_of(name)) for name in NAMES}

    def run(self, name: str, *arguments: Any) -> Any:
        """Return what a transition answers."""
        return self._scripts[name](args=arguments)
