"""What tiles say: right units, right words, and never a number that is not there."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
import sessions
from comparing import board_of, clocks, feed
from hypothesis import given
from hypothesis import strategies as st

from caopan.board import METRICS, Alert, Figure
from caopan.board.tiles import amount, compared, definitions, place, tile, tiles

MINUTE = 60


def figure(code, total, last=None, before=None, parts=((0, 0, 0), (0, 0, 0))):
    """Make a figure without a place among peers."""
    return Figure(code, total, last, before, None, None, *parts)


def test_all_42_have_a_text_in_a_dirty_session():
    """Whatever a session holds, each tile has a value or a dash with its reason."""
    frames = sessions.session(5)
    board = feed(board_of(frames), frames)
    dashes = 0
    for clock in clocks(5, 6):
        reading = board.tick(clock)
        shown = tiles(reading)
        assert [one.code for one in shown] == list(METRICS)
        for one in shown:
            null = reading[one.code].total is None
            dashes += null
            assert (one.value == "—") is null
            assert bool(one.null) is null
            assert "nan" not in " ".join((one.value, one.last, one.before, one.change)).lower()
    assert dashes


@given(fen=st.integers(-(10**15), 10**15))
def test_yuan_are_the_fen(fen):
    """Below 1,000 yuan to the fen, above to the yuan, half up in size; no float on the way."""
    text = amount(METRICS["C1"], fen).replace(",", "").replace("−", "-").replace("¥", "")
    step = Decimal("0.01") if abs(fen) < 100_000 else Decimal(1)
    assert Decimal(text) == (Decimal(fen) / 100).quantize(step, ROUND_HALF_UP)


@given(fen=st.integers(1_000_000, 10**15))
def test_wan_are_the_fen(fen):
    """In 万 or 亿 with two decimals, half up."""
    text = amount(METRICS["C1"], fen, wan=True)
    unit = {"万": 10**6, "亿": 10**10}[text[-1]]
    shown = Decimal(text[1:-1].replace(",", ""))
    assert shown == (Decimal(fen) / unit).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert text[-1] == ("亿" if fen >= 10**10 else "万")


def test_wan_leaves_small_numbers_alone():
    """Below 10,000 nothing changes."""
    assert amount(METRICS["T1"], 9_999, wan=True) == "9,999"
    assert amount(METRICS["C1"], 999_999, wan=True) == "¥10,000"
    assert amount(METRICS["C10"], 1_234_567.8, wan=True) == "¥1.23万"


@pytest.mark.parametrize(
    ("code", "last", "before", "said", "trend"),
    [
        ("C1", 88, 100, "−12 % against the ten minutes before", "worse"),
        ("S1", 0.02, 0.04, "−2.0 points against the ten minutes before", "better"),
        ("C9", 300.0, 200.0, "+50 % against the ten minutes before", "other"),
        ("C1", 500, 0, "+¥5.00 against the ten minutes before", "better"),
        ("G3", 0, 0, "about the same as ten minutes ago", "same"),
        ("G3", 2, 0, "+2 against ten minutes ago", "worse"),
        ("M4", -500, -100, "−¥4.00 against ten minutes ago", "worse"),
        ("C8", 0.02, None, "no value to compare", ""),
    ],
)
def test_comparison(code, last, before, said, trend):
    """The way that is good comes from the registry; zero and losses are never divided by."""
    assert compared(METRICS[code], last, before, MINUTE) == (said, trend)


def test_too_early_to_compare():
    """Before minute 20 the ten minutes before are not full; a level needs only ten."""
    assert compared(METRICS["C1"], 2, 1, 19)[1] == ""
    assert compared(METRICS["C1"], 2, 1, 20)[1] == "better"
    assert compared(METRICS["M1"], 2, 1, 10)[1] == "better"


def test_null_says_its_rule():
    """A dash comes with the metric's own rule, and has no parts."""
    shown = tile(figure("G5", None), MINUTE)
    assert shown.value == "—"
    assert shown.null == "no value when no product is being explained, or nobody was there"
    assert shown.parts == ""


def test_parts_of_a_rate():
    """People of people, yuan of yuan; nothing where the two are of different kinds."""
    assert tile(figure("I3", 0.1, parts=((3, 0, 0), (30, 0, 0))), 60).parts == "3 of 30"
    money = ((50_000, 0, 0), (200_000, 0, 0))
    assert tile(figure("F4", 0.25, parts=money), 60).parts == "¥500.00 of ¥2,000"
    assert tile(figure("A3", 0.25, parts=money), 60).parts == "¥500.00 ÷ ¥2,000"
    assert tile(figure("C9", 250.0, parts=money), 60).parts == ""


def test_alerts_reach_their_tile_only():
    """An alert stands on its metric's tile and on no other."""
    frames = sessions.session(5)
    reading = feed(board_of(frames), frames).tick(clocks(5, 1)[0])
    alert = Alert("C7", reading.clock, -0.4, None)
    assert [one.code for one in tiles(reading, alerts=[alert]) if one.alert] == ["C7"]


def test_places_and_definitions():
    """Places never say more than the curves know; each metric has its tooltip."""
    assert place(5.1) == "above 5 % of peers"
    told = definitions()
    assert [one["tooltip"] for one in told] == [one.sentence for one in METRICS.values()]
    assert {one["null"] for one in told if one["code"] in {"T2", "C1"}} == {""}
