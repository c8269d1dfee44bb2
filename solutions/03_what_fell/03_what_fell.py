# %% [markdown]
# # 03 What fell: four shops of your own
#
# First your own shop, `merchant="mine"`: who is built alike, what is beyond the peers, where it was lost. In between you write the decomposition yourself, for any funnel.
# Then three more shops, `mine-2` to `mine-4`: how likely is it that *nothing* is wrong, and what would you do?
#
# | task | points | graded by |
# |---|---|---|
# | 1 Built alike | 3 | hidden tests |
# | 2 Beyond the peers | 4 | hidden tests |
# | 3 Who took what | 6 | hidden tests |
# | 4 Where it was lost | 5 | hidden tests |
# | 5 Nothing is wrong | 6 | a proper score |
# | 6 Act, wait or measure | 4 | hidden tests |
#
# `check(...)` looks at the shape and says which rule is broken; it never knows your shops.
# *Stuck?* `from caopan.practice import hint`, then `hint("03-same")`. *Median time: 120 minutes (assumed).*

# %% [markdown]
# Each history has 42 days. `Shop` compares the first three weeks with the last two; the week between belongs to neither. You may use all of `caopan.diagnosis`, pandas and NumPy.

# %% nbgrader={"grade": false, "grade_id": "03-setup", "locked": true, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
from math import exp, log

import numpy as np

from caopan.diagnosis import adjust
from caopan.practice import check
from caopan.practice.assignment03 import SHOPS, candidates, own_shops
from caopan.practice.assignment03_none import stakes

shops = own_shops()  # for each name what Shop.of(name) gives
listed = candidates()
print(*SHOPS, "· mine sells", shops["mine"].category, "·", listed["candidate"].nunique(), "candidates")

# %% [markdown]
# ## Task 1 · Built alike (3 points)
#
# `listed` holds 24 candidates by the day, of several trades. Set `same` to the set of names that fit `mine` in all three:
#
# - the same `category`;
# - GMV of the first 21 days (`day` 0 to 20): at most 1.5 times yours, and at least yours ÷ 1.5;
# - GMV per unit of these days: at most 1.15 times yours, and at least yours ÷ 1.15.
#
# Your own numbers are in `shops["mine"].goods`. Each wrong or missing name costs its share.

# %% nbgrader={"grade": false, "grade_id": "03-same", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
same = ...
### BEGIN SOLUTION
_mine = shops["mine"].goods.query("not after")[["gmv_fen", "units"]].sum()
_first = listed[listed["day"] < 21].groupby(["candidate", "category"])[["gmv_fen", "units"]].sum().reset_index()
_size = _first["gmv_fen"] / _mine["gmv_fen"]
_price = _first["gmv_fen"] / _first["units"] / (_mine["gmv_fen"] / _mine["units"])
_fits = (_first["category"] == shops["mine"].category) & _size.between(1 / 1.5, 1.5) & _price.between(1 / 1.15, 1.15)
same = set(_first.loc[_fits, "candidate"])
### END SOLUTION

# %%
check("03-same", same)

# %% nbgrader={"grade": true, "grade_id": "03-same-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""same: a set of candidates; each wrong or missing name costs its share."""
from caopan.practice.assignment03 import as_names

_names = as_names(same)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment03 import points_of_same

_points, _why = points_of_same(_names)
print(*_why, sep="\n")
_points
### END HIDDEN TESTS

# %% [markdown]
# ## Task 2 · Beyond the peers (4 points)
#
# For the GMV of `mine`, against the peers that `match_peers` keeps, set `beyond` to a dict of four logarithms or ratios of them:
#
# - `change`: the logarithm of an average day's GMV after ÷ before (14 and 21 days);
# - `peers`: the mean of the same of each kept peer;
# - `own`: `change` less `peers`;
# - `unusual`: `own` ÷ (standard deviation among the peers × √(1 + 1 ÷ their number)).
#
# By hand: the peers' days are in `shops["mine"].peers`. By the toolkit: `adjust`, as in the lesson.

# %% nbgrader={"grade": false, "grade_id": "03-beyond", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
beyond = ...
### BEGIN SOLUTION
_row = adjust(shops["mine"]).table.set_index("quantity").loc["gmv_fen"]
beyond = {name: float(_row[name]) for name in ("change", "peers", "own", "unusual")}
### END SOLUTION

# %%
check("03-beyond", beyond)

# %% nbgrader={"grade": true, "grade_id": "03-beyond-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""beyond: four finite numbers, one point each."""
from caopan.practice.assignment03 import BEYOND as _BEYOND
from caopan.practice.compare import as_numbers as _as_numbers

_given = _as_numbers(beyond, _BEYOND, "beyond")
### BEGIN HIDDEN TESTS
from caopan.practice.assignment03 import points_of_beyond

_points, _why = points_of_beyond(_given)
print(*_why, sep="\n")
_points
### END HIDDEN TESTS

# %% [markdown]
# ## Task 3 · Who took what (6 points)
#
# Write `decompose(before, after)` for *any* funnel: two lists of one length, two quantities or more, each a step of the one before; the last one is money. Give a list of terms, as many, that add up to the change of the money.
#
# - The factor of the first step is its quantity; that of each later one is its quantity ÷ the one before.
# - A term is L × ln(factor after ÷ factor before), L the logarithmic mean of the money. L of two equal amounts is that amount.
# - Where the money of *one* side is zero, the first quantity that is zero on that side takes the whole change; the other terms are 0.
# - Where it is zero on both sides, all terms are 0.
#
# Once a quantity is zero, all later ones are.

# %% nbgrader={"grade": false, "grade_id": "03-decompose", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def decompose(before, after):
    """Give the terms of the change, one for each step."""
    ### BEGIN SOLUTION
    change = after[-1] - before[-1]
    terms = [0.0] * len(before)
    if before[-1] == 0 and after[-1] == 0:
        return terms
    if before[-1] == 0 or after[-1] == 0:
        side = before if before[-1] == 0 else after
        terms[side.index(0)] = change
        return terms
    mean = before[-1] if change == 0 else change / log(after[-1] / before[-1])
    logs = [0.0] + [log(b / a) for a, b in zip(before, after, strict=True)]
    return [mean * (logs[k + 1] - logs[k]) for k in range(len(before))]
    ### END SOLUTION

# %%
check("03-decompose", decompose)

# %% nbgrader={"grade": true, "grade_id": "03-decompose-check", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""decompose: made funnels, plain ones and with zeros or equal amounts: the share that is right."""
assert decompose([100.0, 50.0], [100.0, 60.0]) is not None, "decompose gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment03_parts import points_of_parts
from grader.marking import case

_points, _why = points_of_parts(decompose, case().private_seeds[:2])
print(*_why, sep="\n")
_points
### END HIDDEN TESTS

# %% [markdown]
# ## Task 4 · Where it was lost (5 points)
#
# The longest bar is a place, not a cause. Set `lost` to a dict for `mine`:
#
# - `step`: which of `"impressions"`, `"views per impression"`, `"exposures per viewer"`, `"click rate"`, `"lines paid per click"`, `"GMV per buyer"` lies lowest beyond the peers (`own`);
# - `source`: which source misses most against what the peers' change of GMV would have left it: its GMV of an average day after, less that before × exp(`peers`);
# - `yuan`: that difference for the whole shop, in yuan a day; negative where something is missing.

# %% nbgrader={"grade": false, "grade_id": "03-lost", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
lost = ...
### BEGIN SOLUTION
_rows = adjust(shops["mine"]).table.set_index("quantity")
_steps = ["impressions", "views per impression", "exposures per viewer", "click rate", "lines paid per click", "GMV per buyer"]
_sold = shops["mine"].goods.groupby(["source", "after"])["gmv_fen"].sum().unstack(fill_value=0)
_missing = _sold[True] / 14 / 100 - _sold[False] / 21 / 100 * exp(_rows.loc["gmv_fen", "peers"])
lost = {"step": _rows.loc[_steps, "own"].astype(float).idxmin(), "source": _missing.idxmin(), "yuan": _missing.sum()}
### END SOLUTION

# %%
check("03-lost", lost)

# %% nbgrader={"grade": true, "grade_id": "03-lost-check", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""lost: the step (2 points), the source (2), the yuan a day (1)."""
from caopan.practice.assignment03 import as_lost

_told = as_lost(lost)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment03 import points_of_lost

_points, _why = points_of_lost(_told)
print(*_why, sep="\n")
_points
### END HIDDEN TESTS

# %% [markdown]
# ## Task 5 · Nothing is wrong (6 points)
#
# At each of the four shops the chance is 0.4 that nothing is wrong. Else one thing is, since some day between the middle and two thirds of the history: no hook, a price too high, the wrong audience, a poor scene, or tired fans.
#
# Set `none` to a dict: for each of `"mine"`, `"mine-2"`, `"mine-3"`, `"mine-4"` the probability that nothing is wrong.
#
# Each shop is worth 1.5 points × (1 − (your probability − truth)²), the truth being 1 or 0. So 0.4 everywhere is worth about 4.6 points of 6. Nothing is rounded off at either end: you expect most by saying what you believe.
#
# *Hint:* GMV sways by luck, and peers with it. Look at the steps.

# %% nbgrader={"grade": false, "grade_id": "03-none", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
none = ...
### BEGIN SOLUTION
_watched = ["exposures per viewer", "watch time per viewer", "lines paid per click", "buyers per viewer", "click rate", "fan share of visits"]
none = {}
for _name, _shop in shops.items():
    _unusual = adjust(_shop).table.set_index("quantity").loc[_watched, "unusual"].astype(float)
    none[_name] = float(1 / (1 + np.exp(-2.0 * (_unusual.min() + 2.5))))
### END SOLUTION

# %%
check("03-none", none)

# %% nbgrader={"grade": true, "grade_id": "03-none-check", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""none: four probabilities, scored by 1 - (p - truth)²."""
from caopan.practice.assignment03_none import as_none

_beliefs = as_none(none)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment03_none import points_of_none
from grader.marking import case

_sound = {_name: not _one.faults for _name, _one in case().merchants.items()}
_points, _why = points_of_none(_beliefs, _sound)
print(*_why, sep="\n")
_points
### END HIDDEN TESTS

# %% [markdown]
# ## Task 6 · Act, wait or measure (4 points)
#
# `stakes()` gives three amounts in yuan for each shop *(assumed)*: what two weeks of the fault lose if one is there (`lost`), what its repair costs (`repair`), and a test that tells for sure after four days (`test`). With w = 1 − `none` of the shop, the next two weeks are expected to bring, against a sound shop left alone:
#
# - `"act"`: repair at once, needed or not: − repair;
# - `"wait"`: − w × lost;
# - `"measure"`: test, then repair if it is needed: − test − w × (repair + 4/14 × lost).
#
# Set `decisions` to a dict: for each shop the act that follows from *your own* `none`. One point each.

# %% nbgrader={"grade": false, "grade_id": "03-decisions", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
decisions = ...
### BEGIN SOLUTION
decisions = {}
for _name, _at in stakes().iterrows():
    _wrong = 1 - none[_name]
    _worth = {
        "act": -_at["repair"],
        "wait": -_wrong * _at["lost"],
        "measure": -_at["test"] - _wrong * (_at["repair"] + 4 / 14 * _at["lost"]),
    }
    decisions[_name] = max(_worth, key=_worth.get)
### END SOLUTION

# %%
check("03-decisions", decisions)

# %% nbgrader={"grade": true, "grade_id": "03-decisions-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""decisions: the act with the best expectation by your own probabilities, one point for each shop."""
from caopan.practice.assignment03_none import as_decisions, as_none

_acts = as_decisions(decisions)
_beliefs = as_none(none)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment03_none import points_of_decisions

_points, _why = points_of_decisions(_acts, _beliefs)
print(*_why, sep="\n")
_points
### END HIDDEN TESTS
