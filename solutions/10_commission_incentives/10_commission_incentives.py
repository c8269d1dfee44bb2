# %% [markdown]
# # 10 Incentives: a contract that both sign
#
# `mine` sells electronics. Its owner wants a provider, and has four pairs of offers on the table. You say what each would bring about, and draft a better one; it will be *played*.
# Xingtu (星途数码, `xingtu`), when nothing was wrong with it, is a shop of the same kind, twice the size. On it you can try everything: `shop` below.
#
# | task | points | graded by |
# |---|---|---|
# | 1 The uplift a deal needs | 4 | hidden tests |
# | 2 What the provider will do | 5 | hidden tests |
# | 3 Which term is gamed | 4 | your own shop, played |
# | 4 Does a side sign | 4 | hidden tests |
# | 5 The contract | 6 | playing it |
# | 6 Your reasons | 3 | a person |
#
# `check(...)` helps while you work, and costs nothing.
# *Stuck?* `from caopan.practice import hint`, then `hint("10-uplift")`. *Median time: 120 minutes (assumed).*

# %% nbgrader={"grade": false, "grade_id": "10-setup", "locked": true, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
from caopan.commission import QUICK, outcomes, respond, score_contract
from caopan.market import sample
from caopan.practice import check, drafted, my_offers

shop = outcomes(sample("xingtu"), QUICK)  # some seconds
offers = my_offers()
for name, terms in offers.items():
    print(name, terms)

# %% [markdown]
# ## Task 1 · The uplift a deal needs (4 points)
#
# Write `uplift(deal)`: by which share sales must grow so that the merchant is no worse off with the provider than without. `deal` is a dict:
#
# - `sales`, yuan a month without the provider, before returns; `returns`, share of it that goes back;
# - `margin`, what is left of a yuan that is *kept*, before the provider;
# - `fee`, the provider's share, `of` either `"gross"` sales or `"kept"` ones; `retainer`, yuan a month;
# - `above`: `True` where the fee is due on the *added* sales alone (增量分佣).
#
# Added sales have the same returns and margin. Give a share (0.2 for 20 %), or `None` where no uplift would do.

# %% nbgrader={"grade": false, "grade_id": "10-uplift", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def uplift(deal):
    """Give the least uplift, or None."""
    ### BEGIN SOLUTION
    stays = 1 - deal["returns"]
    left = stays * deal["margin"]
    taken = deal["fee"] * (stays if deal["of"] == "kept" else 1)
    if taken >= left:
        return None
    old = 0 if deal["above"] else taken * deal["sales"]
    return (deal["retainer"] + old) / deal["sales"] / (left - taken)
    ### END SOLUTION


# %%
check("10-uplift", uplift)

# %% nbgrader={"grade": true, "grade_id": "10-uplift-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""uplift: hidden deals, half a point each; on gross and kept sales, with a retainer, on the increment, and hopeless ones."""
_deal = {"sales": 100_000, "returns": 0.0, "margin": 0.2, "fee": 0.05, "of": "kept", "retainer": 0, "above": False}
assert uplift(_deal) is not None, "uplift gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment10 import points_of_uplifts as _points_of
from grader.marking import case

_points, _why = _points_of(uplift, case().private_seeds[0], 4.0)
print(*_why, sep="\n")
_points
### END HIDDEN TESTS

# %% [markdown]
# ## Task 2 · What the provider will do (5 points)
#
# Write `choose(rows, deal)`: the number of the row (from 0) that leaves the *provider* most. Each row is a conduct, with what follows from it in a month, in yuan:
#
# - `gross` sales; `back`, what of them goes back later; `ads`; `own_cost`, the provider's own hours and brushed parcels.
#
# `deal` says what the provider gets:
#
# - `of`: `"gross"` or `"kept"`, which is gross less `back`; with `less_ads` all `ads` are taken off this base, which never falls below 0;
# - `steps`, a list of (from yuan, rate), as in assignment 09, paid by `mode` `"marginal"` or `"whole"`; `retainer`, yuan on top;
# - `bears`, the share of `ads` that the provider pays itself.
#
# Of rows that leave as much, any will do.

# %% nbgrader={"grade": false, "grade_id": "10-choose", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def choose(rows, deal):
    """Give the number of the row that leaves the provider most."""
    ### BEGIN SOLUTION
    def pay(row):
        base = row["gross"] - row["back"] * (deal["of"] == "kept") - row["ads"] * deal["less_ads"]
        base = max(base, 0)
        reached = [step for step in deal["steps"] if step[0] <= base]
        if deal["mode"] == "whole":
            share = reached[-1][1] * base
        else:
            ends = [start for start, _ in reached[1:]] + [base]
            share = sum(rate * (end - start) for (start, rate), end in zip(reached, ends, strict=True))
        return deal["retainer"] + share - deal["bears"] * row["ads"] - row["own_cost"]

    return max(range(len(rows)), key=lambda n: pay(rows[n]))
    ### END SOLUTION


# %%
check("10-choose", choose)

# %% nbgrader={"grade": true, "grade_id": "10-choose-check", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""choose: eight hidden deals over hidden conducts, all alike."""
_row = {"gross": 900.0, "back": 200.0, "ads": 50.0, "own_cost": 0.0}
_deal = {"of": "kept", "less_ads": False, "steps": [(0, 0.05)], "mode": "marginal", "retainer": 0, "bears": 0}
assert choose([_row, {**_row, "gross": 990.0}], _deal) is not None, "choose gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment10_response import points_of_responses as _points_of
from grader.marking import case

_points, _why = _points_of(choose, case().private_seeds[1], 5.0)
print(*_why, sep="\n")
_points
### END HIDDEN TESTS

# %% [markdown]
# ## Task 3 · Which term is gamed (4 points)
#
# `offers` are four pairs of offers to *your* shop, as plain data: `"A1"` and `"A2"` differ in one term, and so on. `help(drafted)` says what each term means. Shares are of what a shop sells by itself, so the same offer can be made to any shop.
# `drafted(shop, **offers["A1"])` makes a contract of one for `shop`; `respond(contract, shop)` has the `.conduct` that pays a provider most, and the `.optimum`, best for both sides together. Either has `.effort`, `.spend_bp`, `.brush_bp`, and `.hype`, which is `None` for the shop's own way of selling.
#
# Set `gamed` to a dict with all eight names: for each a list of what the provider does otherwise than is best for both; an empty list where there is nothing. The words:
#
# - `"ads"`, it spends more; `"effort"`, it works less; `"hype"`, it presses more; `"brushing"`, it has orders faked (刷单).
#
# A point for each pair, all words of both offers right, as your own shop plays them.

# %% nbgrader={"grade": false, "grade_id": "10-gamed", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
gamed = ...
### BEGIN SOLUTION
gamed = {}
for name, offered in offers.items():
    found = respond(drafted(shop, **offered), shop)
    does, best = found.conduct, found.optimum
    wrong = {
        "ads": does.spend_bp > best.spend_bp,
        "effort": does.effort < best.effort,
        "hype": (does.hype or 0) > (best.hype or 0),
        "brushing": does.brush_bp > best.brush_bp,
    }
    gamed[name] = [word for word in wrong if wrong[word]]
### END SOLUTION

# %%
check("10-gamed", gamed)

# %% nbgrader={"grade": true, "grade_id": "10-gamed-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""gamed: eight lists of words; then each offer is played in your own shop, a point for each pair."""
from caopan.practice.assignment10_shop import as_gamed

_given = as_gamed(gamed)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment10_shop import months_of as _months_of
from caopan.practice.assignment10_shop import points_of_gamed as _points_of
from grader.marking import case

_points, _why = _points_of(_given, _months_of(case().scenario, case().private_seeds[0]), 4.0)
print(*_why, sep="\n")
_points
### END HIDDEN TESTS

# %% [markdown]
# ## Task 4 · Does a side sign (4 points)
#
# Write `decide(with_deal, without, aversion)`: two lists of yuan, period by period under the same luck, and a dislike of risk.
# What a risky income is worth (确定性等价) is the sure amount that the side likes as much: −ln(mean of exp(−`aversion` × yuan)) ÷ `aversion`; the plain mean at `aversion` 0. Give a dict:
#
# - `gain`: worth with the deal less worth without it, within half a yuan;
# - `share`: share of the periods in which it is at least as well off as without;
# - `signs`: `True` where `gain` is 0 or more and `share` 0.9 or more.

# %% nbgrader={"grade": false, "grade_id": "10-decide", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def decide(with_deal, without, aversion):
    """Give gain, share and whether the side signs."""
    ### BEGIN SOLUTION
    import math

    def worth(yuan):
        if not aversion:
            return sum(yuan) / len(yuan)
        low = min(yuan)
        pain = sum(math.exp(-aversion * (one - low)) for one in yuan) / len(yuan)
        return low - math.log(pain) / aversion

    gain = worth(with_deal) - worth(without)
    share = sum(a >= b for a, b in zip(with_deal, without, strict=True)) / len(without)
    return {"gain": gain, "share": share, "signs": gain >= 0 and share >= 0.9}
    ### END SOLUTION


# %%
check("10-decide", decide)

# %% nbgrader={"grade": true, "grade_id": "10-decide-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""decide: hidden offers, all alike; with and without risk, with ties, one that ruins a tenth."""
assert decide([3.0, 5.0], [2.0, 4.0], 0.0) is not None, "decide gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment10_sign import points_of_signs as _points_of
from grader.marking import case

_points, _why = _points_of(decide, case().private_seeds[2], 4.0)
print(*_why, sep="\n")
_points
### END HIDDEN TESTS

# %% [markdown]
# ## Task 5 · The contract (6 points)
#
# Draft a contract for your shop: one that both sign, and under which neither gains by harming the other. Set `contract` to a dict of terms, such as `{"rate_bp": 500, "counts": "night"}`.
#
# It is played in your own shop, in fifty months of hidden luck: a provider chooses what pays it most. What counts:
#
# - what both gain together, in parts of the most that could be gained;
# - each side at least as well off as without it in nine months of ten, or it is signed less likely, at half of them not at all;
# - the same with a provider to whom gaming costs little. Both have half of the weight.
#
# Skill is 0 for the customary 5 % of the night's sales, 1 for the best contract that a search found; points are 6 × skill ÷ 1.2. `score_contract(drafted(shop, **contract), shop)` says all of this for `shop`: look at `.sentences()`.

# %% nbgrader={"grade": false, "grade_id": "10-contract", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
contract = ...
### BEGIN SOLUTION
tried = [
    {"rate_bp": rate, "baseline_bp": above, "less_ads": True, "reserve_bp": 2_000}
    for rate in (500, 1_000, 1_500, 2_000)
    for above in (0, 6_000, 8_000)
]


def skill_of(terms):
    score = score_contract(drafted(shop, **terms), shop)
    return score.skill, min(score.provider_in, score.merchant_in)


contract = max(tried, key=skill_of)
### END SOLUTION

# %%
check("10-contract", contract)

# %% nbgrader={"grade": true, "grade_id": "10-contract-check", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""contract: terms that fit; then it is played in your own shop, with a usual provider and an adversary."""
from caopan.practice.assignment10_shop import as_contract

_terms = as_contract(contract)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment10_shop import reasons_for as _reasons_for
from caopan.practice.assignment10_shop import scored as _scored
from grader.marking import case

_score = _scored(_terms, case().scenario, case().private_seeds[0])
print(*_score.sentences(), *_reasons_for(_score), sep="\n")
print(f"skill {_score.skill:.2f}")
_score.points(6.0)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 6 · Your reasons (3 points, read by a person)
#
# To the owner, who has one minute: at most 150 words.
#
# One point each: why you do not sign the offer that looks most generous or usual, with what the provider would do under it, and both sides' money; which term of your contract keeps the provider from which conduct, and why both sign; what your contract does *not* cure, and what you will look at after each session.

# %% [markdown] nbgrader={"grade": true, "grade_id": "10-memo", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false, "cell_type": "markdown"}
# ### BEGIN SOLUTION
# *An example worth all three points:* Please don't sign "5 % of sales, you pay the ads". A provider would double the ads and do no work: a shop like ours loses ¥220,000 a month by that, the provider gains ¥60,000.
# I propose 20 % of what stays sold, less ads, above 80 % of what you sell by yourself; a fifth is held for 30 days. Ads come off the provider's own base, so it cuts them to what pays. Returns and faked orders earn nothing, for nothing is final before they come back. The high rate on the increment pays for its work, and below the baseline you owe nothing: in nine months of ten both of us are better off.
# It does not cure holding back before the baseline is measured: we take last year's month, by the peers' index. After each session I look at spend, returns by age and orders from one address.
#
# *Rubric.* 1 point: an offer is refused for what the provider would do under it, with money of both sides; half a point for one of the two. 1 point: each term is tied to the conduct that it prevents, and both sides' participation is argued; half a point where only fairness is. 1 point: something that stays open (baseline, a bad month, a provider who leaves) and a number to look at after each session; half a point for one of them. Deduct nothing for language; deduct half a point above 170 words.
# ### END SOLUTION
