"""Attack the grader with everything in ``cases``, each attack beside an honest twin, in one batch.

``make attacks`` prints a table; the last line is one JSON object. Exit code 1 where an attack got
a point that it does not deserve, changed or read something outside its room, or cost a twin.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from vault import HIDDEN_INPUT, POINTS, Submission, Vault, build_vault  # noqa: E402 (beside this)


@dataclass
class Result:
    """What became of one attack and of its twin."""

    name: str
    title: str
    deserves: float
    got: float = 0.0
    twin: float = 0.0
    outcome: str = ""
    leaks: list[str] = field(default_factory=list)
    twin_says: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> str:
        """What an honest trainee lost, in words; empty where nothing was lost."""
        if self.twin != POINTS:
            return f"the honest twin got {self.twin:g} of {POINTS:g}: {'; '.join(self.twin_says)}"
        return f"got {self.got:g}, deserves {self.deserves:g}" if self.got < self.deserves else ""


def cases(prefix: str = "") -> dict[str, ModuleType]:
    """Load the attacks by name."""
    found = {}
    for file in sorted((HERE / "cases").glob(f"{prefix}*.py")):
        spec = importlib.util.spec_from_file_location(f"attack_{file.stem}", file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found[file.stem] = module
    return found


def hand_in(vault: Vault, name: str, module: ModuleType) -> None:
    """Hand in an attack with wrong answers, and its twin with right ones."""
    for kind, answers in (("attack", "wrong"), ("honest", "right")):
        submission = Submission(vault, f"{name}-{kind}")
        submission.fill(answers)
        if kind == "attack":
            module.attack(submission)
        elif hasattr(module, "honest"):
            module.honest(submission)
        submission.hand_in()


def strike(
    chosen: dict[str, ModuleType], vault: Vault, protection: str = ""
) -> tuple[list[Result], list[str], bool]:
    """Hand in to a new course, grade everything in one batch, look at what happened.

    Returns:
        The results, what was changed or left behind outside of rooms, whether the batch completed.
    """
    from grader.marking import enrol, grade
    from grader.marking.course import Course
    from grader.marking.crew import Crew
    from grader.rooms.limits import Limits
    from grader.rooms.protection import Protection

    names = [f"{name}-{kind}" for name in chosen for kind in ("attack", "honest")]
    enrol(vault.root, dict.fromkeys(names, ""))
    for name, module in chosen.items():
        hand_in(vault, name, module)
    before = _snapshot(vault)
    # Short, so that what never ends is soon ended; long enough for honest twins beside what eats
    # both cores, on a machine that halts for a second now and then.
    limits = Limits(
        cell_seconds=6,
        grace_seconds=4,
        notebook_seconds=40,
        call_seconds=4,
        memory_mb=500,
        processes=32,
        file_mb=16,
        output_mb=1,
        message_mb=8,
    )
    course = Course(vault.root)
    others = _rooms()
    kept_apart_by = Protection(protection) if protection else None
    with Crew(course, 2, limits, kept_apart_by) as crew:
        report = grade(course, "vault", crew=crew)
    time.sleep(1)  # whoever lives on has time to act
    escapes = [*_changes(before, _snapshot(vault)), *_marks(vault), *_survivors(others)]
    complete = {o.student for o in report.outcomes} >= set(names) | {"classmate"}
    outcomes = {o.student: o for o in report.outcomes}
    points = _points(vault)
    results = []
    for name, module in chosen.items():
        one = outcomes[f"{name}-attack"]
        results.append(
            Result(
                name,
                str(module.__doc__),
                module.DESERVES,
                points[f"{name}-attack"],
                points[f"{name}-honest"],
                one.reason or one.status,
                _leaks(vault, f"{name}-attack"),
                _said(vault, outcomes[f"{name}-honest"]),
            )
        )
    if points["classmate"] != POINTS:
        escapes.append(f"the classmate has {points['classmate']:g} points")
    return results, escapes, complete


def _points(vault: Vault) -> dict[str, float]:
    """Give what the tests gave to each student, and what somebody wrote in as manual points."""
    from grader.marking.course import Course, open_gradebook

    with open_gradebook(Course(vault.root)) as book:
        return {
            s.student.id: sum(
                (g.auto_score or 0.0) + (g.manual_score or 0.0)
                for n in s.notebooks
                for g in n.grades
            )
            for s in book.assignment_submissions("vault")
        }


def _said(vault: Vault, outcome: Any) -> list[str]:
    """Give what the report and the graded notebook say of a submission's failures."""
    said = [f"{outcome.status} {outcome.reason}".strip()]
    folder = vault.root / "work" / "autograded" / outcome.student / "vault"
    for file in folder.glob("*.ipynb"):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id", cell["source"][:40])
            errors = [o for o in cell.get("outputs", []) if o["output_type"] == "error"]
            said += [f"{name}: {o['ename']}: {o['evalue']}" for o in errors]
    return said


def _leaks(vault: Vault, student: str) -> list[str]:
    """Name the canaries and hidden inputs in what a trainee could get back: all outputs."""
    folder = vault.root / "work" / "autograded" / student / "vault"
    secrets = {**vault.canaries, HIDDEN_INPUT: "a hidden input"}
    found: list[str] = []
    for file in folder.glob("*.ipynb"):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            said = told_by(cell)
            found += [where for token, where in secrets.items() if token in said]
    return found


def told_by(cell: dict[str, Any]) -> str:
    """Give all that a cell's outputs say, less the cell's own lines, which a traceback shows."""
    own = {_bare(line) for line in "".join(cell["source"]).splitlines()}
    lines: list[str] = []
    for output in cell.get("outputs", []):
        for part in _texts(output):
            lines += [x for x in _COLOUR.sub("", part).splitlines() if _bare(x) not in own]
    return "\n".join(lines)


# The colours of a traceback, and the arrows and numbers before its lines.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_BEFORE = re.compile(r"^[\s>-]*\d+\s")


def _bare(line: str) -> str:
    return _BEFORE.sub("", line).strip()


def _texts(value: Any) -> list[str]:
    """Give every text within an output, at any depth."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)]


def _snapshot(vault: Vault) -> dict[str, str]:
    """Hash everything that no grading run may change."""
    work = vault.root / "work"
    places = [vault.root / "solutions", vault.root / "exercises", work / "secrets", vault.home]
    places += [work / "exchange", vault.root / "nbgrader_config.py"]
    packages = Path(sysconfig.get_paths()["purelib"])
    files = [f for p in places for f in ([p] if p.is_file() else sorted(p.rglob("*")))]
    files += [packages / "pandas/__init__.py", packages / "nbformat/__init__.py"]
    files += [HERE.parents[1] / "grader/__init__.py", HERE.parents[1] / "course/caopan/__init__.py"]
    plain = [f for f in files if f.is_file() and not f.is_symlink()]
    said = {
        str(
            f
        ): f"{hashlib.sha256(f.read_bytes()).hexdigest()} {f.stat().st_mode} {f.stat().st_mtime}"
        for f in plain
    }
    return said | {str(p): p.name for p in packages.iterdir()}


def _changes(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [
        f"changed: {name}"
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
    ]


def _marks(vault: Vault) -> list[str]:
    """Find the marks that attacks leave in every place they reach."""
    tops = ["/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/etc", "/usr", "/usr/local"]
    tops += [str(vault.root), str(vault.home), str(Path.home())]
    found = []
    for top in map(Path, tops):
        names = [p.name for p in top.iterdir()] if top.is_dir() else []
        found += [f"left: {top / n}" for n in names if n.startswith("caopan-escape")]
    startup = Path.home() / ".ipython/profile_default/startup"
    found += [f"left: {p}" for p in startup.glob("caopan-escape*")]
    return found


def _rooms() -> set[str]:
    """Find the processes of rooms and zygotes that come from here."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if b"grader.rooms.zygote" in words and _child_of(folder.name, os.getpid()):
            found.add(folder.name)
    return found


def _survivors(others: set[str]) -> list[str]:
    """Name processes of rooms that live on though their crew has gone."""
    return [f"lives on: process {name}" for name in sorted(_rooms() - others)]


def _child_of(process: str, ancestor: int) -> bool:
    while process not in ("0", "1"):
        if int(process) == ancestor:
            return True
        try:
            status = Path("/proc", process, "status").read_text()
        except OSError:
            return False
        process = next(x.split()[1] for x in status.splitlines() if x.startswith("PPid:"))
    return False


def told(results: list[Result], escapes: list[str], *, complete: bool) -> dict[str, Any]:
    """Sum up."""
    undeserved = sum(max(0.0, r.got - r.deserves) for r in results)
    return {
        "attacks": len(results),
        "undeserved_points": round(undeserved, 4),
        "escapes": len(escapes),
        "secrets_read": sum(bool(r.leaks) for r in results),
        "honest_twins_wrong": sum(bool(r.wrong) for r in results),
        "batch_complete": complete,
    }


def main() -> int:
    """Run the attacks and print what became of them."""
    from rich.console import Console
    from rich.table import Table

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", default="", help="attacks whose name begins so")
    asked.add_argument(
        "--protection", default="", help="namespaces or landlock; the best by default"
    )
    given = asked.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="caopan-attacks-") as scratch:
        os.environ.setdefault("MPLCONFIGDIR", _font_folder())
        os.environ["HOME"] = str(Path(scratch) / "home")
        vault = build_vault(Path(scratch))
        results, escapes, complete = strike(cases(given.only), vault, given.protection)
    table = Table()
    for column in ("attack", "what it tries", "deserves", "got", "twin", "how it ended"):
        table.add_column(column)
    for one in results:
        numbers = (f"{one.deserves:g}", f"{one.got:g}", f"{one.twin:g}")
        ended = f"{one.outcome}{' LEAK: ' + ', '.join(one.leaks) if one.leaks else ''}"
        table.add_row(one.name, one.title, *numbers, ended)
    Console(width=160).print(table)
    for escape in escapes:
        print("ESCAPE", escape)
    for one in results:
        if one.wrong:
            print("WRONG", one.name, one.wrong)
    summary = told(results, escapes, complete=complete)
    print(f"{time.monotonic() - started:.0f} s")
    print(json.dumps(summary))
    bad = ("undeserved_points", "escapes", "secrets_read", "honest_twins_wrong")
    return int(any(summary[name] for name in bad) or not complete)


def _font_folder() -> str:
    import matplotlib as mpl

    return str(mpl.get_cachedir())


if __name__ == "__main__":
    sys.exit(main())
