"""Real servers for the tests: started from what the machine has, stopped afterwards, never imitated."""

import contextlib
import os
import secrets
import socket

_PORTS = range(20_000, 32_000)
"""Below what systems give to outgoing connections, so that none takes a port between its choice and its use."""


class Unavailable(RuntimeError):
    """This machine cannot provide a server; the text says why, and what would help."""


def missing_servers_fail() -> bool:
    """Return whether a server that is not there fails the tests rather than skips them: under CI=true."""
    return os.environ.get("CI", "").lower() == "true"


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listened on a moment ago; two askers hardly ever get the same."""
    while True:
        port = secrets.choice(_PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
