"""The assignments: right answers get all, wrong ones get what they deserve, and a reason."""

ASSIGNMENTS = (
    "01_operators_job",
    "02_the_board",
    "03_what_fell",
    "04_why_it_fell",
    "05_growth_path",
    "06_goods_and_stock",
    "07_one_session",
    "08_paid_traffic",
    "09_commission_engine",
    "10_commission_incentives",
)


def maximum(assignment, test):
    """Give a test cell's points."""
    return assignment.header(assignment.cell(test))["points"]


def least(assignment, test):
    """Give the points that a right answer earns at least: all, but where nobody can be certain."""
    share = assignment.answers.get(test.removesuffix("-check"), {}).get("least", 1)
    return share * maximum(assignment, test) - 1e-6


def deserved(points, most):
    """Turn a number or a range of points into a range."""
    low, high = points if isinstance(points, list) else (points, points)
    return low - 1e-9, min(high, most) + 1e-9


def test_the_solution_gets_every_point(job):
    """The author's own cells pass every hidden test in full."""
    for test, ran in job.mark({}).items():
        assert ran.error is None, f"{test}: {ran.error}"
        assert ran.points(maximum(job, test)) >= least(job, test), ran.text


def test_a_right_answer_gets_every_point(job, answer):
    """Other ways to the same answer are worth as much as the author's."""
    cell, _, code = answer
    test = f"{cell}-check"
    ran = job.mark({cell: code}, only=[test])[test]
    assert ran.error is None, ran.error
    assert ran.points(maximum(job, test)) >= least(job, test), ran.text


def test_a_wrong_answer_gets_what_it_deserves_and_a_reason(job, answer):
    """A misconception loses its own points only, and hears the rule, never the number."""
    cell, _, wrong = answer
    test = f"{cell}-check"
    most = maximum(job, test)
    ran = job.mark({cell: wrong["code"]}, only=[test])[test]
    low, high = deserved(wrong["points"], most)
    assert low <= ran.points(most) <= high, (ran.text, ran.error)
    if ran.points(most) == most:
        return
    said = ran.text + str(ran.error or "")
    assert said.strip(), "no reason is given"
    for number in job.secrets(test):
        assert number not in said


def test_the_check_passes_what_is_right(job, answer):
    """While working, a right answer is told so."""
    cell, _, code = answer
    outcome = job.check(cell, code)
    assert outcome.passed, outcome


def test_the_check_names_the_rule_of_what_is_wrong(job, answer):
    """While working, a wrong answer hears its own rule or exception, never the number."""
    cell, _, wrong = answer
    outcome = job.check(cell, wrong["code"])
    assert outcome.status in wrong.get("check", ["wrong", "error"]), outcome
    assert wrong.get("says", "") in outcome.message
    for number in job.secrets(f"{cell}-check"):
        assert number not in outcome.message


def test_a_blank_gets_nothing(job):
    """The released notebook, untouched, earns no point."""
    blanks = job.blanks()
    assert blanks
    for test, ran in job.mark(blanks).items():
        assert ran.points(maximum(job, test)) == 0, test
