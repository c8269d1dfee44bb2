"""Values with units: read as they are written, to the fen; anything else is refused in words."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from caopan.documents.units import COVER, MINUTES, SHARE, YUAN, Unit
from caopan.planning import sheet_units
from caopan.planning.sheet_units import BUDGET, CHANGE, PIECES, Yuan, clock, clock_of

UNITS = [value for value in vars(sheet_units).values() if isinstance(value, Unit)]


@given(st.sampled_from(UNITS), st.data())
def test_what_is_written_is_read_back(unit: Unit, data: st.DataObject) -> None:
    """For every unit and number within its bounds: the same number, an int exactly."""
    if unit.digits is None:
        number: float = data.draw(st.floats(unit.low, unit.high))
    else:
        number = data.draw(st.integers(int(unit.low) + unit.over, int(unit.high)))
    assert unit.read(unit.write(number)) == number
    assert unit.write(number).endswith((unit.name, unit.one))


@given(st.decimals(0, 1_000_000, places=2))
def test_money_is_exact(yuan: Decimal) -> None:
    """Fen are counted digit by digit: the reference is decimal arithmetic."""
    fen = YUAN.read(f"{yuan} yuan")
    assert type(fen) is int
    assert fen == yuan * 100
    assert YUAN.read(f"{yuan:,} yuan") == fen


@pytest.mark.parametrize(
    ("unit", "text", "says"),
    [
        (YUAN, "129", "'129' has no unit; give yuan, such as 129.00 yuan"),
        (YUAN, "129 fen", "is in 'fen'; give yuan"),
        (YUAN, "129.005 yuan", "too fine; give at most 2 decimals"),
        (YUAN, "-1 yuan", "-1.00 yuan is out of bounds; give 0.00 yuan to"),
        (YUAN, "1,29 yuan", "is no number"),
        (YUAN, "yuan 129", "is no amount"),
        (YUAN, "1e3 yuan", "is no number"),
        (YUAN, "١٢ yuan", "is no amount"),
        (BUDGET, "300 yuan", "is in 'yuan'; give yuan/h, such as 300.00 yuan/h"),
        (MINUTES, "6.5 min", "too fine; give a whole number"),
        (MINUTES, "6 h", "is in 'h'; give min"),
        (PIECES, "0 pieces", "out of bounds; give 1 piece to"),
        (COVER, "366 days", "out of bounds; give 0 days to 365 days"),
        (COVER, "1..5 days", "is no number"),
        (CHANGE, "-100 % of list", "give more than -100 % of list to 200 % of list"),
        (SHARE, "", "is no amount"),
    ],
)
def test_what_is_refused_says_what_is_asked_for(unit: Unit, text: str, says: str) -> None:
    """A person learns which unit is meant, how fine, and within which bounds."""
    with pytest.raises(ValueError, match=re.escape(says)):
        unit.read(text)


def test_one_of_a_thing_has_its_own_word() -> None:
    """Both are read, the right one is written."""
    assert PIECES.read("1 piece") == PIECES.read("1 pieces") == 1
    assert (PIECES.write(1), PIECES.write(2)) == ("1 piece", "2 pieces")


def test_a_bare_number_is_fen_in_python_and_nothing_in_a_file() -> None:
    """JSON and YAML have to name the unit; code that counts in fen need not."""
    kind = TypeAdapter(Yuan)
    assert kind.validate_python(129) == 129
    assert kind.validate_json('"129.00 yuan"') == 12_900
    for wrong in ("129", "1.5", "true", "null"):
        with pytest.raises(ValidationError):
            kind.validate_json(wrong)
    with pytest.raises(ValidationError, match="out of bounds"):
        kind.validate_python(-1)


@given(st.integers(0, 1_439))
def test_a_clock_time_is_read_back(minute: int) -> None:
    """Every minute of the day, and no other."""
    assert clock_of(clock(minute)) == minute
    with pytest.raises(ValueError, match="no time of the day"):
        clock_of(clock(minute + 1_440))
