"""click, in French: help, usage errors and the three exit codes.

0 done · 1 refused, with a sentence on stderr · 2 the command line was not understood.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

import click

from pvd_tui.settings import log_file

REFUSED: Final = 1
USAGE: Final = 2


class Formatter(click.HelpFormatter):
    """The help page with French headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        super().write_usage(prog, args.replace("[OPTIONS]", "[options]"), prefix or "Utilisation : ")

    def write_heading(self, heading: str) -> None:
        """Write a heading in French."""
        super().write_heading({"Options": "Options ", "Commands": "Commandes "}.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write definitions; click's own texts in French."""
        french = [(_translated(name, _VALUES), _translated(_HELP.get(text, text), _NOTES)) for name, text in rows]
        super().write_dl(french, col_max, col_spacing)


_HELP: Final = {
    "Show this message and exit.": "Affiche cette aide.",
    "Show the version and exit.": "Affiche la version.",
}


_VALUES: Final = {"INTEGER RANGE": "N", "INTEGER": "N", "TEXT": "TEXTE", "FILE": "FICHIER"}
"""What click calls the value of an option."""

_NOTES: Final = {"[default: ": "[défaut : ", "[required]": "[obligatoire]", "[env var: ": "[variable : "}
"""What click adds to the help of an option."""


def _translated(text: str, words: Mapping[str, str]) -> str:
    for english, word in words.items():
        if word not in text:  # French already: « TEXTE » holds « TEXT »
            text = text.replace(english, word)
    return text


class Context(click.Context):
    """A context whose help page is French."""

    formatter_class = Formatter


class Command(click.Command):
    """A command with French help."""

    context_class = Context


class Group(click.Group):
    """A group of commands with French help."""

    context_class = Context
    command_class = Command

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command, or refuse in French."""
        found = super().get_command(ctx, cmd_name)
        if found is None and not ctx.resilient_parsing:
            known = ", ".join(self.list_commands(ctx))
            raise click.UsageError(f"« {cmd_name} » n'est pas une commande. Commandes : {known}.", ctx)
        return found


class LazyGroup(Group):
    """Commands that are imported when they are called, so that the program and its `--help` start at once.

    `package` holds the modules; `modules` says, in the order of a day's work, in which of them each command lives.
    """

    package = ""
    modules: Mapping[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in their order."""
        del ctx
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command, or refuse in French."""
        module = self.modules.get(cmd_name)
        if module is None:
            return super().get_command(ctx, cmd_name)
        found = getattr(import_module(f"{self.package}.{module}"), cmd_name.replace("-", "_"))
        return found if isinstance(found, click.Command) else None


def run(group: click.Group, refusals: Callable[[], tuple[type[Exception], ...]], args: list[str] | None = None) -> int:
    """Run a command line and give its exit code; what it refuses is one French sentence on stderr.

    `refusals` names, once something was raised, the exceptions whose text is such a sentence.
    """
    try:
        result = group.main(args=args, standalone_mode=False)
    except click.UsageError as error:
        click.echo(f"{french(error)} Aide : {_path(error, group)} --help", err=True)
        return USAGE
    except (click.Abort, KeyboardInterrupt, EOFError):
        click.echo("Interrompu. Rien d'autre n'a été fait.", err=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:  # noqa: BLE001 - the edge of the program: no traceback ever reaches a user
        click.echo(str(error) if isinstance(error, refusals()) else _unforeseen(error), err=True)
    else:
        return result if isinstance(result, int) else 0
    return REFUSED


def _unforeseen(error: Exception) -> str:
    """Say an error that nobody foresaw, and keep its traceback in the technical log."""
    path = log_file()
    logging.basicConfig(filename=_ready(path), level=logging.INFO, encoding="utf-8")
    logging.getLogger("pvd").error("unforeseen", exc_info=error)
    return (
        f"Le programme a rencontré une erreur imprévue ({type(error).__name__}). Ce qui était enregistré l'est "
        f"toujours. Envoyez le fichier {path} à l'assistance."
    )


def _ready(path: Path) -> Path | str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError:
        return os.devnull
    return path


def french(error: click.UsageError) -> str:
    """Say a usage error in French."""
    if isinstance(error, click.NoSuchOption):
        return f"L'option {error.option_name} n'existe pas."
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        return f"Il manque {name}."
    if isinstance(error, click.BadParameter):
        name = error.param.human_readable_name if error.param else ""
        choices = getattr(error.param.type, "choices", None) if error.param else None
        return f"Valeur refusée pour {name}" + (f" : attendu {', '.join(choices)}." if choices else ".")
    return _sentence(error.format_message())


def _sentence(message: str) -> str:
    """Keep our own French sentences; say the few of click that are left."""
    if message.startswith("Got unexpected extra argument"):
        return f"Argument en trop : {message.partition('(')[2].rstrip(').')}."
    if "requires an argument" in message or "requires 1 argument" in message:
        return "Il manque la valeur d'une option."
    if message.startswith("Missing command"):
        return "Il manque une commande."
    return message


def _path(error: click.UsageError, group: click.Group) -> str:
    return error.ctx.command_path if error.ctx else (group.name or "pvd")
