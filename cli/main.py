"""The `trawlnet` command: every sub-command, and how its errors become one sentence and an exit status.

Exit status: 0 done (no hits is done), 1 failed, 2 wrong usage, 3 done in part.
"""

import os
import sys
from typing import Annotated

import redis
import typer

from cli.commands import (
    clean,
    crawl,
    dead,
    demo,
    doctor,
    forget,
    frontier,
    queues,
    replay,
    search,
    show,
    sources,
    transfer,
    up,
)
from cli.console import warn
from contracts.errors import Misconfigured, Rejected, TrawlnetError

app = typer.Typer(
    name="trawlnet",
    help="Crawl the sources you trust, and search what they publish.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"trawlnet {version('trawlnet')}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Crawl the sources you trust, and search what they publish."""


for module in (demo, up, crawl, search, show, sources, queues, dead, frontier, clean, replay, transfer, forget, doctor):
    module.register(app)


def main() -> None:
    """Run the command line and exit with its status; every expected error is one sentence on standard error."""
    sys.exit(_status_of_run())


def _status_of_run() -> int:
    try:
        result = app(standalone_mode=False)
    except typer.TyperException as error:
        return _wrong_usage(error)
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except typer.Exit as ended:
        return ended.exit_code
    except (Misconfigured, Rejected) as error:
        warn(f"trawlnet: {error}")
        return 2
    except TrawlnetError as error:
        warn(f"trawlnet: {error}")
        return 1
    except redis.RedisError as error:
        warn(f"trawlnet: the store does not answer as it should ({error}): `trawlnet doctor` says more.")
        return 1
    except (BrokenPipeError, SystemExit):  # typer makes the second of the first, and of nothing else
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _file_trouble(error)
    return result if isinstance(result, int) else 0


def _file_trouble(error: OSError) -> int:
    """Say which file could not be read or written; an error that names none is a bug, and is raised."""
    if error.filename is None:
        raise error
    warn(f"trawlnet: {error.filename}: {error.strerror}: name a file that can be read, or written, there.")
    return 1


def _wrong_usage(error: typer.TyperException) -> int:
    said = " ".join(error.format_message().split())
    if said:
        warn(f"trawlnet: {said}")
    return 2
