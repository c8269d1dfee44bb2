"""Assignment 06 through the house: the order is played in the rooms, whatever an answer forges."""

import shutil

import nbformat
import pytest

from grader.authoring import build, read_source
from grader.marking import enrol, fetch, grade, release, submit
from grader.marking.course import Course, open_gradebook

ASSIGNMENT = "06_goods_and_stock"
ASSIGNMENTS = (ASSIGNMENT,)
FORGED = """
heroes = {"mine": [], "mine-2": []}
shops = []

def offer(merchant):
    import pandas as pd

    money = {"role": ["hook", "hero"], "value_fen": [1, 1], "cost_fen": [0, 0]}
    return pd.DataFrame(money, index=["a", "b"]), 8, 0

asked = {"mine": {}, "mine-2": {}}
shelf = ["a", "b"]
order = {"mine": {}, "mine-2": {}}
"""


@pytest.fixture(scope="module")
def points(root, tmp_path_factory):
    """Grade amy, who answers as the author does: points by test cell."""
    place = tmp_path_factory.mktemp("stock") / "course"
    folder = place / "solutions" / ASSIGNMENT
    folder.mkdir(parents=True)
    shutil.copy(root / "nbgrader_config.py", place)
    for name in (f"{ASSIGNMENT}.py", "assignment.yaml", "answers.yaml"):
        shutil.copy(root / "solutions" / ASSIGNMENT / name, folder)
    build(place)
    enrol(place, {"amy": "Amy"})
    release(place, ASSIGNMENT)
    cells = read_source(folder / f"{ASSIGNMENT}.py").cells
    heads = [(cell.metadata.get("nbgrader"), cell.source) for cell in cells]
    right = {head["grade_id"]: source for head, source in heads if head}
    file = fetch(place, ASSIGNMENT, "amy", place / "amy") / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(file, as_version=4)
    for cell in notebook.cells:
        found = cell.metadata.get("nbgrader", {})
        if found.get("solution") and found["grade_id"] in right:
            cell.source = right[found["grade_id"]]
    nbformat.write(notebook, file)
    submit(place, ASSIGNMENT, "amy", place / "amy")
    grade(place, ASSIGNMENT, jobs=1)
    with open_gradebook(Course(place)) as book:
        (marked,) = book.find_submission(ASSIGNMENT, "amy").notebooks
        return {one.cell.name: one.score for one in marked.grades}


def test_the_authors_answers_get_what_can_be_got(points):
    """Functions and the shelf in full; forecast and order what an honest method earns."""
    assert points["06-leaves-check"] == points["06-best-heads-check"] == 3
    assert points["06-best-order-check"] == points["06-shelf-check"] == 4
    assert points["06-asked-check"] > 3
    assert points["06-order-check"] > 4.5


def test_bent_names_earn_nothing(job):
    """Heroes, shops and offers are the truth's and the tables', not those of the notebook."""
    blanks = job.blanks() | {"06-asked": FORGED, "06-shelf": "", "06-order": ""}
    for test, ran in job.mark(blanks).items():
        assert ran.points(job.header(job.cell(test))["points"]) == 0, test
