"""IPython inside a room: cells run in this process, and what they show is collected."""

from __future__ import annotations

import builtins
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grader.rooms.outputs import Outputs, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

_SILENT: Final = {
    "HistoryManager": {"enabled": False},
    "InteractiveShell": {
        "colors": "neutral",
        "xmode": "Context",
        "ast_node_interactivity": "last_expr",
        "cache_size": 0,
        "history_length": 0,
    },
}


class CellTimeout(BaseException):
    """A cell ran longer than it may; not an ``Exception``, so that answers don't catch it."""


class _Publisher(DisplayPublisher):
    outputs: Outputs

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: str = "",
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        name = str((transient or {}).get("display_id", ""))
        self.outputs.show(data, metadata or {}, name, update=update)

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear()


class _Hook(DisplayHook):
    outputs: Outputs

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.outputs.result(dict(format_dict), dict(md_dict or {}), self.prompt_count)

    def finish_displayhook(self) -> None:
        self._is_active = False

    def log_output(self, format_dict: Any) -> None:
        pass


class Shell(InteractiveShell):
    """One IPython shell, made in the zygote, used by a room."""

    outputs: Outputs
    display_pub: _Publisher
    displayhook: _Hook
    display_formatter: Any

    def init_display_pub(self) -> None:
        """Publish to our outputs."""
        self.display_pub = _Publisher(parent=self, shell=self)

    def init_displayhook(self) -> None:
        """Show results in our outputs."""
        self.displayhook = _Hook(parent=self, shell=self, cache_size=0)
        self.display_trap = self._trap()

    def _trap(self) -> Any:
        from IPython.core.display_trap import DisplayTrap

        return DisplayTrap(hook=self.displayhook)

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        """Keep a traceback as a notebook does."""
        self.outputs.error(etype.__name__, str(evalue), stb)

    def system(self, cmd: str) -> None:
        """Run a shell command and keep what it prints; a room has no terminal to give it."""
        import subprocess

        done = subprocess.run(
            self.var_expand(cmd, depth=1),
            shell=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        self.user_ns["_exit_code"] = done.returncode
        print(done.stdout.decode(errors="replace"), end="")

    def ask_exit(self) -> None:
        """Go on: ``exit()`` in one cell does not take the next ones' points."""

    def enable_gui(self, gui: Any = None) -> None:
        """Have no windows."""


def make() -> Shell:
    """Make the shell that rooms inherit: figures inline, no history, no prompts."""
    shell: Shell = Shell.instance(config=Config(_SILENT))
    shell.display_formatter.active_types = shell.display_formatter.format_types
    furnish(shell, Outputs(0))
    shell.run_cell("%matplotlib inline", silent=True)
    shell.run_cell("1 / 0", silent=True)  # what makes tracebacks is imported by the first one
    shell.execution_count = 1
    return shell


def furnish(shell: Shell, outputs: Outputs) -> None:
    """Let a shell say everything to some outputs, and ask nobody anything."""
    outputs.begin()
    shell.outputs = shell.display_pub.outputs = shell.displayhook.outputs = outputs
    sys.stdout, sys.stderr = Stream("stdout", outputs), Stream("stderr", outputs)
    builtins.input = _nobody_answers


def run(shell: Shell, source: str, seconds: float) -> Any:
    """Run a cell for at most so many seconds; give IPython's ``ExecutionResult``."""
    with limited(seconds):
        return shell.run_cell(source, store_history=True)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Interrupt what runs too long; who switches this off meets the supervisor's clock."""

    def ring(*_: object) -> None:
        raise CellTimeout(f"the cell ran longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _nobody_answers(prompt: object = "") -> str:
    raise StdinNotImplementedError("input() has nobody to ask: answers run without a person")
