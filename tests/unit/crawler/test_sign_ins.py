"""A file of secrets is read only if nobody else can read it, and no message tells what is in it."""

import base64
import logging
from pathlib import Path

import pytest

from contracts.errors import Misconfigured
from crawler.sources.sign_ins import SignIns, read_sign_ins

YAML = """
daily:
  hosts: [www.daily.example, daily.example]
  cookies: {session: "s3cret=", plan: full}
sun:
  hosts: sun.example
  basic: {user: reader, password: "pass:word"}
"""
TOML = """
[daily]
hosts = ["www.daily.example", "daily.example"]
cookies = {session = "s3cret=", plan = "full"}
[sun]
hosts = "sun.example"
basic = {user = "reader", password = "pass:word"}
"""


def secret(folder: Path, text: str, name: str = "secrets.yaml", mode: int = 0o600) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


@pytest.mark.parametrize(("name", "text"), [("secrets.yaml", YAML), ("secrets.toml", TOML)])
def test_cookies_and_basic_passwords_become_headers_for_their_hosts(tmp_path: Path, name: str, text: str) -> None:
    entries = read_sign_ins(secret(tmp_path, text, name))

    assert entries["daily"].hosts == {"daily.example", "www.daily.example"}
    assert entries["daily"].headers == (("Cookie", "session=s3cret=; plan=full"),)
    basic = base64.b64encode(b"reader:pass:word").decode()
    assert entries["sun"].headers == (("Authorization", f"Basic {basic}"),)


def test_an_entry_that_is_shown_shows_no_secret(tmp_path: Path) -> None:
    assert "s3cret" not in repr(read_sign_ins(secret(tmp_path, YAML)))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_file_that_others_can_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(Misconfigured, match="can be read by others: run `chmod 600"):
        read_sign_ins(secret(tmp_path, YAML, mode=mode))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- daily", "must map names to entries"),
        ("daily: {hosts: [a.example], cookies: {a: s3cret}, basic: {}}", "either cookies or basic"),
        ("daily: {hosts: [a.example]}", "either cookies or basic"),
        ("daily: {hosts: [], cookies: {a: s3cret}}", "hosts must list the host names"),
        ("daily: {hosts: ['*.example'], cookies: {a: s3cret}}", "hosts must list the host names"),
        ("daily: {hosts: [a.example], cookies: s3cret}", "cookies must map"),
        ('daily: {hosts: [a.example], cookies: {a: "s3cret\\r\\nX: y"}}', "the value of a must be"),
        ("daily: {hosts: [a.example], basic: {user: s3cret}}", "basic must give user and password"),
        ("daily: {hosts: [a.example], basic: s3cret}", "basic must give user and password"),
        ("daily: [s3cret\nnext", "is not YAML: line 2"),
    ],
)
def test_a_mistake_is_one_sentence_that_tells_no_secret(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(Misconfigured, match=sentence) as raised:
        read_sign_ins(secret(tmp_path, text))

    assert "s3cret" not in str(raised.value)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read"):
        SignIns(tmp_path / "none.yaml")


def test_a_changed_file_holds_at_once_and_a_broken_one_signs_nobody_in(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = secret(tmp_path, YAML)
    sign_ins = SignIns(path)
    secret(tmp_path, YAML.replace("s3cret=", "renewed"))
    renewed = sign_ins.get("daily")
    with caplog.at_level(logging.ERROR, "trawlnet.crawler"):
        secret(tmp_path, YAML, mode=0o644)
        refused = sign_ins.get("daily")
        again = sign_ins.get("sun")

    assert renewed is not None
    assert renewed.headers[0][1].startswith("session=renewed")
    assert (refused, again) == (None, None)
    assert [record.getMessage().split()[0] for record in caplog.records] == ["sign_ins_refused"]
