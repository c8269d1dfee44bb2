"""A realistic assignment for the grading benchmark: pandas, a CSV, five tasks, a written answer."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

SET_UP = """import pandas as pd
{pyplot}
sales = pd.read_csv("sales.csv", parse_dates=["day"])
sales.head()"""
PYPLOT = "import matplotlib.pyplot as plt"
TASKS = {
    "revenue": (
        'revenue = float((sales["price"] * sales["sold"]).sum())\nrevenue',
        """assert isinstance(revenue, float)
{hidden}
assert abs(revenue - float((sales["price"] * sales["sold"]).sum())) < 1e-6
{end}""",
    ),
    "by_sku": (
        """by_sku = sales.groupby("sku")["sold"].sum().sort_values(ascending=False)
by_sku.head()""",
        """assert len(by_sku) == sales["sku"].nunique()
{hidden}
_right = sales.groupby("sku")["sold"].sum()
pd.testing.assert_series_equal(by_sku.sort_index(), _right, check_names=False)
{end}""",
    ),
    "margin": (
        "def margin(price, cost):\n    return (price - cost) / price",
        """assert abs(margin(10, 5) - 0.5) < 1e-9
{hidden}
for _p, _c in ((3, 1), (8, 8), (7, 2)):
    assert abs(margin(_p, _c) - (_p - _c) / _p) < 1e-9
{end}""",
    ),
    "weekly": (
        'weekly = sales.set_index("day").resample("W")["sold"].sum()\nweekly.tail(3)',
        """assert weekly.sum() == sales["sold"].sum()
{hidden}
_right = sales.set_index("day").resample("W")["sold"].sum()
round(2 * float((weekly.to_numpy() == _right.to_numpy()).mean()), 2)
{end}""",
    ),
    "best_day": (
        'best_day = sales.groupby("day")["sold"].sum().idxmax()\n{draw}',
        """assert isinstance(best_day, pd.Timestamp)
{hidden}
assert best_day == sales.groupby("day")["sold"].sum().idxmax()
{end}""",
    ),
}
WRONG = {
    "revenue": "revenue = 12.0",
    "by_sku": 'by_sku = sales.groupby("sku")["price"].sum()',
    "margin": "def margin(price, cost):\n    return price / cost",
    "weekly": "weekly = sales['sold']",
    "best_day": "best_day = sales['day'].max()",
}
DRAW = (
    'figure, axes = plt.subplots()\nsales.groupby("day")["sold"].sum().plot(ax=axes)\n'
    'axes.set_title("sold a day")\nplt.show()'
)
HIDDEN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


def make_course(root: Path, *, plot: bool) -> None:
    """Write a plain nbgrader course with one assignment, ``shop``, and put it in its gradebook."""
    source = root / "source" / "shop"
    source.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "bench"\n', encoding="utf-8"
    )
    (source / "sales.csv").write_text(_sales(), encoding="utf-8")
    (source / "shop.ipynb").write_text(json.dumps(_notebook(plot=plot)), encoding="utf-8")
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(root), "bench"
    done = NbGraderAPI(config=config).generate_assignment("shop")
    assert done["success"], done["log"] + str(done["error"])


def hand_in(root: Path, number: int, *, plot: bool) -> None:
    """Put the submissions of so many students into ``submitted``: right, partly right, wrong."""
    import nbformat

    released = nbformat.read(root / "release" / "shop" / "shop.ipynb", as_version=4)
    for student in range(number):
        luck = random.Random(student)
        for cell in released.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if name in TASKS:
                wrong = luck.random() < 0.2
                cell.source = WRONG[name] if wrong else _answer(name, plot=plot)
            if name == "advice":
                cell.source = f"We would sell more of the best one. ({student})"
        folder = root / "submitted" / f"s{student:03d}" / "shop"
        folder.mkdir(parents=True)
        nbformat.write(released, folder / "shop.ipynb")
        (folder / "timestamp.txt").write_text("2026-03-02 01:02:03 UTC")


def _answer(name: str, *, plot: bool) -> str:
    return TASKS[name][0].replace("{draw}", DRAW if plot else "best_day")


def _sales() -> str:
    luck = random.Random(7)
    lines = ["day,sku,price,sold"]
    for day in range(60):
        month, number = divmod(day, 30)
        for sku in range(20):
            price, sold = 10 + sku, luck.randint(0, 40)
            lines.append(f"2026-{month + 1:02d}-{number % 28 + 1:02d},S{sku:02d},{price},{sold}")
    return "\n".join(lines) + "\n"


def _notebook(*, plot: bool) -> dict[str, Any]:
    import nbformat

    made = nbformat.v4.new_notebook()
    made.metadata["kernelspec"] = {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    }
    add = made.cells.append
    add(_cell("shop-setup", SET_UP.format(pyplot=PYPLOT if plot else ""), locked=True))
    for name, (_, test) in TASKS.items():
        solution = f"### BEGIN SOLUTION\n{_answer(name, plot=plot)}\n### END SOLUTION"
        add(nbformat.v4.new_markdown_cell(f"Find `{name}`."))
        add(_cell(name, solution, solution=True))
        tested = test.replace("{hidden}", HIDDEN).replace("{end}", END)
        add(_cell(f"{name}-check", tested, points=2))
    written = nbformat.v4.new_markdown_cell("What would you do?")
    written.metadata["nbgrader"] = _about("advice", solution=True, points=3)
    add(written)
    return json.loads(nbformat.writes(made))  # type: ignore[no-any-return]


def _cell(
    name: str,
    source: str,
    *,
    locked: bool = False,
    solution: bool = False,
    points: float | None = None,
) -> Any:
    import nbformat

    cell = nbformat.v4.new_code_cell(source)
    cell.metadata["nbgrader"] = _about(name, locked=locked, solution=solution, points=points)
    return cell


def _about(
    name: str, *, locked: bool = False, solution: bool = False, points: float | None = None
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "grade": points is not None,
        "grade_id": name,
        "locked": locked or (points is not None and not solution),
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return made if points is None else {**made, "points": points}
