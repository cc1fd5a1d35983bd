"""The command line: `nianbao COMMAND`; each group of commands is a thin module beside this one."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import click

import extract
import nianbao.commands
from archive.archive import ArchiveError, ArchiveHeldError
from nianbao.exits import FAILED, HELD, USAGE


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(extract.__version__, prog_name="nianbao")
def cli() -> None:
    """Find, archive, read and compare the annual reports on government information disclosure
    (政府信息公开工作年度报告) of Chinese government bodies."""  # noqa: D205, D209


for _module in pkgutil.iter_modules(nianbao.commands.__path__):
    for _command in importlib.import_module(f"nianbao.commands.{_module.name}").COMMANDS:
        cli.add_command(_command)


def main() -> None:
    """Run the command line; every foreseen failure is one sentence and an exit status."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        _say("stopped")
        sys.exit(FAILED)
    except ArchiveHeldError as error:
        _say(str(error))
        sys.exit(HELD)
    except ArchiveError as error:
        _say(str(error))
        sys.exit(USAGE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)


def _say(sentence: str) -> None:
    click.echo(f"nianbao: {sentence}", err=True)
