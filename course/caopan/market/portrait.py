"""A merchant's card in words and rows: goods by role, calendar, channels, what is known."""

from collections.abc import Callable
from typing import Final

from caopan.market.scenario import Role, Scenario, Sku, Slot

Row = tuple[str, ...]

GOODS_HEAD: Final = ("role", "SKUs", "list price, yuan", "margin, %", "refunds, %", "appeal, %")
CALENDAR_HEAD: Final = ("days", "on air", "hours", "tier")
CHANNELS_HEAD: Final = ("source", "covers an hour", "enter, %", "leave at once, %", "stay, s")
_ROLES: Final[tuple[tuple[Role, str], ...]] = (
    ("hero", "主推款"),
    ("hook", "引流款"),
    ("profit", "利润款"),
    ("halo", "形象款"),
    ("gift", "福利款"),
)
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def goods(one: Scenario) -> list[Row]:
    """Goods on the shelf by role, under ``GOODS_HEAD``.

    Margin is what is left of the list price after the merchant's coupon and the goods' cost,
    refunds the chance of a piece, both as means over the role weighted by appeal; appeal is the
    role's share of browsing.

    >>> from caopan.market.samples import sample
    >>> [row[:2] for row in goods(sample("liuyi"))][:2]
    [('hero 主推款', '2'), ('hook 引流款', '2')]
    """
    listed = [sku for sku in one.skus if sku.listed]
    whole = sum(sku.appeal for sku in listed)
    rows = []
    for role, zh in _ROLES:
        group = [sku for sku in listed if sku.role == role]
        if group:
            share = 100 * sum(sku.appeal for sku in group) / whole
            margin, refund = _mean(group, _margin), _mean(group, lambda sku: sku.refund)
            means = tuple(f"{value:.0f}" for value in (100 * margin, 100 * refund, share))
            rows.append((f"{role} {zh}", str(len(group)), _prices(group), *means))
    return rows


def _margin(sku: Sku) -> float:
    return (sku.list_fen - sku.m_coupon_fen - sku.cost_fen) / sku.list_fen


def _mean(group: list[Sku], of: Callable[[Sku], float]) -> float:
    return sum(of(sku) * sku.appeal for sku in group) / sum(sku.appeal for sku in group)


def _prices(group: list[Sku]) -> str:
    ends = sorted({min(sku.list_fen for sku in group), max(sku.list_fen for sku in group)})
    return "–".join(f"{fen / 100:,.10g}" for fen in ends)


def calendar(one: Scenario) -> list[Row]:
    """Sessions of a week, alike days together, under ``CALENDAR_HEAD``.

    >>> from caopan.market.samples import sample
    >>> slots = [Slot(weekday=day, start_min=1320, minutes=150) for day in (0, 1, 2, 5)]
    >>> calendar(sample("liuyi").model_copy(update={"slots": tuple(slots)}))
    [('Mon–Wed, Sat', '22:00–00:30', '2.5', 'B')]
    """
    alike: dict[tuple[int, int, str], list[int]] = {}
    for slot in sorted(one.slots, key=_opens):
        alike.setdefault((slot.start_min, slot.minutes, slot.tier), []).append(slot.weekday)
    return [
        (_weekdays(days), _clock(start, minutes), f"{minutes / 60:g}", tier)
        for (start, minutes, tier), days in alike.items()
    ]


def _opens(slot: Slot) -> tuple[int, int]:
    return slot.weekday, slot.start_min


def _clock(start: int, minutes: int) -> str:
    end = start + minutes
    return f"{start // 60:02d}:{start % 60:02d}–{end // 60 % 24:02d}:{end % 60:02d}"


def _weekdays(days: list[int]) -> str:
    """Say days, three or more in a row as a range."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    said = [
        f"{_DAYS[run[0]]}–{_DAYS[run[-1]]}" if len(run) > 2 else ", ".join(_DAYS[d] for d in run)
        for run in runs
    ]
    return ", ".join(said)


def channels(one: Scenario) -> list[Row]:
    """Sources of visitors in an average hour on air at full trend, under ``CHANNELS_HEAD``.

    Follow: the fans whom an hour reaches. Paid: what the usual budget buys.
    """
    rows: list[Row] = []
    for source in one.sources:
        covers = source.impressions_per_h
        if source.name == "follow":
            covers = one.fans.now * one.fans.reach_per_h
        elif source.name == "paid":
            covers = one.paid.k * (one.paid.fen_per_h / 100_000) ** one.paid.beta / source.enter
        rows.append(
            (
                source.name,
                f"{covers:,.0f}",
                f"{100 * source.enter:.0f}",
                f"{100 * source.bounce:.0f}",
                f"{source.stay_s:.0f}",
            )
        )
    return rows


def known(one: Scenario) -> list[Row]:
    """What else is known: pairs of a word and its value."""
    faults = ", ".join(f"{f.fault} from day {f.from_day + 1}" for f in one.faults)
    fees = one.fees
    return [
        ("category", f"{one.category}, {one.place}"),
        ("stage", one.stage),
        ("history", f"{one.days} days from {one.first_day:%Y-%m-%d}"),
        ("fans", f"{one.fans.now:,}"),
        ("anchors", ", ".join(who.name for who in one.anchors)),
        ("hype", f"{one.room.hype:g} of full pressure"),
        ("paid budget", f"{one.paid.fen_per_h / 100:,.0f} yuan an hour on air"),
        ("creatives", f"{one.paid.creatives:g} new ones a week"),
        ("short videos", f"{one.calendar.videos:g} a day"),
        ("fees", f"platform {fees.fee_bp / 100:g} %, commission {fees.comm_bp / 100:g} %"),
        ("planted faults", faults or "none: this is a sample, its truth may be shown"),
    ]
