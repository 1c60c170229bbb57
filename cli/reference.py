"""The reference pages of `docs/`, made from the code: `python -m cli.reference` writes them, a test compares them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import typer.main

from cli.main import app
from cli.parts import rooms
from contracts.settings import RoomSettings

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"


def settings_page() -> str:
    """Return `docs/settings.md`."""
    head = """# Settings
Each setting is an environment variable, or a line of `trawlnet.toml` in the working folder or the data folder: the
first that is found counts, and the environment wins. A setting that does not exist is refused. In the
environment, lists are written with commas.

This page is made from the code: `python -m cli.reference`.
"""
    return head + "".join(_room(kind) for kind in rooms())


def _room(kind: type[RoomSettings]) -> str:
    table = f"`[{kind.table}]` in `trawlnet.toml`" if kind.table else "top level of `trawlnet.toml`"
    first = (kind.__doc__ or "").strip().splitlines()[0]
    rows = "\n".join(_setting(kind, name) for name in kind.model_fields)
    return f"\n## {first}\n{table}\n\n| variable | default | means |\n|---|---|---|\n{rows}\n"


def _setting(kind: type[RoomSettings], name: str) -> str:
    field = kind.model_fields[name]
    variable = f"{kind.model_config.get('env_prefix', '')}{name}".upper()
    default = "" if field.default_factory is not None else _shown(field.default)
    return f"| `{variable}` | {default} | {field.description or ''} |"


def _shown(value: Any) -> str:
    return "" if value in (None, (), "") else f"`{value}`"


def commands_page() -> str:
    """Return `docs/commands.md`."""
    head = """# Commands
Every command has `--json`. Exit status: 0 done (no hits is done), 1 failed, 2 wrong usage, 3 done in part.

This page is made from the code: `python -m cli.reference`.
"""
    return head + "".join(_commands(typer.main.get_command(app), "trawlnet"))


def _commands(group: Any, path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path} {name}")
        else:
            yield _command(command, f"{path} {name}")


def _command(command: Any, path: str) -> str:
    options = "".join(_option(parameter) for parameter in command.params if parameter.name != "help")
    usage = " ".join([path, *(part for parameter in command.params if (part := _usage(parameter)))])
    return f"\n## {path}\n{(command.help or '').strip()}\n\n    {usage}\n{options and chr(10) + options}"


def _usage(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        name = parameter.metavar or parameter.name.upper()
        return name if parameter.required or name.startswith("[") else f"[{name}]"
    return f"[{parameter.opts[0]}]"


def _option(parameter: Any) -> str:
    names = ", ".join(f"`{name}`" for name in parameter.opts) if parameter.param_type_name == "option" else ""
    said = getattr(parameter, "help", None)
    shown = names or f"`{parameter.metavar or parameter.name.upper()}`"
    return f"- {shown}: {said}\n" if said else ""


def main() -> None:
    """Write both pages."""
    (DOCS / "settings.md").write_text(settings_page(), encoding="utf-8")
    (DOCS / "commands.md").write_text(commands_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
