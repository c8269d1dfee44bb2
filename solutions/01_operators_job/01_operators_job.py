# %% [markdown]
# # 01 The operator's job: your own shop
#
# A shop has been given to you, and only to you: `merchant="mine"`. It sells live, like the lesson's, with other numbers and other trouble.
# Before you advise anybody, you split its growth, write its two identities, and find out what is wrong with its tables.
#
# | task | points | graded by |
# |---|---|---|
# | 1 Split a growth | 3 | hidden tests |
# | 2 The funnel | 3 | hidden tests |
# | 3 Content time | 3 | hidden tests |
# | 4 Five bugs | 5 | hidden tests |
# | 5 One night, repaired | 3 | hidden tests |
# | 6 Your memo | 3 | a person |
#
# `check(...)` helps while you work, and costs nothing; the grade comes from hidden tests that know more than it.
# Numbers count as right within 0.1 %. *Median time: 90 minutes (assumed, until trainees have been timed).*

# %% nbgrader={"grade": false, "grade_id": "01-setup", "locked": true, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
from caopan.events import card, load
from caopan.practice import check, hint

mine = card("mine")
traffic = load("traffic_hour", merchant="mine")
goods = load("goods_hour", merchant="mine")
print(mine.name_en, mine.name_zh, "·", mine.story)

# %% [markdown]
# ## Task 1 · Split a growth (3 points)
#
# A provider boasts: GMV 4.5 times as large, with 4 times as many merchants.
# Write `growth_split` so that any such boast falls apart into `units` (how many, a multiple), `per_unit` (how much each, a multiple) and `units_share` (share of the growth, in logarithms, that came from units; `None` where the total did not move).

# %% nbgrader={"grade": false, "grade_id": "01-split", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def growth_split(units_before, gmv_before, units_after, gmv_after):
    """Give {"units": multiple, "per_unit": multiple, "units_share": share or None}."""
    ### BEGIN SOLUTION
    from math import log

    units, total = units_after / units_before, gmv_after / gmv_before
    share = log(units) / log(total) if total != 1 else None
    return {"units": units, "per_unit": total / units, "units_share": share}
    ### END SOLUTION


# %%
check("01-split", growth_split)

# %% nbgrader={"grade": true, "grade_id": "01-split-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""growth_split: three keys; then growth, decline, standstill and your own fortnights, within 0.1 %."""
from caopan.practice.compare import Want, as_numbers, reasons

_said = growth_split(10, 2.0, 40, 9.0)
assert _said is not None, "growth_split gives nothing back: it needs a return."
as_numbers(_said, ("units", "per_unit", "units_share"), "growth_split(10, 2.0, 40, 9.0)")
### BEGIN HIDDEN TESTS
from math import log

from caopan.events import load as _load
from caopan.practice import in_days as _in_days

_goods = _load("goods_hour", merchant="mine")
_a, _b = _in_days(_goods, 1, 14), _in_days(_goods, 47, 60)
_cases = [
    (10, 2.0, 50, 9.0),
    (40, 8.0, 30, 2.0),
    (7, 3.5, 7, 1.4),
    (_a["session_id"].nunique(), int(_a["gmv_fen"].sum()), _b["session_id"].nunique(), int(_b["gmv_fen"].sum())),
]
_points, _why = 0.0, []
for _n0, _g0, _n1, _g1 in _cases:
    _total, _units = _g1 / _g0, _n1 / _n0
    _want = {"units": Want(_units), "per_unit": Want(_total / _units), "units_share": Want(log(_units) / log(_total))}
    _call = f"growth_split({_n0}, {_g0}, {_n1}, {_g1})"
    try:
        _got = as_numbers(growth_split(_n0, _g0, _n1, _g1), tuple(_want), _call)
        _wrong = reasons(_got, _want, _call)
    except Exception as _error:
        _wrong = dict.fromkeys(_want, f"{_call}: {_error}")
    _points += 0.2 * (3 - len(_wrong))
    _why += _wrong.values()
try:
    _still = growth_split(10, 2.0, 20, 2.0)["units_share"] is None
except Exception:
    _still = False
if not _still:
    _why.append("a total that did not move has no growth to share out: units_share must be None, not an error.")
print(*_why, sep="\n")
round(_points + 0.6 * _still, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 2 · The funnel (3 points)
#
# The owner says that the feed shows the shop to too few people. See what becomes of those to whom it is shown.
# Set `funnel` to a dict of the five factors over all your days: `impressions`, `views_per_impression`, `viewers_per_view`, `buyers_per_viewer`, `gmv_per_buyer` (yuan).

# %% nbgrader={"grade": false, "grade_id": "01-funnel", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
funnel = ...
### BEGIN SOLUTION
_t, _g = traffic.sum(numeric_only=True), goods.sum(numeric_only=True)
funnel = {
    "impressions": _t["impressions"],
    "views_per_impression": _t["visits"] / _t["impressions"],
    "viewers_per_view": _t["viewers"] / _t["visits"],
    "buyers_per_viewer": _g["buyers"] / _t["viewers"],
    "gmv_per_buyer": _g["gmv_fen"] / 100 / _g["buyers"],
}
### END SOLUTION

# %%
check("01-funnel", funnel)

# %% nbgrader={"grade": true, "grade_id": "01-funnel-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""funnel: five finite numbers by name; then each factor within 0.1 %, 0.6 points a factor."""
from caopan.practice.compare import Want, as_numbers, reasons

_names = ("impressions", "views_per_impression", "viewers_per_view", "buyers_per_viewer", "gmv_per_buyer")
_got = as_numbers(funnel, _names, "funnel")
### BEGIN HIDDEN TESTS
from caopan.events import load as _load

_traffic, _goods = _load("traffic_hour", merchant="mine"), _load("goods_hour", merchant="mine")
_shown, _views, _people = (int(_traffic[_c].sum()) for _c in ("impressions", "visits", "viewers"))
_buyers, _yuan = int(_goods["buyers"].sum()), int(_goods["gmv_fen"].sum()) / 100
_true = (_shown, _views / _shown, _people / _views, _buyers / _people, _yuan / _buyers)
_wrong = reasons(_got, {_n: Want(_v) for _n, _v in zip(_names, _true, strict=True)}, "funnel")
print(*_wrong.values(), sep="\n")
round(0.6 * (5 - len(_wrong)), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 3 · Content time (3 points)
#
# The anchor says that the shop lives from followers who stay. Put time into the product, and see what an hour earns.
# Set `content_time` to a dict of the five factors over all your days: `viewers`, `hours_per_viewer`, `buyers_per_hour` (per hour watched), `lines_per_buyer` (paid lines), `gmv_per_line` (yuan).

# %% nbgrader={"grade": false, "grade_id": "01-content-time", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
content_time = ...
### BEGIN SOLUTION
_t, _g = traffic.sum(numeric_only=True), goods.sum(numeric_only=True)
_hours = _t["watch_s"] / 3600
content_time = {
    "viewers": _t["viewers"],
    "hours_per_viewer": _hours / _t["viewers"],
    "buyers_per_hour": _g["buyers"] / _hours,
    "lines_per_buyer": _g["pays"] / _g["buyers"],
    "gmv_per_line": _g["gmv_fen"] / 100 / _g["pays"],
}
### END SOLUTION

# %%
check("01-content-time", content_time)

# %% nbgrader={"grade": true, "grade_id": "01-content-time-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""content_time: five finite numbers by name; then each factor within 0.1 %, 0.6 points a factor."""
from caopan.practice.compare import Want, as_numbers, reasons

_names = ("viewers", "hours_per_viewer", "buyers_per_hour", "lines_per_buyer", "gmv_per_line")
_got = as_numbers(content_time, _names, "content_time")
### BEGIN HIDDEN TESTS
from caopan.events import load as _load

_traffic, _goods = _load("traffic_hour", merchant="mine"), _load("goods_hour", merchant="mine")
_people, _watched = int(_traffic["viewers"].sum()), int(_traffic["watch_s"].sum()) / 3600
_buyers, _lines, _yuan = int(_goods["buyers"].sum()), int(_goods["pays"].sum()), int(_goods["gmv_fen"].sum()) / 100
_true = (_people, _watched / _people, _buyers / _watched, _lines / _buyers, _yuan / _lines)
_wrong = reasons(_got, {_n: Want(_v) for _n, _v in zip(_names, _true, strict=True)}, "content_time")
print(*_wrong.values(), sep="\n")
round(0.6 * (5 - len(_wrong)), 2)
### END HIDDEN TESTS
