"""Assignment 02 through the house: released, fetched, submitted and graded in the two rooms."""

import nbformat
import pytest

ASSIGNMENT = "02_the_board"
# The engine itself, handed what a function gets: it refuses tables with a few columns only.
BY_THE_BOARD = """
def retention(visit, clock):
    from caopan.board import Board

    start = visit["enter_ts"].min()
    sessions = pd.DataFrame({"session_id": ["n-001-1"], "start_ts": [start]})
    board = Board(sessions, "n-001-1")
    board.add("visit", visit)
    return board.tick(clock)["T8"].total
"""


@pytest.fixture(scope="module")
def graded(small_course):
    """Grade amy, who answers as the author does, but for one metric that she leaves to the board.

    Returns points by test cell, what the graded notebook shows under cells that lost some, and
    where the course lies.
    """
    small_course.hand_in("amy", small_course.right | {"02-retention": BY_THE_BOARD})
    small_course.grade()
    grades = small_course.grades("amy")
    lost = {name for name, (score, most) in grades.items() if score < most}
    file = next((small_course.place / "work" / "autograded" / "amy").rglob("*.ipynb"))
    shown = {
        found: cell.outputs
        for cell in nbformat.read(file, as_version=4).cells
        if (found := cell.metadata.get("nbgrader", {}).get("grade_id", "")) in lost
        or f"{found}-check" in lost
    }
    return {name: score for name, (score, _) in grades.items()}, shown, small_course.place


def test_the_authors_answers_get_every_point_in_the_rooms(graded):
    """Answers and tests share no process, frames pass the codec, and nothing is lost on the way."""
    points, shown, _ = graded
    assert len(points) == 11
    assert sum(points.values()) == pytest.approx(27 - 2), shown


def test_a_metric_that_is_left_to_the_board_is_worth_nothing(graded):
    """The engine takes no frame that lacks declared columns."""
    points, _, _ = graded
    assert points["02-retention-check"] == 0


def test_each_trainee_has_another_night(graded):
    """Luck differs, and a jam is drawn for each, so another's story is of no use."""
    from grader.marking.cases import Case

    _, _, place = graded
    secrets = place / "work" / "secrets" / "cases" / ASSIGNMENT
    amy, bob = (Case.from_json((secrets / f"{who}.json").read_text()) for who in ("amy", "bob"))
    assert amy.jam is not None
    assert bob.jam is not None
    assert amy.scenario.luck_key != bob.scenario.luck_key


def test_a_trainee_gets_facts_and_no_truth(graded):
    """The own tables are handed out; the jam stands in the secret case alone."""
    _, _, place = graded
    handed = place / "work" / "desks" / "amy" / ASSIGNMENT
    files = sorted(file.name for file in handed.rglob("*") if file.is_file())
    assert "order_line.parquet" in files
    assert not [
        name
        for name in files
        if name.endswith((".json", ".yaml", ".py")) and "merchant" not in name
    ]
    case = (place / "work" / "secrets" / "cases" / ASSIGNMENT / "amy.json").read_text()
    assert '"jam": {"table"' in case
