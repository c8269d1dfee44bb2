"""The market between two ticks: an immutable value that can be saved, restored and branched."""

import io
import json
from dataclasses import dataclass, fields
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from caopan.errors import CaopanError
from caopan.market.expect import expected
from caopan.market.inverse import Floats, Ints
from caopan.market.scenario import Scenario
from caopan.market.sheet import Sheet
from caopan.market.world import FOLLOW, HORIZON, PAID, SHARE, VIDEO, World, compile_world

AnyArray: TypeAlias = NDArray[np.float64] | NDArray[np.int64]
LEADS = 6
"""Days ahead for which stock can be on its way."""


@dataclass(frozen=True)
class State:
    """Where R replicates stand. Arrays are never changed in place.

    people (R, S, 2) count non-fans and fans; SKU arrays are (R, K+1); the rest (R,) but
    ``mood`` (R, S), ``coming`` (R, LEADS, K+1) and ``due`` (R, HORIZON) of fen to be refunded.
    """

    world: World
    online: Ints
    gone: Ints  # people who left this session and may come back
    fan_visits: Ints  # of this session
    stock: Ints  # free pieces
    locked: Ints  # pieces of unpaid orders, free again within ten minutes
    fans: Floats
    followed: Ints  # fans ever, a running number
    mood: Floats  # what the day does to the impressions of each source
    day_effect: Floats
    video: Floats  # level of the short-video feeder, one is usual
    tired: Floats  # hours on air a day, smoothed
    score_gmv: Floats  # what the feed remembers of the room: fen and views
    score_views: Floats
    now_gmv: Ints  # since it last looked
    now_views: Ints
    feed: Floats  # what it makes of recommended traffic
    forecast: Floats  # pieces a day
    peer: Floats  # paid fen a visit of a room like this one without faults
    coming: Ints
    due: Ints
    sold: Ints  # pieces of today
    wanted: Ints  # pieces asked for today
    gmv: Ints  # fen of today
    spend: Ints
    follows: Ints
    minutes: Ints

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
        except (OSError, ValueError, KeyError) as problem:
            raise CaopanError(
                "these bytes are no saved state: give what to_bytes returned"
            ) from problem
        known = [Scenario.model_validate(one) for one in head["scenarios"]]
        world = compile_world([known[row] for row in head["row"]], head["seeds"])
        return cls(world=world, **arrays)


def mood_of(world: World, effect: Floats, video: Floats, fans: Floats, tired: Floats) -> Floats:
    """What the day, the feeder, fans and their fatigue do to impressions: (R, S)."""
    mood = np.broadcast_to(
        np.exp(effect)[:, None], (len(world), len(world.by_source("enter")[0]))
    ).copy()
    mood[:, PAID] = 1.0
    base = world.one("calendar", "video_base")
    mood[:, VIDEO] *= base + (1 - base) * video
    rest = 1 / (1 + world.one("fans", "tire") * np.maximum(tired - 3, 0))
    mood[:, FOLLOW] *= fans * rest
    mood[:, SHARE] *= np.sqrt(np.maximum(fans, 1) / np.maximum(world.one("fans", "now"), 1))
    return mood


def open_state(world: World, sheet: Sheet, first: int) -> State:
    """The market before day ``first``: fans of that stage, shelves as the policy keeps them."""
    count, skus = len(world), world.skus + 1
    sources = world.by_source("enter").shape[1]
    early = first == 0
    fans = world.one("fans", "opening" if early else "now")
    effect = world.one("calendar", "sd") * ndtri(world.luck.day(first, "day"))
    flow = np.ones(count)
    tired = np.full(count, 3.0)
    forecast = expected(world).units * world.trend(first)[:, None]
    hands = np.where(np.isfinite(sheet.cap), sheet.cap, sheet.cover) * forecast
    people = np.zeros((count, sources, 2), dtype=np.int64)
    none = np.zeros(count, dtype=np.int64)
    goods = np.zeros((count, skus), dtype=np.int64)
    return State(
        world=world,
        online=people,
        gone=people,
        fan_visits=none,
        stock=np.ceil(hands).astype(np.int64),
        fans=fans,
        followed=fans.astype(np.int64),
        mood=mood_of(world, effect, flow, fans, tired),
        day_effect=effect,
        video=flow,
        tired=tired,
        score_gmv=np.zeros(count),
        score_views=np.zeros(count),
        now_gmv=none,
        now_views=none,
        feed=flow,
        locked=goods,
        forecast=forecast,
        peer=expected(world).fen_per_visit,
        coming=np.zeros((count, LEADS, skus), dtype=np.int64),
        due=np.zeros((count, HORIZON), dtype=np.int64),
        sold=goods,
        wanted=goods,
        gmv=none,
        spend=none,
        follows=none,
        minutes=none,
    )
