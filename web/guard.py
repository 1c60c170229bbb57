"""What holds for every request and every answer: the Host, the key, the size of a body, the security headers."""

import logging
from collections.abc import Iterable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.errors import Refusal, refusal_for, refusal_response
from web.keys import shows_key

_log: Final = logging.getLogger(__name__)
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_ALWAYS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_MAX_BODY_BYTES: Final = 256 * 1024


class Guard:
    """The outermost layer: refuses what may not come in, and marks all that goes out."""

    def __init__(self, app: ASGIApp, *, host_names: Iterable[str], key: str) -> None:
        self._app = app
        self._host_names = frozenset(host_names)
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if scope["method"] == "HEAD":
            # What may be got may be asked for without its body; the server leaves the body out.
            scope = {**scope, "method": "GET"}
        if refusal is None:
            refusal = await self._handled(scope, _bounded(receive), _marked(send))
        if refusal is not None:
            answer = refusal_response(Request(scope), refusal)
            await answer(scope, receive, _marked(send))

    async def _handled(self, scope: Scope, receive: Receive, send: Send) -> Refusal | None:
        """Let the app answer; what escapes it is a bug, logged, and told to the client if nothing was sent yet."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            _log.exception("a request failed: %s", scope["path"])
            if started:
                raise
            return refusal_for(error)
        return None

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        if not self._answers_to(headers.get("host", "")):
            return Refusal(
                421, "UnknownHost", "The Host header names another server: add the name to TRAWLNET_WEB_ALLOWED_HOSTS."
            )
        if scope["method"] not in _READING and not shows_key(dict(headers), self._key):
            return Refusal(
                401,
                "KeyNeeded",
                "This changes something and needs the key: send it as X-API-Key, or as a Bearer token.",
            )
        if _too_long(headers.get("content-length")):
            return Refusal(413, "TooLarge", f"A body may have {_MAX_BODY_BYTES:,} bytes at most.")
        return None

    def _answers_to(self, host: str) -> bool:
        return "*" in self._host_names or _without_port(host) in self._host_names


def _without_port(host: str) -> str:
    name = host.strip().lower().rstrip(".")
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].rstrip(".")


def _too_long(content_length: str | None) -> bool:
    return content_length is not None and content_length.isdecimal() and int(content_length[:20]) > _MAX_BODY_BYTES


def _bounded(receive: Receive) -> Receive:
    """Return `receive` with a body cut off past the bound: what comes after is as if the client had gone."""
    got = 0

    async def bounded() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        return message if got <= _MAX_BODY_BYTES else {"type": "http.disconnect"}

    return bounded


def _marked(send: Send) -> Send:
    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _ALWAYS.items():
                headers.setdefault(name, value)
        await send(message)

    return marked
