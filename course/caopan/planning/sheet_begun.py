"""The text of a sheet to begin with: what stands in it, and all that may be decided besides."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from caopan.documents.writing import part_text
from caopan.planning.sheet import Sheet
from caopan.planning.sheet_file import SCHEMA
from caopan.planning.sheet_parts import WEEKDAYS
from caopan.planning.sheet_units import clock
from caopan.planning.sheet_yaml import HEAD, PARTS

FOR_EDITORS: Final = f"# yaml-language-server: $schema={SCHEMA.name}\n"
"""First line of a file beside which the schema lies: an editor then checks as one types."""
_MORE: Final = {
    "stock": """\
  # shelf: [{shelf}]
  # orders:
  #   - {{sku: {sku}, pieces: 200 pieces, ordered: {first}}}
  # inspected: [{sku}]
  # renewal: true
""",
    "timeline": """\
  # dated:
  #   - {{date: {day}, start: '{start}', length: {length} min, tier: {tier}}}
  # rest: [{rest}]
  # roster:
{roster}
  # new_scene: true
""",
    "ads": """\
  # budget_share: 80 %
  # stop_loss: {{roi: 1.5 yuan GMV/yuan, after: 500.00 yuan}}
  # reset_audience: true
  # new_persona: true
""",
    "gifts": """\
# gifts:
  # tools:
  #   - kind: lottery
  #     amount: 10.00 yuan
  #     quantity: 2 pieces
  #     funder: merchant
  #     trigger: {{gate: fans, every: 30 min}}
""",
    "events": """\
# events:
  # - date: {day}
  #   time: '20:00'
  #   what: the factory's owner shows how it is made
  #   teaser: two short videos in the days before
  #   asset: the owner, three pieces in the making
  #   target: {{measure: visits, at_least: 1000 visits}}
""",
    "service": """\
# service:
  # staff: 2 heads
  # private_domain: 5000.00 yuan/month
  # appeal: true
  # data_fix: true
  # report: true
""",
}


def begun_text(sheet: Sheet, notes: Mapping[str, str], anchors: Sequence[str]) -> str:
    """Write a sheet with a note on each SKU, and below each part what else may be decided.

    notes: by SKU. anchors: who may speak. The sheet needs rows of SKUs and weekly sessions, from
    which the examples are taken.
    """
    data, more = sheet.plain(), _more(sheet, anchors)
    lines = [HEAD, part_text({"head": data["head"]}), "  # author: who answers for the plan\n"]
    lines.append("  # goal: in one sentence, where the merchant stands and what for\n")
    for name, title in PARTS.items():
        lines.append(f"\n# {title}\n")
        if name not in data:
            lines.append(more[name])
            continue
        whole = part_text({name: data[name]})
        lines.append(_noted(whole, notes) if name == "stock" else whole)
        lines.append("" if more[name].startswith("#") else more[name])
    return "".join(lines)


def _noted(text: str, notes: Mapping[str, str]) -> str:
    """The SKU rows with what a reader wants to know of each."""
    lines = []
    for line in text.splitlines():
        row = line.strip().removeprefix("- {sku: ").rstrip("}").partition(",")[0]
        lines.append(f"{line}  # {notes[row]}" if row in notes else line)
    return "\n".join(lines) + "\n"


def _more(sheet: Sheet, anchors: Sequence[str]) -> dict[str, str]:
    first, skus = sheet.head.first_date, [row.sku for row in sheet.stock.skus]
    longest = max(sheet.timeline.weekly or (), key=lambda session: session.length)
    words: dict[str, Any] = {
        "start": clock(longest.start),
        "length": longest.length,
        "tier": longest.tier,
        "sku": skus[0],
        "shelf": ", ".join(skus),
        "first": first,
        "day": _next(first, WEEKDAYS.index(longest.day)),
        "rest": first + timedelta(days=1),
        "roster": "\n".join(f"  #   - {{anchor: {name}, length: 120 min}}" for name in anchors),
    }
    return {name: text.format(**words) for name, text in _MORE.items()}


def _next(first: date, weekday: int) -> date:
    return first + timedelta(days=(weekday - first.weekday()) % 7)
