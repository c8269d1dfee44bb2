"""Two things to play with in lesson 01: the levers of an identity, and the tables of a shop."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from math import prod
from typing import TYPE_CHECKING, Any, Final

from caopan.errors import CaopanError
from caopan.events import load
from caopan.events.catalogue import DECLARED, HOUR_TABLES, SMALL_TABLES, declared, relative_path
from caopan.events.places import folder_of
from caopan.practice.keys import own_keys

if TYPE_CHECKING:
    import pandas as pd

ROWS_SHOWN: Final = 5
_TABLE: Final = '<div style="overflow-x:auto;max-width:100%">'


def pulled(factors: Mapping[str, float], changes: Mapping[str, float]) -> float:
    """Give the product of all factors after relative changes.

    Args:
        factors: the identity's factors.
        changes: relative change of some of them, 0.1 for ten per cent more.

    Raises:
        CaopanError: a change names a factor that is not there.

    >>> pulled({"viewers": 100.0, "gmv_per_viewer": 2.0}, {"viewers": 0.1})
    220.0
    """
    unknown = [name for name in changes if name not in factors]
    if unknown:
        raise CaopanError(f"no factor {unknown[0]!r}; there are {', '.join(factors)}.")
    return round(prod(v * (1 + changes.get(k, 0.0)) for k, v in factors.items()), 6)


def explore_levers(factors: Mapping[str, float], result: str = "GMV", unit: str = "yuan") -> Any:
    """Show one slider a factor and what becomes of their product.

    Args:
        factors: names and values; their product is the result.
        result: what the product is called.
        unit: of the product.
    """
    import ipywidgets as widgets

    sliders = {name: _slider(name) for name in factors}
    said = widgets.HTML()

    def moved(_: object = None) -> None:
        changes = {name: slider.value / 100 for name, slider in sliders.items()}
        said.value = levers_html(factors, changes, result, unit)

    def back(_: object) -> None:
        for slider in sliders.values():
            slider.value = 0

    for slider in sliders.values():
        slider.observe(moved, names="value")
    button = widgets.Button(description="All levers back to 0 %", layout={"width": "180px"})
    button.on_click(back)
    moved()
    return widgets.VBox([*sliders.values(), button, said, own_keys()])


def levers_html(
    factors: Mapping[str, float], changes: Mapping[str, float], result: str, unit: str
) -> str:
    """Give the table and the two bars under the sliders.

    >>> "110" in levers_html({"viewers": 100.0}, {"viewers": 0.1}, "viewers", "people")
    True
    """
    before, after = pulled(factors, {}), pulled(factors, changes)
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left">{escape(name)}</th>'
        f"{_cell(value)}{_cell(value * (1 + changes.get(name, 0.0)))}</tr>"
        for name, value in factors.items()
    )
    head = '<tr><th scope="col">factor</th><th scope="col">now</th><th scope="col">pulled</th></tr>'
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    top = max(before, after, 1e-9)
    bars = _bar("now", before, top, "#777777", unit) + _bar("pulled", after, top, "#0072B2", unit)
    change = f"{after / before - 1:+.1%}" if before else "no change to speak of"
    line = f"<p><strong>{escape(result)}: {change}</strong>, if nothing else moves.</p>"
    return f"{_TABLE}{table}</div>{bars}{line}"


def explore_tables(merchant: str) -> Any:
    """Show a menu of tables; the chosen one's first rows and what each column means.

    Args:
        merchant: whose tables.
    """
    import ipywidgets as widgets

    menu = widgets.Dropdown(options=_menu(merchant), value="goods_hour", description="Table")
    said = widgets.HTML()

    def chosen(_: object = None) -> None:
        said.value = table_html(load(menu.value, merchant=merchant), menu.value)

    menu.observe(chosen, names="value")
    chosen()
    return widgets.VBox([menu, said, own_keys()])


def _menu(merchant: str) -> list[tuple[str, str]]:
    """List the tables that are there, the hour tables first, each with its kind."""
    folder = folder_of(merchant)
    there = [name for name in DECLARED if (folder / relative_path(name)).is_file()]
    kinds = {name: _kind(name) for name in there}
    ordered = sorted(there, key=lambda name: ("hours", "all days", "events").index(kinds[name]))
    return [(f"{name} ({kinds[name]})", name) for name in ordered]


def _kind(table: str) -> str:
    if table in HOUR_TABLES:
        return "hours"
    return "all days" if table in SMALL_TABLES else "events"


def rows_html(frame: pd.DataFrame) -> str:
    """Give some rows as HTML: numbers and their headers right, all else left, – where empty.

    >>> import pandas as pd
    >>> "–" in rows_html(pd.DataFrame({"pay_ts": [pd.NaT]}))
    True
    """
    sides = {str(name): _side(frame[name]) for name in frame.columns}
    head = "".join(
        f'<th scope="col" style="{side}">{escape(name)}</th>' for name, side in sides.items()
    )
    body = "".join(
        "<tr>"
        + "".join(f'<td style="{sides[name]}">{escape(_shown(row[name]))}</td>' for name in sides)
        + "</tr>"
        for row in frame.to_dict("records")
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _side(column: pd.Series[Any]) -> str:
    side = "right" if column.dtype.kind in "iuf" else "left"
    return f"text-align:{side};padding:2px 20px 2px 0;white-space:nowrap"


def _shown(value: Any) -> str:
    import pandas as pd

    if pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return str(value)


def table_html(frame: pd.DataFrame, table: str) -> str:
    """Give a table's grain, its first rows, and the meaning of each of its columns."""
    about = declared(table)
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left"><code>{escape(c.name)}</code></th>'
        f'<td style="text-align:left">{escape(c.unit)}</td>'
        f'<td style="text-align:left">{escape(c.meaning)} <em>{escape(c.trap)}</em></td></tr>'
        for c in about.columns
    )
    head = "".join(f'<th scope="col">{h}</th>' for h in ("column", "unit", "meaning, and the trap"))
    first = rows_html(frame.head(ROWS_SHOWN))
    return (
        f"<p><strong>{escape(about.title)}</strong>: {escape(about.grain)}; "
        f"{len(frame):,} rows.</p>{_TABLE}{first}</div>"
        f"{_TABLE}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _slider(name: str) -> Any:
    import ipywidgets as widgets

    return widgets.IntSlider(
        value=0,
        min=-50,
        max=100,
        step=5,
        description=f"{name}, %",
        style={"description_width": "160px"},
        layout={"width": "480px", "max_width": "100%"},
        continuous_update=False,
    )


def _cell(value: float) -> str:
    shown = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return f'<td style="text-align:right;padding-left:16px">{shown}</td>'


def _bar(name: str, value: float, top: float, colour: str, unit: str) -> str:
    return (
        f'<div style="margin:2px 0"><span style="display:inline-block;width:60px">{name}</span>'
        f'<span style="display:inline-block;height:14px;width:{max(value / top, 0) * 50:.1f}%;'
        f'background:{colour}" aria-hidden="true"></span> {value:,.0f} {escape(unit)}</div>'
    )
