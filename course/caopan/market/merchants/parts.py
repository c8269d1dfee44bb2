"""What the sample merchants are put together from: sources, weeks, stories, habits."""

from datetime import date
from importlib.resources import files

from caopan.market.scenario import Slot, Source, Tier

FIRST_DAY = date(2021, 8, 3)
DAYS = 90
"""Every sample's history: three months, which end six days before the November festival."""
HABIT = {
    "hype_refund": 0.22,
    "spill": 0.14,
    "explain_click": 1.25,
    "explain_create": 1.85,
    "fan_stay": 2.8,
}
"""Of every sample's room.

The last standard deviation of hype adds 11 points of returns, an explanation lifts looks by a fifth
and purchases 2.4 times on average (published); one piece in eight is bought off session (sign
published, 10-30 % assumed); fans stay two to four times as long (assumed).
"""


def story(name: str) -> str:
    """A merchant's story, paragraphs parted by an empty line; the first one sums it up.

    >>> story("yunshi").partition(".")[0]
    'Simulated after a published case'
    """
    text = files("caopan.market.merchants").joinpath("stories", f"{name}.txt").read_text("utf-8")
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def sources(
    stay: float, quality: float, fan: float, paid: tuple[float, float], **covers: float
) -> tuple[Source, ...]:
    """Eight sources; ``covers`` gives impressions an hour, by source.

    stay: seconds watched by who does not leave at once. quality: times click and create. fan:
    times the share of fans. paid: enter rate and quality of who comes by a plan.
    """
    rows = (
        ("recommend", 0.18, 0.50, 0.9, 0.75, 0.12, 0.016),
        ("follow", 0.4, 0.36, 1.2, 1.55, 0.97, 0.020),
        ("short_video", 0.23, 0.49, 1.0, 1.00, 0.15, 0.022),
        ("paid", paid[0], 0.50, 0.9, paid[1], 0.06, 0.014),
        ("search", 0.3, 0.42, 1.1, 1.35, 0.30, 0.018),
        ("plaza", 0.13, 0.50, 0.8, 0.65, 0.08, 0.012),
        ("mall", 0.18, 0.47, 0.9, 1.15, 0.20, 0.010),
        ("share", 1.00, 0.40, 1.1, 1.10, 0.35, 0.025),
    )
    return tuple(
        Source(
            name=name,
            impressions_per_h=covers.get(name, 0.0),
            enter=enter,
            bounce=bounce,
            stay_s=stay * longer,
            quality=quality * good,
            fan_share=min(fans * fan, 1.0) if name != "follow" else fans,
            follow=follow,
        )
        for name, enter, bounce, longer, good, fans, follow in rows
    )


def week(*rows: tuple[str, int, int, Tier]) -> tuple[Slot, ...]:
    """Slots from (weekdays such as "0123", start hour in tenths, minutes, tier)."""
    return tuple(
        Slot(weekday=int(day), start_min=start * 6, minutes=minutes, tier=tier)
        for days, start, minutes, tier in rows
        for day in days
    )
