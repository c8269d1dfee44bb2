"""Assignment 06 through the house: the order is played in the rooms, whatever an answer forges."""

import pytest

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
def points(small_course):
    """Grade amy, who answers as the author does: points by test cell."""
    small_course.hand_in("amy", small_course.right)
    small_course.grade()
    return {name: score for name, (score, _) in small_course.grades("amy").items()}


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
