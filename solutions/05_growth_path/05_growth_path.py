# %% [markdown]
# # 05 The growth path: twelve weeks of your shop
#
# First you write the two tools that keep a promise honest. Then one shop is yours alone, `mine`, twelve weeks before a festival season. Nothing is wrong with it.
# Say where it stands, draw its calendar, set its targets; and write the plan that is *played*, twelve weeks, against doing nothing.
#
# | task | points | graded by |
# |---|---|---|
# | 1 The stage | 3 | hidden tests |
# | 2 What the funnel carries | 4 | hidden tests |
# | 3 Your shop | 4 | hidden tests |
# | 4 The calendar | 4 | hidden tests |
# | 5 The targets | 4 | hidden tests |
# | 6 The plan, played | 12 | the market |
# | 7 Your rationale | 3 | a person |
#
# `check(...)` helps while you work, and costs nothing.
# *Stuck?* `from caopan.practice import hint`, then `hint("05-place")`. *Median time: 150 minutes (assumed).*

# %% nbgrader={"grade": false, "grade_id": "05-setup", "locked": true, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
from caopan.diagnosis import Shop
from caopan.events import card
from caopan.practice import check, first_day

about = card("mine")
print(f"{about.category}, {about.days} days; the plan begins on {first_day():%A, %d %B %Y}, day 0")

# %% [markdown]
# ## Task 1 · The stage (3 points)
#
# Write `place(months, peers)`. `months`: GMV of plain months in yuan, oldest first. `peers`: by which share the peers changed in the last month (−0.1 is a tenth less), or `None`.
#
# - By the *last* month: cold start below 300,000, growth from there, breakthrough from 3,000,000, mature from 10,000,000.
# - But renewal, at any size, where each of the last two changes is a loss of more than 5 %, *and* the last one is worse than the peers': (1 + own) ÷ (1 + theirs) − 1 is below zero. Without peers the own change counts.
# - Two changes need three months.
#
# Give the name: `"cold start"`, `"growth"`, `"breakthrough"`, `"mature"`, `"renewal"`.

# %% nbgrader={"grade": false, "grade_id": "05-place", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def place(months, peers):
    """Give the name of the stage."""
    ### BEGIN SOLUTION
    last = months[-1]
    size = "mature" if last >= 1e7 else "breakthrough" if last >= 3e6 else "growth" if last >= 3e5 else "cold start"
    if len(months) < 3:
        return size
    before, now = months[-2] / months[-3] - 1, months[-1] / months[-2] - 1
    beside = (1 + now) / (1 + (peers or 0)) - 1
    return "renewal" if before < -0.05 and now < -0.05 and beside < 0 else size
    ### END SOLUTION


# %%
check("05-place", place)

# %% nbgrader={"grade": true, "grade_id": "05-place-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""place: hidden courses of months, alike in points; each decides one rule."""
assert place([1e6, 2e6], None) is not None, "place gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment05 import paths as _paths
from caopan.practice.assignment05 import said_of_place as _said_of
from grader.marking import case

_why, _courses = [], _paths(case().private_seeds[0])
for _one in _courses:
    try:
        _said = _said_of(place, _one)
    except Exception as _error:
        _said = str(_error).partition(" when called with")[0]
    _why += [_said] if _said else []
print(*list(dict.fromkeys(_why))[:6], sep="\n")
round(3.0 * max(1 - 2 * len(_why) / len(_courses), 0), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 2 · What the funnel carries (4 points)
#
# Write `carry(own, upper, times, wish)`. `own` and `upper` are dicts of the five factors `air_h`, `covers_h`, `enter`, `buy`, `worth` of a *week*: the shop's, and what three in four peers stay below. `times`: how many times the own one actions can reach, by factor; one that is not named stays. `wish`: yuan a month.
#
# - A factor's *bound* is the smaller of `upper` and own × times, but never below `own`.
# - `most_yuan`: the product of the five bounds, as a month of thirty days (× 30 ÷ 7).
# - `carried`: whether the wish is no more than that.
# - `needed`: by factor, what it would have to be if it alone carried the rest and all others stood at their bounds: bound × wish ÷ most_yuan.

# %% nbgrader={"grade": false, "grade_id": "05-carry", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def carry(own, upper, times, wish):
    """Give {"most_yuan": ..., "carried": ..., "needed": {factor: ...}}."""
    ### BEGIN SOLUTION
    bound = {name: max(own[name], min(upper[name], own[name] * times.get(name, 1))) for name in own}
    most = 30 / 7
    for value in bound.values():
        most *= value
    needed = {name: value * wish / most for name, value in bound.items()}
    return {"most_yuan": most, "carried": wish <= most, "needed": needed}
    ### END SOLUTION


# %%
check("05-carry", carry)

# %% nbgrader={"grade": true, "grade_id": "05-carry-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""carry: hidden funnels; a third for the most, the yes or no, and the needs."""
_ones = dict.fromkeys(("air_h", "covers_h", "enter", "buy", "worth"), 1.0)
assert carry(_ones, _ones, {}, 1.0) is not None, "carry gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment05 import loads as _loads
from caopan.practice.assignment05 import said_of_carry as _said_of
from grader.marking import case

_lost, _why, _cases = 0, [], _loads(case().private_seeds[0])
for _one in _cases:
    try:
        _said = _said_of(carry, _one)
    except Exception as _error:
        _said = [str(_error).partition(" when called with")[0], "", ""]
    _lost += len(_said)
    _why += [_reason for _reason in _said if _reason]
print(*list(dict.fromkeys(_why))[:6], sep="\n")
round(4.0 * (1 - _lost / (3 * len(_cases))), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 3 · Your shop (4 points)
#
# Set `shop` to a dict, a point each:
#
# - `stage`: the name of your shop's stage;
# - `month_yuan`: its GMV of thirty plain days like those of the last four weeks, within 1 %;
# - `binds`: the name of the reading that binds it, such as `"fan_gmv"`;
# - `exits`: by name of reading, whether each part of its stage's exit test is met, `True` or `False` (`None` where it cannot be told).
#
# `stage(Shop.of("mine"))` of `caopan.planning` reads all of them; its `.readings` are by name.

# %% nbgrader={"grade": false, "grade_id": "05-shop", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
shop = ...
### BEGIN SOLUTION
from caopan.planning import stage as _stage_of

_where = _stage_of(Shop.of("mine"))
shop = {
    "stage": _where.name,
    "month_yuan": _where.month_fen / 100,
    "binds": next(name for name, one in _where.readings.items() if one is _where.binds),
    "exits": {name: _where.readings[name].met for name in _where.way.exits},
}
### END SOLUTION

# %%
check("05-shop", shop)

# %% nbgrader={"grade": true, "grade_id": "05-shop-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""shop: its four parts; then whether your tables say so."""
from caopan.practice.assignment05_shop import said_of_shop

_said = said_of_shop(shop)
### BEGIN HIDDEN TESTS
print(*_said, sep="\n")
round(4.0 - len(_said), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 4 · The calendar (4 points)
#
# Set `calendar` to a list of dicts, one a session: `day` (0 to 83), `start_min` (of the day), `minutes`, `tier`, `anchors` (a list of `"A1"`, `"A2"`), and where it is due `stock_day` and `teaser_days`.
# The owner wants exactly one S, an A or S in each festival, and five sessions a week (one fewer in the week of the S, and in the next one). Of everything else the rules are those of `check_calendar`.
#
# Half a point is lost for each conflict and each wish that is missed.
#
# `propose_calendar(1, first_day()).rows()` of `caopan.planning` is a start, for stage 1: without conflicts, and without an S.

# %% nbgrader={"grade": false, "grade_id": "05-calendar", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
calendar = ...
### BEGIN SOLUTION
from caopan.planning import propose_calendar

calendar = [row for row in propose_calendar(1, first_day()).rows() if row["day"] not in (41, 42)]
calendar.append(
    {"day": 41, "start_min": 660, "minutes": 720, "tier": "S", "anchors": ["A1", "A2"], "stock_day": 37, "teaser_days": [34, 38]}
)
### END SOLUTION

# %%
check("05-calendar", calendar)

# %% nbgrader={"grade": true, "grade_id": "05-calendar-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""calendar: sessions that can be read; then its conflicts, and what the owner wants."""
from caopan.practice.assignment05_shop import said_of_calendar

_said = said_of_calendar(calendar)
### BEGIN HIDDEN TESTS
print(*_said[:8], sep="\n")
round(max(4.0 - 0.5 * len(_said), 0), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 5 · The targets (4 points)
#
# Set `targets` to a list of twelve dicts, one a week: the five factors `air_h`, `covers_h`, `enter`, `buy`, `worth`, and `gmv_yuan`, their product. Leave seasons and new fans out: these are what *you* promise to move. A point each:
#
# - each week's `air_h` is that of your calendar (task 4);
# - each week's `gmv_yuan` is the product of its factors;
# - no factor is beyond its bound in any week, or below what is there already;
# - in week 12 the product reaches the target.
#
# From `caopan.planning`: `funnel_of(Shop.of("mine"))` is the shop now, `peer_funnels` its peers; `bounds(now, hours, peers)` gives target and ceiling at so many hours a week. More hours than now thin out the covers of each.

# %% nbgrader={"grade": false, "grade_id": "05-targets", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
targets = ...
### BEGIN SOLUTION
from caopan.planning import bounds, calendar_of, funnel_of, peer_funnels

_now, _peers = funnel_of(Shop.of("mine")), peer_funnels(Shop.of("mine"))
targets = []
for _week, _hours in enumerate(calendar_of(calendar, first_day(), 84).weekly_h, start=1):
    _least, _goal = bounds(_now, _hours, _peers, {})[0], bounds(_now, _hours, _peers)[0]
    _row = {n: a + min(_week / 8, 1) * (b - a) for n, a, b in zip(_now._fields, _least, _goal, strict=True)}
    targets.append({**_row, "gmv_yuan": type(_now)(**_row).gmv_yuan})
### END SOLUTION

# %%
check("05-targets", targets)

# %% nbgrader={"grade": true, "grade_id": "05-targets-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""targets: twelve weeks of numbers; then hours, product, bounds and ambition."""
from caopan.practice.assignment05_shop import as_weeks, said_of_targets

_weeks = as_weeks(targets)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment05_shop import wrong_hours as _wrong_hours

_said = said_of_targets(_weeks)
try:
    _said += _wrong_hours(_weeks, calendar)[:1]
except AssertionError as _error:
    _said.append(f"Hours are compared with your calendar. {_error}")
print(*_said, sep="\n")
round(4.0 - len(_said), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 6 · The plan, played (12 points)
#
# Set `plan` to a dict of fields of a market's plan, for twelve weeks from day 0: `specials` (dated sessions with `day`, `start_min`, `minutes`, `tier`), `pause` (days off), and any levers: `paid_bp`, `videos`, `creatives`, `private_fen`, `hype`, `quality_control`, `roster`, and so on. `actions_table()` of `caopan.market` says what each does, costs and spoils.
# Your mandate (授权) holds eight changes, ten SKUs inspected, and at most twice the usual of budgets, hours, videos and creatives; a plan beyond it is not played. `mandate_problems(sample("yunshi"), plan, SEASON)` of `caopan.planning` tells, for a plan that `make_plan` made.
#
# It is played on your shop as it truly is, 84 days, under luck that you do not know, beside doing nothing. What counts is net settled contribution: half its mean, half its worst tenth.
# Doing nothing is skill 0, the toolkit's own proposal skill 1. Points are 12 × skill ÷ 1.2; harm earns none. Nobody asks for your calendar of task 4 here: the owner's S may be worth it or not.
#
# Your shop is made after the sample `yunshi`, at half its size; there you can play as often as you like:

# %%
from caopan.market import make_plan, sample
from caopan.planning import play_growth

play_growth(sample("yunshi"), make_plan(videos=4), seeds=range(2)).gain_yuan

# %% nbgrader={"grade": false, "grade_id": "05-plan", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
plan = ...
### BEGIN SOLUTION
from caopan.planning import propose_growth
from caopan.planning import stage as _stage_of

_growth = propose_growth(Shop.of("mine"), _stage_of(Shop.of("mine")).number)
plan = _growth.plan().model_dump(mode="json", exclude_unset=True)
### END SOLUTION

# %%
check("05-plan", plan)

# %% nbgrader={"grade": true, "grade_id": "05-plan-check", "locked": true, "points": 12, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""plan: fields that a market's plan has; then it is played for twelve weeks."""
from caopan.practice.assignment05_shop import as_plan

_plan = as_plan(plan)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment05_shop import points_of_plan as _points_of
from grader.marking import case

_points, _said = _points_of(plan, case().scenario, case().private_seeds, 12.0)
print(_said)
_points
### END HIDDEN TESTS

# %% [markdown]
# ## Task 7 · Your rationale (3 points, read by a person)
#
# The owner has read of a shop that grew six times in three months, and wants that. In at most 150 words: what do you promise, and why not more?
#
# One point each: a promise in yuan with the factor that holds it there, beside what a peer has reached; what your plan changes first, what it costs, and what it leaves; what you will look at in week four, and which reading would make you change the plan.

# %% [markdown] nbgrader={"grade": true, "grade_id": "05-memo", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false, "cell_type": "markdown"}
# ### BEGIN SOLUTION
# *An example worth all three points:* You sell ¥370,000 a month. I promise ¥490,000 by the end of January, as your board counts it; with each factor at its bound the funnel carries ¥580,000.
# Six times would ask for 37,000 covers an hour; the best of your six peers has 11,000.
# First we halve the bought traffic: a yuan brought ¥1.10, and ¥4.30 would pay. That costs perhaps one per cent of GMV and leaves about ¥20,000 more in twelve weeks. Then every piece above ¥300 is looked at before it is sent (¥3 each), for one in two comes back.
# No S: preparing one costs ¥30,000, more than a week leaves.
# In week four I look at visits by fans for a session. If they fell by more than a tenth while covers did not, less advertising costs us followers: then a third of the budget comes back, for fans' look-alikes only.
#
# *Rubric.* 1 point: a promise in yuan, the factor that bounds it, and a peer's value beside what the wish would need; half a point for a promise with a reason but without numbers. 1 point: the first change with its cost and what it leaves; half a point where only GMV is told. 1 point: one reading, a limit, and what is changed then; "we will monitor" gets none. Deduct nothing for language; deduct half a point above 170 words.
# ### END SOLUTION
