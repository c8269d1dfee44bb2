"""The warm-up contest: a good operator finds the fault, and each answer is worth what it should."""

import pytest

from caopan.market import histories, sample, three_plans, variant
from caopan.practice import check
from caopan.practice.warmup import FAULTS, brier, skill_of

ASSIGNMENT = "contest_warmup"
ASSIGNMENTS = (ASSIGNMENT,)
VALID, PLAN = "warmup-valid-public", "warmup-plan-public"
PLAN_AGAIN, DIAGNOSIS = "warmup-plan-private", "warmup-diagnosis-private"


def maximum(assignment, test):
    """Give a test cell's points."""
    return assignment.header(assignment.cell(test))["points"]


def share(job, cell, code, test):
    """Give the share of a test's points that one answer earns, and what was said."""
    belief = {"warmup-belief": job.cell("warmup-belief").source}
    ran = job.mark({**belief, cell: code}, only=[test])[test]
    most = maximum(job, test)
    return ran.points(most) / most, ran.text + str(ran.error or "")


def test_the_solution_gets_every_point(job):
    """The author, who knows the truth, reaches the maximum of every part."""
    ran = job.mark({})
    assert set(ran) == {VALID, PLAN, PLAN_AGAIN, DIAGNOSIS}
    for test in ran:
        assert ran[test].points(maximum(job, test)) == pytest.approx(maximum(job, test)), ran[test]


def test_a_right_answer_is_good_and_valid(job, answer):
    """Beliefs read off the tables, and plans that follow from them, earn nearly everything."""
    cell, _, code = answer
    test = {"warmup-belief": DIAGNOSIS, "warmup-plan": PLAN}[cell]
    got, said = share(job, cell, code, test)
    assert got > 0.95, said


def test_a_wrong_answer_gets_what_it_deserves_and_a_reason(job, answer):
    """Bluffing, ignorance and shapeless answers earn their own share, with a reason."""
    cell, _, wrong = answer
    test = {"warmup-belief": DIAGNOSIS, "warmup-plan": PLAN}[cell]
    got, said = share(job, cell, wrong["code"], test)
    low, high = wrong["points"]
    assert low - 1e-9 <= got <= high + 1e-9, said
    assert said.strip()
    assert "FR3" not in said.replace("there are none, FG2, FG3, FT1, FT3, FT6, FR3, FR4", "")


def test_a_blank_gets_nothing(job):
    """The released notebook, untouched, earns no point."""
    blanks = job.blanks()
    assert blanks
    for test, ran in job.mark(blanks).items():
        assert ran.points(maximum(job, test)) == 0, test


def test_the_tables_tell_every_fault(job):
    """Both ways of reading the hour tables name at least all but one of the faults."""
    shops = [
        variant("fanhe", ASSIGNMENT, "reader", b"author", faults=[fault], severity=2.0).model_copy(
            update={"event_days": ()}
        )
        for fault in FAULTS
    ]
    played = histories(shops)
    for code in job.answers["warmup-belief"]["right"]:
        scores = []
        for fault, tables in zip(FAULTS, played, strict=True):
            names = {"traffic": tables["traffic_hour"], "goods": tables["goods_hour"]}
            names |= {"FAULTS": FAULTS}
            exec(code, names)
            scores.append(brier(names["belief"], fault))
        right = sum(score < 0.5 for score in scores)
        assert right >= len(FAULTS) - 1, dict(zip(FAULTS, scores, strict=True))


def test_the_text_says_what_the_plans_are(job):
    """The numbers in the notebook's description of A, B and C are the ones that are played."""
    shop = sample("fanhe")
    push, supply, craft = three_plans(shop).values()
    text = "\n".join(c.source for c in job.cells if c.cell_type == "markdown")
    assert push.paid_bp == 11_000
    assert push.videos == shop.calendar.videos + 2
    assert "a tenth more paid budget, and two more short videos a day" in text
    assert set(supply.price_bp.values()) == {-1_000}
    assert set(supply.cover_days.values()) == {6.0}
    assert "six days of demand, and prices of hook, hero and profit items cut by a tenth" in text
    assert (craft.paid_bp, craft.fix_scene, craft.reset_audience) == (8_500, True, True)
    assert "trimmed by 15 %" in text
    for fault in FAULTS:
        assert f"`{fault}`" in text


def test_bluffing_costs():
    """The score is proper: of two beliefs the honest one expects the lower Brier score."""
    honest, bluff = {"FG2": 0.6, "none": 0.4}, {"FG2": 1.0}

    def expected(belief):
        return 0.6 * brier(belief, "FG2") + 0.4 * brier(belief, "none")

    assert expected(honest) < expected(bluff)


@pytest.mark.parametrize(
    ("gains", "plan", "skill"),
    [
        ({"A": 60, "B": 50, "C": 0}, "A", 1.2),
        ({"A": 60, "B": 50, "C": 0}, "B", 1.0),
        ({"A": 60, "B": 50, "C": -9}, "C", 0.0),
        ({"A": -2, "B": -1, "C": -9}, "B", 1.2),
        ({"A": -2, "B": -1, "C": -9}, "A", 0.0),
        ({"A": 0, "B": 0, "C": 0}, "A", 1.2),
    ],
)
def test_skill_is_zero_for_doing_nothing_and_capped(gains, plan, skill):
    """Skill is 0 for no gain, 1 for five sixths of the best, 1.2 for the best, never below 0."""
    assert skill_of(gains, plan) == pytest.approx(skill)


def test_checks_look_at_the_shape_only():
    """The contest's checks pass any valid entry: they know nothing of the truth."""
    assert check("warmup-belief", {"none": 0.5, "FR3": 0.5}).passed
    assert check("warmup-belief", ...).status == "not attempted"
    assert check("warmup-belief", {"none": 2.0, "FG2": -1.0}).status == "wrong"
    assert check("warmup-plan", "B").passed
    assert check("warmup-plan", "b").status == "wrong"
