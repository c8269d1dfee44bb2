"""``grader …``: what an instructor or organiser types."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from caopan.errors import CaopanError

app = typer.Typer(
    help="Build, hand out, grade and rank the Caopan course.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
contest = typer.Typer(help="Contest rounds and their standings.", no_args_is_help=True)
app.add_typer(contest, name="contest")

RootOption = Annotated[
    Path, typer.Option("--course-dir", help="the checkout; the working directory by default")
]
HERE = Path()


@app.command()
def build(
    root: RootOption = HERE,
    check: Annotated[bool, typer.Option("--check", help="only say what is out of date")] = False,
) -> None:
    """Build datasets, lessons, pages and exercises from their sources."""
    from grader import authoring

    root = _course(root)
    if check:
        said = authoring.differences(root)
        for line in said:
            typer.echo(line)
        raise typer.Exit(1 if said else 0)
    for name in authoring.build_datasets(root):
        typer.echo(f"built {name}")
    for path in authoring.build(root):
        typer.echo(f"built {path}")


@app.command()
def pack(
    root: RootOption = HERE,
    out: Annotated[Path | None, typer.Option(help="the archive; dist/caopan-course.zip")] = None,
) -> None:
    """Write the trainee's archive: no solutions, tests, grader or secrets in it."""
    from grader import handout

    typer.echo(f"wrote {handout.pack(_course(root), out)}")


def _course(root: Path) -> Path:
    """Find the checkout from a folder in it."""
    start = root.resolve()
    for folder in (start, *start.parents):
        if (folder / "nbgrader_config.py").is_file() and (folder / "solutions").is_dir():
            return folder
    raise CaopanError(f"{start}: no Caopan course here; change into the checkout or give --course-dir.")


def main() -> None:
    """Run the command line; a person's error is one sentence and exit code 2."""
    try:
        app()
    except CaopanError as error:
        typer.echo(f"grader: {error}", err=True)
        sys.exit(2)
