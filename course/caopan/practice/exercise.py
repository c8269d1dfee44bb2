"""Exercises, their hints, and the two verbs that a trainee meets: ``check`` and ``hint``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from caopan.errors import CaopanError
from caopan.practice.outcome import Hint, Outcome

Judge = Callable[[object], str | None]
"""Takes the answer; gives the rule that it breaks, or None where it holds."""

MARKS: Final = ("YOUR CODE HERE", "YOUR ANSWER HERE")


@dataclass(frozen=True)
class Exercise:
    """One question as the checker knows it.

    Attributes:
        name: the id that ``check`` takes.
        judge: says which rule an answer breaks.
        hints: from a nudge to almost the way; never the value.
        praise: what a right answer is told.
    """

    name: str
    judge: Judge
    hints: tuple[str, ...]
    praise: str = "Right."


class AnswerError(Exception):
    """A trainee's own function raised; carries the sentence for the outcome."""


class NotAttemptedError(Exception):
    """The answer is still the blank that was handed out."""


_EXERCISES: Final[dict[str, Exercise]] = {}
_HINTS_SHOWN: Final[Counter[str]] = Counter()


def exercise(name: str, *hints: str, praise: str = "Right.") -> Callable[[Judge], Judge]:
    """Register the decorated function as the judge of an exercise.

    Args:
        name: the id; must be new.
        hints: at least one, in the order in which they are shown.
        praise: what a right answer is told.

    Raises:
        CaopanError: the id is taken, or there is no hint.
    """
    if name in _EXERCISES or not hints:
        raise CaopanError(f"exercise {name!r}: give it a new name and at least one hint.")

    def register(judge: Judge) -> Judge:
        _EXERCISES[name] = Exercise(name, judge, hints, praise)
        return judge

    return register


def exercises() -> tuple[str, ...]:
    """Give the ids of all exercises.

    >>> "01-split" in exercises()
    True
    """
    return tuple(_EXERCISES)


def check(exercise_id: str, value: object) -> Outcome:
    """Check an answer; the outcome shows itself when it is the last line of a cell.

    Args:
        exercise_id: the id that stands in the task.
        value: the answer: a number, a table, a function, as the task says.

    Raises:
        CaopanError: there is no such exercise.

    >>> check("01-split", ...)
    … not attempted, 01-split: Replace the blank with your answer, then run the cell again.
    """
    found = _find(exercise_id)
    if blank(value):
        return _not_attempted(exercise_id)
    try:
        reason = found.judge(value)
    except NotAttemptedError:
        return _not_attempted(exercise_id)
    except (AnswerError, CaopanError) as error:
        return Outcome(exercise_id, "error", str(error))
    except Exception as error:  # an answer of a kind that no judge foresaw: say so, do not crash
        said = f"The answer could not be read ({type(error).__name__}). Compare it with the task."
        return Outcome(exercise_id, "error", said)
    if reason is None:
        return Outcome(exercise_id, "passed", found.praise)
    return Outcome(exercise_id, "wrong", reason)


def hint(exercise_id: str) -> Hint:
    """Give the next hint of an exercise; after the last one, the last again.

    Raises:
        CaopanError: there is no such exercise.

    >>> hint("01-split").total
    3
    """
    found = _find(exercise_id)
    number = min(_HINTS_SHOWN[exercise_id], len(found.hints) - 1)
    _HINTS_SHOWN[exercise_id] += 1
    return Hint(exercise_id, number + 1, len(found.hints), found.hints[number])


def blank(value: object) -> bool:
    """Say whether an answer is the untouched blank.

    >>> blank(...), blank({"a": ...}), blank(0.0)
    (True, True, False)
    """
    if value is None or value is ...:
        return True
    if isinstance(value, str):
        return not value.strip() or any(mark in value for mark in MARKS)
    if isinstance(value, Mapping):
        return len(value) == 0 or all(blank(v) for v in value.values())
    return False


def call(function: object, *args: object) -> object:
    """Call a trainee's function; its own mistake becomes the outcome "error".

    Raises:
        AnswerError: it is no function, or it raised.
        NotAttemptedError: it gives nothing back, as the blank does.

    >>> call(lambda x: x + 1, 2)
    3
    """
    if not callable(function):
        raise AnswerError(f"A function is asked for; this is of type {type(function).__name__}.")
    try:
        given: object = function(*args)
    except Exception as error:
        shown = ", ".join(repr(a) for a in args)
        raise AnswerError(
            f"Your function raised {type(error).__name__} ({error}) when called with ({shown})."
        ) from error
    if given is None or given is ...:
        raise NotAttemptedError
    return given


def _find(exercise_id: str) -> Exercise:
    if exercise_id not in _EXERCISES:
        names = ", ".join(_EXERCISES)
        raise CaopanError(f"no exercise {exercise_id!r}; there are {names}.")
    return _EXERCISES[exercise_id]


def _not_attempted(exercise_id: str) -> Outcome:
    return Outcome(
        exercise_id, "not attempted", "Replace the blank with your answer, then run the cell again."
    )
