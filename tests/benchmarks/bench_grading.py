"""Grading speed: the same submissions through stock nbgrader and through the two rooms.

``make bench-grading``; the last line is one JSON object. Seconds are per submission, start-up of
programs and zygotes not counted on either side, bytecode warm for both. ``floor``: the cells of a
submission, run in one warm process without rooms, gradebook or files.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import logging
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import grading_course as course

MANY, FEW = 40, 8
STOCK = 8


def stock(root: Path, students: list[str]) -> float:
    """Seconds a submission of stock nbgrader, one process, after a first one that warms it up."""
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(root), "bench"
    api = NbGraderAPI(config=config, log_level=logging.CRITICAL)
    seconds = []
    for student in students:
        started = time.perf_counter()
        with contextlib.redirect_stderr(io.StringIO()):
            done = api.autograde("shop", student, force=True, create=True)
        assert done["success"], done
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds[1:])


def ours(root: Path, students: list[str], jobs: int) -> dict[str, float]:
    """Seconds a submission of ours, with so many at the same time, and the supervisor's memory."""
    from grader.marking import grade
    from grader.marking.course import any_course
    from grader.marking.crew import Crew

    here = any_course(root)
    with Crew(here, jobs) as crew:
        crew.warm_up()
        grade(here, "shop", students[: 2 * jobs], crew=crew, force=True)
        started = time.perf_counter()
        report = grade(here, "shop", students, crew=crew, force=True)
        wall = time.perf_counter() - started
    assert report.count("graded") == len(students), report
    own, rooms = (
        resource.getrusage(resource.RUSAGE_SELF),
        resource.getrusage(resource.RUSAGE_CHILDREN),
    )
    return {
        "s": wall / len(students),
        "supervisor_mb": own.ru_maxrss / 1024,
        "cpu": own.ru_utime + own.ru_stime + rooms.ru_utime + rooms.ru_stime,
    }


def floor(root: Path, students: list[str]) -> dict[str, float]:
    """Seconds of the cells alone, one warm process: what no grader can go below."""
    import nbformat

    from grader.rooms import shell
    from grader.rooms.outputs import Outputs

    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    out = sys.stdout
    inside = shell.make()
    os.chdir(root / "source" / "shop")
    seconds = []
    for student in students:
        file = root / "submitted" / student / "shop" / "shop.ipynb"
        cells = nbformat.read(file, as_version=4).cells
        tests = nbformat.read(root / "source" / "shop" / "shop.ipynb", as_version=4).cells
        sources = {
            c.metadata.nbgrader.grade_id: c.source for c in tests if c.metadata.get("nbgrader")
        }
        inside.reset(new_session=False)
        shell.furnish(inside, Outputs(4))
        started = time.process_time()
        for cell in cells:
            if cell.cell_type == "code":
                inside.outputs.begin()
                name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
                inside.run_cell(sources[name] if name.endswith("-check") else cell.source)
        seconds.append(time.process_time() - started)
    sys.stdout = out
    return {"s": statistics.median(seconds[1:])}


def part(name: str, root: Path, students: list[str], jobs: int) -> Any:
    """Run one part in a process of its own; give what it prints."""
    command = [sys.executable, "-W", "ignore", __file__, "--part", name, "--root", str(root)]
    command += ["--students", ",".join(students), "--jobs", str(jobs)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def result(process: Any) -> Any:
    """Wait for a part."""
    text, _ = process.communicate()
    assert process.returncode == 0, text
    return json.loads(text.strip().splitlines()[-1])


def compare(root: Path, *, plot: bool) -> dict[str, float]:
    """Measure one assignment."""
    course.make_course(root, plot=plot)
    course.hand_in(root, MANY, plot=plot)
    twin = root.with_name(f"{root.name}-twin")
    shutil.copytree(root, twin)
    everybody = [f"s{n:03d}" for n in range(MANY)]
    found = {"stock_s": result(part("stock", root, everybody[:STOCK], 1))["s"]}
    two = [part("stock", r, everybody[:STOCK], 1) for r in (root, twin)]
    found["two_stock_s"] = statistics.mean(result(p)["s"] for p in two) / 2
    found["floor_s"] = result(part("floor", root, everybody, 1))["s"]
    few = result(part("ours", root, everybody[:FEW], 1))
    one = result(part("ours", root, everybody, 1))
    both = result(part("ours", root, everybody, 2))
    found |= {"ours_1_s": one["s"], "ours_2_s": both["s"], "supervisor_mb": both["supervisor_mb"]}
    cpu = (one["cpu"] - few["cpu"]) / (MANY - FEW)
    found["cpu_over_floor_ms"] = 1000 * (cpu - found["floor_s"])
    return found


def main() -> None:
    """Measure both assignments and print one JSON object last."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name in ("part", "root", "students"):
        asked.add_argument(f"--{name}", default="")
    asked.add_argument("--jobs", type=int, default=1)
    given = asked.parse_args()
    warnings.simplefilter("ignore")
    if given.part:
        students, root = given.students.split(","), Path(given.root)
        runs = {
            "stock": lambda: {"s": stock(root, students)},
            "floor": lambda: floor(root, students),
            "ours": lambda: ours(root, students, given.jobs),
        }
        print(json.dumps(runs[given.part]()))
        return
    with tempfile.TemporaryDirectory(prefix="caopan-bench-") as scratch:
        drawn = compare(Path(scratch) / "plot", plot=True)
        plain = compare(Path(scratch) / "plain", plot=False)
    print("with a plot:", {k: round(v, 3) for k, v in drawn.items()})
    print("without:", {k: round(v, 3) for k, v in plain.items()})
    told = {k: drawn[k] for k in ("stock_s", "ours_1_s", "ours_2_s", "floor_s")}
    told |= {
        "ratio_plot": drawn["stock_s"] / drawn["ours_2_s"],
        "ratio_noplot": plain["stock_s"] / plain["ours_2_s"],
        "ratio_plot_vs_two_stock": drawn["two_stock_s"] / drawn["ours_2_s"],
        "cpu_over_floor_ms": drawn["cpu_over_floor_ms"],
        "supervisor_mb": drawn["supervisor_mb"],
    }
    print(json.dumps({k: round(v, 4) for k, v in told.items()}))


if __name__ == "__main__":
    main()
