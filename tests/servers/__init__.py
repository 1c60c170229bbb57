"""Real servers for the tests: started from what the machine has, stopped afterwards, never imitated."""

import os
import socket


class Unavailable(RuntimeError):
    """This machine cannot provide a server; the text says why, and what would help."""


def missing_servers_fail() -> bool:
    """Return whether a server that is not there fails the tests rather than skips them: under CI=true."""
    return os.environ.get("CI", "").lower() == "true"


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
