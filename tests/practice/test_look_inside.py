"""The look inside as a notebook has it: controls that obey, one figure, errors in words."""

import re
from html import unescape
from typing import Any

import matplotlib as mpl
import pytest

mpl.use("Agg")

from caopan import fonts
from caopan.errors import CaopanError
from caopan.market import SAMPLES, sample
from caopan.market.levers import levers
from caopan.market.look import look
from caopan.practice import look_inside
from caopan.practice.keys import own_keys
from caopan.practice.look_figure import draw, picture
from caopan.practice.look_inside import SEEDS, look_html

NAMES = (
    "merchant", "lever", "about", "value", "done", "quantity", "seeds", "state", "result",
)  # fmt: skip


def parts(view: Any) -> dict[str, Any]:
    """Give the widget's parts by name."""
    return dict(zip(NAMES, view.children[:-1], strict=True))


def alt(desk: dict[str, Any]) -> str:
    """What a reader who does not see hears of the figure."""
    return unescape(re.findall(r'alt="([^"]*)"', desk["result"].value)[0])


@pytest.fixture
def desk() -> dict[str, Any]:
    """The look inside at the smallest merchant, two days."""
    return parts(look_inside("yunshi", days=2))


def test_it_begins_with_a_figure_a_table_and_a_sentence(desk: dict[str, Any]) -> None:
    """Shown at once: one picture that can be heard, totals of all measures, the verdict."""
    said = desk["result"].value
    assert said.count("<img") == said.count("<table") == 1
    assert "of 40 seeds " in said
    assert " better with it: contribution over 2 days changes by " in said
    assert "paid 付费预算: 150 % of the usual budget" in alt(desk)
    for words in (
        "contribution, yuan",
        "refunds / GMV, %",
        "stock-outs, SKU-days",
        "80 % of seeds",
    ):
        assert words in said
    assert [label for label, _ in desk["merchant"].options] == [
        f"{sample(name).name_en} {sample(name).name_zh}" for name in SAMPLES
    ]
    assert [name for _, name in desk["lever"].options] == list(levers(sample("yunshi")))


def test_every_lever_finds_its_controls(desk: dict[str, Any]) -> None:
    """Each lever shows the controls that it needs, with its range and default, and is played."""
    desk["seeds"].value = SEEDS[0]
    for name, each in levers(sample("yunshi")).items():
        desk["lever"].value = name
        asked = {
            "value": each.span.kind in {"whole", "number"},
            "done": each.span.kind == "switch",
            "quantity": each.quantity is not None,
        }
        assert {k: desk[k].layout.display != "none" for k in asked} == asked
        if asked["value"]:
            slider = desk["value"]
            assert (slider.min, slider.max, slider.step, slider.value) == (
                each.span.low, each.span.high, each.span.step, each.span.default,
            )  # fmt: skip
        assert each.what in unescape(desk["about"].value)
        assert f"with {each.said()}" in alt(desk)


def test_values_are_taken_on_release_and_the_parts_stay(desk: dict[str, Any]) -> None:
    """A slider plays when it is let go; no part is made anew, so that the focus stays."""
    before = {name: id(part) for name, part in desk.items()}
    assert not desk["value"].continuous_update
    assert not desk["quantity"].continuous_update
    desk["value"].value = 50
    assert "50 % of the usual budget" in alt(desk)
    desk["lever"].value = "coupon"
    desk["quantity"].value = 250
    assert "250 coupons a session" in alt(desk)
    desk["lever"].value = "scene"
    desk["done"].value = False
    assert "not carried out" in alt(desk)
    desk["seeds"].value = 20
    assert "over 20 seeds" in desk["result"].value
    assert {name: id(part) for name, part in desk.items()} == before


def test_another_merchant_keeps_the_lever_and_takes_its_ranges(desk: dict[str, Any]) -> None:
    """The lever stays chosen where the merchant has it, the default is the new merchant's own."""
    desk["seeds"].value = SEEDS[0]
    desk["lever"].value = "coupon"
    desk["merchant"].value = "fanhe"
    own = levers(sample("fanhe"))["coupon"]
    assert desk["lever"].value == "coupon"
    assert (desk["value"].max, desk["value"].value) == (own.span.high, own.span.default)
    assert own.said() in alt(desk)


def test_it_says_that_it_plays(desk: dict[str, Any]) -> None:
    """While a play runs a status says so; afterwards it is empty again."""
    heard: list[str] = []
    desk["state"].observe(lambda change: heard.append(change["new"]), names="value")
    desk["value"].value = 60
    assert ["playing 2 days, 40 seeds …" in words for words in heard] == [True, False]
    assert 'role="status"' in desk["state"].value


def test_what_cannot_be_played_is_a_sentence(desk: dict[str, Any]) -> None:
    """An error takes the figure's place, and the next change plays again; names are refused."""
    wrong = parts(look_inside("yunshi", days=400))
    assert "Cannot be played" in wrong["result"].value
    assert "days: 400" in wrong["result"].value
    assert "<img" not in wrong["result"].value
    with pytest.raises(CaopanError, match="graded merchant"):
        look_inside("mine")
    with pytest.raises(CaopanError, match="did you mean 'paid'"):
        look_inside("yunshi", lever="payed")


def test_the_figure_has_units_and_both_sides() -> None:
    """Two panels that share their days; yuan on both, days below, a legend with the lever's term,
    and room for it above all lines."""
    seen = look("yunshi", "paid", 150, days=2, seeds=5)
    figure = draw(seen)
    upper, lower = figure.axes
    assert [axes.get_ylabel() for axes in figure.axes] == ["yuan", "yuan"]
    assert "days played (day 1 is " in lower.get_xlabel()
    words = [text.get_text() for text in upper.get_legend().get_texts()]
    term = " 付费预算" if fonts.chinese_font() else ""
    assert words == ["without", f"with paid{term}: 150 % of the usual budget"]
    figure.canvas.draw()
    legend = upper.get_legend().get_window_extent()
    top = max(line.get_ydata().max() for line in upper.lines)
    assert upper.transData.transform((0, top))[1] < legend.y1
    assert (upper.lines[0].get_ydata()[1:] == seen.running().without.median).all()
    assert (lower.lines[0].get_ydata()[1:] == seen.running().difference.median).all()


@pytest.mark.parametrize(
    ("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
@pytest.mark.parametrize("days", [1, 2, 30])
def test_pictures_are_files_of_their_kind(kind: str, start: bytes, days: int) -> None:
    """One day or thirty, also without any difference: a picture, and no warning."""
    seen = look("yunshi", "nothing", days=days, seeds=2)
    assert picture(seen, kind=kind).startswith(start)


def test_without_a_chinese_font_the_term_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """No missing glyph is drawn (a warning would fail the test)."""
    monkeypatch.setattr(fonts, "CHINESE_FONTS", ())
    fonts.chinese_font.cache_clear()
    figure = draw(look("yunshi", "paid", 150, days=2, seeds=5))
    figure.canvas.draw()
    words = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert words[1] == "with paid: 150 % of the usual budget"
    fonts.chinese_font.cache_clear()


def test_the_notebooks_own_style_stays() -> None:
    """Drawing leaves matplotlib's settings as they were."""
    before = dict(mpl.rcParams)
    draw(look("yunshi", "paid", 150, days=2, seeds=5))
    assert dict(mpl.rcParams) == before


def test_words_are_escaped() -> None:
    """A merchant's own words cannot become markup."""
    seen = look("yunshi", "nothing", days=1, seeds=1)
    odd = type(seen)(seen.scenario, '<b>"', seen.without, seen.pulled, ("<i>",))
    assert "<b>" not in look_html(odd)
    assert "Note: &lt;i&gt;" in look_html(odd)


def test_keys_are_kept_by_an_invisible_widget() -> None:
    """The guard against JupyterLab's shortcuts takes no room and asks no other host."""
    guard = own_keys()
    assert guard.layout.display == "none"
    assert "http" not in guard._esm
