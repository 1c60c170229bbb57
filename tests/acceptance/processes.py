"""The processes that run for an installation, told by what they were started with."""

from pathlib import Path

from tests.acceptance.installation import Installation


def processes_under(made: Installation) -> list[int]:
    """Return the pids of what runs for the installation or for a demo within it, its Valkey among them."""
    named = f"TRAWLNET_DATA_DIR={made.data_dir}".encode()
    return [pid for pid in running_pids() if any(entry.startswith(named) for entry in environment_of(pid))]


def valkeys_of(own: Installation) -> list[int]:
    """Return the pids of the Valkeys that serve the installation's folder."""
    return [pid for pid in running_pids() if cwd_of(pid) == own.data_dir.resolve() / "valkey"]


def processes_of(own: Installation) -> list[int]:
    """Return the pids of all processes that run for the installation, its Valkey among them."""
    named = f"TRAWLNET_DATA_DIR={own.data_dir}".encode()
    return [pid for pid in running_pids() if named in environment_of(pid)] + valkeys_of(own)


def running_pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def cwd_of(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True)
    except OSError:
        return None


def environment_of(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []
