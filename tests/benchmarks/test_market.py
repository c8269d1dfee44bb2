"""The speed of the fold, beside the same minute law as a plain Python loop.

Figures: ``make bench ARGS="-k market"``; each benchmark's extra_info holds its ratios.
"""

import random
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

from caopan.market import (
    Scenario,
    baseline,
    compile_world,
    histories,
    play_many,
    sample,
    start,
    step,
    three_plans,
    variant,
)
from caopan.market.minute import BOUNCE_S, DOUBT, JOIN_S, MEMORY, MinuteFacts
from caopan.market.programme import FEED_EVERY, shows_of
from caopan.market.sheet import make_sheet
from caopan.market.world import RECOMMEND

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


def loop_session(shop: Scenario, seed: int) -> dict[str, float]:
    """One session of the minute law in plain Python: no arrays, one draw at a time."""
    random.seed(seed)
    world = compile_world([shop], [0])
    plan = (baseline(shop),)
    state, _ = start(world, plan, shop.days, 1)
    sheet, show = make_sheet(world, plan, shop.days, shop.days), shows_of(world, plan, shop.days)[0]
    day = dict.fromkeys(NAMES, 0.0)
    online = [[0, 0] for _ in range(8)]
    gone = [[0, 0] for _ in range(8)]
    stock = state.stock[0].tolist()
    peer, room = float(state.peer[0]), shop.room
    score = views = now_gmv = now_views = 0.0
    feed = 1.0
    mood = np.exp(-state.day_effect[0]) * state.mood[0]  # an average day
    mood[3] = state.mood[0][3]
    for minute in range(int(show.minutes[0])):
        if minute % FEED_EVERY == 0:
            score, views = MEMORY * score + now_gmv, MEMORY * views + now_views
            now_gmv = now_views = 0.0
            ratio = (score + DOUBT * peer) / ((views + DOUBT) * peer)
            feed = min(max(ratio**room.feed_power, room.feed_low), room.feed_high)
        for s in range(8):
            mean = sheet.base[0, s] * mood[s] * show.hour[minute, 0]
            mean *= feed if s == RECOMMEND else 1
            came = _binomial(_poisson(mean), sheet.enter[0, s])
            fans = _share(came, sheet.fan_share[0, s])
            there = [0, 0]
            for f, n in enumerate((came - fans, fans)):
                bounced = _share(n, sheet.bounce[0, s, f])
                back = min(_share(n, sheet.back[0, s]), gone[s][f])
                leave = _share(online[s][f], sheet.leave[0, s, f])
                there[f] = online[s][f] + n - bounced
                gone[s][f] += leave + bounced - back
                day["watch_s"] += (
                    60 * (online[s][f] - leave)
                    + JOIN_S * (leave + n - bounced)
                    + BOUNCE_S * bounced
                )
                online[s][f] = there[f] - leave
            day["visits"] += came
            now_views += came
            people = sum(there)
            fan = there[1] / max(people, 1)
            for a, k in enumerate(show.active[minute, 0]):
                if k == world.skus:
                    continue
                see = sheet.see[0, k] if a else sheet.see[0, k] / 8 + sheet.see_explained[0]
                lift = 1.0 if a else float(show.gain[minute, 0])
                click, create = (
                    way[0, s, 0] + (way[0, s, 1] - way[0, s, 0]) * fan
                    for way in (sheet.click_way, sheet.create_way)
                )
                shown = _share(people, min(see, 0.9))
                clicks = _binomial(
                    shown,
                    min(sheet.click[0, k] * click * lift * (1 if a else room.explain_click), 0.95),
                )
                wish = _binomial(
                    clicks,
                    min(
                        sheet.create[0, k] * create * lift * (1 if a else room.explain_create), 0.95
                    ),
                )
                lines = min(wish, stock[k])
                double = min(_share(wish, sheet.two[0, k]), stock[k] - lines)
                pays = _binomial(lines, sheet.pay[0, k])
                units = pays + min(_share(pays, double / max(lines, 1)), double)
                stock[k] -= units
                fen = units * int(sheet.price[0, k])
                now_gmv += fen
                for name, value in zip(NAMES[2:], (shown, clicks, wish, pays, fen), strict=True):
                    day[name] += value
    return day


def fold_sessions(shop: Scenario, seeds: int) -> dict[str, np.ndarray[Any, Any]]:
    """The same session by the fold, for many seeds at once."""
    world = compile_world([shop] * seeds, list(range(seeds)))
    state, ticks = start(world, [baseline(shop)] * seeds, shop.days, 1)
    day: dict[str, Any] = dict.fromkeys(NAMES, 0)
    for actions in ticks:
        state, facts = step(state, actions, world.luck)
        if isinstance(facts, MinuteFacts):
            day["visits"] = day["visits"] + facts.people.visits.sum(axis=(0, 2, 3))
            day["watch_s"] = day["watch_s"] + facts.watch_s.sum(axis=(0, 2))
            day["gmv_fen"] = day["gmv_fen"] + facts.gmv_fen.sum(axis=0)
            for name in NAMES[2:-1]:
                day[name] = day[name] + getattr(facts.orders, name).sum(axis=(0, 2, 3))
    return day


def _calm(name: str) -> Scenario:
    """A merchant without day effects, so that loop and fold have one law with one mean."""
    base = sample(name)
    return base.model_copy(update={"calendar": base.calendar.model_copy(update={"sd": 0.0})})


def _timed(call: Callable[[], object]) -> float:
    begun = perf_counter()
    call()
    return perf_counter() - begun


def test_the_loop_and_the_fold_agree_in_mean() -> None:
    """Each count of the session agrees within five standard errors of the two means."""
    shop = _calm("yunshi")
    loops = [loop_session(shop, seed) for seed in range(8)]
    fold = fold_sessions(shop, 60)
    for name in NAMES:
        plain = np.array([one[name] for one in loops])
        error = np.sqrt(plain.var(ddof=1) / len(plain) + fold[name].var(ddof=1) / 60)
        assert abs(plain.mean() - fold[name].mean()) < 5 * error, name


def test_market_fold_against_the_loop(benchmark: Any) -> None:
    """80 replicates of a session by the fold; ratio_loop is the loop's time for as much work."""
    shop = _calm("liuyi")
    loop_s = _timed(lambda: loop_session(shop, 1))
    benchmark.pedantic(lambda: fold_sessions(shop, 80), rounds=3, iterations=1)
    if benchmark.stats:
        benchmark.extra_info["ratio_loop"] = round(80 * loop_s / benchmark.stats.stats.median)
        benchmark.extra_info["loop_session_s"] = round(loop_s, 3)


def test_market_tick_at_one_replicate(benchmark: Any) -> None:
    """One replicate, one session, ten minutes at a tick."""
    shop = sample("liuyi")
    benchmark.pedantic(lambda: fold_sessions(shop, 1), rounds=3, iterations=1)
    if benchmark.stats:
        minutes = shop.slots[0].minutes
        benchmark.extra_info["ms_per_minute"] = round(
            1e3 * benchmark.stats.stats.median / minutes, 3
        )


def test_market_three_plans_14_days_40_seeds(benchmark: Any) -> None:
    """Three plans of one merchant, 14 days, 40 seeds, as one batch."""
    shop = sample("liuyi")
    pairs = [(shop, plan) for plan in three_plans(shop).values()]
    benchmark.pedantic(lambda: play_many(pairs, days=14, seeds=range(40)), rounds=2, iterations=1)


def test_market_twelve_histories(benchmark: Any) -> None:
    """Tables of twelve variants, 30 days each, with events of three sessions each."""
    many = [variant("liuyi", "bench", str(n), b"bench") for n in range(12)]
    benchmark.pedantic(lambda: histories(many), rounds=1, iterations=1)
