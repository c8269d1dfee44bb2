# %% [markdown]
# # 02 The board: your own metrics, your own night
#
# A board is only as good as its definitions. First you write eight metrics yourself; hidden sessions try them: your own night and made ones, with rows that come late or twice.
# Then you read the board of your own shop, `merchant="mine"`, and say what happened when.
#
# | task | points | graded by |
# |---|---|---|
# | 1 What is known | 2 | hidden tests |
# | 2 The room: two metrics | 4 | hidden tests |
# | 3 The money: two metrics | 4 | hidden tests |
# | 4 The orders: two metrics | 4 | hidden tests |
# | 5 Three GPMs, and parcels | 4 | hidden tests |
# | 6 Your night | 5 | hidden tests |
# | 7 Alarms | 4 | hidden tests |
#
# `check(...)` tries a function on one small night and costs nothing; the hidden sessions are others.
# *Stuck?* `from caopan.practice import hint`, then `hint("02-known")`. *Median time: 150 minutes (assumed).*

# %% [markdown]
# Your functions get only the columns that they need, as frames; use pandas as you like.
# The course's board is there to read by (tasks 6 and 7). It cannot be fed with these few columns: write the metrics yourself.

# %% nbgrader={"grade": false, "grade_id": "02-setup", "locked": true, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
import pandas as pd

from caopan.board import METRICS
from caopan.board.replay import Replay
from caopan.events import card, load
from caopan.practice import check

DATES = {
    "visit": ["enter_ts", "leave_ts"],
    "interaction": ["ts"],
    "product_event": ["ts"],
    "order_line": ["create_ts", "pay_ts"],
    "refund": ["ts"],
    "fulfil": ["promise_ts", "ship_ts", "sign_ts"],
}
mine = card("mine")
night = mine.event_sessions[-1]
print(mine.name_en, mine.name_zh, "·", night)

# %% [markdown]
# ## Task 1 · What is known (2 points)
#
# Write `known(rows, as_of, dates)`: the rows, with all their columns, that the board knows at `as_of`.
#
# - A row counts once it has arrived: `arrive_ts` is not after `as_of`.
# - A row that travelled *more than 15 minutes* is left out. Its travel is `arrive_ts` less the latest of its `dates` that is not after `arrive_ts`; where there is none, the row counts.
# - Of rows with one `event_id` the first that arrived counts.

# %% nbgrader={"grade": false, "grade_id": "02-known", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def known(rows, as_of, dates):
    """Give the rows that are known at as_of."""
    ### BEGIN SOLUTION
    passed = rows[dates].where(rows[dates].le(rows["arrive_ts"], axis=0)).max(axis=1)
    too_late = rows["arrive_ts"] - passed > pd.Timedelta(minutes=15)
    there = rows[(rows["arrive_ts"] <= as_of) & ~too_late]
    return there.sort_values("arrive_ts", kind="stable").drop_duplicates("event_id")
    ### END SOLUTION

# %%
check("02-known", known)

# %% nbgrader={"grade": true, "grade_id": "02-known-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""known: rows of all six tables, of your own night and a made one: the share that is right."""
from caopan.practice.nights import made_night as _made

_six = _made(1, 40).given("visit")[0]
assert known(_six, _six["arrive_ts"].max(), ["enter_ts", "leave_ts"]) is not None, "known gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.known import said_of_known as _said_of
from caopan.practice.nights import GIVEN as _GIVEN
from caopan.practice.nights import own_night as _own
from grader.marking import case

_night = _made(case().private_seeds[0])
_tries = [(_night, _t, _m) for _t in _GIVEN for _m in (31, 90)]
_tries += [(_own(), _t, 137) for _t in ("visit", "order_line", "refund")]
_wrong = []
for _n, _t, _m in _tries:
    try:
        _why = _said_of(known, _n, _t, _m)
    except Exception as _error:
        _why = f"known raises {type(_error).__name__} on {_t}, or gives nothing back."
    _wrong += [_why] if _why else []
print(*dict.fromkeys(_wrong), sep="\n")
round(2.0 * (1 - len(_wrong) / len(_tries)), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Tasks 2 to 5 · Eight metrics (2 points each)
#
# Each function gets tables as they were collected and a clock, and gives the board's value at that clock. Call your `known` first.
# "Up to the clock" includes the clock itself. A ratio is a share, not per cent; where its denominator is zero it is `None`. What is dated after the clock has not happened yet.
#
# ## Task 2 · The room
#
# `retention(visit, clock)`: of the visits that began 60 seconds before the clock or earlier, the share that lasted 60 seconds or more by the clock. Without a `leave_ts` a visit goes on.

# %% nbgrader={"grade": false, "grade_id": "02-retention", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def retention(visit, clock):
    """Give the 60-second retention at the clock."""
    ### BEGIN SOLUTION
    minute = pd.Timedelta(seconds=60)
    rows = known(visit, clock, DATES["visit"])
    old = rows[rows["enter_ts"] <= clock - minute]
    stayed = old["leave_ts"].fillna(clock).clip(upper=clock) - old["enter_ts"] >= minute
    return float(stayed.mean()) if len(old) else None
    ### END SOLUTION

# %%
check("02-retention", retention)

# %% nbgrader={"grade": true, "grade_id": "02-retention-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""retention: hidden sessions at several clocks, your own night among them."""
from caopan.practice.nights import made_night as _made

_small = _made(1)
_clock = _small.clock(45)
assert retention(*_small.given("visit"), _clock) is not None, "retention gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment02 import TASKS as _TASKS
from caopan.practice.assignment02 import cases_of as _cases
from caopan.practice.metric_tasks import verdicts as _verdicts
from caopan.practice.nights import own_night as _own
from grader.marking import case

_nights = [_made(_seed) for _seed in case().private_seeds[:2]]
_said = _verdicts(_TASKS["retention"], retention, _cases("retention", _nights, _own()))
print(*dict.fromkeys(_one for _one in _said if _one), sep="\n")
round(2.0 * sum(not _one for _one in _said) / len(_said), 2)
### END HIDDEN TESTS

# %% [markdown]
# `follow_conversion(interaction, visit, clock)`: different people who followed (`kind` is `"follow"`) ÷ different people with a visit that began while they were *no* fans (`is_fan`).

# %% nbgrader={"grade": false, "grade_id": "02-follow-conversion", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def follow_conversion(interaction, visit, clock):
    """Give the follow conversion at the clock."""
    ### BEGIN SOLUTION
    acts = known(interaction, clock, DATES["interaction"])
    came = known(visit, clock, DATES["visit"])
    follows = acts[(acts["kind"] == "follow") & (acts["ts"] <= clock)]
    strangers = came[~came["is_fan"] & (came["enter_ts"] <= clock)]["user_id"].nunique()
    return follows["user_id"].nunique() / strangers if strangers else None
    ### END SOLUTION

# %%
check("02-follow-conversion", follow_conversion)

# %% nbgrader={"grade": true, "grade_id": "02-follow-conversion-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""follow_conversion: hidden sessions at several clocks, your own night among them."""
from caopan.practice.nights import made_night as _made

_small = _made(1)
_clock = _small.clock(45)
assert follow_conversion(*_small.given("interaction", "visit"), _clock) is not None, "follow_conversion gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment02 import TASKS as _TASKS
from caopan.practice.assignment02 import cases_of as _cases
from caopan.practice.metric_tasks import verdicts as _verdicts
from caopan.practice.nights import own_night as _own
from grader.marking import case

_nights = [_made(_seed) for _seed in case().private_seeds[:2]]
_said = _verdicts(_TASKS["follow_conversion"], follow_conversion, _cases("follow_conversion", _nights, _own()))
print(*dict.fromkeys(_one for _one in _said if _one), sep="\n")
round(2.0 * sum(not _one for _one in _said) / len(_said), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 3 · The money
#
# Money is in whole fen: give an `int`, and let no fen pass through a float.
#
# `gmv(order_line, clock, as_of)`: the amount of lines paid up to `clock`, as it is known at `as_of`, which may be later.

# %% nbgrader={"grade": false, "grade_id": "02-gmv", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def gmv(order_line, clock, as_of):
    """Give the GMV up to the clock, in fen, as known at as_of."""
    ### BEGIN SOLUTION
    lines = known(order_line, as_of, DATES["order_line"])
    return int(lines.loc[lines["pay_ts"] <= clock, "pay_fen"].sum())
    ### END SOLUTION

# %%
check("02-gmv", gmv)

# %% nbgrader={"grade": true, "grade_id": "02-gmv-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""gmv: hidden sessions at several clocks, your own night among them."""
from caopan.practice.nights import made_night as _made

_small = _made(1)
_clock = _small.clock(45)
assert gmv(*_small.given("order_line"), _clock, _clock) is not None, "gmv gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment02 import TASKS as _TASKS
from caopan.practice.assignment02 import cases_of as _cases
from caopan.practice.metric_tasks import verdicts as _verdicts
from caopan.practice.nights import own_night as _own
from grader.marking import case

_nights = [_made(_seed) for _seed in case().private_seeds[:2]]
_said = _verdicts(_TASKS["gmv"], gmv, _cases("gmv", _nights, _own()))
print(*dict.fromkeys(_one for _one in _said if _one), sep="\n")
round(2.0 * sum(not _one for _one in _said) / len(_said), 2)
### END HIDDEN TESTS

# %% [markdown]
# `net_gmv(order_line, refund, clock)`: the GMV less the refunds dated up to the clock. A refund counts once its line is known.

# %% nbgrader={"grade": false, "grade_id": "02-net-gmv", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def net_gmv(order_line, refund, clock):
    """Give the net GMV at the clock, in fen."""
    ### BEGIN SOLUTION
    lines = known(order_line, clock, DATES["order_line"])
    back = known(refund, clock, DATES["refund"])
    back = back[back["line_id"].isin(lines["line_id"]) & (back["ts"] <= clock)]
    return int(lines.loc[lines["pay_ts"] <= clock, "pay_fen"].sum()) - int(back["amount_fen"].sum())
    ### END SOLUTION

# %%
check("02-net-gmv", net_gmv)

# %% nbgrader={"grade": true, "grade_id": "02-net-gmv-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""net_gmv: hidden sessions at several clocks, your own night among them."""
from caopan.practice.nights import made_night as _made

_small = _made(1)
_clock = _small.clock(45)
assert net_gmv(*_small.given("order_line", "refund"), _clock) is not None, "net_gmv gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment02 import TASKS as _TASKS
from caopan.practice.assignment02 import cases_of as _cases
from caopan.practice.metric_tasks import verdicts as _verdicts
from caopan.practice.nights import own_night as _own
from grader.marking import case

_nights = [_made(_seed) for _seed in case().private_seeds[:2]]
_said = _verdicts(_TASKS["net_gmv"], net_gmv, _cases("net_gmv", _nights, _own()))
print(*dict.fromkeys(_one for _one in _said if _one), sep="\n")
round(2.0 * sum(not _one for _one in _said) / len(_said), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 4 · The orders
#
# `pay_success(order_line, clock)`: of the *orders* created 15 minutes before the clock or earlier, the share that is paid by the clock. An order has one or more lines.

# %% nbgrader={"grade": false, "grade_id": "02-pay-success", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def pay_success(order_line, clock):
    """Give the pay success rate at the clock."""
    ### BEGIN SOLUTION
    lines = known(order_line, clock, DATES["order_line"])
    orders = lines.groupby("order_id")[["create_ts", "pay_ts"]].min()
    old = orders[orders["create_ts"] <= clock - pd.Timedelta(minutes=15)]
    return float((old["pay_ts"] <= clock).mean()) if len(old) else None
    ### END SOLUTION

# %%
check("02-pay-success", pay_success)

# %% nbgrader={"grade": true, "grade_id": "02-pay-success-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""pay_success: hidden sessions at several clocks, your own night among them."""
from caopan.practice.nights import made_night as _made

_small = _made(1)
_clock = _small.clock(45)
assert pay_success(*_small.given("order_line"), _clock) is not None, "pay_success gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment02 import TASKS as _TASKS
from caopan.practice.assignment02 import cases_of as _cases
from caopan.practice.metric_tasks import verdicts as _verdicts
from caopan.practice.nights import own_night as _own
from grader.marking import case

_nights = [_made(_seed) for _seed in case().private_seeds[:2]]
_said = _verdicts(_TASKS["pay_success"], pay_success, _cases("pay_success", _nights, _own()))
print(*dict.fromkeys(_one for _one in _said if _one), sep="\n")
round(2.0 * sum(not _one for _one in _said) / len(_said), 2)
### END HIDDEN TESTS

# %% [markdown]
# `view_to_buy(order_line, visit, clock)`: the view-to-buy rate of the *last ten minutes*, after `clock` less ten minutes and up to `clock`: different people who paid ÷ different people who entered.

# %% nbgrader={"grade": false, "grade_id": "02-view-to-buy", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def view_to_buy(order_line, visit, clock):
    """Give the view-to-buy rate of the last ten minutes."""
    ### BEGIN SOLUTION
    start = clock - pd.Timedelta(minutes=10)
    lines = known(order_line, clock, DATES["order_line"])
    came = known(visit, clock, DATES["visit"])
    buyers = lines[lines["pay_ts"].between(start, clock, inclusive="right")]["user_id"].nunique()
    viewers = came[came["enter_ts"].between(start, clock, inclusive="right")]["user_id"].nunique()
    return buyers / viewers if viewers else None
    ### END SOLUTION

# %%
check("02-view-to-buy", view_to_buy)

# %% nbgrader={"grade": true, "grade_id": "02-view-to-buy-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""view_to_buy: hidden sessions at several clocks, your own night among them."""
from caopan.practice.nights import made_night as _made

_small = _made(1)
_clock = _small.clock(45)
assert view_to_buy(*_small.given("order_line", "visit"), _clock) is not None, "view_to_buy gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment02 import TASKS as _TASKS
from caopan.practice.assignment02 import cases_of as _cases
from caopan.practice.metric_tasks import verdicts as _verdicts
from caopan.practice.nights import own_night as _own
from grader.marking import case

_nights = [_made(_seed) for _seed in case().private_seeds[:2]]
_said = _verdicts(_TASKS["view_to_buy"], view_to_buy, _cases("view_to_buy", _nights, _own()))
print(*dict.fromkeys(_one for _one in _said if _one), sep="\n")
round(2.0 * sum(not _one for _one in _said) / len(_said), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 5 · Three GPMs, and parcels
#
# `gpm(order_line, visit, product_event, clock)`: a dict of three numbers, GMV in *yuan* per 1,000 `views` (visits), per 1,000 `viewers` (people) and per 1,000 `exposures` (rows of `kind` `"expose"`); each `None` where its denominator is zero.

# %% nbgrader={"grade": false, "grade_id": "02-gpm", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def gpm(order_line, visit, product_event, clock):
    """Give {"views": …, "viewers": …, "exposures": …}, in yuan per thousand."""
    ### BEGIN SOLUTION
    fen = gmv(order_line, clock, clock)
    came = known(visit, clock, DATES["visit"])
    came = came[came["enter_ts"] <= clock]
    cards = known(product_event, clock, DATES["product_event"])
    shown = cards[(cards["kind"] == "expose") & (cards["ts"] <= clock)]
    below = {"views": len(came), "viewers": came["user_id"].nunique(), "exposures": len(shown)}
    return {name: fen * 10 / count if count else None for name, count in below.items()}
    ### END SOLUTION

# %%
check("02-gpm", gpm)

# %% nbgrader={"grade": true, "grade_id": "02-gpm-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""gpm: hidden sessions at several clocks, your own night among them."""
from caopan.practice.nights import made_night as _made

_small = _made(1)
_clock = _small.clock(45)
assert gpm(*_small.given("order_line", "visit", "product_event"), _clock) is not None, "gpm gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment02 import TASKS as _TASKS
from caopan.practice.assignment02 import cases_of as _cases
from caopan.practice.metric_tasks import verdicts as _verdicts
from caopan.practice.nights import own_night as _own
from grader.marking import case

_nights = [_made(_seed) for _seed in case().private_seeds[:2]]
_said = _verdicts(_TASKS["gpm"], gpm, _cases("gpm", _nights, _own()))
print(*dict.fromkeys(_one for _one in _said if _one), sep="\n")
round(2.0 * sum(not _one for _one in _said) / len(_said), 2)
### END HIDDEN TESTS

# %% [markdown]
# `on_time(order_line, fulfil, clock)`: of the parcels of known lines whose `promise_ts` has passed (it is not after the clock), the share that left by their promise: `ship_ts` is not after `promise_ts`.

# %% nbgrader={"grade": false, "grade_id": "02-on-time", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def on_time(order_line, fulfil, clock):
    """Give the on-time ship rate at the clock."""
    ### BEGIN SOLUTION
    lines = known(order_line, clock, DATES["order_line"])
    parcels = known(fulfil, clock, DATES["fulfil"])
    parcels = parcels[parcels["line_id"].isin(lines["line_id"])]
    due = parcels[parcels["promise_ts"] <= clock]
    return float((due["ship_ts"] <= due["promise_ts"]).mean()) if len(due) else None
    ### END SOLUTION

# %%
check("02-on-time", on_time)

# %% nbgrader={"grade": true, "grade_id": "02-on-time-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""on_time: hidden sessions at several clocks, your own night among them."""
from caopan.practice.nights import made_night as _made

_small = _made(1)
_clock = _small.clock(45)
assert on_time(*_small.given("order_line", "fulfil"), _clock) is not None, "on_time gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment02 import TASKS as _TASKS
from caopan.practice.assignment02 import cases_of as _cases
from caopan.practice.metric_tasks import verdicts as _verdicts
from caopan.practice.nights import own_night as _own
from grader.marking import case

_nights = [_made(_seed) for _seed in case().private_seeds[:2]]
_said = _verdicts(_TASKS["on_time"], on_time, _cases("on_time", _nights, _own()))
print(*dict.fromkeys(_one for _one in _said if _one), sep="\n")
round(2.0 * sum(not _one for _one in _said) / len(_said), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 6 · Your night (5 points)
#
# Now read. `watch("mine")` from `caopan.board` shows the board of your night; `Replay.of("mine")` is the same without a screen.
# On that night goods may have run out, and one feed fell silent for some minutes, then handed on everything at once.
#
# Set `story` to a dict. Minutes are whole and count from the opening; one more or less counts as right.
#
# - `sku`, `sku_minute`: the SKU whose stock was the first to reach zero *during* the session, and when; both `None` where none did;
# - `feed`: which of `order_line`, `product_event`, `interaction` fell silent;
# - `silent_from`, `silent_until`: between which minutes nothing of it arrived;
# - `doubtful`: the codes, out of `"T3" "T8" "I2" "F2" "C4" "C5" "C6" "C8" "A2" "G3"`, that could not be trusted meanwhile, because they are made from that feed.

# %% nbgrader={"grade": false, "grade_id": "02-story", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
story = ...
### BEGIN SOLUTION
_stock = load("stock_event", merchant="mine").sort_values("ts", kind="stable")
_stock["left"] = _stock.groupby("sku_id")["delta"].cumsum()
_opening = load("live_session", merchant="mine", session=night)["start_ts"].iloc[0]
_gone = _stock[(_stock["left"] <= 0) & (_stock["ts"] >= _opening)]
story = {"sku": None, "sku_minute": None}
if len(_gone):
    story["sku"] = _gone["sku_id"].iloc[0]
    story["sku_minute"] = int((_gone["ts"].iloc[0] - _opening).total_seconds() // 60)
_most = 0.0
for _table in ("order_line", "product_event", "interaction"):
    _arrive = load(_table, merchant="mine", session=night)["arrive_ts"]
    _minutes = (_arrive - _opening) // pd.Timedelta(minutes=1)
    _first, _second = _minutes.value_counts().head(2)  # everything at once: how much more than ever?
    _until = int(_minutes.mode()[0])
    _from = _minutes[_minutes < _until].max()
    if _until - _from > 5 and _first / _second > _most:  # after a silence
        _most = _first / _second
        story |= {"feed": _table, "silent_from": int(_from), "silent_until": _until}
_codes = ["T3", "T8", "I2", "F2", "C4", "C5", "C6", "C8", "A2", "G3"]
story["doubtful"] = [
    _code for _code in _codes if any(_need.startswith(story["feed"] + ".") for _need in METRICS[_code].needs)
]
### END SOLUTION

# %%
check("02-story", story)

# %% nbgrader={"grade": true, "grade_id": "02-story-check", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""story: six keys; then the SKU and its minute, the feed and its minutes, and each doubtful code."""
from caopan.practice.assignment02_night import as_story

_told = as_story(story)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment02_night import happened, points_of_story
from grader.marking import case

_points, _why = points_of_story(_told, happened("mine", case().jam))
print(*_why, sep="\n")
_points
### END HIDDEN TESTS

# %% [markdown]
# ## Task 7 · Alarms (4 points)
#
# A naive rule cries out whenever a metric's last ten minutes are more than 30 % below the ten minutes before. How many of its cries stand on too little?
#
# Take your board at minutes 40, 80, 120, 160, 200 and 240, and the codes `"T8" "I1" "F2" "C5" "C6" "C7" "C8" "C9"`.
# Set `alarms` to a dict with one entry for each cry of the rule, named like `"120 C9"`: `"few"` where one of the two windows has fewer than 30 events in its denominator, else `"enough"`. Where one of the two has no value, or the earlier one is zero, the rule is silent.

# %% nbgrader={"grade": false, "grade_id": "02-alarms", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
alarms = ...
### BEGIN SOLUTION
alarms, _board = {}, Replay.of("mine")
for _minute in (40, 80, 120, 160, 200, 240):
    _board.jump(_minute * 60)
    for _code in ("T8", "I1", "F2", "C5", "C6", "C7", "C8", "C9"):
        _figure = _board.reading[_code]
        if _figure.last is None or not _figure.before or _figure.last / _figure.before - 1 >= -0.3:
            continue
        alarms[f"{_minute} {_code}"] = "few" if min(_figure.denominator[1:]) < 30 else "enough"
### END SOLUTION

# %%
check("02-alarms", alarms)

# %% nbgrader={"grade": true, "grade_id": "02-alarms-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""alarms: a dict of "few" and "enough"; then cry by cry, less for cries missed or made up."""
from caopan.practice.assignment02_night import as_alarms

_cries = as_alarms(alarms)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment02_night import cries_of, points_of_alarms

_points, _why = points_of_alarms(_cries, cries_of("mine"))
print(*_why, sep="\n")
_points
### END HIDDEN TESTS
