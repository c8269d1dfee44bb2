"""The guess, the explorers, the figures: what a trainee plays with."""

import matplotlib as mpl
import pandas as pd
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

from caopan import fonts
from caopan.errors import CaopanError
from caopan.events import load
from caopan.practice import explore_levers, explore_tables, guess, label, style, times_axis
from caopan.practice.explorers import levers_html, pulled, rows_html


def parts(view):
    """Give the number, the button and the text of a guess's widget."""
    row, said = view.children[1:]
    return row.children[0], row.children[2], said


def test_a_guess_counts_once_and_only_when_committed():
    """Nothing is filled in; the number is none before the button, and fixed after it."""
    grew = guess("How much?", low=0, high=6, unit="×")
    number, button, said = parts(grew.view())
    assert number.value == ""
    assert button.disabled
    number.value = "4.5"
    assert grew.value is None
    assert not button.disabled
    button.click()
    assert grew.value == 4.5
    assert "4.5×" in said.value
    number.value = "5"
    assert number.value == "4.5"
    button.click()
    assert grew.value == 4.5
    assert "does not count" in said.value


def test_what_was_focused_stays_able_to_hold_the_focus():
    """After the commit neither field nor button is disabled, so that the keyboard stays there."""
    number, button, _ = parts((grew := guess("How much?", low=0, high=6)).view())
    number.value = "4,5"
    number._handle_custom_msg({"event": "submit"}, [])  # what the Enter key sends
    assert grew.value == 4.5
    assert not number.disabled
    assert not button.disabled
    assert button.description == "Committed"


def test_a_guess_that_was_typed_quickly_counts_whole():
    """Enter may come before the last digits are told: the field's text comes just before it."""
    number, button, _ = parts((grew := guess("How much?", low=0, high=60)).view())
    number.value = "2"  # so much of 24 has been told
    number._handle_custom_msg({"typed": "24"}, [])
    number._handle_custom_msg({"event": "submit"}, [])
    assert grew.value == 24
    number.value = "24"  # told at last
    assert (number.value, button.description) == ("24", "Committed")


@pytest.mark.parametrize("typed", ["7", "-1", "nan", "inf", "much", " "])
def test_what_cannot_be_meant_is_said_and_not_committed(typed):
    """Out of range or no number: the range is named, nothing is clamped, and one may try again."""
    grew = guess("How much?", low=0, high=6)
    number, button, said = parts(grew.view())
    number.value = typed
    button.click()
    assert grew.value is None
    assert "Not committed" in said.value
    assert "between 0 and 6" in said.value
    number.value = "2"
    button.click()
    assert grew.value == 2


def test_a_guess_outside_its_range_is_refused():
    """Range errors are one sentence, for the question and for the answer."""
    with pytest.raises(CaopanError, match="between 0 and 6"):
        guess("How much?", low=0, high=6).commit(7)
    with pytest.raises(CaopanError, match="must be below"):
        guess("How much?", low=6, high=0)


def test_guess_and_truth_stand_in_one_figure():
    """A committed guess is a line in the figure; without one a text says so."""
    grew = guess("How much?", low=0, high=6)
    for value, said in [(None, "no guess"), (2.0, "your guess: 2")]:
        if value:
            grew.commit(value)
        _, axes = plt.subplots()
        lines = len(axes.lines)
        grew.mark(axes)
        assert said in axes.texts[-1].get_text()
        assert len(axes.lines) == lines + (value is not None)
        plt.close("all")


def test_the_menu_offers_event_tables_too():
    """Order lines, visits and refunds can be looked at, beside the tables of all days."""
    menu, said, _ = explore_tables("liuyi").children
    names = [name for _, name in menu.options]
    assert menu.value == "goods_hour"
    assert {"order_line", "visit", "refund", "traffic_hour", "product"} <= set(names)
    for name in names:
        menu.value = name
        assert f"<code>{load(name, merchant='liuyi').columns[0]}</code>" in said.value
        assert "NaN" not in said.value
        assert "NaT" not in said.value


def test_rows_are_aligned_with_their_headers():
    """Numbers stand right under their header, all else left; what is missing is a dash."""
    shown = rows_html(pd.DataFrame({"qty": [2], "plan": [None], "name": ["<b>"]}))
    assert shown.count("text-align:right") == 2
    assert shown.count("text-align:left") == 4
    assert "–" in shown
    assert "<b>" not in shown


def test_levers_multiply():
    """Two levers at once give the product of both changes."""
    assert pulled({"a": 2.0, "b": 50.0}, {"a": 0.1, "b": 0.2}) == pytest.approx(132)
    with pytest.raises(CaopanError, match="no factor 'c'"):
        pulled({"a": 1.0}, {"c": 1})


def test_moving_a_slider_shows_the_change_and_the_button_takes_it_back():
    """The explorer answers to its sliders."""
    view = explore_levers({"viewers": 100.0, "gmv_per_viewer": 2.0})
    *sliders, button, said, _ = view.children
    sliders[0].value = 50
    assert "+50.0%" in said.value
    assert "300 yuan" in said.value
    button.click()
    assert "+0.0%" in said.value
    assert all(slider.description for slider in sliders)


def test_an_axis_of_multiples_has_plain_numbers_and_the_one():
    """Readers meet 0.5, 1, 2, 5 ..., not powers of ten."""
    _, axes = plt.subplots()
    times_axis(axes, 0.5, 50)
    said = [tick.get_text() for tick in axes.get_xticklabels()]
    assert said == ["0.5", "1", "2", "5", "10", "20", "50"]
    assert axes.get_xscale() == "log"
    plt.close("all")


def test_large_and_small_factors_are_readable():
    """The explorer's table has no powers of ten in it."""
    shown = levers_html({"viewers": 476246.0, "hours": 0.01764}, {}, "GMV", "yuan")
    assert "476,246" in shown
    assert "0.01764" in shown


def test_figures_need_no_chinese_font(monkeypatch, recwarn):
    """Without such a font labels are English only, and drawing warns of nothing."""
    monkeypatch.setattr(fonts, "CHINESE_FONTS", ())
    fonts.chinese_font.cache_clear()
    style()
    _, axes = plt.subplots()
    axes.set_xlabel(label("views", "场观"))
    axes.figure.canvas.draw()
    assert axes.get_xlabel() == "views"
    assert not recwarn.list
    plt.close("all")
    fonts.chinese_font.cache_clear()


def test_a_font_that_came_later_is_found(monkeypatch):
    """Matplotlib's kept list is older than the font: it is found, and nobody clears a cache."""
    from matplotlib import font_manager

    manager = font_manager.fontManager
    fonts.chinese_font.cache_clear()
    found = fonts.chinese_font()
    if found is None:
        pytest.skip("no font with Chinese glyphs on this machine")
    files = {one.fname for one in manager.ttflist if one.name == found}
    older = [one for one in manager.ttflist if one.fname not in files]
    monkeypatch.setattr(manager, "ttflist", older)
    monkeypatch.setattr(fonts, "CHINESE_FONTS", (found,))
    fonts.chinese_font.cache_clear()
    assert fonts.chinese_font() == found
    fonts.chinese_font.cache_clear()


def test_figures_show_chinese_where_a_font_can(recwarn):
    """With a font both languages are drawn without a warning about missing glyphs."""
    if fonts.chinese_font() is None:
        pytest.skip("no font with Chinese glyphs on this machine")
    style()
    _, axes = plt.subplots()
    axes.set_xlabel(label("views", "场观"))
    axes.figure.canvas.draw()
    assert axes.get_xlabel() == "views 场观"
    assert not recwarn.list
    plt.close("all")
