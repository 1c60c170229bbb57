"""Whether this container's own process is alive and reaches the store, asked with the standard library alone.

`python -I -S healthcheck.py` exits 0 if a process of this container has beaten in Redis within the last seconds
(`workers.heartbeats` says how a process beats), else 1 with one sentence. It imports nothing of ours: it runs every few
seconds in every container.
"""

import os
import socket
import ssl
import sys
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

PATIENCE_S = 3.0
ROLES = ("crawler", "worker", "indexer", "web")
MOST_PROCESSES = 200


def main() -> int:
    """Return 0 if a process of this container beats, else 1."""
    url = os.environ.get("TRAWLNET_REDIS_URL", "")
    try:
        beating = beats(urlsplit(url), keys(socket.gethostname(), processes()))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"Redis does not answer: {error}\n")
        return 1
    if not beating:
        sys.stderr.write("No process of this container has beaten lately.\n")
    return 0 if beating else 1


def processes() -> list[int]:
    """Return the ids of this container's processes."""
    return sorted(int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())[:MOST_PROCESSES]


def keys(host: str, pids: list[int]) -> list[str]:
    """Return the keys under which these processes would beat, whatever their role."""
    return [f"trawlnet:processes:{role}:{host}:{pid}" for role in ROLES for pid in pids]


def beats(url: SplitResult, wanted: list[str]) -> bool:
    """Return whether any of the keys exists; raises `OSError` or `ValueError` if the store gives no such answer."""
    with connection(url) as link, link.makefile("rb") as answers:
        for command in (*greetings(url), ["EXISTS", *wanted]):
            link.sendall(encoded(command))
            answer = answers.readline(1024).decode("utf-8", "replace").strip()
            if answer[:1] not in ("+", ":"):
                raise ValueError(answer or "it closed the connection")
        return answer != ":0"


def greetings(url: SplitResult) -> list[list[str]]:
    """Return what is said first: the password and the database's number, where the URL has them."""
    said = []
    if url.password:
        said.append(["AUTH", *([unquote(url.username)] if url.username else []), unquote(url.password)])
    if url.path.strip("/"):
        said.append(["SELECT", url.path.strip("/")])
    return said


def connection(url: SplitResult) -> socket.socket:
    """Return a connection to the store of a redis:// or rediss:// URL."""
    if url.scheme not in ("redis", "rediss") or not url.hostname:
        raise ValueError("TRAWLNET_REDIS_URL names no server")
    link = socket.create_connection((url.hostname, url.port or 6379), timeout=PATIENCE_S)
    if url.scheme == "rediss":
        return ssl.create_default_context().wrap_socket(link, server_hostname=url.hostname)
    return link


def encoded(command: list[str]) -> bytes:
    """Return a command as Redis reads it (RESP2: an array of bulk strings)."""
    parts = [part.encode() for part in command]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)


if __name__ == "__main__":
    sys.exit(main())
