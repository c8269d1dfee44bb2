"""What a sheet can be held against: a merchant as a whole, or as its tables show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from caopan.documents.units import seen
from caopan.errors import CaopanError
from caopan.events.catalogue import did_you_mean
from caopan.market import SAMPLES, Plan, Scenario, as_found
from caopan.market.acting import acting
from caopan.market.problems import named
from caopan.planning.sheet_compile import lists_of

Found = list[tuple[str, str]]


@dataclass(frozen=True)
class Known:
    """A merchant's name, list prices in fen by SKU, anchors, and the first day of a plan.

    scenario: the whole of it, where the house may know it; a trainee's own merchant and own
    exports are known by their tables only.
    """

    merchant: str
    lists: Mapping[str, int]
    anchors: tuple[str, ...]
    first: date
    scenario: Scenario | None = None

    def unknown(self, name: str) -> str:
        """Say that there is no SKU of that name, and which there are."""
        some = f"; take one of {', '.join([*self.lists][:5])} ({len(self.lists)} in all)"
        hint = did_you_mean(name, self.lists) or some
        return f"{self.merchant} has no SKU {seen(name)}{hint}"

    def strangers(self, plan: Plan) -> Found:
        """SKUs and anchors of a plan that are none of the merchant's: (path in it, reason)."""
        out = [(path, self.unknown(sku)) for path, sku in named(plan) if sku not in self.lists]
        for at, shift in enumerate(plan.roster or ()):
            if shift.anchor not in self.anchors:
                who = f"{self.merchant} has no anchor {seen(shift.anchor)}"
                instead = f"take one of {', '.join(self.anchors)}"
                out.append((f"roster.{at}.anchor", f"{who}; {instead}"))
        return out


def conduct(scenario: Scenario) -> Scenario:
    """The merchant as an operator finds it on the eve of the plan: its conduct, nothing hidden.

    Budgets, hours, shelf and script are those of the day, a planted fault's included; what ails it
    otherwise is not in it, so that what is told of it tells no more than its tables do.

    >>> from caopan.market import as_found, sample
    >>> conduct(as_found("muyi")).paid.fen_per_h > sample("muyi").paid.fen_per_h
    True
    """
    now = acting(scenario, scenario.days)
    return now.model_copy(update={"faults": (), "circumstances": ()})


def known_of(scenario: Scenario) -> Known:
    """Know a merchant as a whole.

    >>> from caopan.market import sample
    >>> known_of(sample("liuyi")).first
    datetime.date(2021, 11, 1)
    """
    first = scenario.first_day + timedelta(days=scenario.days)
    anchors = tuple(anchor.name for anchor in scenario.anchors)
    return Known(scenario.merchant, lists_of(scenario), anchors, first, scenario)


def known_by_name(merchant: str) -> Known:
    """Know a merchant by its name: a sample as it is found, any other by its tables.

    Raises CaopanError for a merchant that has no tables here.

    >>> known_by_name("liuyi").scenario.fault
    'FR6'
    """
    if merchant in SAMPLES:
        return known_of(as_found(merchant))
    return known_by_tables(merchant)


def known_by_tables(merchant: str) -> Known:
    """Know a merchant by its card, its product table and its sessions.

    Raises CaopanError for a merchant that has no tables here.

    >>> seen, whole = known_by_tables("liuyi"), known_by_name("liuyi")
    >>> (seen.lists, seen.anchors, seen.first) == (whole.lists, whole.anchors, whole.first)
    True
    """
    from caopan import events

    if merchant not in events.merchants():
        raise CaopanError(
            f"there is no merchant {seen(merchant)} here; take one of {', '.join(SAMPLES)}, or one "
            "whose tables are here"
        )
    card = events.card(merchant)
    product = events.load("product", merchant=merchant)
    lists = dict(zip(product["sku_id"].astype(str), product["unit_list_fen"], strict=True))
    spoke = events.load("live_session", merchant=merchant)["anchor_id"].dropna().unique()
    return Known(
        merchant,
        {sku: int(fen) for sku, fen in lists.items()},
        tuple(sorted(map(str, spoke))),
        card.first_day + timedelta(days=card.days),
    )
