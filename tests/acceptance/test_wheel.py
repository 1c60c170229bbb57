"""The built wheel holds the whole product: in an empty environment, far from the checkout, it runs the demo."""

import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(600)


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel and nothing but its pinned dependencies."""

    wheel: Path
    bin: Path

    def run(self, *command: str, folder: Path, within_s: float) -> "subprocess.CompletedProcess[str]":
        """Return a finished command of the environment, run in an empty home and working folder."""
        return subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            cwd=folder,
            env={"HOME": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            timeout=within_s,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build the wheel and install it with what requirements.txt pins."""
    folder = tmp_path_factory.mktemp("wheel")
    built, environment = folder / "built", folder / "environment"
    pip = [str(environment / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    succeed([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)], within_s=60)
    succeed([sys.executable, "-m", "venv", str(environment)], within_s=60)
    succeed([*pip, "--require-hashes", "-r", str(ROOT / "requirements.txt")], within_s=360)
    (wheel,) = built.glob("*.whl")
    succeed([*pip, "--no-deps", "--no-index", str(wheel)], within_s=60)
    return Installed(wheel, environment / "bin")


def test_an_installed_wheel_runs_the_demo_and_its_index_equals_the_manifest(
    installed: Installed, tmp_path: Path
) -> None:
    done = installed.run("trawlnet", "demo", "--exit", folder=tmp_path, within_s=240)

    assert done.returncode == 0, done.stdout[-4000:]
    assert "The index equals the manifest" in done.stdout


def test_the_wheel_holds_every_file_of_the_rooms_that_is_not_python(installed: Installed) -> None:
    rooms = ("contracts", "search", "workers", "crawler", "web", "cli", "newsroom")
    tracked = succeed(["git", "ls-files", "-z", *rooms], within_s=30).split("\0")

    held = set(zipfile.ZipFile(installed.wheel).namelist())

    assert [name for name in tracked if name and name not in held] == []


def succeed(command: list[str], *, within_s: float) -> str:
    """Return what a command printed; fails the test with the end of its words if it does not succeed."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=within_s,
    )
    assert done.returncode == 0, f"{command}: {(done.stdout + done.stderr)[-2000:]}"
    return done.stdout
