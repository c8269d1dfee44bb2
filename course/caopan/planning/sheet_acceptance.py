"""The acceptance checks of the five parts, each with its reading and its limit.

Limits of the trade, assumed but where a check says otherwise. A reading that needs the plan to be
played is taken from a few plays; it is an expectation, no promise.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final, Literal, get_args

import numpy as np

from caopan.market import Plan, Scenario
from caopan.market.breakeven import plan_roi
from caopan.market.feasibility import LONGEST_GAP, LONGEST_TALK, longest
from caopan.market.offers import lowered
from caopan.market.plan import on_shelf, yuan
from caopan.market.scenario import Benefit, Role
from caopan.market.week import scheduled_fen, sessions_in
from caopan.planning.rundown import HOOK_EVERY
from caopan.planning.sheet import Sheet
from caopan.planning.sheet_known import conduct
from caopan.planning.sheet_readings import Expected, expect, marginal_roi, margins
from caopan.planning.sheet_room import longest_turn, peak_hour, talk_of

DEMAND: Final = 0.8
"""Quantile of a day's demand that a hero's stock has to carry."""
LOSS: Final = 0.15
"""Share of GMV that may be sold below cost."""
GIVEN: Final = 0.30
"""Share of the expected margin that benefits may take."""
HIGHLIGHTS: Final = (1, 3)
Letter = Literal["S", "T", "A", "G", "E"]


@dataclass(frozen=True)
class Acceptance:
    """One acceptance check. part: S, T, A, G or E. path: what in the sheet it looks at."""

    part: Letter
    title: str
    reading: str
    limit: str
    met: bool
    path: str

    @property
    def said(self) -> tuple[str, str]:
        """Path and sentence of a warning."""
        return self.path, f"{self.title}: {self.reading}; {self.limit}"


def acceptance(sheet: Sheet, scenario: Scenario, plan: Plan) -> tuple[Acceptance, ...]:
    """All acceptance checks of a sheet that can be carried out.

    plan: what the sheet compiles into. The merchant's own conduct is checked where the sheet
    decides nothing.

    >>> from caopan.market import sample
    >>> from caopan.planning.sheet_compile import sheet_of
    >>> shop = sample("yunshi")
    >>> checks = acceptance(sheet_of(Plan(), shop, days=2), shop, Plan())
    >>> [one.part for one in checks]
    ['S', 'S', 'S', 'T', 'T', 'T', 'T', 'A', 'A', 'G', 'G', 'E', 'E']
    """
    days, now = sheet.head.days, conduct(scenario)
    expected = expect(scenario, plan, days)
    return (
        _cover(now, plan, expected),
        _below_cost(now, plan, expected),
        _roles(now, plan, expected),
        *_room(now, plan, days),
        _marginal(scenario, plan, days),
        _cap(sheet, now, plan),
        _share_given(expected),
        _funders(now, plan),
        *_highlights(sheet),
    )


def _cover(now: Scenario, plan: Plan, expected: Expected) -> Acceptance:
    """The hero and day on which most of the demand that may come could not be served."""
    check = partial(
        Acceptance,
        "S",
        "stock of heroes",
        limit="keep the P80 of a day's demand on the shelf",
        path="stock",
    )
    shelf = on_shelf(now, plan)
    heroes = [k for k, sku in enumerate(now.skus) if sku.role == "hero" and sku.sku_id in shelf]
    if not heroes:
        return check(reading="no hero is on the shelf", met=True)
    asked = np.quantile(expected.wanted[..., heroes], DEMAND, axis=0)  # (days, heroes)
    ready = np.median(np.maximum(expected.opening[..., heroes], 0), axis=0)
    lead = np.array([now.skus[k].lead_days for k in heroes])
    # until new pieces can be there, a plan can change nothing
    open_to_it = np.arange(len(asked))[:, None] > lead
    lacking = np.where(open_to_it, asked - ready, 0.0)
    day, hero = np.unravel_index(int(lacking.argmax()), lacking.shape)
    name = now.skus[heroes[int(hero)]].sku_id
    date = now.first_day + timedelta(days=now.days + int(day))
    short = int((lacking > 0).any(axis=0).sum())
    if not short:
        return check(reading=f"{len(heroes)} heroes have enough from the lead on", met=True)
    pieces = f"{ready[day, hero]:,.0f} pieces of {name} on {date}"
    few = f"{short} of {len(heroes)} heroes run short, {pieces}"
    return check(reading=f"{few}, and P80 is {asked[day, hero]:,.0f}", met=False)


def _below_cost(now: Scenario, plan: Plan, expected: Expected) -> Acceptance:
    given = np.zeros(len(now.skus), dtype=np.int64)
    for one in _benefits(now, plan):
        if one.funder == "merchant":
            named = lowered(one, now, plan)
            mine = np.array([sku.sku_id in named for sku in now.skus])
            given = np.maximum(given, mine * one.amount_fen)
    lost = margins(now, plan) < given
    whole = float(expected.worth_fen.sum())
    share = float(expected.worth_fen[lost].sum()) / whole if whole else 0.0
    return Acceptance(
        "S",
        "GMV below cost",
        f"{100 * share:.1f} % of GMV, {int(lost.sum())} SKUs",
        f"at most {100 * LOSS:.0f} %",
        share <= LOSS,
        "stock.skus",
    )


def _roles(now: Scenario, plan: Plan, expected: Expected) -> Acceptance:
    """Shares of GMV by role; a shelf needs a hook, a hero and a profit SKU."""
    shelf = on_shelf(now, plan)
    whole = max(float(expected.worth_fen.sum()), 1.0)
    have = Counter(sku.role for sku in now.skus if sku.sku_id in shelf)
    worth = dict.fromkeys(get_args(Role), 0.0)
    for sku, fen in zip(now.skus, expected.worth_fen, strict=True):
        worth[sku.role] += float(fen)
    mix = ", ".join(f"{role} {100 * fen / whole:.0f} %" for role, fen in worth.items() if fen)
    needed: tuple[Role, ...] = ("hook", "hero", "profit")
    missing = [role for role in needed if not have[role]]
    lacks = f"no {' and no '.join(missing)} on the shelf; " if missing else ""
    limit = "a hook, a hero and a profit SKU on the shelf"
    return Acceptance("S", "role mix", f"{lacks}{mix} of GMV", limit, not missing, "stock")


def _of_role(now: Scenario, plan: Plan, role: Role) -> set[str]:
    shelf = on_shelf(now, plan)
    return {sku.sku_id for sku in now.skus if sku.role == role and sku.sku_id in shelf}


def _away(
    title: str, role: Role, skus: set[str], said: Iterable[Sequence[str]], most: int
) -> Acceptance:
    """The longest stretch of all sessions in which no SKU of a role is explained."""
    gap = max((longest([sku not in skus for sku in talk]) for talk in said), default=0)
    reading = f"up to {gap} min without one" if skus else f"no {role} is on the shelf"
    met = gap <= most or not skus
    return Acceptance("T", title, reading, f"at most {most} min", met, "timeline.rundown")


def _room(now: Scenario, plan: Plan, days: int) -> Iterator[Acceptance]:
    """Heroes and hooks in the rundown, the strongest hour, and how long an anchor speaks."""
    slots = [slot for _, slot in sessions_in(now, plan, days)]
    said = {slot: talk_of(now, plan, slot) for slot in dict.fromkeys(slots)}
    heroes = _of_role(now, plan, "hero")
    yield _away("hero unexplained", "hero", heroes, said.values(), LONGEST_GAP)
    yield _away("hook cadence", "hook", _of_role(now, plan, "hook"), said.values(), HOOK_EVERY)
    peaks = {slot: peak_hour(slot, [sku in heroes for sku in talk]) for slot, talk in said.items()}
    least = min(peaks.items(), key=lambda item: item[1][1], default=None)
    told = "no session opens"
    if least:
        hour, share = least[1]
        told = f"{100 * share:.0f} % of the minutes from {hour:02d}:00 are a hero's, or more"
    yield Acceptance(
        "T",
        "hero in the peak hour",
        told,
        "explain a hero in it",
        least is None or least[1][1] > 0 or not heroes,
        "timeline.rundown",
    )
    on_end = max((longest_turn(plan, slot.minutes) for slot in slots), default=0)
    yield Acceptance(
        "T",
        "anchor on end",
        f"up to {on_end} min",
        f"change after {LONGEST_TALK} min at most",
        on_end <= LONGEST_TALK,
        "timeline.roster",
    )


def _marginal(scenario: Scenario, plan: Plan, days: int) -> Acceptance:
    """What the last of the spend brings, against what it has to bring."""
    need, brings = plan_roi(scenario, plan), marginal_roi(scenario, plan, days)
    check = partial(Acceptance, "A", "marginal ROI", path="ads")
    if brings is None:
        return check(reading="nothing is spent", limit="at least the break-even", met=True)
    reading = f"{brings:.2f} yuan of GMV a yuan for the last of the spend"
    if need is None:
        return check(reading=reading, limit="no ROI pays at these prices; spend less", met=False)
    limit = f"break-even is {need:.2f}; spend up to there"
    return check(reading=reading, limit=limit, met=brings >= need)


def _cap(sheet: Sheet, now: Scenario, plan: Plan) -> Acceptance:
    spend, account = scheduled_fen(now, plan, sheet.head.days), now.paid.account_fen
    stop = sheet.ads.stop_loss.roi
    rule = "no stop-loss" if stop is None else f"stop-loss at an ROI of {stop:g}"
    return Acceptance(
        "A",
        "cap",
        f"{yuan(spend)} of {yuan(account)} on the account, {rule}",
        "stay within the account, set a stop-loss",
        (stop is not None or not spend) and spend <= account,
        "ads.stop_loss",
    )


def _benefits(now: Scenario, plan: Plan) -> Sequence[Benefit]:
    return now.benefits if plan.benefits is None else plan.benefits


def _share_given(expected: Expected) -> Acceptance:
    given, margin = expected.benefits_fen, expected.margin_fen
    reading = f"{yuan(round(given))} of a margin of {yuan(round(margin))}"
    if margin > 0:
        reading += f", {100 * given / margin:.1f} %"
    limit = f"at most {100 * GIVEN:.0f} % of the expected margin"
    met = given <= GIVEN * max(margin, 0.0)
    return Acceptance("G", "benefits given", reading, limit, met, "gifts")


def _funders(now: Scenario, plan: Plan) -> Acceptance:
    count = Counter(one.funder for one in _benefits(now, plan))
    reading = ", ".join(f"{who} {many}" for who, many in count.items()) or "no benefit"
    return Acceptance("G", "funder named", reading, "every benefit has one", True, "gifts")


def _highlights(sheet: Sheet) -> Iterator[Acceptance]:
    least, most = HIGHLIGHTS
    count = len(sheet.events)
    yield Acceptance(
        "E",
        "highlights",
        f"{count} in the plan",
        f"{least} to {most} are remembered",
        least <= count <= most,
        "events",
    )
    loose = [at for at, event in enumerate(sheet.events) if event.target is None]
    yield Acceptance(
        "E",
        "measurable target",
        f"{count - len(loose)} of {count} highlights have one",
        "say what each has to reach",
        not loose and bool(count),
        f"events.{loose[0]}" if loose else "events",
    )
