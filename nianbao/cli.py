"""The command line: `nianbao COMMAND`; each group of commands is a thin module beside this one."""

from __future__ import annotations

import importlib
import sqlite3
import sys

import click

import extract
from archive.archive import ArchiveError, ArchiveHeldError, ClockError, OutdatedError
from nianbao.exits import FAILED, HELD, USAGE

# Which module of `nianbao.commands` has which command; loaded when it is asked for, since the
# crawler's libraries take a second to import.
_COMMANDS = {
    "demo": "demo",
    "crawl": "pipeline",
    "extract": "pipeline",
    "compare": "pipeline",
    "publish": "pipeline",
    "run": "pipeline",
    "portals": "portals",
    "agencies": "agencies",
    "status": "look",
    "show": "look",
    "parse": "parse",
    "import": "files",
    "serve": "browse",
    "review": "review",
    "verify": "keep",
    "rebuild": "keep",
    "compact": "keep",
    "evidence": "evidence",
    "export": "export",
    "merge": "merge",
    "cron": "cron",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"nianbao.commands.{_COMMANDS[cmd_name]}")
        found: dict[str, click.Command] = {each.name: each for each in module.COMMANDS}
        return found[cmd_name]


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(extract.__version__, prog_name="nianbao")
def cli() -> None:
    """Find, archive, read and compare the annual reports on government information disclosure
    (政府信息公开工作年度报告) of Chinese government bodies."""  # noqa: D205, D209


def main() -> None:
    """Run the command line; every foreseen failure is one sentence and an exit status."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _say(error.format_message())
        sys.exit(error.exit_code)
    except click.Abort:
        _say("stopped")
        sys.exit(FAILED)
    except ArchiveHeldError as error:
        _say(str(error))
        sys.exit(HELD)
    except (ClockError, OutdatedError) as error:
        _say(str(error))
        sys.exit(FAILED)
    except ArchiveError as error:
        _say(str(error))
        sys.exit(USAGE)
    except sqlite3.DatabaseError as error:
        _end_database(error)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)
    except OSError as error:
        _say(f"{error.filename or 'the archive'}: {error.strerror}; what is whole is kept")
        sys.exit(FAILED)


def _end_database(error: sqlite3.DatabaseError) -> None:
    # The lower byte is the error, the rest says more of it (sqlite.org/rescode.html).
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_BUSY:
        _say("another program is writing into the archive's database: try again when it is done")
        sys.exit(HELD)
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        _say(f"the archive's database cannot be written: {error}; what is whole is kept")
    else:
        _say(f"the archive's database cannot be used: {error}; `nianbao verify` looks into it")
    sys.exit(FAILED)


def _say(sentence: str) -> None:
    click.echo(f"nianbao: {sentence}", err=True)
