"""The key that requests must show if they change something: where it is kept, and how it is compared."""

import hmac
import os
import secrets
from pathlib import Path

from contracts.errors import Misconfigured

KEY_FILE = "web.key"


def kept_key(data_dir: Path) -> str:
    """Return the data folder's key, made on first use and readable by its owner only.

    Raises `Misconfigured` if the folder can't hold it or the file holds none.
    """
    path = data_dir / KEY_FILE
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        _make_once(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"The key in {path} can't be read or written ({error}): mend it or remove it.") from error
    if len(key) < 16:
        raise Misconfigured(f"{path} holds no key of 16 characters or more: remove it, and a new one is made.")
    return key


def _make_once(path: Path) -> None:
    """Leave a whole key at `path`, whoever comes first: written aside, then linked, which never overwrites."""
    if path.exists():
        return
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, f"{secrets.token_urlsafe(32)}\n".encode())
    finally:
        os.close(descriptor)
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    finally:
        aside.unlink()


def shows_key(headers: dict[str, str], key: str) -> bool:
    """Return whether X-API-Key, or a Bearer token in Authorization, is the key; header names are lower-case."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    shown = headers.get("x-api-key") or (token.strip() if scheme.lower() == "bearer" else "")
    return hmac.compare_digest(shown.encode("utf-8", "replace"), key.encode())
