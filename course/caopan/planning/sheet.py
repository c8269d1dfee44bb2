"""The STAGE sheet: one typed document for all that an operator decides for a period.

Five checks: stock 盘货品, timeline 盘直播, ads 盘商业化, gifts 盘福利, events 盘亮点; the
letters are a course mnemonic. A sheet is written in YAML (``load_sheet``, ``write_sheet``), checked
(``check_sheet``), compiled into the market's plan (``compile_sheet``) and played.
"""

from typing import Any

from pydantic import Field

from caopan.documents.units import Date
from caopan.market.part import Part
from caopan.planning.sheet_parts import Ads, Gifts, Highlight, Service, Stock, Timeline
from caopan.planning.sheet_units import Days


class Head(Part):
    """Whose plan it is, for when, and what for."""

    merchant: str = Field(description="the merchant's name, such as liuyi")
    title: str = Field(default="plan", description="the plan's name")
    first_date: Date = Field(description="the first day after the merchant's history")
    days: Days = Field(default=14, description="length of the plan")
    author: str = Field(default="", description="who answers for it")
    goal: str = Field(default="", description="in one sentence: where the merchant stands, why so")


class Sheet(Part):
    """A plan for one merchant and period; what is left out stays as the merchant does it.

    >>> from datetime import date
    >>> sheet = Sheet(head=Head(merchant="liuyi", first_date=date(2021, 11, 1)))
    >>> sheet.head.days, sheet.stock.shelf is None
    (14, True)
    """

    head: Head
    stock: Stock = Field(default=Stock(), description="盘货品")
    timeline: Timeline = Field(default=Timeline(), description="盘直播")
    ads: Ads = Field(default=Ads(), description="盘商业化")
    gifts: Gifts = Field(default=Gifts(), description="盘福利")
    events: tuple[Highlight, ...] = Field(default=(), description="盘亮点: one to three")
    service: Service = Field(default=Service(), description="服务")

    def plain(self) -> dict[str, Any]:
        """Plain data with units, without what is left at its default; fits into YAML and JSON."""
        kept: dict[str, Any] = self.model_dump(mode="json", exclude_defaults=True)
        return kept | {
            "head": self.head.model_dump(mode="json", exclude={"author", "goal"}) | kept["head"]
        }
