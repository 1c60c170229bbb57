"""What went wrong, told in one sentence: as JSON under /api, as a page elsewhere, never as a traceback."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import redis
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from contracts.errors import Malformed, Misconfigured, Rejected, Transient
from web.reader import reader_of
from web.render import page

_SAID: Final = (400, 401, 403, 404, 405, 410, 413, 421, 422, 500, 503)
_JSON_PATHS: Final = ("/api/", "/metrics", "/healthz", "/readyz", "/openapi.json")
_NAMES: Final = {400: "BadRequest", 404: "NotFound", 405: "MethodNotAllowed", 410: "Gone", 422: "BadParameter"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is an error: its status, the error's name, and a sentence that says what to do."""

    status: int
    error: str
    detail: str


class NotFound(Exception):
    """What was asked for is not there; its text is the sentence to show."""


class Refused(Exception):
    """What was sent can't be used; its text is the sentence to show."""


class Gone(Exception):
    """What was asked for was withdrawn; its text is the sentence to show."""


def refusal_response(request: Request, refusal: Refusal) -> Response:
    """Return the refusal in the form that the address speaks."""
    headers = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else {}
    if refusal.status == 503:
        headers["Retry-After"] = "5"
    if request.url.path.startswith(_JSON_PATHS):
        body = {"error": refusal.error, "detail": _clean(refusal.detail)}
        return JSONResponse(body, status_code=refusal.status, headers=headers)
    reader = reader_of(request, now=datetime.now(UTC))
    said = refusal.status if refusal.status in _SAID else 400 if refusal.status < 500 else 500
    answer = page(
        reader,
        "error.html",
        status=refusal.status,
        code=refusal.status,
        title=reader.words(f"error.{said}"),
        detail=refusal.detail,
    )
    answer.headers.update(headers)
    return answer


def refusal_for(error: Exception) -> Refusal:
    """Return what to answer to an error: the reader's own is 4xx, an absent part 503, a bug 500."""
    match error:
        case HTTPException():
            name = _NAMES.get(error.status_code, "Refused")
            return Refusal(error.status_code, name, _http_detail(error))
        case RequestValidationError():
            return Refusal(422, "BadParameter", _parameter_detail(error))
        case NotFound():
            return Refusal(404, "NotFound", str(error))
        case Refused():
            return Refusal(422, "Refused", str(error))
        case Gone():
            return Refusal(410, "Gone", str(error))
        case Malformed():
            return Refusal(400, "Malformed", str(error) or "The request is malformed.")
        case Rejected():
            return Refusal(422, error.reason, str(error) or "That can't be used here.")
        case Transient():
            return Refusal(503, type(error).__name__, str(error))
        case Misconfigured():
            return Refusal(503, "Misconfigured", str(error))
        case ClientDisconnect():
            return Refusal(413, "TooLarge", "The body ended early, or is larger than this server takes.")
        case redis.RedisError():
            return Refusal(503, "StoreUnreachable", "Redis does not answer: it is asked again with the next request.")
        case _:
            return Refusal(500, "Bug", "Something failed that should not: the log of the web process says what.")


def add_error_answers(app: FastAPI) -> None:
    """Let every foreseen error that leaves a route become its one-sentence answer; `guard` answers to bugs."""

    async def answer(request: Request, error: Exception) -> Response:
        return refusal_response(request, refusal_for(error))

    kinds: tuple[type[Exception], ...] = (
        HTTPException,
        RequestValidationError,
        NotFound,
        Refused,
        Gone,
        Rejected,
        Transient,
        Misconfigured,
        redis.RedisError,
        ClientDisconnect,
    )
    for kind in kinds:
        app.add_exception_handler(kind, answer)


def _http_detail(error: HTTPException) -> str:
    if error.status_code == 404:
        return "There is nothing at this address."
    if error.status_code == 405:
        return "This address does not take that method."
    return str(error.detail)


def _parameter_detail(error: RequestValidationError) -> str:
    found: dict[str, Any] = error.errors()[0] if error.errors() else {}
    place = ".".join(str(part) for part in found.get("loc", ()) if part not in ("query", "path", "body", "header"))
    message = str(found.get("msg", "it can't be used")).rstrip(".")
    return f"{place or 'The request'}: {message}."


def _clean(text: str) -> str:
    """Return the text with what UTF-8 can't carry replaced."""
    return text.encode("utf-8", "replace").decode()
