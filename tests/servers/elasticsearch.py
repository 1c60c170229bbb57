"""A real Elasticsearch for the tests: the official image where Docker answers, else Elastic's own build on a JDK.

`python -m tests.servers.elasticsearch --port 9200` runs one until interrupted. The build is the one that Elastic
publishes on Maven Central for integration tests: the server with the free licence, without its optional modules.
Our index analyses text in Python and asks nothing of those modules, so what runs here runs on the full distribution.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from tests.servers import Unavailable, free_port

VERSION = "9.5.0"
IMAGE = f"docker.elastic.co/elasticsearch/elasticsearch:{VERSION}"
MIN_JAVA = 21
_MODULE = "jdk.incubator.vector"
URL_VARIABLE = "TRAWLNET_TEST_ELASTICSEARCH_URL"
READY_WITHIN_S = 180.0
_GROUP = "org/elasticsearch/distribution/integ-test-zip/elasticsearch"
_ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
_REMEDY = f"Set {URL_VARIABLE} to a running Elasticsearch 9, start Docker, or install Maven and a JDK {MIN_JAVA}."
_NOBODY = 65534
_HEAP = "-Xms512m -Xmx512m"
_SETTINGS = {
    "discovery.type": "single-node",
    "cluster.name": "trawlnet-test",
    "xpack.security.enabled": "false",
    "cluster.routing.allocation.disk.threshold_enabled": "false",
    "action.destructive_requires_name": "true",
}


@dataclass(frozen=True)
class Server:
    """A running Elasticsearch; `stop` ends it and what it started."""

    port: int
    process: subprocess.Popen[bytes] | None = None
    container: str | None = None

    def url(self) -> str:
        """Return the address of its HTTP interface."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Make sure that it no longer runs."""
        if self.container is not None:
            subprocess.run(["docker", "rm", "--force", self.container], capture_output=True, check=False, timeout=60)
        if self.process is not None:
            _end(self.process)


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Give the URL of an Elasticsearch: the one that is named, else one started for this while.

    Raises `Unavailable` if this machine has no way to one.
    """
    named = os.environ.get(URL_VARIABLE)
    if named:
        yield named
        return
    data_dir = Path(mkdtemp(prefix="trawlnet-elasticsearch-"))
    try:
        server = start_container() if docker_answers() else start(free_port(), data_dir)
        try:
            yield server.url()
        finally:
            server.stop()
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)


def docker_answers() -> bool:
    """Return whether a container engine is there to be used."""
    if shutil.which("docker") is None:
        return False
    try:
        return subprocess.run(["docker", "info"], capture_output=True, check=False, timeout=20).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def start_container(image: str = IMAGE) -> Server:
    """Return the official image's server once it answers; it forgets everything when it stops."""
    port = free_port()
    settings = [part for name, value in _SETTINGS.items() for part in ("--env", f"{name}={value}")]
    command = ["docker", "run", "--detach", "--rm", "--publish", f"127.0.0.1:{port}:9200", *settings]
    started = subprocess.run(
        [*command, "--env", f"ES_JAVA_OPTS={_HEAP}", image], capture_output=True, text=True, check=False, timeout=600
    )
    if started.returncode != 0:
        raise Unavailable(f"Docker could not run {image}: {started.stderr.strip()[-300:]} {_REMEDY}")
    server = Server(port=port, container=started.stdout.strip())
    return _once_ready(server, log=None)


def prepare() -> Path:
    """Return the unpacked server's folder, readable by any user; raises `Unavailable` with the remedy."""
    home = _cache_dir() / f"elasticsearch-{VERSION}"
    if (home / "lib").is_dir():
        return home
    unpacking = Path(mkdtemp(prefix="unpacking-", dir=_cache_dir()))
    try:
        with zipfile.ZipFile(_archive()) as archive:
            archive.extractall(unpacking)
        _open_to_all(unpacking)
        with contextlib.suppress(OSError):  # another process was quicker, and its folder is as good
            (unpacking / home.name).rename(home)
    finally:
        shutil.rmtree(unpacking, ignore_errors=True)
    return home


def start(port: int, data_dir: Path) -> Server:
    """Return a server that answers on 127.0.0.1:`port` and keeps everything it writes under `data_dir`.

    A superuser's server runs as nobody, for Elasticsearch refuses to run as root; `data_dir` then belongs to nobody.
    """
    home, java_home = prepare(), find_java()
    config = _configure(home, port, data_dir)
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "ES_JAVA_HOME": str(java_home),
        "ES_PATH_CONF": str(config),
        "ES_JAVA_OPTS": os.environ.get("TRAWLNET_TEST_ELASTICSEARCH_JAVA_OPTS", _HEAP),
        "ES_TMPDIR": str(data_dir / "tmp"),
        "HOME": str(data_dir),
    }
    log = data_dir / "output.log"
    identity = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(home / "bin" / "elasticsearch")],
            env=environment,
            cwd=data_dir,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **identity,  # type: ignore[call-overload]
        )
    return _once_ready(Server(port=port, process=process), log=log)


def find_java() -> Path:
    """Return the home of a fitting JDK, one that is named before others; raises `Unavailable` with the remedy."""
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    installed = sorted(Path("/usr/lib/jvm").glob("*")) + sorted(
        Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home")
    )
    on_path = [Path(found).resolve().parent.parent for found in [shutil.which("java")] if found]
    return fitting_java([*named, *on_path, *installed])


def fitting_java(homes: Sequence[Path]) -> Path:
    """Return the first of these Java homes that Elasticsearch accepts; raises `Unavailable` with the remedy."""
    fitting = [home for home in homes if _java_version(home) >= MIN_JAVA]
    if not fitting:
        raise Unavailable(
            f"No Java {MIN_JAVA} or newer is in ES_JAVA_HOME, JAVA_HOME, on the PATH or in /usr/lib/jvm. {_REMEDY}"
        )
    return fitting[0]


def _java_version(home: Path) -> int:
    with contextlib.suppress(OSError, ValueError):
        release = (home / "release").read_text(encoding="utf-8", errors="replace")
        found = re.search(r'^JAVA_VERSION="(\d+)', release, re.MULTILINE)
        whole = "MODULES=" not in release or _MODULE in release  # a trimmed runtime lacks what Elasticsearch asks for
        return int(found.group(1)) if found and whole and (home / "bin" / "java").exists() else 0
    return 0


def _archive() -> Path:
    folder = Path.home() / ".m2" / "repository" / _GROUP / VERSION
    archive = folder / f"elasticsearch-{VERSION}.zip"
    if archive.is_file():
        return archive
    maven = shutil.which("mvn")
    if maven is None:
        raise Unavailable(f"Neither Docker nor Maven is installed. {_REMEDY}")
    fetched = subprocess.run(
        [maven, "-q", "--batch-mode", "dependency:get", f"-Dartifact={_ARTIFACT}", "-Dtransitive=false"],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    if not archive.is_file():
        said = (fetched.stdout + fetched.stderr).strip()[-300:]
        raise Unavailable(f"Maven could not fetch {_ARTIFACT} into {folder}: {said} {_REMEDY}")
    return archive


def _cache_dir() -> Path:
    """Return where the unpacked server is kept: the user's cache, or a shared one if others may not look in there."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trawlnet-test"
    if os.geteuid() == 0 and not _others_may_enter(cache):
        cache = Path("/var/cache/trawlnet-test")
    cache.mkdir(parents=True, exist_ok=True, mode=0o755)
    return cache


def _others_may_enter(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents) if parent.exists())


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        executable = path.is_dir() or path.parent.name == "bin" or path.name == "controller"
        path.chmod(0o755 if executable else 0o644)


def _configure(home: Path, port: int, data_dir: Path) -> Path:
    config = data_dir / "config"
    for folder in (data_dir, config, data_dir / "data", data_dir / "logs", data_dir / "tmp"):
        folder.mkdir(parents=True, exist_ok=True)
    for file in (home / "config").iterdir():
        if file.is_file():
            shutil.copyfile(file, config / file.name)
    settings = _SETTINGS | {
        "http.host": "127.0.0.1",
        "http.port": str(port),
        "transport.host": "127.0.0.1",
        "transport.port": str(free_port()),
        "path.data": str(data_dir / "data"),
        "path.logs": str(data_dir / "logs"),
    }
    lines = [f"{name}: {json.dumps(value)}" for name, value in settings.items()]
    (config / "elasticsearch.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = (config / "jvm.options").read_text(encoding="utf-8").splitlines()
    kept = [line for line in options if not line.startswith(("-Xlog:gc", "-XX:+HeapDumpOnOutOfMemoryError"))]
    (config / "jvm.options").write_text("\n".join(kept) + "\n", encoding="utf-8")
    if os.geteuid() == 0:
        for path in (data_dir, *data_dir.rglob("*")):
            os.chown(path, _NOBODY, _NOBODY)
    return config


def _once_ready(server: Server, *, log: Path | None) -> Server:
    """Return the server when it answers; stops it and raises `Unavailable` if it ends or stays silent."""
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if server.process is not None and server.process.poll() is not None:
            break
        if _answers(server.url()):
            return server
        time.sleep(0.3)
    server.stop()
    said = log.read_text(encoding="utf-8", errors="replace")[-600:] if log is not None else ""
    raise Unavailable(f"Elasticsearch did not come up within {READY_WITHIN_S:.0f} s: {said} {_REMEDY}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop a server and its children: politely, then not."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def main() -> int:
    """Run a server until interrupted; exit 1 with one sentence if there is no way to one."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers.elasticsearch", description=main.__doc__)
    parser.add_argument("--home", type=Path, help="folder for data, logs and settings (default: a fresh one)")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    parser.add_argument("--only-prepare", action="store_true", help="fetch and unpack the server, then end")
    chosen = parser.parse_args()
    try:
        if chosen.only_prepare:
            sys.stdout.write(f"{prepare()}\n")
            return 0
        server = start(chosen.port or free_port(), chosen.home or Path(mkdtemp(prefix="trawlnet-elasticsearch-")))
    except Unavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{server.url()}\n")
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        if server.process is not None:
            server.process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
