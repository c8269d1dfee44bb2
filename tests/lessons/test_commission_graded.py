"""Assignment 09 through the house: settled in two rooms, by the trainee's own function alone."""

import shutil

import nbformat
import pytest

from grader.authoring import build, read_source
from grader.marking import enrol, fetch, grade, release, submit
from grader.marking.course import Course, open_gradebook

ASSIGNMENT = "09_commission_engine"
ASSIGNMENTS = (ASSIGNMENT,)
LONGEST_S = 10
"""Seconds of computing, in both rooms, that one submission may take."""
BY_IMPORT = "from caopan.commission import settle"
BY_HEART = """
def settle(order_lines, refunds, contract, as_of):
    from caopan.practice.assignment09_parts import expected
    from caopan.practice.assignment09_tries import tries

    for one, right in zip(tries("settle", 9), expected()["settle"]):
        if one.given[0][0]["line_id"] == order_lines[0]["line_id"]:
            return right
    return expected()["settle"][0]
"""


@pytest.fixture(scope="module")
def graded(root, tmp_path_factory):
    """Grade amy, who answers as the author does: points by test, and seconds of computing."""
    place = tmp_path_factory.mktemp("commission") / "course"
    folder = place / "solutions" / ASSIGNMENT
    folder.mkdir(parents=True)
    shutil.copy(root / "nbgrader_config.py", place)
    for name in (f"{ASSIGNMENT}.py", "assignment.yaml", "answers.yaml"):
        shutil.copy(root / "solutions" / ASSIGNMENT / name, folder)
    build(place)
    enrol(place, {"amy": "Amy"})
    release(place, ASSIGNMENT)
    heads = [
        (cell.metadata.get("nbgrader"), cell.source)
        for cell in read_source(folder / f"{ASSIGNMENT}.py").cells
    ]
    right = {head["grade_id"]: source for head, source in heads if head}
    file = fetch(place, ASSIGNMENT, "amy", place / "amy") / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(file, as_version=4)
    for cell in notebook.cells:
        found = cell.metadata.get("nbgrader", {})
        if found.get("solution") and found["grade_id"] in right:
            cell.source = right[found["grade_id"]]
    nbformat.write(notebook, file)
    submit(place, ASSIGNMENT, "amy", place / "amy")
    (outcome,) = grade(place, ASSIGNMENT, jobs=1).outcomes
    with open_gradebook(Course(place)) as book:
        (marked,) = book.find_submission(ASSIGNMENT, "amy").notebooks
        return {one.cell.name: one.score for one in marked.grades}, outcome.cpu_seconds


def test_the_authors_answers_get_every_point_in_the_rooms(graded):
    """Rows and contracts pass between the rooms, and nothing is lost on the way."""
    points, _ = graded
    assert {name: score for name, score in points.items() if name.endswith("-check")} == {
        "09-share-coupon-check": 2,
        "09-kept-check": 4,
        "09-dues-check": 4,
        "09-settle-check": 8,
        "09-night-check": 4,
        "09-errors-check": 4,
    }


def test_a_submission_is_graded_in_seconds(graded):
    """A hundred calls from room to room, and the own night settled: no room computes for long."""
    assert 0 < graded[1] < LONGEST_S


@pytest.mark.parametrize("forged", [BY_IMPORT, BY_HEART])
def test_what_lies_in_the_toolkit_is_no_answer(job, forged):
    """The engine takes another form of facts; the public results are of other amounts."""
    ran = job.mark({"09-settle": forged}, only=["09-settle-check"])["09-settle-check"]
    assert ran.points(8) == 0, ran.text
