# %% [markdown]
# # 09 The commission engine: to the fen
#
# First you write a settlement yourself, on a subset of the rules. Hidden edge cases try it; each names its rule.
# Then you settle a night of your own shop, `merchant="mine"`, and answer your provider's statement.
#
# | task | points | graded by |
# |---|---|---|
# | 1 A coupon over an order | 2 | hidden tests |
# | 2 What is kept of a line | 4 | hidden tests |
# | 3 A ladder | 4 | hidden tests |
# | 4 `settle` | 8 | hidden tests: 28 edge cases (5.6; each wrong one costs 0.4), three properties of a full book (2.4): no fen is lost; rows in another order, or twice, change nothing |
# | 5 Your night at two clocks | 4 | your tables |
# | 6 The provider's statement | 4 | your tables |
# | 7 Your word to the owner | 3 | a person |
#
# `check(...)` tries the same rules with amounts that anybody can see, and costs nothing; hidden amounts are others.
# *Stuck?* `from caopan.practice import hint`, then `hint("09-kept")`. *Median time: 150 minutes (assumed).*

# %% [markdown]
# Money is whole fen, rates are basis points: 500 is 5 %. No fen goes through a float: a float in a result is wrong even where its value is right.
# A half goes up. You may use this helper everywhere.

# %% nbgrader={"grade": false, "grade_id": "09-setup", "locked": true, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
from caopan.practice import check, edge_case, night_clocks, own_contract, provider_statement

print(edge_case("E06")["title"])


def half_up(up, down):
    """Divide one whole number by another; a half goes up."""
    return (2 * up + down) // (2 * down)


# %% [markdown]
# ## Task 1 · A coupon over an order (2 points)
#
# Write `share_coupon(coupon, amounts)`: a coupon of an order, in fen, shared over its lines in proportion to their amounts. Give a list of whole fen.
#
# First each line gets its whole fen. What is then left goes, fen by fen, where the remainder is largest; among equal ones the earlier line is first. Where all amounts are zero, so is the coupon.


# %% nbgrader={"grade": false, "grade_id": "09-share-coupon", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def share_coupon(coupon, amounts):
    """Give each line's part, in fen."""
    ### BEGIN SOLUTION
    whole = sum(amounts)
    parts = [coupon * one // whole if whole else 0 for one in amounts]
    order = sorted(range(len(amounts)), key=lambda at: (-(coupon * amounts[at] % (whole or 1)), at))
    for at in order[: coupon - sum(parts)]:
        parts[at] += 1
    return parts
    ### END SOLUTION


# %%
check("09-share-coupon", share_coupon)

# %% nbgrader={"grade": true, "grade_id": "09-share-coupon-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""share_coupon: hidden orders, a third of a point each."""
assert share_coupon(100, [300, 300, 300]) is not None, "share_coupon gives nothing back."
### BEGIN HIDDEN TESTS
from fractions import Fraction as _Part


def _shared(coupon, amounts):
    exact = [_Part(coupon * one, sum(amounts) or 1) for one in amounts]
    whole = [one.numerator // one.denominator for one in exact]
    rank = sorted(range(len(exact)), key=lambda at: (whole[at] - exact[at], at))
    first = rank[: coupon - sum(whole)]
    return [fen + (at in first) for at, fen in enumerate(whole)]


from caopan.practice.assignment09_parts import verdicts as _verdicts
from grader.marking import case

_share, _why = _verdicts("share_coupon", share_coupon, case().private_seeds[0], _shared)
print(*_why, sep="\n")
round(2.0 * _share, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 2 · What is kept of a line (4 points)
#
# Write `kept(pay, coupons, refunds)`. The buyer paid `pay` for the line; `coupons` is what platform and anchor added, such as `{"platform": 667, "anchor": 0}`. `refunds` is a list, in no order, of dicts with `refund_id`, `kind`, `fen` and `at`.
#
# - Refunds are judged in the order of `at`, then `refund_id`. By kind: `goods` comes off; `compensation` is paid by the merchant alone and lowers nothing; `freight` moves nothing.
# - A refund of goods, or a compensation, with which both together would be more than `pay` is refused. What follows is judged without it.
# - The buyer's part that is kept is `pay` less goods. Of each coupon is kept the same share, a half going up; all of it where `pay` is 0.
# - `void` (an exchange, a chargeback, brushing): the line keeps nothing at all; what the merchant paid alone stays. Its `fen` is not read.
#
# Give a dict: `buyer`, `platform`, `anchor`: what is kept; `alone`: what the merchant paid alone.


# %% nbgrader={"grade": false, "grade_id": "09-kept", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def kept(pay, coupons, refunds):
    """Give what is kept, by who paid it, and what the merchant paid alone."""
    ### BEGIN SOLUTION
    back = alone = 0
    void = any(one["kind"] == "void" for one in refunds)
    for one in sorted(refunds, key=lambda one: (one["at"], one["refund_id"])):
        if back + alone + one["fen"] <= pay:
            back += one["fen"] * (one["kind"] == "goods")
            alone += one["fen"] * (one["kind"] == "compensation")
    left = {name: half_up(fen * (pay - back), pay) if pay else fen for name, fen in coupons.items()}
    whole = {"buyer": pay - back, **left}
    return {**(dict.fromkeys(whole, 0) if void else whole), "alone": alone}
    ### END SOLUTION


# %%
check("09-kept", kept)

# %% nbgrader={"grade": true, "grade_id": "09-kept-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""kept: hidden lines, 0.4 points each."""
assert kept(100, {"platform": 0, "anchor": 0}, []) is not None, "kept gives nothing back."


### BEGIN HIDDEN TESTS
def _left(pay, coupons, refunds):
    goods = alone = 0
    for one in sorted(refunds, key=lambda row: (row["at"], row["refund_id"])):
        fits = goods + alone + one["fen"] <= pay
        goods += one["fen"] if fits and one["kind"] == "goods" else 0
        alone += one["fen"] if fits and one["kind"] == "compensation" else 0
    alive = not [one for one in refunds if one["kind"] == "void"]
    up, down = (pay - goods, pay) if pay else (1, 1)
    parts = {name: alive * ((2 * fen * up + down) // (2 * down)) for name, fen in coupons.items()}
    return {"buyer": alive * (pay - goods), **parts, "alone": alone}


from caopan.practice.assignment09_parts import verdicts as _verdicts
from grader.marking import case

_share, _why = _verdicts("kept", kept, case().private_seeds[0], _left)
print(*_why, sep="\n")
round(4.0 * _share, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 3 · A ladder (4 points)
#
# Write `dues(bases, steps, mode, cap_fen)`: what a party is due on each line of *one* session. `bases` are the lines' bases in the order of payment; `steps` are `[from_fen, rate_bp]`, rising, the first from 0.
#
# - `"marginal"`: lines stand behind each other on one long scale of base. The stretch of a line earns, within each step, that step's rate. A line may reach over a rung.
# - `"whole"`: all bases earn the rate of the last step that their sum has reached; at the rung itself it is reached.
# - Each line's due is rounded by itself, a half going up.
# - With `cap_fen`, the sum of dues up to a line counts up to the cap only; a line is due what that capped sum grew by. `None`: no cap.


# %% nbgrader={"grade": false, "grade_id": "09-dues", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def dues(bases, steps, mode, cap_fen):
    """Give each line's due, in fen."""
    ### BEGIN SOLUTION
    rate = [bp for start, bp in steps if start <= sum(bases)][-1]
    ends = [start for start, _ in steps[1:]] + [10**18]
    given, low, raised = [], 0, 0
    for base in bases:
        exact, high = base * rate, low + base
        if mode == "marginal":
            stretches = zip(steps, ends, strict=True)
            exact = sum(max(0, min(high, end) - max(low, at)) * bp for (at, bp), end in stretches)
        more = half_up(exact, 10_000)
        top = raised + more if cap_fen is None else cap_fen
        given.append(min(raised + more, top) - min(raised, top))
        low, raised = high, raised + more
    return given
    ### END SOLUTION


# %%
check("09-dues", dues)

# %% nbgrader={"grade": true, "grade_id": "09-dues-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""dues: hidden ladders, 0.4 points each."""
assert dues([100], [[0, 500]], "marginal", None) is not None, "dues gives nothing back."
### BEGIN HIDDEN TESTS
from fractions import Fraction as _Exact
from itertools import pairwise as _neighbours


def _due(bases, steps, mode, cap_fen):
    def below(base):  # what a marginal ladder gives from nothing up to a base
        tops = [start for start, _ in steps[1:]] + [max(base, steps[-1][0])]
        return sum(
            max(0, min(base, top) - start) * bp
            for (start, bp), top in zip(steps, tops, strict=True)
        )

    flat = max(step for step in steps if step[0] <= sum(bases))[1]
    sums = [sum(bases[:at]) for at in range(len(bases) + 1)]
    scale = below if mode == "marginal" else lambda base: base * flat
    exact = [_Exact(scale(high) - scale(low), 10_000) for low, high in _neighbours(sums)]
    fens = [(one + _Exact(1, 2)).__floor__() for one in exact]
    held = [sum(fens[:at]) for at in range(len(fens) + 1)]
    held = held if cap_fen is None else [min(one, cap_fen) for one in held]
    return [high - low for low, high in _neighbours(held)]


from caopan.practice.assignment09_parts import verdicts as _verdicts
from grader.marking import case

_share, _why = _verdicts("dues", dues, case().private_seeds[0], _due)
print(*_why, sep="\n")
round(4.0 * _share, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 4 · `settle` (8 points): the facts
#
# Write `settle(order_lines, refunds, contract, as_of)`. Times are whole minutes since 00:00 of day 0; a day has 1,440.
#
# `order_lines`: dicts with
#
# - `line_id`, `order_id`, `session_id`; `list_fen`, before any coupon;
# - `coupons`: of the *whole order*, by funder: `merchant`, `platform`, `anchor`. Each line of the order repeats them;
# - `arrived`; `paid` and `signed` (delivered), each `None` while it has not happened.
#
# `refunds`: as in task 2, with `line_id` and `arrived`.
#
# **What is known.** A row counts if `arrived` is not after `as_of`. Of a line's rows the last to arrive counts; of rows with one `refund_id` the first. What happened after `as_of` (`paid`, `signed`, `at`) has not happened yet.

# %% [markdown]
# ### The contract and the rules
#
# `contract`: `sessions` (a list, or `None` for all), `from`, `until` (`None`: open), `confirm_days`, and `parties`: by name a dict of `base`, `steps`, `mode`, `cap_fen`. `base` lists whose kept coupons count beside the buyer's kept part.
#
# 1. Share each funder's coupon over *all* known lines of the order, paid or not, bound or not, in the order of `line_id`, by `list_fen`. `pay` is `list_fen` less a line's three parts.
# 2. A line is bound if it is paid, in one of the sessions, and `from` ≤ `paid` < `until`.
# 3. Every party but the merchant: task 3, session by session, lines in the order (`paid`, `line_id`), on bases after refunds.
# 4. The merchant gets what is left of each line: all that is kept (`buyer`, `platform`, `anchor`) less the others' dues, less `alone`.
# 5. A line is `"confirmed"` from `signed` + `confirm_days` days on, `"settled"` from the first 00:00 at or after that, `"estimated"` before.
#
# Give `{line_id: {"state": ..., "due": {party: fen, ..., "merchant": fen}}}` for the bound lines.
# Money back after settlement counts like any other. `edge_case("E06")` gives one case as a dict: `given`, the four arguments, and what is `right`.


# %% nbgrader={"grade": false, "grade_id": "09-settle", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def settle(order_lines, refunds, contract, as_of):
    """Give state and dues of each bound line."""
    ### BEGIN SOLUTION
    lines, events = known(order_lines, refunds, as_of)
    part = coupons_of(lines)
    left, result = {}, {}
    for name, row in lines.items():
        if bound(contract, row, as_of):
            pay = row["list_fen"] - sum(part[name].values())
            coupons = {funder: part[name][funder] for funder in ("platform", "anchor")}
            back = [one for one in events.values() if one["line_id"] == name and one["at"] <= as_of]
            left[name] = kept(pay, coupons, back)
            result[name] = {"state": state(contract, row, as_of), "due": {}}
    for party, terms in contract["parties"].items():
        for session in {lines[name]["session_id"] for name in left}:
            names = [name for name in left if lines[name]["session_id"] == session]
            names.sort(key=lambda name: (lines[name]["paid"], name))
            bases = [left[n]["buyer"] + sum(left[n][f] for f in terms["base"]) for n in names]
            fens = dues(bases, terms["steps"], terms["mode"], terms["cap_fen"])
            for name, fen in zip(names, fens, strict=True):
                result[name]["due"][party] = fen
    for name, one in result.items():
        worth = sum(left[name][part] for part in ("buyer", "platform", "anchor"))
        one["due"]["merchant"] = worth - left[name]["alone"] - sum(one["due"].values())
    return result
    ### END SOLUTION


### BEGIN SOLUTION
def known(order_lines, refunds, as_of):
    lines, events = {}, {}
    for row in sorted(order_lines, key=lambda row: row["arrived"]):
        if row["arrived"] <= as_of:
            lines[row["line_id"]] = row
    for row in sorted(refunds, key=lambda row: -row["arrived"]):
        if row["arrived"] <= as_of:
            events[row["refund_id"]] = row
    return lines, events


def coupons_of(lines):
    orders, part = {}, {name: {} for name in lines}
    for name in sorted(lines):
        orders.setdefault(lines[name]["order_id"], []).append(name)
    for names in orders.values():
        for funder, coupon in lines[names[0]]["coupons"].items():
            fens = share_coupon(coupon, [lines[name]["list_fen"] for name in names])
            for name, fen in zip(names, fens, strict=True):
                part[name][funder] = fen
    return part


def bound(contract, row, as_of):
    paid, sessions, until = row["paid"], contract["sessions"], contract["until"]
    if paid is None or paid > as_of or (sessions is not None and row["session_id"] not in sessions):
        return False
    return contract["from"] <= paid and (until is None or paid < until)


def state(contract, row, as_of):
    if row["signed"] is None or row["signed"] + contract["confirm_days"] * 1440 > as_of:
        return "estimated"
    ripe = row["signed"] + contract["confirm_days"] * 1440
    return "settled" if -(-ripe // 1440) * 1440 <= as_of else "confirmed"


### END SOLUTION

# %%
check("09-settle", settle)

# %% nbgrader={"grade": true, "grade_id": "09-settle-check", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""settle: 28 hidden edge cases, each wrong one costs 0.4; then three properties of a full book."""
_row = {
    "line_id": "a",
    "order_id": "o",
    "session_id": "s1",
    "list_fen": 100,
    "arrived": 1,
    "paid": 1,
    "signed": None,
}
_row["coupons"] = {"merchant": 0, "platform": 0, "anchor": 0}
_deal = {"sessions": None, "from": 0, "until": None, "confirm_days": 7}
_deal["parties"] = {"ops": {"base": [], "steps": [[0, 500]], "mode": "marginal", "cap_fen": None}}
assert settle([_row], [], _deal, 10), "settle gives nothing back."
### BEGIN HIDDEN TESTS
from fractions import Fraction as _Ratio
from itertools import pairwise as _pairs
from math import ceil as _ceil
from math import floor as _floor


def _whole(exact):
    return _floor(exact + _Ratio(1, 2))


def _heard(rows, key, clock, last):
    """The row that counts, by id."""
    found = {}
    for one in [row for row in rows if row["arrived"] <= clock]:
        other = found.get(one[key], one)["arrived"]
        if one["arrived"] >= other if last else one["arrived"] <= other:
            found[one[key]] = one
    return found


def _bookkeeper(lines, refunds, deal, clock):
    """Another way to the same: line by line, with fractions."""
    told = _heard(lines, "line_id", clock, last=True)
    events = _heard(refunds, "refund_id", clock, last=False)
    kept = {}
    for name, one in told.items():
        bound = one["paid"] is not None and deal["from"] <= one["paid"] <= clock
        bound &= deal["until"] is None or (one["paid"] or 0) < deal["until"]
        bound &= deal["sessions"] is None or one["session_id"] in deal["sessions"]
        mates = [other for other in told.values() if other["order_id"] == one["order_id"]]
        listed = sum(other["list_fen"] for other in mates) or 1
        part = {}
        for funder, coupon in one["coupons"].items():
            exact = {m["line_id"]: _Ratio(coupon * m["list_fen"], listed) for m in mates}
            rank = sorted(exact, key=lambda line: (_floor(exact[line]) - exact[line], line))
            short = (coupon if any(exact.values()) else 0) - sum(_floor(e) for e in exact.values())
            part[funder] = _floor(exact[name]) + (rank.index(name) < short)
        pay, gone, alone, alive = one["list_fen"] - sum(part.values()), 0, 0, True
        mine = [e for e in events.values() if e["line_id"] == name and e["at"] <= clock]
        for event in sorted(mine, key=lambda e: (e["at"], e["refund_id"])):
            alive &= event["kind"] != "void"
            fits = gone + alone + event["fen"] <= pay
            gone += event["fen"] * (fits and event["kind"] == "goods")
            alone += event["fen"] * (fits and event["kind"] == "compensation")
        share = _Ratio(pay - gone, pay) if pay else _Ratio(1)
        parts = {f: alive * _whole(part[f] * share) for f in ("platform", "anchor")}
        if bound:
            kept[name] = {**one, **parts, "buyer": alive * (pay - gone), "alone": alone, "due": {}}
    for party, term in deal["parties"].items():
        for session in {one["session_id"] for one in kept.values()}:
            room = [one for one in kept.values() if one["session_id"] == session]
            room.sort(key=lambda one: (one["paid"], one["line_id"]))
            base = [sum(one[f] for f in ("buyer", *term["base"])) for one in room]
            summed, steps = 0, [*term["steps"], [10**18, 0]]
            flat = max((start, rate) for start, rate in term["steps"] if start <= sum(base))[1]
            for place, one in enumerate(room):
                low, high = sum(base[:place]), sum(base[: place + 1])
                exact = _Ratio(base[place] * flat, 10_000)
                if term["mode"] == "marginal":
                    ends = _pairs(steps)
                    cut = [
                        max(0, min(high, top) - max(low, at)) * bp for (at, bp), (top, _) in ends
                    ]
                    exact = _Ratio(sum(cut), 10_000)
                top = term["cap_fen"] if term["cap_fen"] is not None else 10**18
                one["due"][party] = min(summed + _whole(exact), top) - min(summed, top)
                summed += _whole(exact)
    for one in kept.values():
        worth = one["buyer"] + one["platform"] + one["anchor"]
        one["due"]["merchant"] = worth - one["alone"] - sum(one["due"].values())
        ripe = 10**18 if one["signed"] is None else one["signed"] + 1_440 * deal["confirm_days"]
        ripe = 10**18 if one["signed"] is not None and one["signed"] > clock else ripe
        passed = (ripe <= clock) + (_ceil(_Ratio(ripe, 1_440)) * 1_440 <= clock)
        one["state"] = ("estimated", "confirmed", "settled")[passed]
    return {name: {"state": one["state"], "due": one["due"]} for name, one in kept.items()}


from caopan.practice.assignment09_full import properties as _properties
from caopan.practice.assignment09_parts import verdicts as _verdicts
from grader.marking import case

_seed = case().private_seeds[0]
_share, _why = _verdicts("settle", settle, _seed, _bookkeeper)
_hold, _broken = _properties(settle, _seed, _bookkeeper)
print(*_why, *_broken, sep="\n")
round(5.6 * max(0.0, 2 * _share - 1) + 2.4 * _hold, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 5 · Your night at two clocks (4 points)
#
# Now the big engine. `own_contract()` is the signed contract of your shop's big night, its ladder marginal, with rungs at about a third and two thirds of what the night sold; `own_contract("whole")` is the draft that the provider would like better. `night_clocks()` gives two moments: the end of that night, and the end of the history, four weeks later.
#
# Set `night` to a dict of five whole numbers of fen, 0.8 points each:
#
# - `told`, `left`: what the provider (`"ops"`) is due at the first and at the second clock;
# - `whole_told`, `whole_left`: the same under the draft;
# - `cliff`: what the *last* fen of base up to the top rung earns the provider under the draft.
#
# `settle` is your own name here: import the engine as another one.

# %% nbgrader={"grade": false, "grade_id": "09-night", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
night = ...
### BEGIN SOLUTION
from caopan import commission

facts, when = commission.facts_of("mine"), dict(zip(("told", "left"), night_clocks(), strict=True))
night = {}
for mode, front in (("marginal", ""), ("whole", "whole_")):
    for name, clock in when.items():
        night[front + name] = commission.settle([own_contract(mode)], facts, clock).due("ops")
(_, below), (rung, rate) = [(one.from_fen, one.rate_bp) for one in own_contract().terms[2].steps][
    -2:
]
night["cliff"] = sum(dues([rung], [[0, rate]], "whole", None)) - half_up((rung - 1) * below, 10_000)
### END SOLUTION

# %%
check("09-night", night)

# %% nbgrader={"grade": true, "grade_id": "09-night-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""night: five whole numbers of fen; then each against your tables."""
from caopan.practice.assignment09_night import as_night

_given = as_night(night)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment09_night import said_of_night as _said_of

_said = _said_of(_given)
print(*_said.values(), sep="\n")
round(0.8 * (len(_given) - len(_said)), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 6 · The provider's statement (4 points)
#
# `provider_statement()` is what the provider says it is due at the second clock, line by line, under the signed contract; `coupon_fen` is the platform's part. Some lines are wrong, all in its own favour.
#
# Set `errors` to a dict by `line_id`: `{"fen": ..., "cause": ...}`, by how much the line is too high, and why:
#
# - `"refund"`: a refund was left out; `"coupon"`: the merchant's coupon stands in the base;
# - `"rung"`: the top rung's rate, on a line that lies below it;
# - `"unpaid"`: never paid; `"outside"`: sold off air; `"twice"`: the line stands there twice.
#
# Half of an error's points are for its fen, half for its cause. A line that is accused and right takes away one half.

# %% nbgrader={"grade": false, "grade_id": "09-errors", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
errors = ...
### BEGIN SOLUTION
from caopan import events

stated = provider_statement()
lines = events.load("order_line", merchant="mine").set_index("line_id")
ours = commission.settle([own_contract()], facts, night_clocks()[1])
true = ours.lines.set_index("line_id").assign(
    due=next(one.due_fen for one in ours.dues if one.party == "ops")
)
errors = {}
for row, again in zip(stated.itertuples(), stated["line_id"].duplicated(), strict=True):
    own, bound_here = lines.loc[row.line_id], row.line_id in true.index
    fen = row.due_fen - (int(true.at[row.line_id, "due"]) if bound_here and not again else 0)
    if not fen:
        continue
    if not bound_here:
        cause = "unpaid" if own["pay_ts"] != own["pay_ts"] else "outside"
    elif again:
        cause = "twice"
    elif row.refunded_fen != true.at[row.line_id, "refunded_fen"]:
        cause = "refund"
    else:
        whole = row.paid_fen + row.coupon_fen - row.refunded_fen
        cause = "coupon" if row.base_fen > whole else "rung"
    errors[row.line_id] = {"fen": int(fen), "cause": cause}
### END SOLUTION

# %%
check("09-errors", errors)

# %% nbgrader={"grade": true, "grade_id": "09-errors-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""errors: fen and cause by line; then each against your tables."""
from caopan.practice.assignment09_statement import as_errors

_given = as_errors(errors)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment09_night import settled as _settled
from caopan.practice.assignment09_statement import points_of_errors as _points_of
from caopan.practice.assignment09_statement import provider_statement as _statement
from caopan.practice.statements import lines_of as _lines_of
from caopan.practice.statements import right_rows as _right_rows

_facts, _true, _seen = _lines_of("mine"), {}, set()
_right = _right_rows(_settled("marginal", 1), _facts, "ops")
for _one in _statement().to_dict("records"):
    _line, _due = _one["line_id"], int(_one["due_fen"])
    if _line not in _right.index:
        _never = bool(_facts.loc[[_line], "pay_ts"].isna().all())
        _true[_line] = (_due, "unpaid" if _never else "outside")
    elif _line in _seen:
        _true[_line] = (_due, "twice")
    elif _due != _right.at[_line, "due_fen"]:
        _more = _one["base_fen"] - int(_right.at[_line, "base_fen"])
        _back = _one["refunded_fen"] - int(_right.at[_line, "refunded_fen"])
        _kind = "refund" if _back else "coupon" if _more else "rung"
        _true[_line] = (_due - int(_right.at[_line, "due_fen"]), _kind)
    _seen.add(_line)
_points, _why = _points_of(_given, _true, 4.0)
print(*_why, sep="\n")
_points
### END HIDDEN TESTS

# %% [markdown]
# ## Task 7 · Your word to the owner (3 points, read by a person)
#
# The provider offers the whole-amount draft: *the same rates, only simpler*. At most 150 words to the owner.
#
# One point each: which of the two to sign, with your night's numbers at both clocks; what happens at a rung, and who could make it happen; what you ask of the next statement, so that an error is found in a minute.

# %% [markdown] nbgrader={"grade": true, "grade_id": "09-memo", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false, "cell_type": "markdown"}
# ### BEGIN SOLUTION
# *An example worth all three points:* Please sign the marginal ladder. Our big night showed ¥5,602 under it and ¥8,253 under the draft. Four weeks later, with the returns in, ¥2,968 and ¥3,668 are left: the draft costs us ¥700 on one night, and its first figure was 2.3 times what is due.
# Under the draft the last fen up to ¥65,000 earns ¥1,950 at once, on all that was sold before. Whoever stands a little below has a reason to order themselves. Under ours the next yuan earns nine fen, no more.
# Of the next statement I ask three things: each line once, with its refunds up to the same clock; the base beside the due, by whose coupon; no line that we did not get paid on air. This time eight lines were wrong, all one way.
#
# *Rubric.* 1 point: the marginal ladder (or another choice with its price) from the own numbers at both clocks; half a point without the second clock. 1 point: the jump at the rung in yuan, and brushing or a push of returns named as what it pays for. 1 point: at least two demands that make errors visible (line grain, clock, base, no repeats); half a point for one. Deduct nothing for language; deduct half a point above 170 words.
# ### END SOLUTION
