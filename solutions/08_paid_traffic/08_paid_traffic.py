# %% [markdown]
# # 08 Paid traffic: what the last yuan brings
#
# `mine` is a menswear shop. For the last four weeks its budgets took turns by lot: full, and two fifths; on half of the days fans were left out of the plans.
# The owner asks what to spend in the next fortnight. Your budget will be *played*.
#
# | task | points | graded by |
# |---|---|---|
# | 1 Break-even ROI | 4 | hidden tests |
# | 2 Response and last yuan | 5 | your trial |
# | 3 Pacing | 4 | hidden tests |
# | 4 Fans one already had | 4 | your trial, and the truth |
# | 5 The budget | 6 | playing it |
# | 6 Your reasons | 3 | a person |
#
# `check(...)` helps while you work, and costs nothing.
# *Stuck?* `from caopan.practice import hint`, then `hint("08-break-even")`. *Median time: 120 minutes (assumed).*

# %% nbgrader={"grade": false, "grade_id": "08-setup", "locked": true, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
from caopan.diagnosis import Shop
from caopan.planning import paid_trial
from caopan.practice import check

shop = Shop.of("mine")
trial = paid_trial("mine")
print(f"{shop.category}, {shop.days} days; {len(trial.days)} days of the trial were on air")
trial.days.groupby(["budget", "without_fans"])[["hours", "spend_fen", "visits", "fan_visits", "gmv_fen", "follow_visits"]].mean().round()

# %% [markdown]
# ## Task 1 · Break-even ROI (4 points)
#
# Write `break_even(order)`: the least GMV for a yuan of spend at which an order pays for its traffic. `order` is a dict:
#
# - `refund`, share that comes back; `margin` and `rates`, gross margin and all fees, shares of price;
# - `ship`, a parcel, sent for every order; `handling`, of an order that comes back; `value`, price of the order; in yuan;
# - `again`, further orders a buyer places by itself. Each keeps as much as the first one.
#
# What comes back earns no margin and pays no fees. Give a number, or `None` where no ROI would pay.

# %% nbgrader={"grade": false, "grade_id": "08-break-even", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def break_even(order):
    """Give the least ROI that pays, or None."""
    ### BEGIN SOLUTION
    kept = (1 - order["refund"]) * (order["margin"] - order["rates"])
    kept -= (order["ship"] + order["refund"] * order["handling"]) / order["value"]
    return 1 / (kept * (1 + order["again"])) if kept > 0 else None
    ### END SOLUTION


# %%
check("08-break-even", break_even)

# %% nbgrader={"grade": true, "grade_id": "08-break-even-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""break_even: hidden orders, half a point each; with returns, repurchase, and some that never pay."""
assert break_even({"refund": 0.0, "margin": 0.5, "rates": 0.1, "ship": 5, "handling": 10, "value": 100, "again": 0}) is not None, "break_even gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment08 import orders as _orders
from caopan.practice.assignment08 import said_of_due as _said_of
from grader.marking import case

_why, _all = [], _orders(case().private_seeds[0])
for _order in _all:
    try:
        _said = _said_of(break_even, _order)
    except Exception as _error:
        _said = str(_error).partition(" when called with")[0]
    _why += [_said] if _said else []
print(*dict.fromkeys(_why), sep="\n")
round(4.0 * (1 - len(_why) / len(_all)), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 2 · Response and last yuan (5 points)
#
# `trial.days` has a row a day; `budget` says which one it had, `spend_fen` ÷ `hours` is spend an hour on air. Set `response` to a dict of four numbers:
#
# - `visits_power`, `gmv_power`: the powers with which paid `visits` and their `gmv_fen` an hour went with spend an hour (1 point each);
# - `average`: GMV of paid visitors for a yuan of spend, over all days of the *full* budget (1 point);
# - `last`: marginal ROI at the full budget, `gmv_power` × `average` (2 points).
#
# Festival days are dearer and their buyers more willing, whatever the budget. Powers count within 0.06 and 0.12 of the reference; `last` within 0.12 × `average`.

# %% nbgrader={"grade": false, "grade_id": "08-response", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
response = ...
### BEGIN SOLUTION
from caopan.planning import paid_response as _response_of

curves = _response_of(trial.days)
full = trial.days[trial.days["budget"] == "full"]
average = full["gmv_fen"].sum() / full["spend_fen"].sum()
response = {
    "visits_power": curves.visits.power.value,
    "gmv_power": curves.gmv.power.value,
    "average": average,
    "last": curves.gmv.power.value * average,
}
### END SOLUTION

# %%
check("08-response", response)

# %% nbgrader={"grade": true, "grade_id": "08-response-check", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""response: four numbers; then each against your trial."""
from caopan.practice.assignment08_shop import as_response

_given = as_response(response)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment08_shop import said_of_response as _said_of

_said = _said_of(_given)
print(*_said.values(), sep="\n")
_points = {"visits_power": 1, "gmv_power": 1, "average": 1, "last": 2}
float(sum(_points[_name] for _name in _points if _name not in _said))
### END HIDDEN TESTS

# %% [markdown]
# ## Task 3 · Pacing (4 points)
#
# Write `pace(values, minutes, budget, power)`: spread a budget over the hours of the clock so that GMV is largest.
#
# - In a clock hour GMV for each hour on air is `values[hour]` × fen ** `power`, where fen is the spend an hour.
# - `minutes[hour]` is how long the room is on air in it; `budget` is in fen, for all of them together: the sum of minutes ÷ 60 × fen may not be more.
#
# Give a dict: fen an hour, by hour. Whole fen are not asked for.

# %% nbgrader={"grade": false, "grade_id": "08-pace", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def pace(values, minutes, budget, power):
    """Give {hour: fen an hour}."""
    ### BEGIN SOLUTION
    weight = {hour: values[hour] ** (1 / (1 - power)) for hour in minutes}
    whole = sum(minutes[hour] / 60 * weight[hour] for hour in minutes)
    return {hour: budget * weight[hour] / whole for hour in minutes}
    ### END SOLUTION


# %%
check("08-pace", pace)

# %% nbgrader={"grade": true, "grade_id": "08-pace-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""pace: five hidden cases, 0.8 points each; half of that for more than 99 % of the best GMV."""
assert pace({20: 2.0, 21: 3.0}, {20: 60, 21: 60}, 10_000, 0.5) is not None, "pace gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment08 import points_of_pacing as _points_of
from grader.marking import case

_points, _why = _points_of(pace, case().private_seeds[0], 4.0)
print(*_why, sep="\n")
_points
### END HIDDEN TESTS

# %% [markdown]
# ## Task 4 · Fans one already had (4 points)
#
# With one half of the shops of this assignment one plan aims at fans (自然被付费抢归因, FT4) since some day of the eight weeks; with the others none does, though a few fans are in any audience.
# Set `fans` to a dict of two numbers:
#
# - `takes`: your probability that one of *your* plans aims at fans. Scored by 2 × (1 − (probability − truth)²);
# - `taken`: share of paid visits, on days with fans in the plans, that would have come by following anyway (2 points, within 0.06).

# %% nbgrader={"grade": false, "grade_id": "08-fans", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
fans = ...
### BEGIN SOLUTION
from caopan.planning import read_holdout

held = read_holdout(trial.days, trial.days["without_fans"])
fans = {"takes": {True: 0.97, False: 0.03, None: 0.5}[held.takes_fans], "taken": held.taken.value}
### END SOLUTION

# %%
check("08-fans", fans)

# %% nbgrader={"grade": true, "grade_id": "08-fans-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""fans: a probability and a share; the first against the truth, the second against your trial."""
from caopan.practice.assignment08_shop import as_fans

_given = as_fans(fans)
### BEGIN HIDDEN TESTS
from caopan.diagnosis.answers import points_of_second as _points_of
from caopan.practice.assignment08_shop import said_of_taken as _said_of
from grader.marking import case

_points = _points_of(_given["takes"], case().scenario.fault == "FT4", 2.0)
_said = _said_of(_given["taken"])
print(_said or "The share is right.", "The nearer the probability to what is there, the more.", sep="\n")
round(_points + (0.0 if _said else 2.0), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 5 · The budget (6 points)
#
# Decide on the next fortnight: keep, cut or shift. Set `budget` to a dict:
#
# - `hours`: whole fen an hour by clock hour, such as `{19: 250_000, 20: 180_000}`; hours that you leave out get nothing;
# - `leave_fans_out`: `True` or `False`. One that aims at fans then aims at buyers.
#
# It is played under hidden luck, beside going on as now, net of all returns. Skill is what you gain (half the mean, half the worst tenth) in parts of the best budget that was found by playing; points are 6 × skill ÷ 1.2. Who does harm gets none.
#
# Break-even ROI of your own shop: `from caopan.diagnosis import break_even` (mind the name), of `shop`.

# %% nbgrader={"grade": false, "grade_id": "08-budget", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
budget = ...
### BEGIN SOLUTION
from caopan.diagnosis import break_even as due_of
from caopan.planning import hour_values, week_minutes
from caopan.planning import pace as level

best = curves.gmv.best_spend(due_of(shop).roi)
_air = week_minutes(trial.hours)
_week_fen = round(best.fen * sum(_air.values()) / 60)
paced = level(
    hour_values(trial.hours, curves), _air, _week_fen,
    curves.gmv.power.value, usual_fen=curves.gmv.usual,
)
budget = {"hours": paced.hours, "leave_fans_out": held.decision == "leave fans out"}
### END SOLUTION

# %%
check("08-budget", budget)

# %% nbgrader={"grade": true, "grade_id": "08-budget-check", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""budget: hours in fen, and fans in or out; then it is played for a fortnight."""
from caopan.practice.assignment08_shop import as_budget

_hours, _out = as_budget(budget)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment08_shop import played as _played
from grader.marking import case

_score = _played({"hours": _hours, "leave_fans_out": _out}, case().scenario, case().private_seeds)
print(f"Your budget gains ¥{_score.gain_fen / 100:,.0f} in a fortnight (worst tenth: ¥{_score.worst_fen / 100:,.0f}); skill {_score.skill:.2f}.")
_score.points(6.0)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 6 · Your reasons (3 points, read by a person)
#
# To the owner, who has one minute: at most 150 words.
#
# One point each: the decision with break-even ROI beside the last yuan and its interval, not beside the average; how far you would go now, and why no further; what you do about fans, and which result of the next fortnight would change your mind.

# %% [markdown] nbgrader={"grade": true, "grade_id": "08-memo", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false, "cell_type": "markdown"}
# ### BEGIN SOLUTION
# *An example worth all three points:* Cut the budget, please, though ROI looks fine at 1.9. A yuan must bring 4.7 after returns; the last one brings 0.7 (95 %: 0.4 to 1.1), so most of what we add is lost.
# I go from ¥3,100 to ¥620 an hour, half of the lower budget that we tried, and put more of it at seven and eight, less after ten. Below that we have never been: the curve is a guess there, so we try again for two weeks.
# Fans: with them in the plans a fifth of paid visits would have come anyway. But without them both sources sold 12 % less, so they stay in.
# If GMV of paid visitors falls by more than half at the new budget, I was wrong: then we go back to two fifths.
#
# *Rubric.* 1 point: the decision rests on break-even ROI beside the last yuan with its interval; who argues by the average gets none. 1 point: a size in yuan an hour, and why not further (what was tried, the interval); half a point for a size alone. 1 point: a decision about fans from both numbers of the holdout, and the result that would change the mind; half a point for one of the two. Deduct nothing for language; deduct half a point above 170 words.
# ### END SOLUTION
