"""The command line: `gunboat` runs the shipped war and prints one page; further words are its verbs.

Data go to stdout, talk and progress to stderr. Exit codes: 0 done, 1 the answer is no (a war or a folder that cannot be
used as it stands, a history that could not be finished), 2 misuse, 130 stopped.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

import click

from gunboat.faces.cli import battle, record  # they register their verbs
from gunboat.faces.cli.commands import cli
from gunboat.faces.cli.talk import speak_utf8, talk
from gunboat.record.faults import WarError

__all__ = ["battle", "cli", "main", "record"]

STOPPED, PIPE_CLOSED = 130, 141


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    speak_utf8()
    if arguments is None:
        signal.signal(signal.SIGINT, _stop)
    try:
        code = cli.main(args=arguments, prog_name="gunboat", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "gunboat"
        return _refuse(f"{error.format_message()} Try: {path} --help", error.exit_code)
    except click.ClickException as error:
        return _refuse(error.format_message(), error.exit_code)
    except WarError as error:
        return _refuse(str(error), 1 if any(fault.line for fault in error.faults) else 2)
    except RuntimeError as error:
        from gunboat.run.runner import EngineError

        if not isinstance(error, EngineError):
            raise
        return _refuse(f"{error}. This is a fault of the program: please report it.", 1)
    except (click.Abort, KeyboardInterrupt):
        return _refuse("Stopped.", STOPPED)
    except BrokenPipeError:  # before other failures to write
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        return _refuse(f"Cannot write: {error.strerror or error}. Free some space, or write elsewhere.", 1)
    return code if isinstance(code, int) else 0


def _refuse(text: str, code: int) -> int:
    talk(f"gunboat: {text}")
    return code


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 # what a signal handler is given
    """Stop at once: threads in the middle of a batch are not waited for. A folder half-written is known as such."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K\x1b[?25h")  # clear the line of progress and show the cursor again
    talk("gunboat: Stopped.")
    os._exit(STOPPED)
