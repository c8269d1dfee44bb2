"""The rundown of a session: which SKU is explained when, minute by minute.

Who gets how many minutes is decided first (``spread_minutes``); the order then keeps four rules:
a hook at the opening and again before the wait grows long, no hero unexplained for too long, a
hero on air when the peak hour begins, and each SKU spread over the session.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from caopan.errors import CaopanError
from caopan.market.feasibility import LONGEST_GAP, longest
from caopan.market.plan import Talk
from caopan.market.world import hour_curve
from caopan.planning.minutes import TALK, explained, spread_minutes

if TYPE_CHECKING:
    import pandas as pd

    from caopan.market.inverse import Floats, Ints

Flags: TypeAlias = NDArray[Any]
HOOK_EVERY: Final = 30
"""Minutes within which a hook comes back for those who have just come in (assumed)."""
LEAST: Final = 3
"""Minutes of one explanation at least: the first one only brings out the goods (assumed)."""


class Cadence(NamedTuple):
    """How often what has to come back. talk: minutes of one explanation."""

    hook_every: int = HOOK_EVERY
    hero_gap: int = LONGEST_GAP
    talk: int = TALK


@dataclass(frozen=True, eq=False)
class Rundown:
    """A session's rundown.

    table: one row an explanation: ``minute`` on air (0 first), ``clock`` (minute of the day),
    ``sku_id``, ``role``, ``minutes``, and ``why`` it comes here. given: minutes by SKU.
    value_yuan: what the minutes are worth by the worth that was given. broken: rules that could
    not be kept, in words.
    """

    table: pd.DataFrame
    given: pd.Series[int]
    value_yuan: float
    broken: tuple[str, ...]

    def talks(self) -> tuple[Talk, ...]:
        """The same as a plan's rundown has it.

        >>> import pandas as pd
        >>> goods = pd.DataFrame({"role": ["hero"], "rate_yuan": [9.0]}, index=["a"])
        >>> make_rundown(goods, minutes=8).talks()
        (Talk(sku_id='a', minutes=4), Talk(sku_id='a', minutes=4))
        """
        rows = zip(self.table["sku_id"], self.table["minutes"], strict=True)
        return tuple(Talk(sku_id=str(sku), minutes=int(minutes)) for sku, minutes in rows)


def make_rundown(
    goods: pd.DataFrame,
    *,
    minutes: int,
    start_min: int = 19 * 60,
    worth: Floats | None = None,
    cadence: Cadence = Cadence(),  # noqa: B008  a named tuple cannot be changed
) -> Rundown:
    """Make the rundown of one session.

    goods: one row a SKU (index), with ``role`` and ``rate_yuan``, what a minute of a plain
    explanation leaves; and ``least``, minutes that it gets in any case (by default the heroes and
    hooks get one explanation, others none). minutes: length of the session. start_min: minute of
    the day at which it opens. worth: (SKUs, n) yuan of each further minute, never rising; by
    default ``explained``.

    Raises CaopanError for a column that is missing, or least minutes that do not fit.

    >>> import pandas as pd
    >>> names, roles = ["h", "a", "b", "c"], ["hook", "hero", "hero", "profit"]
    >>> goods = pd.DataFrame({"role": roles, "rate_yuan": [2.0, 9.0, 8.0, 5.0]}, index=names)
    >>> plan = make_rundown(goods, minutes=60)
    >>> plan.table["sku_id"].iloc[0], int(plan.table["minutes"].sum()), plan.broken
    ('h', 60, ())
    """
    least = _least(goods, minutes, cadence)
    table = explained(goods["rate_yuan"].to_numpy(np.float64), minutes / 60, cadence.talk)
    table = table if worth is None else np.asarray(worth, dtype=np.float64)
    if "least" not in goods:  # a rule of ours asks for no more than a SKU can get
        least = np.minimum(least, table.shape[-1])
    given = _filled(table, spread_minutes(table, minutes, least), minutes)
    roles = goods["role"].astype(str).to_list()
    turns = _ordered(goods, given, roles, minutes, start_min, cadence)
    frame = _frame(turns, goods, roles, start_min)
    steps = np.concatenate([np.zeros((len(goods), 1)), np.cumsum(table, axis=1)], axis=1)
    used = np.minimum(given, table.shape[1])
    import pandas as pd

    return Rundown(
        table=frame,
        given=pd.Series(given, index=goods.index, name="minutes"),
        value_yuan=float(steps[np.arange(len(goods)), used].sum()),
        broken=tuple(_broken(frame, minutes, start_min, cadence)),
    )


def _least(goods: pd.DataFrame, minutes: int, cadence: Cadence) -> Ints:
    missing = [name for name in ("role", "rate_yuan") if name not in goods]
    if missing:
        raise CaopanError(f"goods: the column {missing[0]!r} is missing")
    if not len(goods) or goods.index.has_duplicates:
        raise CaopanError("goods: give at least one SKU, and each once")
    if not np.isfinite(goods["rate_yuan"].to_numpy(np.float64)).all():
        raise CaopanError("goods: a rate_yuan is unknown; fill it in")
    if minutes < 1:
        raise CaopanError(f"minutes: a session of {minutes} minutes has no rundown")
    if "least" in goods:
        return goods["least"].to_numpy(np.int64)
    hook = (goods["role"] == "hook").to_numpy()
    hero = (goods["role"] == "hero").to_numpy()
    each = np.where(hero, cadence.talk, 0)
    # the hooks together come as often as their rule asks
    turns = -(-minutes // max(cadence.hook_every - cadence.talk, 1))
    each = np.where(hook, -(-turns * LEAST // max(int(hook.sum()), 1)), each)
    return each if each.sum() <= minutes else np.zeros(len(goods), dtype=np.int64)


def _filled(table: Floats, given: Ints, minutes: int) -> Ints:
    """Somebody is always explained: minutes worth nothing go round, the best SKUs first."""
    rest = minutes - int(given.sum())
    if rest <= 0:
        return given
    order = np.argsort(-table[:, 0], kind="stable")
    order = order[given[order] > 0] if (given > 0).any() else order[:1]
    more: Ints = np.bincount(order[np.arange(rest) % len(order)], minlength=len(given))
    return given + more.astype(np.int64)


class _Turn(NamedTuple):
    sku: int
    minutes: int
    why: str


def _ordered(
    goods: pd.DataFrame,
    given: Ints,
    roles: list[str],
    minutes: int,
    start_min: int,
    cadence: Cadence,
) -> list[_Turn]:
    """Put the explanations in order; at each moment the most urgent rule speaks first."""
    role, rate = np.array(roles), goods["rate_yuan"].to_numpy(np.float64)
    left = _cut(given, np.where(role == "hook", LEAST, cadence.talk))
    share, had = given / max(int(given.sum()), 1), np.zeros(len(given))
    wait = _Wait(role, left, minutes, cadence, peak_start(start_min, minutes))
    turns: list[_Turn] = []
    now = 0
    while any(left):
        pool, why = wait.pool(left, now)
        behind = share * (now + cadence.talk) - had + 1e-6 * rate
        behind = np.where(pool, behind, -np.inf)
        if turns and np.count_nonzero(pool) > 1:
            behind[turns[-1].sku] = -np.inf
        sku = int(np.argmax(behind))
        length = left[sku].pop()
        turns.append(_Turn(sku, length, why))
        had[sku] += length
        now += length
        wait.spoke(str(role[sku]), now)
    return turns


class _Wait:
    """How long hooks and heroes have been away, and how many turns of them are left."""

    def __init__(
        self, role: Flags, left: list[list[int]], minutes: int, cadence: Cadence, peak: int
    ) -> None:
        self.role, self.minutes, self.talk, self.peak = role, minutes, cadence.talk, peak
        turns = {name: self._turns(name, left) for name in ("hook", "hero")}
        # where there are too few, they are spread as far as they go; each comes a little early
        self.every = {
            name: max(most, -(-minutes // max(turns[name], 1)) - LEAST + cadence.talk + 1)
            for name, most in (("hook", cadence.hook_every), ("hero", cadence.hero_gap))
        }
        self.last = {"hook": -self.every["hook"], "hero": 0}
        self.peaked = False

    def _turns(self, name: str, left: list[list[int]]) -> int:
        return sum(len(left[k]) for k in np.flatnonzero(self.role == name))

    def spoke(self, role: str, now: int) -> None:
        """An explanation of this role ended now."""
        if role in self.last:
            self.last[role] = now
        self.peaked = self.peaked or (role == "hero" and now > self.peak)

    def pool(self, left: list[list[int]], now: int) -> tuple[Flags, str]:
        """Whose turn it may be, and why."""
        open_ = np.array([bool(one) for one in left])
        hook, hero = open_ & (self.role == "hook"), open_ & (self.role == "hero")
        # one more explanation of others (and of a hook before a hero), and it would be too long
        if now - self.last["hook"] + self.talk + 1 > self.every["hook"] and hook.any():
            return hook, "hook" if now else "opening"
        if not self.peaked and now + self.talk > self.peak and hero.any():
            return hero, "peak hour"
        if now - self.last["hero"] + self.talk + 1 + LEAST > self.every["hero"] and hero.any():
            return hero, "hero's turn"
        free = open_.copy()
        for name, every in self.every.items():
            # the last ones are kept for when they are due
            if self._turns(name, left) * (every + LEAST) <= self.minutes - now:
                free &= self.role != name
        return (free, "its share") if free.any() else (open_, "its share")


def _cut(given: Ints, talks: Ints) -> list[list[int]]:
    """Each SKU's minutes as explanations of about equal length."""
    out = []
    for minutes, talk in zip(given.tolist(), talks.tolist(), strict=True):
        count = max(round(minutes / talk), 1)
        some, longer = divmod(minutes, count)
        cuts = [some + 1] * longer + [some] * (count - longer)
        out.append([one for one in cuts if one])
    return out


def peak_start(start_min: int, minutes: int) -> int:
    """Minute on air at which the hour with most traffic begins, of those that are on air.

    >>> peak_start(19 * 60, 240)
    105
    """
    clock = np.arange(start_min, start_min + minutes) % 1440
    width = min(60, minutes)
    sums = np.convolve(hour_curve()[clock], np.ones(width), "valid")
    return int(np.argmax(sums))


def _frame(
    turns: list[_Turn], goods: pd.DataFrame, roles: list[str], start_min: int
) -> pd.DataFrame:
    import pandas as pd

    lengths = np.array([turn.minutes for turn in turns], dtype=np.int64)
    begun = np.cumsum(lengths) - lengths
    return pd.DataFrame(
        {
            "minute": begun,
            "clock": (start_min + begun) % 1440,
            "sku_id": [str(goods.index[turn.sku]) for turn in turns],
            "role": [roles[turn.sku] for turn in turns],
            "minutes": lengths,
            "why": [turn.why for turn in turns],
        }
    )


def _broken(frame: pd.DataFrame, minutes: int, start_min: int, cadence: Cadence) -> list[str]:
    """Rules that the order does not keep, said with numbers."""
    role = np.repeat(frame["role"].to_numpy(dtype=str), frame["minutes"].to_numpy())
    said = []
    for name, most in (("hook", cadence.hook_every), ("hero", cadence.hero_gap)):
        if not (role == name).any():
            said.append(f"no {name} is explained at all")
        elif (gap := longest(role != name)) > most:
            said.append(f"no {name} is explained for {gap} min on end; {most} are the most")
    if (role == "hook").any() and role[0] != "hook":
        said.append("the session does not open with a hook")
    peak = peak_start(start_min, minutes)
    if (role == "hero").any() and not (role[peak : peak + 15] == "hero").any():
        said.append("no hero is explained as the peak hour begins")
    return said
