"""How the scores spread: a small histogram that says the same in words."""

from __future__ import annotations

from statistics import quantiles

from grader.leaderboard.markup import Html, h
from grader.leaderboard.standings import Round
from grader.leaderboard.words import digits, number, points

FEWEST = 5  # below this a histogram only shows single people
_BINS = 10
_TOP, _FLOOR, _HEIGHT = 34, 128, 152  # pixels: bars stand between top and floor


def plot(contest_round: Round, mine: float | None) -> Html | None:
    """Draw the distribution of a round's scores, or nothing when there is too little to draw.

    Args:
        contest_round: the round; ``max_score`` (points) is the right end of the axis.
        mine: the reader's own score (points), marked when given.

    >>> from grader.leaderboard.standings import example
    >>> plot(example().rounds[0], None) is None
    True
    """
    scores = contest_round.scores()
    if len(scores) < FEWEST or contest_round.max_score <= 0:
        return None
    return h(
        "figure",
        h("h3", "How the scores spread"),
        _drawing(contest_round, scores, mine),
        h("figcaption", sentence(contest_round, mine)),
        class_="cp-plot",
    )


def sentence(contest_round: Round, mine: float | None) -> str:
    """Say in words what the drawing shows.

    >>> from grader.leaderboard.standings import example
    >>> sentence(example().rounds[0], 31.5)
    '2 scores out of 40: lowest 18.25, middle 24.88, highest 31.50. Yours, 31.50, is above 1.'
    """
    scores, decimals = contest_round.scores(), digits(contest_round)
    low, middle, high = (number(v, decimals) for v in (scores[0], _median(scores), scores[-1]))
    said = (
        f"{len(scores)} scores out of {points(contest_round.max_score)}: "
        f"lowest {low}, middle {middle}, highest {high}."
    )
    if mine is None:
        return said
    below = sum(score < mine for score in scores)
    return f"{said} Yours, {number(mine, decimals)}, is above {below}."


def counts(scores: list[float], top: float) -> list[int]:
    """Count scores in ten equal steps from 0 to ``top``; outliers go to the end steps.

    >>> counts([0, 1, 9.99, 10], 10)
    [1, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    """
    found = [0] * _BINS
    for score in scores:
        found[min(_BINS - 1, max(0, int(score / top * _BINS)))] += 1
    return found


def _median(scores: list[float]) -> float:
    return quantiles(scores, n=2, method="inclusive")[0] if len(scores) > 1 else scores[0]


def _drawing(contest_round: Round, scores: list[float], mine: float | None) -> Html:
    top = contest_round.max_score
    found = counts(scores, top)
    marks = [("middle", 26, "cp-median", _median(scores) / top)]
    if mine is not None:
        marks.append(("you", 11, "cp-own", mine / top))
    return h(
        "svg",
        *(_bar(step, count, max(found)) for step, count in enumerate(found) if count),
        h("line", x1="0", x2="100%", y1=_FLOOR, y2=_FLOOR, class_="cp-axis"),
        *(_line(share, y, class_) for _, y, class_, share in marks),
        # words last, so that no line runs through them
        *(_count(step, count, max(found)) for step, count in enumerate(found) if count),
        *(_word(share, label, y, class_) for label, y, class_, share in marks),
        *(_word(share, _tick(share, top), _FLOOR + 18, None) for share in (0.0, 0.5, 1.0)),
        role="img",
        aria_label=f"Histogram. {sentence(contest_round, mine)}",
        height=_HEIGHT,
        width="100%",
    )


def _tall(count: int, most: int) -> float:
    return (_FLOOR - _TOP - 14) * count / most


def _bar(step: int, count: int, most: int) -> Html:
    tall = _tall(count, most)
    x, y = f"{step * 100 / _BINS + 0.5:.1f}%", f"{_FLOOR - tall:.1f}"
    return h("rect", x=x, y=y, width="9%", height=f"{tall:.1f}", rx=3, class_="cp-bar")


def _count(step: int, count: int, most: int) -> Html:
    x, y = f"{(step + 0.5) * 100 / _BINS:.1f}%", f"{_FLOOR - _tall(count, most) - 4:.1f}"
    return h("text", count, x=x, y=y, text_anchor="middle")


def _tick(share: float, top: float) -> str:
    return f"{points(top * share)} points" if share == 1 else points(top * share)


def _inside(share: float) -> float:
    return min(1.0, max(0.0, share))


def _line(share: float, y: int, class_: str) -> Html:
    x = f"{_inside(share):.1%}"
    return h("line", x1=x, x2=x, y1=y + 4, y2=_FLOOR, class_=class_)


def _word(share: float, label: str, y: int, class_: str | None) -> Html:
    share = _inside(share)
    anchor = "start" if share < 0.1 else "end" if share > 0.9 else "middle"
    return h("text", label, x=f"{share:.1%}", y=y, text_anchor=anchor, class_=class_)
