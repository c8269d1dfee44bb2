"""The speed of the fold, beside the same minute law as a plain Python loop.

Figures: ``make bench-market``, whose last line is JSON.
"""

import random
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

from caopan.market import (
    Plan,
    Scenario,
    Slot,
    baseline,
    compile_world,
    histories,
    play_many,
    sample,
    start,
    step,
    variant,
)
from caopan.market.air import shows_of
from caopan.market.cases import cases_of
from caopan.market.couplings import feed
from caopan.market.kernel import (
    BOUNCE_S,
    DOUBT,
    FEED_EVERY,
    FOLLOW_WEIGHT,
    JOIN_S,
    KEPT_FANS,
    MEMORY,
)
from caopan.market.minute import MinuteFacts
from caopan.market.sheet import make_sheet
from caopan.market.state import open_state
from caopan.market.world import FOLLOW, PAID, PHASES, RECOMMEND

NAMES = ("visits", "watch_s", "exposures", "clicks", "creates", "pays", "gmv_fen")


def _poisson(mean: float) -> int:
    if mean > 50:
        return max(0, round(random.gauss(mean, mean**0.5)))
    limit, count, product = np.exp(-mean), 0, random.random()
    while product > limit:
        count += 1
        product *= random.random()
    return count


def _binomial(n: int, p: float) -> int:
    return sum(random.random() < p for _ in range(n))


def _share(n: int, p: float) -> int:
    return min(n, int(n * p + random.random()))


def reference_shop(*, calm: bool = False) -> Scenario:
    """The reference case: a session of four hours every evening, eight sources, forty SKUs.

    calm: without day effects, so that loop and fold have one law with one mean.
    """
    base = sample("liuyi")
    more = [
        sku.model_copy(
            update={
                "sku_id": f"{sku.sku_id}b",
                "product_id": f"{sku.product_id}b",
                "appeal": sku.appeal / 2,
            }
        )
        for sku in base.skus[2:18]
    ]
    slots = tuple(Slot(weekday=day, start_min=1140, minutes=240) for day in range(7))
    calendar = base.calendar.model_copy(update={"sd": 0.0} if calm else {})
    return base.model_copy(
        update={"skus": (*base.skus, *more), "slots": slots, "calendar": calendar}
    )


class Loop:
    """One session of the minute law in plain Python: no arrays, one draw at a time."""

    def __init__(self, shop: Scenario, seed: int) -> None:
        """Take the rates of the session that follows the history, as plain lists."""
        random.seed(seed)
        self.world = compile_world([shop], [0])
        cases = cases_of(self.world, [baseline(shop)], shop.days)
        state = open_state(self.world, cases)
        show = shows_of(cases, shop.days)[0]
        sheet = make_sheet(cases, shop.days, show.tiers)
        self.rate = {
            name: array[0].tolist()
            for name, array in sheet._asdict().items()
            if name not in {"group"}
        }
        self.air = {name: array.tolist() for name, array in show.air._asdict().items()}
        self.mood = state.mood[0].tolist()
        self.stock = state.stock[0].tolist()
        self.locked = [0] * len(self.stock)
        self.peer = state.peer[0].tolist()
        self.score, self.now = [0.0] * 4, [0.0] * 4
        self.feed = 1.0
        self.online = [[0, 0] for _ in range(8)]
        self.gone = [[0, 0] for _ in range(8)]
        self.day = dict.fromkeys(NAMES, 0.0)

    def play(self) -> dict[str, float]:
        """Play all minutes; the session's counts."""
        for minute in range(self.air["minutes"][0]):
            if minute % FEED_EVERY == 0:
                self._judge()
            for source in range(8):
                there = self._people(minute, source)
                if sum(there):
                    self._cards(minute, source, there)
        return self.day

    def _judge(self) -> None:
        self.score = [MEMORY * s + n for s, n in zip(self.score, self.now, strict=True)]
        self.now = [0.0] * 4
        views = self.score[0] + DOUBT
        fen, watch, engaged = (
            (s + DOUBT * peer) / (views * peer)
            for s, peer in zip(self.score[1:], self.peer[1:], strict=True)
        )
        bounds = (self.rate[f"feed_{name}"] for name in ("power", "low", "high"))
        self.feed = feed(watch, engaged, fen, *bounds)
        self.stock = [a + b for a, b in zip(self.stock, self.locked, strict=True)]
        self.locked = [0] * len(self.stock)

    def _people(self, minute: int, s: int) -> tuple[int, int]:
        rate, air = self.rate, self.air
        mean = rate["base"][s] * self.mood[s] * air["hour"][minute][0]
        if s == PAID:
            mean = air["paid"][minute][0]
        elif s == RECOMMEND:
            mean *= self.feed
        elif s == FOLLOW:
            mean = max(mean - air["taken"][minute][0], KEPT_FANS * mean)
        came = _binomial(_poisson(mean), rate["enter"][s])
        fans = _share(came, rate["fan_share"][s])
        there, judged, watch = [0, 0], s != PAID, 0
        for f, n in enumerate((came - fans, fans)):
            inside = self.online[s][f]
            bounced = _share(n, rate["bounce"][s][f])
            back = min(_share(n, rate["back"][s]), self.gone[s][f])
            keen = air["voice"][minute][0] * (air["quality"][minute][0] if s == PAID else 1)
            leave = _share(inside, min(rate["leave"][s][f] / keen, 0.98))
            there[f] = inside + n - bounced
            self.gone[s][f] += leave + bounced - back
            watch += 60 * (inside - leave) + JOIN_S * (leave + n - bounced) + BOUNCE_S * bounced
            self.online[s][f] = there[f] - leave
            if f == 0:
                follows = _share(max(n - bounced - back, 0), rate["follow"][s])
        self.day["visits"] += came
        self.day["watch_s"] += watch
        if judged:
            self.now[0] += came
            self.now[2] += watch
            self.now[3] += FOLLOW_WEIGHT * follows
        return there[0], there[1]

    def _cards(self, minute: int, s: int, there: tuple[int, int]) -> None:
        rate, air, people = self.rate, self.air, sum(there)
        fan, unserved = there[1] / people, 0
        click, create = (
            way[s][0] + (way[s][1] - way[s][0]) * fan
            for way in (rate["click_way"], rate["create_way"])
        )
        create *= air["voice"][minute][0]
        if s == PAID:
            click *= air["quality"][minute][0] ** 0.5
            create *= air["quality"][minute][0] ** 0.5
        cards = air["active"][minute][0]
        for a, k in enumerate(cards):
            if k == self.world.skus:
                continue
            see, gain = rate["see"][k], 1.0
            if a == 0:
                see, gain = see / PHASES + rate["see_explained"], air["gain"][minute][0]
            lift = (rate["explain_click"], rate["explain_create"]) if a == 0 else (1.0, 1.0)
            shown = _share(people, min(see, 0.9))
            clicks = _binomial(shown, min(rate["click"][k] * click * lift[0] * gain, 0.95))
            wish = _binomial(clicks, min(rate["create"][k] * create * lift[1] * gain, 0.95))
            unserved += self._sell(s, k, shown, clicks, wish, _share(wish, rate["two"][k]))
        if unserved:
            for k in cards:
                if k != self.world.skus and self.stock[k] > 0:
                    n = min(_share(unserved, rate["substitute"]), self.stock[k])
                    self._sell(s, k, n, n, n, 0)
                    break

    def _sell(self, s: int, k: int, shown: int, clicks: int, wish: int, double: int) -> int:
        lines = min(wish, self.stock[k])
        double = min(double, self.stock[k] - lines)
        pays = _binomial(lines, self.rate["pay"][k])
        units = pays + min(_share(pays, double / max(lines, 1)), double)
        self.stock[k] -= lines + double
        self.locked[k] += lines + double - units
        fen = units * self.rate["price"][k]
        for name, value in zip(NAMES[2:], (shown, clicks, lines, pays, fen), strict=True):
            self.day[name] += value
        if s != PAID:
            self.now[1] += fen
            self.now[3] += clicks
        return wish - lines


def loop_session(shop: Scenario, seed: int) -> dict[str, float]:
    """One session by the plain loop."""
    return Loop(shop, seed).play()


def fold_sessions(shop: Scenario, seeds: int) -> dict[str, np.ndarray[Any, Any]]:
    """The same session by the fold, for many seeds at once."""
    world = compile_world([shop] * seeds, list(range(seeds)))
    state, ticks = start(world, [baseline(shop)] * seeds, shop.days, 1, detail=False)
    for actions in ticks:
        state, facts = step(state, actions, world.luck)
        if isinstance(facts, MinuteFacts):
            return {name: getattr(facts.totals, name) for name in NAMES}
    raise AssertionError("the reference shop has a session every day")


def timed(call: Callable[[], object]) -> float:
    """Seconds of a call."""
    begun = perf_counter()
    call()
    return perf_counter() - begun


def _much(benchmark: Any, measured: int, tried: int) -> int:
    """How much work: all where it is measured, little where it is tried whether it runs."""
    return measured if benchmark.enabled else tried


def test_the_loop_and_the_fold_agree_in_mean() -> None:
    """Each count of the session agrees within five standard errors of the two means."""
    shop = reference_shop(calm=True)
    loops = [loop_session(shop, seed) for seed in range(6)]
    fold = fold_sessions(shop, 60)
    for name in NAMES:
        plain = np.array([one[name] for one in loops])
        spread = np.sqrt(fold[name].var(ddof=1) * (1 / len(plain) + 1 / 60))
        assert abs(plain.mean() - fold[name].mean()) < 5 * spread, name


def test_market_fold_against_the_loop(benchmark: Any) -> None:
    """80 replicates of a session by the fold; ratio_loop is the loop's time for as much work."""
    shop = reference_shop(calm=True)
    loop_s = timed(lambda: loop_session(shop, 1))
    benchmark.pedantic(lambda: fold_sessions(shop, 80), rounds=3, iterations=1)
    if benchmark.stats:
        benchmark.extra_info["ratio_loop"] = round(80 * loop_s / benchmark.stats.stats.median)
        benchmark.extra_info["loop_session_s"] = round(loop_s, 3)


def test_market_eighty_pairs(benchmark: Any) -> None:
    """The reference case: two plans, 14 evenings, 80 seeds, one core; two where none measures."""
    shop = reference_shop()
    pairs, seeds = [(shop, baseline(shop)), (shop, Plan(paid_bp=13_000))], _much(benchmark, 80, 2)
    played = benchmark.pedantic(
        lambda: play_many(pairs, days=14, seeds=range(seeds)), rounds=3, iterations=1
    )
    assert len(played) == len(pairs)


def test_market_twelve_histories(benchmark: Any) -> None:
    """Tables of twelve variants, with events of three sessions each; of one where none measures."""
    count = _much(benchmark, 12, 1)
    many = [variant("liuyi", "bench", str(n), b"bench") for n in range(count)]
    made = benchmark.pedantic(lambda: histories(many), rounds=1, iterations=1)
    assert len(made) == count
