"""Plain JSON for every record that leaves a process, and the check when one comes in."""

from typing import Any, TypeVar

import msgspec

from contracts.errors import Malformed

T = TypeVar("T")


def encode(record: Any) -> bytes:
    """Return a record (or a container of records) as compact UTF-8 JSON; moments as RFC 3339, bytes as base64."""
    return msgspec.json.encode(record)


def decode(data: bytes | str, kind: type[T]) -> T:
    """Return the record of type `kind` that `data` holds; fields it does not know are ignored.

    Raises `Malformed`, saying where, if it is not JSON or does not fit the type.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(f"not a {getattr(kind, '__name__', kind)}: {error}") from error


def plain(record: Any) -> Any:
    """Return a record as what JSON knows: dicts, lists, strings, numbers."""
    return msgspec.to_builtins(record)
