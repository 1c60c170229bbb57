"""The services of docker-compose.yml in real containers: brought up for a while, asked about, and always torn down."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.servers import Unavailable
from tests.servers.elasticsearch import docker_answers

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_FILE = ROOT / "docker-compose.yml"
BUILD_WITHIN_S = 300.0
UP_WITHIN_S = 150.0
ENDS_WITHIN_S = 240.0
DOWN_WITHIN_S = 90.0
_PROFILE = ("--profile", "demo")
_SHOWN_LINES = 40
_REMEDY = "Start Docker, or run .ci/packages and `.ci/images python redis elasticsearch` as root, which set up podman."
_PODMAN_COMPOSE = ROOT / ".cache" / "podman-compose" / "bin" / "podman-compose"
_HEALTHCHECK = ("/opt/trawlnet/bin/python", "-I", "-S", "/opt/trawlnet/healthcheck.py")


@dataclass(frozen=True)
class Engine:
    """What runs containers here: its own command, the one that reads docker-compose.yml, and how `up` is to scale."""

    own: str
    compose: tuple[str, ...]
    scaling: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stack:
    """The services of one project; `environment` is what its compose file is read with."""

    engine: Engine
    project: str
    environment: dict[str, str]

    def compose(self, *arguments: str, within_s: float) -> None:
        """Run a compose command on this project; raises `RuntimeError` with the end of its output if it fails."""
        command = [*self.engine.compose, "-p", self.project, *_PROFILE, *arguments]
        done = _run(command, within_s=within_s, environment=self.environment)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{_end(done.stdout)}")

    def containers(self, service: str, *, only_running: bool = True) -> list[str]:
        """Return the ids of a service's containers."""
        chosen = ["--filter", f"label=com.docker.compose.service={service}"]
        return self._listed(["ps", *([] if only_running else ["--all"]), "--no-trunc", *chosen])

    def exit_status(self, service: str) -> int:
        """Return how the only container of a service ended, once it has; raises `TimeoutError` if it does not."""
        deadline = time.monotonic() + ENDS_WITHIN_S
        while time.monotonic() < deadline:
            for container in self.containers(service, only_running=False):
                state = self._ask("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", container).split()
                if state and state[0] in ("exited", "dead"):
                    return int(state[1])
            time.sleep(1.0)
        raise TimeoutError(f"{service} did not end within {ENDS_WITHIN_S:.0f} s:\n{self.logs()}")

    def health(self, container: str) -> int:
        """Return the exit status of the image's health check in a container."""
        return _run([self.engine.own, "exec", container, *_HEALTHCHECK], within_s=30).returncode

    def unhealthy(self, services: Sequence[str]) -> list[str]:
        """Return which of the services have a container whose health check fails."""
        return [name for name in services for container in self.containers(name) if self.health(container) != 0]

    def log(self, service: str) -> str:
        """Return the end of what a service's containers wrote."""
        logs = [self._ask("logs", container) for container in self.containers(service, only_running=False)]
        return "\n".join(_end(text) for text in logs)

    def logs(self) -> str:
        """Return the end of what every service of ours wrote."""
        names = ("demo", "crawler", "worker", "indexer", "web", "newsroom")
        return "\n".join(f"== {name}\n{self.log(name)}" for name in names)

    def tear_down(self) -> None:
        """Make sure that no container, network or volume of the project is left."""
        try:
            with contextlib.suppress(RuntimeError, subprocess.TimeoutExpired):
                self.compose("down", "--volumes", "--timeout", "5", within_s=DOWN_WITHIN_S)
        finally:  # an interrupted test cleans up all the same
            self._remove_the_rest()

    def _remove_the_rest(self) -> None:
        """Remove what podman-compose leaves: it does not know of containers from a scale, and stumbles over them."""
        for container in self._listed(["ps", "--all", "--no-trunc"], backwards=True):
            self._ask("rm", "--force", "--volumes", container)
        if self.engine.own == "podman":
            self._ask("pod", "rm", "--force", f"pod_{self.project}")
        for kind in ("network", "volume"):
            for name in self._listed([kind, "ls"]):
                self._ask(kind, "rm", "--force", name)

    def _listed(self, command: list[str], *, backwards: bool = False) -> list[str]:
        chosen = ["--quiet", "--filter", f"label=com.docker.compose.project={self.project}"]
        found = self._ask(*command, *chosen).split()
        return found[::-1] if backwards else found

    def _ask(self, *arguments: str) -> str:
        return _run([self.engine.own, *arguments], within_s=60).stdout


def engine() -> Engine:
    """Return what runs containers on this machine; raises `Unavailable` with the remedy if nothing does."""
    if docker_answers():
        return Engine("docker", ("docker", "compose"))
    found = str(_PODMAN_COMPOSE) if _PODMAN_COMPOSE.exists() else shutil.which("podman-compose")
    if shutil.which("podman") is None or found is None:
        raise Unavailable(f"No container engine answers. {_REMEDY}")
    if _run(["podman", "info"], within_s=60).returncode != 0:
        raise Unavailable(f"podman is installed, but not able to run here. {_REMEDY}")
    return Engine("podman", (found, "--podman-build-args=--network host"))


@contextlib.contextmanager
def stack(*, project: str, web_port: int, scale: dict[str, int]) -> Iterator[Stack]:
    """Give the built and started services, the profile `demo` included; everything of them is removed afterwards."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRAWLNET_", "COMPOSE_"))}
    with tempfile.TemporaryDirectory() as folder:
        running = Stack(scaled(engine(), scale, Path(folder)), project, kept | {"TRAWLNET_WEB_PORT": str(web_port)})
        try:
            running.compose("build", "crawler", within_s=BUILD_WITHIN_S)  # the one image of all our services
            running.compose("up", "--detach", *running.engine.scaling, within_s=UP_WITHIN_S)
            yield running
        finally:
            running.tear_down()


def scaled(engine: Engine, scale: dict[str, int], folder: Path) -> Engine:
    """Return the engine that runs so many containers of the named services.

    podman-compose takes `--scale` for one service alone, but as many as one likes from a second compose file.
    """
    if engine.own == "docker":
        flags = [part for name, count in scale.items() for part in ("--scale", f"{name}={count}")]
        return replace(engine, scaling=tuple(flags))
    file = folder / "scale.yml"
    file.write_text(json.dumps({"services": {name: {"scale": count} for name, count in scale.items()}}))
    return replace(engine, compose=(*engine.compose, "-f", str(COMPOSE_FILE), "-f", str(file)))


def _run(
    command: Sequence[str], *, within_s: float, environment: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        list(command),
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        timeout=within_s,
        start_new_session=True,  # an interrupt meant for the tests does not stop the tearing down
    )


def _end(text: str) -> str:
    return "\n".join(text.splitlines()[-_SHOWN_LINES:])
