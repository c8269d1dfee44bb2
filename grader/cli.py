"""``grader …``: what an instructor or organiser types. Commands wire; the rooms do the work."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from caopan.errors import CaopanError

if TYPE_CHECKING:
    from grader.marking.course import Course
    from grader.marking.crew import Crew
    from grader.progress import Bar

app = typer.Typer(
    help="Build, hand out, grade and rank the Caopan course.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
contest = typer.Typer(help="Contest rounds and their standings.", no_args_is_help=True)
app.add_typer(contest, name="contest")

RootOption = Annotated[
    Path | None, typer.Option("--course-dir", help="the checkout; found from here by default")
]
AssignmentArgument = Annotated[str, typer.Argument(help="an assignment's name")]
StudentsOption = Annotated[
    list[str] | None, typer.Option("--student", help="only this one; may be repeated")
]
RoundArgument = Annotated[str, typer.Argument(help="a round's name")]


@app.command()
def build(
    root: RootOption = None,
    check: Annotated[bool, typer.Option("--check", help="only say what is out of date")] = False,
    force: Annotated[bool, typer.Option("--force", help="build the tables anew, too")] = False,
) -> None:
    """Build datasets, lessons and exercises from their sources."""
    from grader import authoring

    folder = _course(root).root
    if check:
        said = authoring.differences(folder)
        for line in said:
            typer.echo(line)
        for lesson in sorted((folder / "course" / "src").glob("*.py")):
            for line in authoring.over_budget(lesson):
                typer.echo(f"warning: {line}")
        raise typer.Exit(1 if said else 0)
    if authoring.build_datasets(folder, force=force):
        typer.echo("built datasets")
    for path in authoring.build(folder):
        typer.echo(f"built {path}")


@app.command()
def start(
    root: RootOption = None,
    role: Annotated[
        Literal["instructor", "trainee"], typer.Option(help="who sits at this desk")
    ] = "instructor",
    port: Annotated[int | None, typer.Option(help="8888, or a free one if that is taken")] = None,
    browser: Annotated[bool, typer.Option(help="open the lessons in a browser")] = True,
    demo: Annotated[bool, typer.Option(help="seed the demonstration class once")] = True,
) -> None:
    """Serve lessons, formgrader and leaderboard on this machine until Ctrl-C."""
    from grader import authoring, handout, server
    from grader.contest import Clock

    folder = _course(root).root
    if not authoring.up_to_date(folder):
        typer.echo("building the merchants' tables (once)")
        authoring.build_datasets(folder)
    authoring.build(folder)
    if role == "trainee":
        handout.stage(folder, folder / "work" / "trainee")
    seed = [sys.executable, "-m", "grader", "demo", "--course-dir", str(folder)]
    at_home = role == "instructor"
    server.start(
        folder,
        port=port,
        browser=browser,
        role=role,
        seed_demo=seed if demo and at_home and not _demo_is_there(folder) else None,
        beat=Clock(folder) if at_home else None,
    )


@app.command()
def demo(root: RootOption = None) -> None:
    """Seed the demonstration class: 12 simulated candidates, really executed and graded."""
    from grader.demo import seed

    with _bar("demonstration class") as advance:
        seed(_course(root), advance)


@app.command()
def pack(
    root: RootOption = None,
    out: Annotated[Path | None, typer.Option(help="the archive; dist/caopan-course.zip")] = None,
) -> None:
    """Write the trainee's archive: no solutions, tests, grader or secrets in it."""
    from grader import handout

    typer.echo(f"wrote {handout.pack(_course(root).root, out)}")


@app.command()
def enrol(
    student: Annotated[str, typer.Argument(help="an id: letters, digits and . _ @ -")],
    name: Annotated[str, typer.Option(help="what the leaderboard shows; the id by default")] = "",
    root: RootOption = None,
) -> None:
    """Add a trainee to the gradebook, or change the name."""
    from grader import marking

    marking.enrol(_course(root), {student: name})
    typer.echo(f"enrolled {student}")


@app.command()
def release(assignment: AssignmentArgument, root: RootOption = None) -> None:
    """Put an assignment into the exchange, with a variant for everybody enrolled."""
    from grader import marking

    marking.release(_course(root), assignment)
    typer.echo(f"released {assignment}: trainees fetch it from the assignment list")


@app.command()
def feedback(
    assignment: AssignmentArgument, root: RootOption = None, students: StudentsOption = None
) -> None:
    """Hand the feedback of graded work back; a contest's only after its round has closed."""
    from grader import marking

    course = _course(root)
    chosen = students or marking.graded_students(course, assignment)
    marking.release_feedback(course, assignment, chosen)
    typer.echo(f"feedback of {assignment} for {len(chosen)} went to the exchange")


@app.command()
def variants(
    assignment: AssignmentArgument,
    root: RootOption = None,
    students: StudentsOption = None,
    force: Annotated[bool, typer.Option("--force", help="write anew what is there")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="processes that share the class")] = 2,
) -> None:
    """Write each trainee's own tables (facts only) under work/variants."""
    from grader import marking
    from grader.marking.pool import Pool

    course = _course(root)
    everybody = marking.known_students(course)
    if students:
        marking.refuse_unknown(course, students)
    with Pool(course, jobs) as pool, _bar(f"variants of {assignment}") as advance:
        made = marking.write_variants(
            course,
            assignment,
            students or everybody,
            force=force,
            progress=lambda _, done, total: advance(done, total),
            pool=pool,
        )
    typer.echo(f"wrote {len(made)} of {len(students or everybody)}; the others were there already")


@app.command()
def grade(
    assignment: Annotated[
        str | None, typer.Argument(help="an assignment's name; all that were handed in by default")
    ] = None,
    root: RootOption = None,
    students: StudentsOption = None,
    force: Annotated[bool, typer.Option("--force", help="grade again what is graded")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="submissions graded at the same time")] = 2,
    isolation: Annotated[
        Literal["strict"], typer.Option(help="strict: tests and answers never share a process")
    ] = "strict",
    trust: Annotated[
        bool,
        typer.Option(
            "--trust-outer-sandbox", help="grade though nothing here protects this machine"
        ),
    ] = False,
) -> None:
    """Grade what came in since, in two rooms, on any nbgrader course; refresh the standings."""
    from grader.marking.course import any_course, find_course
    from grader.marking.crew import TRUST_VARIABLE, Crew
    from grader.marking.intake import assignments_handed_in

    course = any_course(root) if root else find_course()
    if trust:
        os.environ[TRUST_VARIABLE] = "1"
    names = [assignment] if assignment else assignments_handed_in(course)
    if not names:
        typer.echo("nothing came in")
    with Crew(course, jobs) as crew:
        crew.warm_up()
        for name in names:
            _grade_one(course, name, students, crew, force=force)


def _grade_one(
    course: Course, assignment: str, students: list[str] | None, crew: Crew, *, force: bool
) -> None:
    from grader import marking
    from grader.marking.summary import show

    with _bar(f"grading {assignment}") as advance:
        report = marking.grade(
            course,
            assignment,
            students,
            lambda p: advance(p.done, p.total, f"{p.what}, {p.failed} failed"),
            force=force,
            crew=crew,
        )
    show(report)


@app.command()
def doctor() -> None:
    """Say what protects this machine from the answers that it runs."""
    from grader.rooms.doctor import examine

    if not examine():
        raise typer.Exit(1)


@app.command()
def reset(
    root: RootOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Remove work/: gradebook, submissions, variants, secrets, standings."""
    work = _course(root).work
    if not work.exists():
        typer.echo(f"{work} is not there: nothing to remove")
        return
    if not yes:
        question = f"Remove {work} with its gradebook, submissions and secrets for good?"
        typer.confirm(question, abort=True)
    shutil.rmtree(work)
    typer.echo("removed")


@contest.command("new")
def contest_new(
    name: RoundArgument,
    assignment: Annotated[str, typer.Option(help="its assignment")],
    opens: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d %H:%M"])],
    closes: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d %H:%M"])],
    per_day: Annotated[int, typer.Option(min=1, help="submissions a day")] = 3,
    root: RootOption = None,
) -> None:
    """Add a round: make its secret and publish the secret's hash. Times are Asia/Shanghai."""
    from grader.contest import new_round, write_standings

    course = _course(root)
    made = new_round(course, name, assignment, opens, closes, submissions_per_day=per_day)
    write_standings(course)
    typer.echo(f"round {made.round}: the secret's SHA-256 is {made.secret_sha256}")


@contest.command("standings")
def contest_standings(root: RootOption = None) -> None:
    """Write what the leaderboard shows."""
    from grader.contest import write_standings

    typer.echo(f"wrote {write_standings(_course(root))}")


@contest.command("withdraw")
def contest_withdraw(
    name: RoundArgument,
    candidate: Annotated[str, typer.Argument(help="who withdraws")],
    root: RootOption = None,
) -> None:
    """Record that a candidate withdraws; earlier entries are kept and shown as withdrawn."""
    from grader.contest import withdraw, write_standings

    course = _course(root)
    withdraw(course, name, candidate)
    write_standings(course)
    typer.echo(f"{candidate} has withdrawn from {name}")


def _course(root: Path | None) -> Course:
    from grader.marking.course import find_course

    return find_course(root)


def _demo_is_there(folder: Path) -> bool:
    from grader.demo import is_complete

    return is_complete(folder)


def _bar(title: str) -> Bar:
    from grader.progress import Bar

    return Bar(title)


def main() -> None:
    """Run the command line; a person's error is one sentence and exit code 2."""
    try:
        app()
    except CaopanError as error:
        typer.echo(f"grader: {error}", err=True)
        sys.exit(2)
