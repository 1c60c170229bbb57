"""How we sign in at sources: cookies or a basic password, read from a file that only its owner can read.

A source names an entry of the file; an entry names the hosts that it is for. What is secret is never shown, logged,
archived or stored: it lives in that file and in the requests to those hosts.
"""

import base64
import logging
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from contracts.errors import Misconfigured, UnusableUrl
from contracts.urls import fetch_url, host_of

SECRET_HEADERS: Final = frozenset({"authorization", "cookie", "proxy-authorization"})
"""The request headers that hold what nobody else may see, in lower case."""

_LARGEST: Final = 2**20
_COOKIE_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
_COOKIE_VALUE: Final = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$")
_KEYS: Final = frozenset({"hosts", "cookies", "basic"})
_log: Final = logging.getLogger("trawlnet.crawler")


@dataclass(frozen=True, slots=True)
class SignIn:
    """One entry: the hosts that it is for, and the header that signs in there."""

    hosts: frozenset[str]
    headers: tuple[tuple[str, str], ...] = field(repr=False)


class SignIns:
    """The entries of the file, read again when it has changed; without a file there are none.

    Building it raises `Misconfigured` if the file is not as it must be. What is wrong later is logged in one sentence,
    and no entry holds until it is mended.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._stamp: tuple[int, ...] = ()
        self._entries: dict[str, SignIn] = {}
        if file is not None:
            self._stamp = _stamp(file)
            self._entries = read_sign_ins(file)

    def get(self, name: str) -> SignIn | None:
        """Return the entry of this name, or None."""
        self._look()
        return self._entries.get(name)

    def _look(self) -> None:
        if self._file is None or (stamp := _stamp(self._file)) == self._stamp:
            return
        self._stamp, self._entries = stamp, {}
        try:
            self._entries = read_sign_ins(self._file)
        except Misconfigured as error:
            _log.error("sign_ins_refused %s", error)


def _stamp(file: Path) -> tuple[int, ...]:
    try:
        now = file.stat()
    except OSError:
        return ()
    return (now.st_mtime_ns, now.st_size, now.st_ino, now.st_mode)


def read_sign_ins(file: Path) -> dict[str, SignIn]:
    """Return the entries of a TOML or YAML file by their names; raises `Misconfigured`, which never tells a secret."""
    text = _private_text(file)
    try:
        entries = tomllib.loads(text) if file.suffix == ".toml" else yaml.safe_load(text)
    except (tomllib.TOMLDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        kind = "TOML" if file.suffix == ".toml" else "YAML"
        raise Misconfigured(f"The file of secrets {file} is not {kind}: {_place(error)}.") from None
    if not isinstance(entries, Mapping):
        raise Misconfigured(f"The file of secrets {file} must map names to entries with hosts, and cookies or basic.")
    return {str(name): _sign_in(entry, f"{file}, entry {name}") for name, entry in entries.items()}


def _private_text(file: Path) -> str:
    """Return what the file says, if nobody but its owner can read it."""
    try:
        with file.open("rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
                raise Misconfigured(f"The file of secrets {file} can be read by others: run `chmod 600 {file}`.")
            return opened.read(_LARGEST).decode("utf-8-sig")
    except OSError as error:
        raise Misconfigured(f"The file of secrets {file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise Misconfigured(f"The file of secrets {file} is not UTF-8.") from None


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    found = re.search(r"at line \d+", str(error))
    return f"line {mark.line + 1} is wrong" if mark else f"something is wrong {found[0]}" if found else "it is broken"


def _sign_in(entry: object, where: str) -> SignIn:
    if not isinstance(entry, Mapping) or set(entry) - _KEYS or ("cookies" in entry) == ("basic" in entry):
        raise Misconfigured(f"{where}: an entry has hosts, and either cookies or basic.")
    header = _cookie(entry["cookies"], where) if "cookies" in entry else _basic(entry["basic"], where)
    return SignIn(hosts=_hosts(entry.get("hosts"), where), headers=(header,))


def _hosts(value: Any, where: str) -> frozenset[str]:
    listed = [value] if isinstance(value, str) else value
    try:
        if isinstance(listed, list) and listed:
            return frozenset(_host(text) for text in listed)
    except (UnusableUrl, TypeError):
        pass
    raise Misconfigured(f"{where}: hosts must list the host names that the secret is for, without scheme and port.")


def _host(text: str) -> str:
    if not isinstance(text, str) or re.search(r"[\s/:@?#*]", text):
        raise TypeError
    return host_of(fetch_url(f"https://{text}/"))


def _cookie(value: object, where: str) -> tuple[str, str]:
    if not isinstance(value, Mapping) or not value:
        raise Misconfigured(f"{where}: cookies must map each cookie's name to its value.")
    for name, text in value.items():
        if not isinstance(name, str) or not _COOKIE_NAME.match(name):
            raise Misconfigured(f"{where}: cookies: a name is not one that a cookie may have.")
        if not isinstance(text, str) or not _COOKIE_VALUE.match(text):
            raise Misconfigured(f"{where}: cookies: the value of {name} must be a text as it stands in the header.")
    return "Cookie", "; ".join(f"{name}={text}" for name, text in value.items())


def _basic(value: object, where: str) -> tuple[str, str]:
    known = isinstance(value, Mapping) and set(value) == {"user", "password"}
    if not known or not isinstance(value, Mapping) or not all(isinstance(part, str) for part in value.values()):
        raise Misconfigured(f"{where}: basic must give user and password, both as texts.")
    if ":" in value["user"]:
        raise Misconfigured(f"{where}: basic: a user's name holds no colon.")
    pair = f"{value['user']}:{value['password']}".encode()
    return "Authorization", "Basic " + base64.b64encode(pair).decode()
