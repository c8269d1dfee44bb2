# %% [markdown]
# # 01 The operator's job: your own shop
#
# A shop has been given to you, and only to you: `merchant="mine"`. It sells live, like the lesson's, but is smaller, with other numbers and other trouble.
# Before you advise anybody, split its growth, write its identities, and find what is wrong with its tables.
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
# `check(...)` helps while you work, and costs nothing; the grade comes from hidden tests that know more.
# *Stuck?* `from caopan.practice import hint`, then `hint("01-split")`.
# Numbers count as right within 0.1 %. *Median time: 120 minutes (assumed; the first two trainees took 90 to 120).*

# %% nbgrader={"grade": false, "grade_id": "01-setup", "locked": true, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
from caopan.events import card, load
from caopan.practice import check

mine = card("mine")
traffic = load("traffic_hour", merchant="mine")
goods = load("goods_hour", merchant="mine")
print(mine.name_en, mine.name_zh, "·", mine.summary)

# %% [markdown]
# ## Task 1 · Split a growth (3 points)
#
# A provider boasts: GMV 4.5 times as large, with 4 times as many merchants.
# Write `growth_split` so that it gives a dict of three numbers for any such boast:
#
# - `units`: how many times as many units, after ÷ before;
# - `per_unit`: how many times as much per unit;
# - `units_share`: the share of the growth that came from units, log(units) ÷ log(total); `None` where the total did not move.

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
"""growth_split: three keys; then growth, decline, standstill and your own shop, within 0.1 %."""
from caopan.practice.compare import Want, as_numbers, reasons

_said = growth_split(10, 2.0, 40, 9.0)
assert _said is not None, "growth_split gives nothing back: it needs a return."
as_numbers(_said, ("units", "per_unit", "units_share"), "growth_split(10, 2.0, 40, 9.0)")
### BEGIN HIDDEN TESTS
from math import log

from caopan.events import card as _card
from caopan.events import load as _load
from caopan.practice import in_days as _in_days

_goods, _days = _load("goods_hour", merchant="mine"), _card("mine").days
_a, _b = _in_days(_goods, 1, 10), _in_days(_goods, _days - 9, _days)
_cases = [
    (10, 2.0, 50, 9.0),
    (40, 8.0, 30, 2.0),
    (7, 3.5, 7, 1.4),
    (int(_a["buyers"].sum()), int(_a["gmv_fen"].sum()), int(_b["buyers"].sum()), int(_b["gmv_fen"].sum())),
]
_points, _why = 0.0, []
for _n0, _g0, _n1, _g1 in _cases:
    _total, _units = _g1 / _g0, _n1 / _n0
    _true = {"units": _units, "per_unit": _total / _units, "units_share": log(_units) / log(_total)}
    _want = {_name: Want(_value, otherwise="the definition gives another number") for _name, _value in _true.items()}
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
# Set `funnel` to a dict of its five factors. Add up each column of `traffic` and `goods` over all rows, as they stand; then divide.
#
# | factor | sums |
# |---|---|
# | `impressions` | impressions |
# | `views_per_impression` | visits ÷ impressions |
# | `viewers_per_view` | viewers ÷ visits |
# | `buyers_per_viewer` | buyers ÷ viewers |
# | `gmv_per_buyer` | GMV in yuan ÷ buyers |
#
# Visits by links (source `share`) are in it, though no impression led to them. A person counts once per session.

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
# Set `content_time` to a dict of its five factors, from the same sums.
#
# | factor | sums |
# |---|---|
# | `viewers` | viewers |
# | `hours_per_viewer` | hours watched ÷ viewers |
# | `buyers_per_hour` | buyers ÷ hours watched |
# | `lines_per_buyer` | paid lines ÷ buyers |
# | `gmv_per_line` | GMV in yuan ÷ paid lines |

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

# %% [markdown]
# ## Task 4 · Five bugs (5 points)
#
# Your event tables hold one night, and orders made outside of any session: those have no `session_id`.
# They were spoiled on their way: *five* of these eight bugs are in them.
# Load whole tables, without `session=`: that filter finds refunds through their order lines, and hides orphans.
#
# Set `bugs` to a dict: for each kind that you found, the list of `event_id` of the rows that break its rule.
#
# | kind | table | the rule that its rows break |
# |---|---|---|
# | `duplicate_orders` | `order_line` | a fact is collected once: no two rows have one `event_id` |
# | `paid_before_created` | `order_line` | `pay_ts`, where there is one, is not before `create_ts` |
# | `pay_in_yuan` | `order_line` | `pay_fen` is `list_fen` less the three coupons |
# | `refund_above_payment` | `refund` | all refunds of a line together never exceed its worth, `list_fen` less the three coupons; name each of them |
# | `orphan_refunds` | `refund` | the `line_id` stands in `order_line` |
# | `ends_before_begin` | `visit` | `leave_ts`, where there is one, is not before `enter_ts` |
# | `lost_impressions` | `visit` | a visit `via_impression` has an `impression` of the same session and user, of whatever source and time |
# | `early_arrival` | `interaction` | `arrive_ts` is not before `ts` |
#
# An `event_id` named twice counts once. Each planted bug is worth one point, less for rows missed or healthy rows accused. A kind that is not there costs one point.

# %% nbgrader={"grade": false, "grade_id": "01-bugs", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
bugs = ...
### BEGIN SOLUTION
import pandas as pd

lines, refunds = load("order_line", merchant="mine"), load("refund", merchant="mine")
visits, shown = load("visit", merchant="mine"), load("impression", merchant="mine")
acts = load("interaction", merchant="mine")

lines["worth"] = lines["list_fen"] - lines["m_coupon_fen"] - lines["p_coupon_fen"] - lines["a_coupon_fen"]
worth = lines.drop_duplicates("line_id").set_index("line_id")["worth"]
back = refunds.groupby("line_id")["amount_fen"].transform("sum")
seen = pd.MultiIndex.from_frame(shown[["session_id", "user_id"]])
came = pd.MultiIndex.from_frame(visits[["session_id", "user_id"]])
broken = {
    "duplicate_orders": lines[lines["event_id"].duplicated()],
    "paid_before_created": lines[lines["pay_ts"] < lines["create_ts"]],
    "pay_in_yuan": lines[lines["pay_fen"] != lines["worth"]],
    "refund_above_payment": refunds[back > refunds["line_id"].map(worth)],
    "orphan_refunds": refunds[~refunds["line_id"].isin(lines["line_id"])],
    "ends_before_begin": visits[visits["leave_ts"] < visits["enter_ts"]],
    "lost_impressions": visits[visits["via_impression"] & ~came.isin(seen)],
    "early_arrival": acts[acts["arrive_ts"] < acts["ts"]],
}
bugs = {kind: sorted(set(rows["event_id"])) for kind, rows in broken.items() if len(rows)}
### END SOLUTION

# %%
check("01-bugs", bugs)

# %% nbgrader={"grade": true, "grade_id": "01-bugs-check", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""bugs: a dict of lists of event_id; then each planted kind row by row, less one for each kind made up."""
assert isinstance(bugs, dict), "bugs: a dict from kind to a list of event_id is asked for."
_found = {str(_kind): list(_rows) for _kind, _rows in bugs.items()}
assert all(isinstance(_one, str) for _rows in _found.values() for _one in _rows), "bugs: event_id are text."
assert any(_found.values()), "bugs: no row is named."
### BEGIN HIDDEN TESTS
from grader.marking import case

_planted = {_bug.kind: set(_bug.event_ids) for _bug in case().bugs}
_points = 0.0
for _kind, _true in _planted.items():
    _named = set(_found.get(_kind, ()))
    _points += len(_named & _true) / len(_named | _true)
    if not _named:
        print("a kind that is in your tables is not named.")
    elif _true - _named:
        print(f"{_kind}: rows that break the rule are missing.")
    if _named - _true:
        print(f"{_kind}: rows are accused that this bug did not touch.")
for _kind, _rows in _found.items():
    if _rows and _kind not in _planted:
        _points -= 1
        print(f"{_kind}: not in your tables; the rule was read differently, or another bug shows through.")
round(max(_points, 0.0), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 5 · One night, repaired (3 points)
#
# The owner asks about the night in your event tables, the session `mine.event_sessions[-1]`.
# Take the paid lines with that `session_id`, on both paths, each event once. Repair prices in the wrong unit; drop nothing else.
# Views are all visits of that session, each event once.
#
# Set `night` to a dict: `gmv` (yuan), `buyers` (people), `gmv_per_buyer` (yuan) and `gpm` (yuan per 1,000 views).

# %% nbgrader={"grade": false, "grade_id": "01-night", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
night = ...
### BEGIN SOLUTION
_last = mine.event_sessions[-1]
_sold = load("order_line", merchant="mine", session=_last).drop_duplicates("event_id")
_sold = _sold[_sold["pay_ts"].notna()]
_fen = _sold["list_fen"] - _sold["m_coupon_fen"] - _sold["p_coupon_fen"] - _sold["a_coupon_fen"]
_paid, _bought = _fen.sum() / 100, _sold["user_id"].nunique()
_came = load("visit", merchant="mine", session=_last)["event_id"].nunique()
night = {"gmv": _paid, "buyers": _bought, "gmv_per_buyer": _paid / _bought, "gpm": _paid * 1000 / _came}
### END SOLUTION

# %%
check("01-night", night)

# %% nbgrader={"grade": true, "grade_id": "01-night-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""night: four finite numbers by name; then each within 0.1 %: the GMV 1.2 points, the others 0.6 each."""
from caopan.practice.compare import Want, as_numbers, reasons

_got = as_numbers(night, ("gmv", "buyers", "gmv_per_buyer", "gpm"), "night")
### BEGIN HIDDEN TESTS
from caopan.events import card as _card
from caopan.events import load as _load

_when = _card("mine").event_sessions[-1]
_rows = _load("order_line", merchant="mine", session=_when).drop_duplicates("event_id")
_rows = _rows[_rows["pay_ts"].notna()]
_gmv = int((_rows["list_fen"] - _rows[["m_coupon_fen", "p_coupon_fen", "a_coupon_fen"]].sum(axis=1)).sum()) / 100
_buyers = int(_rows["user_id"].nunique())
_views = int(_load("visit", merchant="mine", session=_when)["event_id"].nunique())
_true = {"gmv": _gmv, "buyers": _buyers, "gmv_per_buyer": _gmv / _buyers, "gpm": _gmv * 1000 / _views}
_wrong = reasons(_got, {_name: Want(_value) for _name, _value in _true.items()}, "night")
print(*_wrong.values(), sep="\n")
round(3.0 - 0.6 * len(_wrong) - 0.6 * ("gmv" in _wrong), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 6 · Your memo (3 points, read by a person)
#
# The owner has one minute. Write at most 150 words: the lever that you would pull first, and the number behind it.
# Say what you do *not* know yet, and what would change your mind.
#
# One point each: a lever with its force (五力); a number that is in your tables; a doubt that could be tested.

# %% [markdown] nbgrader={"grade": true, "grade_id": "01-memo", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false, "cell_type": "markdown"}
# ### BEGIN SOLUTION
# *An example worth all three points:* We pull the live-room lever first (直播运营).
# Of a thousand people who enter, few buy; views per impression are like last month's, so the feed is not the trouble.
# An hour watched brings fewer buyers in the last ten days than in the first ten: that is our number.
# We do not know yet whether the room or the visitors changed, since more of them were paid for.
# If buyers per hour fell among followers as well, it is the room; if only among paid visitors, we were wrong, and the money should go elsewhere.
# Two of your tables disagreed until we repaired them, so please hold last week's report back.
#
# *Rubric.* 1 point: names one lever and the force it belongs to. 1 point: a number that the trainee's own tables give, with its unit and its period. 1 point: says what is not known, and an observation that would change the mind. Deduct nothing for language.
# ### END SOLUTION
