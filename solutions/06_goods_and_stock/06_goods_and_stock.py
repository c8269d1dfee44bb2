# %% [markdown]
# # 06 Goods and stock: one order for two shops
#
# Two shops are yours alone: `mine` (household) and `mine-2` (menswear). In each, the supplier of the heroes stopped on some day after the middle of the history (主推断货, FG2). Since then nearly nothing comes.
# Tonight one batch can be ordered for the fortnight to come. First you write the tools, then you forecast, choose and order. Your order is played.
#
# | task | points | graded by |
# |---|---|---|
# | 1 What a piece leaves | 3 | hidden tests |
# | 2 The best order | 4 | hidden tests |
# | 3 What will be asked for | 4 | the truth |
# | 4 The shelf | 4 | the best shelf |
# | 5 The order | 6 | playing it |
# | 6 Heads for the warehouse | 3 | hidden tests |
# | 7 Your word to the owner | 3 | a person |
#
# `check(...)` helps while you work, and costs nothing.
# *Stuck?* `from caopan.practice import hint`, then `hint("06-leaves")`. *Median time: 150 minutes (assumed).*

# %% nbgrader={"grade": false, "grade_id": "06-setup", "locked": true, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
from caopan.diagnosis import Shop
from caopan.practice import check, heroes_of, offer

shops = ["mine", "mine-2"]
heroes = {name: heroes_of(name) for name in shops}
for name in shops:
    shop = Shop.of(name)
    print(f"{name:7} {shop.category}, {shop.days} days from {shop.first_day}: {', '.join(heroes[name])}")

# %% [markdown]
# ## Task 1 · What a piece leaves (3 points)
#
# Write `leaves(income, cost, refund, early, fee, ship, handling)`: what an ordered piece leaves on average, in yuan.
#
# - A piece goes back with chance `refund`. Of these, a share `early` goes back before it is shipped.
# - A piece that is kept brings `income`, less `fee` (a share of it), less its goods (`cost`).
# - A piece that goes back brings nothing, costs no fee, and its goods can be sold again.
# - Each piece that is shipped costs `ship`; each one that comes back after shipping costs `handling`, too.

# %% nbgrader={"grade": false, "grade_id": "06-leaves", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def leaves(income, cost, refund, early, fee, ship, handling):
    """Give what an ordered piece leaves on average, in yuan."""
    ### BEGIN SOLUTION
    stays, sent = 1 - refund, 1 - refund * early
    back = sent - stays
    return stays * (income - fee * income - cost) - sent * ship - back * handling
    ### END SOLUTION


# %%
check("06-leaves", leaves)

# %% nbgrader={"grade": true, "grade_id": "06-leaves-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""leaves: hidden pieces, half a point each; the last one never comes back."""
assert leaves(100.0, 40.0, 0.1, 0.3, 0.05, 4.0, 9.0) is not None, "leaves gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment06 import pieces_of as _pieces_of
from caopan.practice.assignment06 import said_of_leaves as _said_of
from grader.marking import case

_why, _cases = [], _pieces_of(case().private_seeds[0])
for _one in _cases:
    try:
        _said = _said_of(leaves, _one)
    except Exception as _error:
        _said = str(_error).partition(" when called with")[0]
    _why += [_said] if _said else []
print(*list(dict.fromkeys(_why))[:3], sep="\n")
round(3.0 * (1 - len(_why) / len(_cases)), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 2 · The best order (4 points)
#
# Write `best_order(draws, few, many)`. `draws` is a list of whole numbers: what was asked for in fortnights like the one to come, all equally likely. A piece too few loses `few` yuan, a piece too many `many`.
# Give the whole number of pieces that loses least on average; the smallest one, where several do.

# %% nbgrader={"grade": false, "grade_id": "06-best-order", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def best_order(draws, few, many):
    """Give the order that loses least on average, as an int."""
    ### BEGIN SOLUTION
    held = sorted(draws)
    for at, pieces in enumerate(held, start=1):
        if at / len(held) >= few / (few + many):
            return pieces
    return held[-1]
    ### END SOLUTION


# %%
check("06-best-order", best_order)

# %% nbgrader={"grade": true, "grade_id": "06-best-order-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""best_order: hidden draws, half a point each: round, lopsided, with two humps, small and few."""
assert best_order([4, 1, 3, 2], 3.0, 1.0) is not None, "best_order gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment06 import choices as _choices
from caopan.practice.assignment06 import said_of_order as _said_of
from grader.marking import case

_why, _cases = [], _choices(case().private_seeds[0])
for _one in _cases:
    try:
        _said = _said_of(best_order, _one)
    except Exception as _error:
        _said = str(_error).partition(" when called with")[0]
    _why += [_said] if _said else []
print(*list(dict.fromkeys(_why))[:3], sep="\n")
round(4.0 * (1 - len(_why) / len(_cases)), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 3 · What will be asked for (4 points)
#
# Set `asked` to a dict of dicts: for each shop and each of its heroes, the pieces that will be asked for in the fourteen days after the history, on average, if stock never runs out: `{"mine": {"qijia-k01": 500, ...}, "mine-2": {...}}`. What is bought off air counts.
#
# Up to 20 % off the truth a hero gets all of its points, from 50 % on none. In between they fall evenly.
# Your tables hold three weeks in which heroes could be had, and some in which they could not; people clicked in both. Which days of November lie ahead?

# %% nbgrader={"grade": false, "grade_id": "06-asked", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
asked = ...
### BEGIN SOLUTION
from caopan import planning as _planning

asked = {}
for name in shops:
    mean = _planning.estimated_demand(Shop.of(name)).quantiles()["mean"]
    asked[name] = {sku: float(mean[sku]) for sku in heroes[name]}
### END SOLUTION

# %%
check("06-asked", asked)

# %% nbgrader={"grade": true, "grade_id": "06-asked-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""asked: a number from 0 on for each hero of both shops; then how near it is to what is played."""
from caopan.practice.assignment06_shops import as_asked

_asked = as_asked(asked, heroes)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment06_shops import points_of_asked as _points_of
from caopan.practice.assignment06_shops import true_heroes as _true
from grader.marking import case

_asked = as_asked(asked, _true(case().merchants))
_points, _why = _points_of(_asked, case().merchants, case().private_seeds[:16], 4.0)
print(*_why, sep="\n")
round(_points, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 4 · The shelf (4 points)
#
# Suppose that everything can be had again, but the packer takes 8 SKUs at most, and cash is short. `offer("mine")` gives the `goods` (by SKU its `role`, what its best order earns in `value_fen`, what that takes in `cost_fen`), and the caps `most` and `cash_fen`.
# Set `shelf` to a list of SKUs that keeps to both caps, holds a hook and a hero, and is worth most.
#
# A shelf that breaks a rule gets nothing; the best one gets all, and one that is worth 80 % of it or less none.

# %% nbgrader={"grade": false, "grade_id": "06-shelf", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
goods, most, cash_fen = offer("mine")
shelf = ...
### BEGIN SOLUTION
from caopan.planning import choose_shelf as _choose

shelf = list(_choose(goods, most=most, cash_fen=cash_fen, at_least={"hook": 1, "hero": 1}).chosen)
### END SOLUTION

# %%
check("06-shelf", shelf)

# %% nbgrader={"grade": true, "grade_id": "06-shelf-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""shelf: a list of SKUs from the offer, each once; then its rules, and its worth beside the best."""
from caopan.practice.assignment06_shelf import as_shelf
from caopan.practice.assignment06_shelf import offer as _offer

_chosen = as_shelf(shelf, _offer("mine").goods)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment06_shelf import points_of_shelf as _points_of

_points, _why = _points_of(_chosen, _offer("mine"), 4.0)
print(_why)
round(_points, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 5 · The order (6 points)
#
# Set `order` to a dict of dicts: whole pieces by shop and hero, such as `{"mine": {"qijia-k01": 500}, "mine-2": {}}`. It is played for fourteen days after the history.
#
# - The order is placed on the evening of day 0 and is on the shelf on the morning of day 3.
# - A rented warehouse: each piece and night costs 1 % of its goods. What is left at the end sells on later.
# - Fees, prices and return rates are those of your tables; a parcel costs ¥5, a return ¥9. Three in ten who find a hero sold out take something else.
#
# Skill is what your order earns beside no order at all, in parts of what the newsvendor's order would earn that knows the true demand: half of it on average, half in the worst tenth of all fortnights. Points are 6 × skill ÷ 1.2, shared by both shops.

# %% nbgrader={"grade": false, "grade_id": "06-order", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
order = ...
### BEGIN SOLUTION
from caopan import planning as _planning

order = {}
for name in shops:
    pieces = _planning.Pieces.from_shop(Shop.of(name), lead_days=3, hold_bp=100, ship_fen=500, return_fen=900)
    demand = _planning.estimated_demand(Shop.of(name)).only(heroes[name])
    order[name] = _planning.newsvendor(pieces.only(heroes[name]), demand).orders
### END SOLUTION

# %%
check("06-order", order)

# %% nbgrader={"grade": true, "grade_id": "06-order-check", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""order: whole pieces of heroes for both shops; then the skill of playing them."""
from caopan.practice.assignment06_shops import as_orders

_orders = as_orders(order, heroes)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment06_shops import points_of_orders as _points_of
from caopan.practice.assignment06_shops import true_heroes as _true
from grader.marking import case

_orders = as_orders(order, _true(case().merchants))
_points, _why = _points_of(_orders, case().merchants, case().private_seeds[:16], 6.0)
print(*_why, sep="\n")
round(_points, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 6 · Heads for the warehouse (3 points)
#
# Write `best_heads(pieces, able, per_head, wage, late)`. `pieces` is a list: pieces sold on each day of a period. The warehouse ships `able` pieces a day, and `per_head` more for each further head. What is not shipped waits, and goes first on the next day.
# Each head costs `wage` yuan on every day of the period. Each piece that waits costs `late` yuan, every night that it waits, the last one too.
# Give the number of further heads that costs least, as an int; the smaller one, where two cost the same.

# %% nbgrader={"grade": false, "grade_id": "06-best-heads", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def best_heads(pieces, able, per_head, wage, late):
    """Give the cheapest number of further heads, as an int."""
    ### BEGIN SOLUTION
    def cost(heads):
        waits, nights = 0, 0
        for day in pieces:
            waits = max(waits + day - able - heads * per_head, 0)
            nights += waits
        return wage * heads * len(pieces) + late * nights

    return min(range(100), key=cost)
    ### END SOLUTION


# %%
check("06-best-heads", best_heads)

# %% nbgrader={"grade": true, "grade_id": "06-best-heads-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""best_heads: hidden fortnights, half a point each: a festival, a rush, a flat one."""
assert best_heads([10, 30, 5], 15, 10, 10.0, 3.0) is not None, "best_heads gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment06_heads import fortnights as _fortnights
from caopan.practice.assignment06_heads import said_of_heads as _said_of
from grader.marking import case

_why, _cases = [], _fortnights(case().private_seeds[0])
for _one in _cases:
    try:
        _said = _said_of(best_heads, _one)
    except Exception as _error:
        _said = str(_error).partition(" when called with")[0]
    _why += [_said] if _said else []
print(*list(dict.fromkeys(_why))[:3], sep="\n")
round(3.0 * (1 - len(_why) / len(_cases)), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 7 · Your word to the owner (3 points, read by a person)
#
# The owner of `mine-2` wants to order "what we sold last month, to be safe". Answer in at most 150 words.
#
# One point each: why sales are not demand here, with two numbers from your tables; the order of one hero, with what a piece too few and a piece too many cost; in how many fortnights of ten it will run out or be left, and what you would do then.

# %% [markdown] nbgrader={"grade": true, "grade_id": "06-memo", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false, "cell_type": "markdown"}
# ### BEGIN SOLUTION
# *An example worth all three points:* In the last two weeks you sold 205 down jackets (`beichen-k01`), from a shelf that was mostly empty. People still click on them 1,135 times a day; when there were jackets, 1,285 clicks brought 108 sales a day. And the festival lies in the two weeks to come: I expect about 1,900 to be asked for.
# Order 1,880. A jacket too few loses ¥137 after fees and returns, less ¥63, for three in ten buyers take another hero. A jacket too many costs ¥2.15 a night, at most ¥24, and sells on in December.
# So we stock for seven fortnights of ten. In the other three the jackets run out on the last days: then the overcoat goes on air, and a presale (预售) opens for the next batch.
# If fewer than 700 are gone by day 8, I was too high: no second batch before these are sold.
#
# *Rubric.* 1 point: sales were cut off by the empty shelf (or the festival lies ahead), with two numbers from the own tables; half a point without numbers. 1 point: one order with both costs of a mistake, returns counted; half a point for one cost only. 1 point: chance of running out or being left, and an act for that case; a promise that it will do gets none. Deduct nothing for language; deduct half a point above 170 words.
# ### END SOLUTION
