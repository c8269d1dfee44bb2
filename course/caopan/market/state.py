"""The market between two ticks: an immutable value that can be saved, restored and branched."""

import io
import json
from dataclasses import dataclass, fields, replace
from tokenize import TokenError
from typing import TypeAlias
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from caopan.errors import CaopanError
from caopan.market.cases import Cases, cases_of
from caopan.market.couplings import DECAY, fan_reach, room_reach
from caopan.market.effects import WEAR
from caopan.market.expect import expected
from caopan.market.inverse import Floats, Ints, normal
from caopan.market.kernel import SUMS
from caopan.market.plan import Plan
from caopan.market.scenario import Scenario
from caopan.market.sheet import make_sheet
from caopan.market.world import (
    FOLLOW,
    HORIZON,
    PAID,
    PLAZA,
    RECOMMEND,
    SHARE,
    VIDEO,
    World,
    compile_world,
)

AnyArray: TypeAlias = NDArray[np.float64] | NDArray[np.int64]
LEADS = 6
"""Days ahead for which stock can be on its way."""
DUE_DAYS = 15.0
"""Mean days a buyer spends in each of three stages before being due again: 45 in all (assumed)."""


@dataclass(frozen=True)
class State:
    """Where R replicates stand. Arrays are never changed in place.

    people (R, S, 2) count non-fans and fans; SKU arrays are (R, K+1); ``score`` and ``now`` (R, 4)
    views, fen, watch, engagement; ``mood`` (R, S); ``coming`` (R, LEADS, K+1); ``due`` (R, HORIZON)
    fen to be refunded; ``off`` (R, 7, K+1) pieces expected off session; ``buyers`` (R, 3) on their
    way to being due again; ``sums`` (R, len(SUMS)) of the day; the rest (R,).
    """

    world: World
    online: Ints
    gone: Ints  # people who left this session and may come back
    fan_visits: Ints  # of this session
    stock: Ints  # free pieces; below zero where a presale owes them
    locked: Ints  # pieces of unpaid orders, free again within ten minutes
    fans: Floats
    followed: Ints  # fans ever, a running number
    mood: Floats  # what the day does to the impressions of each source
    day_effect: Floats
    video: Floats  # level of the short-video feeder, one is usual
    tired: Floats  # hours on air a day as fans feel them, smoothed
    score: Floats  # what the feed remembers of the room
    now: Floats  # since it last looked
    feed: Floats  # what it makes of recommended traffic
    forecast: Floats  # pieces a day
    peer: Floats  # (R, 4) one, fen, watch, engagement a view of a sound room of this kind
    coming: Ints
    due: Ints
    off: Floats
    buyers: Floats
    backlog: Ints  # pieces not shipped in time
    throttled: Floats  # times natural traffic
    throttle_days: Ints  # left
    sold: Ints  # pieces of today
    wanted: Ints  # pieces asked for today
    deal_used: Ints  # price benefits of this session
    deal_fen: Ints  # fen of price benefits today
    own_fen: Ints  # of them at the merchant's cost
    fan_lines: Floats  # lines of fans today
    ad_fen: Ints  # spent on paid plans in this session
    ad_gmv_fen: Ints  # of orders of their visits
    ads_stopped: Ints  # one from where they stopped for the session
    sums: Ints

    def opened(self) -> "State":
        """The state as a session begins: nobody inside, the feed without memory, ads on."""
        return replace(
            self,
            online=np.zeros_like(self.online),
            gone=np.zeros_like(self.gone),
            fan_visits=np.zeros_like(self.fan_visits),
            score=np.zeros_like(self.score),
            now=np.zeros_like(self.now),
            deal_used=np.zeros_like(self.deal_used),
            ad_fen=np.zeros_like(self.ad_fen),
            ad_gmv_fen=np.zeros_like(self.ad_gmv_fen),
            ads_stopped=np.zeros_like(self.ads_stopped),
        )

    def to_bytes(self) -> bytes:
        """Save as NumPy's zip (no pickle), scenarios and seeds included."""
        arrays = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "world"}
        texts = [one.to_json() for one in self.world.scenarios]
        known = sorted(set(texts))
        head = {
            "scenarios": [json.loads(text) for text in known],
            "row": [known.index(text) for text in texts],
            "seeds": list(self.world.seeds),
        }
        out = io.BytesIO()
        meta = np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)
        np.savez(out, allow_pickle=False, head=meta, **arrays)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, saved: bytes) -> "State":
        """Restore what ``to_bytes`` gave; CaopanError if it is something else."""
        try:
            with np.load(io.BytesIO(saved), allow_pickle=False) as found:
                head = json.loads(found["head"].tobytes())
                arrays = {name: found[name] for name in found.files if name != "head"}
            known = [Scenario.model_validate(one) for one in head["scenarios"]]
            world = compile_world([known[row] for row in head["row"]], head["seeds"])
        except _DAMAGED as problem:
            raise CaopanError(
                "these bytes are no saved state: give what to_bytes returned"
            ) from problem
        like = open_state(world, cases_of(world, [Plan()] * len(world), 0))
        kinds = {f.name: _kind(getattr(like, f.name)) for f in fields(cls) if f.name != "world"}
        if {name: _kind(array) for name, array in arrays.items()} != kinds:
            raise CaopanError("this state is of another version: play again from the start")
        return cls(world=world, **arrays)


_DAMAGED = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    EOFError,
    RuntimeError,
    SyntaxError,
    TokenError,
    BadZipFile,
)


def _kind(array: AnyArray) -> tuple[str, tuple[int, ...]]:
    return array.dtype.str, array.shape


@dataclass(frozen=True)
class Mood:
    """What moves the impressions of a day beside plan and hour: (R,) each."""

    effect: Floats
    video: Floats
    fans: Floats
    tired: Floats
    usual_h: Floats  # on air a day, as the merchant used to be
    returning: Floats  # former buyers due again, against the usual
    throttled: Floats


def mood_of(world: World, mood: Mood) -> Floats:
    """Impressions of each source times the day's effect, feeder, fans, fatigue, throttling."""
    out = np.repeat(np.exp(mood.effect)[:, None], world.by_source("enter").shape[1], axis=1)
    base = world.one("calendar", "video_base")
    out[:, VIDEO] *= base + (1 - base) * mood.video
    reach = fan_reach(
        mood.tired, world.one("fans", "tire"), mood.returning, world.one("fans", "loyal")
    )
    out[:, FOLLOW] *= mood.fans * reach
    natural = [at for at in range(out.shape[1]) if at not in {FOLLOW, PAID}]
    out[:, natural] *= room_reach(mood.tired, mood.usual_h)[:, None]
    grown = np.maximum(mood.fans, 1) / np.maximum(world.one("fans", "now"), 1)
    # who shares links is not only fans: an account that grows from nothing is shared thrice as much
    out[:, SHARE] *= np.minimum(np.sqrt(grown), 3.0)
    out[:, [RECOMMEND, VIDEO, PLAZA]] *= mood.throttled[:, None]
    return out


def usual_hours(world: World) -> Floats:
    """Hours on air a day by the merchant's own calendar, as fans feel them, at least one: (R,)."""

    def hours(one: Scenario) -> float:
        return max(sum(slot.minutes * WEAR[slot.tier] for slot in one.slots) / 420, 1.0)

    return world.kept("usual_hours", hours, np.array)


def open_state(world: World, cases: Cases) -> State:
    """The market before day ``cases.first``: fans of that stage, shelves as the policy keeps them.

    Buyers, off-session orders and fatigue stand where a long time of the same would bring them.
    A plan's own stock comes when its orders have had their lead.
    """
    first = cases.first
    sheet = make_sheet(replace(cases, plans=(Plan(),) * len(cases)), first)
    count, skus = len(world), world.skus + 1
    sources = world.by_source("enter").shape[1]
    fans = world.one("fans", "opening" if first == 0 else "now")
    effect = world.one("calendar", "sd") * normal(world.luck.day(first, "day"))
    one = np.ones(count)
    tired = usual_hours(world)
    usual = expected(world)
    forecast = usual.units * world.trend(first)[:, None]
    cap, cover = sheet.cap[cases.group], sheet.cover[cases.group]
    hands = np.where(np.isfinite(cap), cap, cover) * forecast
    people = np.zeros((count, sources, 2), dtype=np.int64)
    none = np.zeros(count, dtype=np.int64)
    goods = np.zeros((count, skus), dtype=np.int64)
    spilt = (forecast * world.one("room", "spill")[:, None])[:, None, :]
    tail = np.array([DECAY[day + 1 :].sum() for day in range(len(DECAY))])
    lines = forecast.sum(axis=1)
    return State(
        world=world,
        online=people,
        gone=people,
        fan_visits=none,
        stock=np.ceil(hands).astype(np.int64),
        locked=goods,
        fans=fans,
        followed=fans.astype(np.int64),
        mood=mood_of(world, Mood(effect, one, fans, tired, tired, one, one)),
        day_effect=effect,
        video=one,
        tired=tired,
        score=np.zeros((count, 4)),
        now=np.zeros((count, 4)),
        feed=one,
        forecast=forecast,
        peer=usual.peer,
        coming=np.zeros((count, LEADS, skus), dtype=np.int64),
        due=np.zeros((count, HORIZON), dtype=np.int64),
        off=spilt * tail[None, :, None],
        buyers=np.repeat((DUE_DAYS * lines)[:, None], 3, axis=1),
        backlog=none,
        throttled=one,
        throttle_days=none,
        sold=goods,
        wanted=goods,
        deal_used=goods,
        deal_fen=goods,
        own_fen=goods,
        fan_lines=np.zeros(count),
        ad_fen=none,
        ad_gmv_fen=none,
        ads_stopped=none,
        sums=np.zeros((count, len(SUMS)), dtype=np.int64),
    )
