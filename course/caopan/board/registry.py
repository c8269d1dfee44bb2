"""The 42 metrics of the board: the one registry from which pages, tooltips and tables are made."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from caopan.board.metric import CONVENTIONS, WINDOWS, ZERO, Metric
from caopan.board.money_metrics import COMMISSION, FULFILMENT, SPEND
from caopan.board.room_metrics import FANS, INTERACTION, TRAFFIC
from caopan.board.sales_metrics import CONVERSION, GOODS

METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        metric.code: metric
        for family in (
            TRAFFIC,
            INTERACTION,
            FANS,
            CONVERSION,
            GOODS,
            SPEND,
            FULFILMENT,
            COMMISSION,
        )
        for metric in family
    }
)
"""The metrics by code, in the order of the board. The list is the course's own (assumed)."""

CODES = tuple(METRICS)
TITLE = "## Board metrics"


def glossary_section() -> str:
    """Return the glossary's section about the board, as it stands in ``course/GLOSSARY.md``.

    >>> glossary_section().count("| C")
    10
    """
    kinds = "\n".join(f"- *{name}*: {said}." for name, said in WINDOWS.items())
    head = (
        f"{TITLE}\n\n"
        "Generated from `caopan.board.METRICS`; change them there. "
        "The list of 42 is the course's own (assumed); only their number is published.\n"
        f"\n{CONVENTIONS}\n\n"
        "What a metric looks at in a window (*facts*, where its entry names no other):\n\n"
        f"{kinds}\n\n"
        "| 中文 | English | What it means |\n|---|---|---|\n"
    )
    return head + "".join(f"{_row(metric)}\n" for metric in METRICS.values())


def _row(metric: Metric) -> str:
    null = "" if metric.null in {"never", ZERO} else f" Null {metric.null}."
    window = "" if metric.window == "facts" else f" Window: {metric.window}."
    said = f"{metric.code}, in {metric.unit}: {metric.sentence}{window}{null}"
    return f"| {metric.zh} | {metric.en} | {said} |"


def with_board_metrics(page: str) -> str:
    """Return the glossary with its section about the board written anew.

    >>> page = with_board_metrics("# Glossary\\n\\n## Board metrics\\n\\nOld.\\n\\n## Faults\\n")
    >>> "Old." in page, page.endswith("\\n\\n## Faults\\n")
    (False, True)
    """
    before, _, rest = page.partition(TITLE)
    _, heading, after = rest.partition("\n## ")
    return before + glossary_section() + (f"\n## {after}" if heading else "")
