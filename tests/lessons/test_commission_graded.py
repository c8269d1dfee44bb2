"""Assignment 09 through the house: settled in two rooms, by the trainee's own function alone."""

import pytest

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
def graded(small_course):
    """Grade amy, who answers as the author does: points by test, and what became of it."""
    small_course.hand_in("amy", small_course.right)
    (outcome,) = small_course.grade()
    return {name: score for name, (score, _) in small_course.grades("amy").items()}, outcome


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
    assert 0 < graded[1].cpu_seconds < LONGEST_S


@pytest.mark.parametrize("forged", [BY_IMPORT, BY_HEART])
def test_what_lies_in_the_toolkit_is_no_answer(job, forged):
    """The engine takes another form of facts; the public results are of other amounts."""
    ran = job.mark({"09-settle": forged}, only=["09-settle-check"])["09-settle-check"]
    assert ran.points(8) == 0, ran.text
