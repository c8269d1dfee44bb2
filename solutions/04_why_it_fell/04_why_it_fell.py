# %% [markdown]
# # 04 Why it fell: six shops, honest odds
#
# First you write the two tools that part who came from who bought. Then six shops are yours alone: `mine`, `mine-2` to `mine-6`, of six categories.
# Something may have gone wrong in each between its first and its last weeks; something innocent surely happened. Say how likely each fault is, by which metrics, and which test is worth its price.
#
# | task | points | graded by |
# |---|---|---|
# | 1 Mix and rate | 4 | hidden tests |
# | 2 Reversals | 3 | hidden tests |
# | 3 Six diagnoses | 8 | the truth |
# | 4 A second fault | 2 | the truth |
# | 5 Evidence | 4 | hidden tests |
# | 6 The test worth its price | 3 | hidden tests |
# | 7 Your memo | 3 | a person |
#
# `check(...)` helps while you work, and costs nothing.
# *Stuck?* `from caopan.practice import hint`, then `hint("04-mix-and-rate")`. *Median time: 150 minutes (assumed).*

# %% nbgrader={"grade": false, "grade_id": "04-setup", "locked": true, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
from caopan.diagnosis import Shop
from caopan.events import card
from caopan.practice import check, totals

shops = ["mine", "mine-2", "mine-3", "mine-4", "mine-5", "mine-6"]
for name in shops:
    print(f"{name:7} {card(name).category}, {card(name).stage}, {card(name).days} days")

# %% [markdown]
# ## Task 1 · Mix and rate (4 points)
#
# Write `mix_and_rate(before, after)`. Each side is a dict: by group a pair (above, below) of whole numbers, such as `{"follow": (80, 800), "paid": (2, 100)}`: 80 buyers of 800 viewers.
#
# - A group's *share* is its part of all that stands below the line. Its *rate* is above ÷ below.
# - `rate` of a group: mean of its two shares × change of its rate.
# - `mix` of a group: change of its share × (mean of its two rates − middle). The *middle* is the mean of the whole's two rates.
# - A change is after less before. A group that is there on one side only has share 0 on the other, and there the rate of the side that knows it.
#
# Give a dict: `change` of the whole's rate, `mix` and `rate` of all groups together, and `groups`: by group a dict of `mix` and `rate`. Plain numbers, not per cent; `mix + rate` is `change`, exactly.

# %% nbgrader={"grade": false, "grade_id": "04-mix-and-rate", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def mix_and_rate(before, after):
    """Give {"change": ..., "mix": ..., "rate": ..., "groups": {group: {"mix": ..., "rate": ...}}}."""
    ### BEGIN SOLUTION
    whole = [sum(up for up, _ in side.values()) / sum(low for _, low in side.values()) for side in (before, after)]
    all0, all1 = (sum(low for _, low in side.values()) for side in (before, after))
    middle, groups = sum(whole) / 2, {}
    for group in {**before, **after}:
        (n0, d0), (n1, d1) = before.get(group, (0, 0)), after.get(group, (0, 0))
        w0, w1 = d0 / all0, d1 / all1
        r0 = n0 / d0 if d0 else n1 / d1
        r1 = n1 / d1 if d1 else r0
        groups[group] = {"mix": (w1 - w0) * ((r0 + r1) / 2 - middle), "rate": (w0 + w1) / 2 * (r1 - r0)}
    parts = {part: sum(one[part] for one in groups.values()) for part in ("mix", "rate")}
    return {"change": whole[1] - whole[0], **parts, "groups": groups}
    ### END SOLUTION


# %%
check("04-mix-and-rate", mix_and_rate)

# %% nbgrader={"grade": true, "grade_id": "04-mix-and-rate-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""mix_and_rate: hidden tables, groups on one side among them; a quarter for each of its four parts."""
assert mix_and_rate({"a": (8, 80), "b": (2, 40)}, {"a": (4, 40), "b": (9, 90)}) is not None, "mix_and_rate gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment04 import said_of_split as _said_of
from caopan.practice.assignment04 import split_cases as _cases
from grader.marking import case

_right, _why, _tables = 0.0, [], list(_cases(case().private_seeds[0]))
for _before, _after in _tables:
    try:
        _said = _said_of(mix_and_rate, _before, _after)
    except Exception as _error:
        _said = [str(_error).partition(" when called with")[0], *3 * [""]]
    _right += 1 - len(_said) / 4
    _why += [_one for _one in _said if _one]
print(*list(dict.fromkeys(_why))[:6], sep="\n")
round(4.0 * _right / len(_tables), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 2 · Reversals (3 points)
#
# Write `reversal(before, after)`, from the same tables: `True` where *every* group that can be judged moves one way and the whole moves the other, else `False`.
#
# - A group can be judged with 30 or more below the line on *both* sides. At least two groups must be.
# - A group that does not move at all moves neither way. The whole holds all groups, the small ones, too.
#
# The hidden tables come in pairs that differ in one rule; a pair counts when both are right.

# %% nbgrader={"grade": false, "grade_id": "04-reversal", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def reversal(before, after):
    """Give True for a Simpson reversal, else False."""
    ### BEGIN SOLUTION
    def moved(one, other):
        return (one[0] * other[1] < other[0] * one[1]) - (one[0] * other[1] > other[0] * one[1])

    def whole(side):
        return tuple(sum(pair[at] for pair in side.values()) for at in (0, 1))

    judged = [g for g in before if g in after and min(before[g][1], after[g][1]) >= 30]
    moves = {moved(before[g], after[g]) for g in judged}
    way = moved(whole(before), whole(after))
    return len(judged) >= 2 and way != 0 and moves == {-way}
    ### END SOLUTION


# %%
check("04-reversal", reversal)

# %% nbgrader={"grade": true, "grade_id": "04-reversal-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""reversal: hidden pairs of tables that differ in one rule, half a point a pair."""
assert reversal({"a": (8, 80), "b": (2, 40)}, {"a": (4, 40), "b": (9, 90)}) is not None, "reversal gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment04 import said_of_reversal as _said_of
from caopan.practice.assignment04 import twins as _twins
from grader.marking import case

_why, _pairs = [], _twins(case().private_seeds[0])
for _pair in _pairs:
    try:
        _said = _said_of(reversal, _pair)
    except Exception as _error:
        _said = str(_error).partition(" when called with")[0]
    _why += [_said] if _said else []
print(*dict.fromkeys(_why), sep="\n")
round(3.0 * (1 - len(_why) / len(_pairs)), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 3 · Six diagnoses (8 points)
#
# Set `beliefs` to a dict: for each shop the probabilities of the *main* fault over the 28 faults and `"none"`, such as `{"mine": {"FR6": 0.6, "FG5": 0.1, "none": 0.3}}`. They sum to 1; classes that you leave out have none.
#
# How the shops are made: with one in five nothing is wrong. In the others each fault that is possible there is as likely as any. In a third of these a weaker second fault is there, too; the main one costs most. One or two innocent circumstances befall every shop. The fault began somewhere between the two stretches of `Shop.of(name)`.
#
# Points are 8 × (mean score + 1) ÷ 2, where the score of a shop is 2 p(truth) − the sum of all p². Nothing is clipped: certainty gets all or nothing, and you expect most by stating what you believe.
#
# The whole toolkit `caopan.diagnosis` is yours, `findings(Shop.of(name))` too. It is the reference, not the truth: ask your tables, as in the lesson. All answers, what each is taken for, and what tells the two apart:

# %%
from caopan.practice import faults_table

faults_table()

# %% nbgrader={"grade": false, "grade_id": "04-beliefs", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
beliefs = ...
### BEGIN SOLUTION
from caopan.diagnosis import probabilities

beliefs = {name: probabilities(Shop.of(name)) for name in shops}
### END SOLUTION

# %%
check("04-beliefs", beliefs)

# %% nbgrader={"grade": true, "grade_id": "04-beliefs-check", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""beliefs: probabilities for each of the six shops; then their quadratic score against the truth."""
from caopan.practice.assignment04_shops import as_diagnoses

_held = as_diagnoses(beliefs, shops)
### BEGIN HIDDEN TESTS
from caopan.diagnosis.answers import points_of as _points_of
from caopan.market import main_fault as _main
from grader.marking import case

_mains = [_main(_one) for _one in case().merchants.values()]
_points = _points_of([_held[_name] for _name in case().merchants], _mains, 8.0)
print(f"Your mean score is {_points / 4 - 1:.2f}, of -1 to 1; who says 'all alike' gets 0.03.")
round(_points, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 4 · A second fault (2 points)
#
# Set `second` to a dict: for each shop the probability that *two* faults are in it. It is scored apart: 2 × the mean of 1 − (your probability − truth)², where truth is 1 or 0.

# %% nbgrader={"grade": false, "grade_id": "04-second", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
second = ...
### BEGIN SOLUTION
second = {name: (1 - beliefs[name].get("none", 0)) / 3 for name in shops}
### END SOLUTION

# %%
check("04-second", second)

# %% nbgrader={"grade": true, "grade_id": "04-second-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""second: a probability for each of the six shops; then its squared distance from the truth."""
from caopan.practice.assignment04_shops import as_seconds

_shares = as_seconds(second, shops)
### BEGIN HIDDEN TESTS
from caopan.diagnosis.answers import points_of_second as _points_of
from grader.marking import case

_two = {_name: len(_one.faults) > 1 for _name, _one in case().merchants.items()}
_points = sum(_points_of(_shares[_name], _two[_name], 2.0) for _name in _two) / len(_two)
print("The nearer each probability to what is there, the more; sure and wrong costs most.")
round(_points, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 5 · Evidence (4 points)
#
# Set `evidence` to a dict: for each shop one to four metrics that speak for, or against, the answer that *you* hold likeliest, each with its values (before, after): `{"mine": {"C8": (0.031, 0.027)}}`.
# Half of the points are for values that reproduce within 0.5 %, half for one among them that speaks to your answer; if that is `"none"`, any does. Nothing here makes up for task 3, and nothing there for this.
#
# `totals(name)` gives the sums of the two stretches: rows `before` and `after`.
#
# | code | divide | code | divide |
# |---|---|---|---|
# | `T1` | impressions ÷ days | `C6` | creates ÷ clicks |
# | `T2` | visits ÷ impressions | `C8` | buyers ÷ viewers |
# | `T4` | visits ÷ days | `C9` | gmv_fen ÷ 100 ÷ buyers |
# | `T7` | watch_s ÷ viewers | `G2` | best3_fen ÷ gmv_fen |
# | `F2` | follows ÷ (visits − fan_visits) | `A1` | ad_spend_fen ÷ 100 ÷ days |
# | `F3` | fan_visits ÷ visits | `A2` | paid_visits ÷ visits |
# | `C4` | exposures ÷ visits | `A3` | paid_gmv_fen ÷ ad_spend_fen |
# | `C5` | clicks ÷ exposures | `S2` | (gmv_fen − refund_fen) ÷ 100 ÷ days |
# | | | `M4` | (gmv_fen − cost_fen) ÷ gmv_fen |
#
# They come near to the board's metrics, whose codes they bear. Which speak to which fault? The table of faults above says in words what tells each from its look-alike.

# %% nbgrader={"grade": false, "grade_id": "04-evidence", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
evidence = ...
### BEGIN SOLUTION
from caopan.practice.assignment04_shops import READ, telling

evidence = {}
for name in shops:
    held, sums = max(beliefs[name], key=beliefs[name].get), totals(name)
    codes = [code for code in READ if code in telling(held)][:3]
    evidence[name] = {code: tuple(READ[code].read(sums.loc[end]) for end in ("before", "after")) for code in codes}
### END SOLUTION

# %%
check("04-evidence", evidence)

# %% nbgrader={"grade": true, "grade_id": "04-evidence-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""evidence: known codes with pairs of numbers; then which reproduce, and which speak to your answer."""
from caopan.practice.assignment04_shops import as_diagnoses, as_evidence

_cited, _held = as_evidence(evidence, shops), as_diagnoses(beliefs, shops)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment04_shops import points_of_evidence

_points, _why = points_of_evidence(_cited, _held, 4.0)
print(*_why, sep="\n")
round(_points, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 6 · The test worth its price (3 points)
#
# Two suspects are left: the first with probability `p`, else it is the second. Repairing the right one regains its `gain`; repairing the wrong one regains nothing. A repair costs its `cost` either way. You repair one of them, or none.
# A test says "first" or "second": `if_first` is how often it says "first" when it is the first, `if_second` how often it says so when it is the second. It costs its `cost`. All money is in yuan.
#
# Write `choose_test(p, first, second, tests)`; `first` and `second` are dicts of `gain` and `cost`, `tests` a dict of dicts by name.
# A test is *worth* what you expect after it (best act after each result), less what you expect without it (best act now), less its price.
# Give `{"test": name, "worth": yuan}` of the worthiest; where none is worth more than 0, `{"test": None, "worth": 0}`.

# %% nbgrader={"grade": false, "grade_id": "04-choose-test", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def choose_test(p, first, second, tests):
    """Give {"test": name or None, "worth": yuan}."""
    ### BEGIN SOLUTION
    def best(a, b):
        chance = a + b
        return max(0, a * first["gain"] - chance * first["cost"], b * second["gain"] - chance * second["cost"])

    worth = {}
    for name, test in tests.items():
        yes = best(p * test["if_first"], (1 - p) * test["if_second"])
        no = best(p * (1 - test["if_first"]), (1 - p) * (1 - test["if_second"]))
        worth[name] = yes + no - best(p, 1 - p) - test["cost"]
    name = max(worth, key=worth.get)
    return {"test": name, "worth": worth[name]} if worth[name] > 0 else {"test": None, "worth": 0}
    ### END SOLUTION


# %%
check("04-choose-test", choose_test)

# %% nbgrader={"grade": true, "grade_id": "04-choose-test-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""choose_test: hidden cases, a quarter point for the name and a quarter for its worth."""
_ask = {"ask": {"cost": 10, "if_first": 0.9, "if_second": 0.1}}
_said = choose_test(0.5, {"gain": 900, "cost": 100}, {"gain": 900, "cost": 100}, _ask)
assert _said is not None, "choose_test gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment04_choice import quarrels as _quarrels
from caopan.practice.assignment04_choice import said_of_choice as _said_of
from grader.marking import case

_lost, _why, _cases = 0, [], _quarrels(case().private_seeds[0])
for _one in _cases:
    try:
        _said = _said_of(choose_test, _one)
    except Exception as _error:
        _said = [str(_error).partition(" when called with")[0], ""]
    _lost += len(_said)
    _why += [_reason for _reason in _said if _reason]
print(*list(dict.fromkeys(_why))[:6], sep="\n")
round(3.0 * (1 - _lost / (2 * len(_cases))), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 7 · Your memo (3 points, read by a person)
#
# Choose one of your shops. Its owner has one minute and will act on what you write: at most 150 words.
#
# One point each: what you hold likeliest, with its probability, and what else it may be; two metrics with values before and after that tell these two apart; the test or act that comes first, what it costs, and which result would change your mind.

# %% [markdown] nbgrader={"grade": true, "grade_id": "04-memo", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false, "cell_type": "markdown"}
# ### BEGIN SOLUTION
# *An example worth all three points:* Your electronics shop (`mine-3`): I hold it 70 % likely that the new opening hour (时段错配) is the fault, 20 % that fans are tired (粉丝疲劳), 10 % for all else.
# View-to-buy rate fell from 5.3 to 4.6 %, but among followers it stayed at 23 and 22 %: price is not it.
# Fans made 18.7 % of the visits before and 15.8 % after, while covers for an hour on air fell at once on the day when we began to open at five.
# Tired fans would stay away slowly; at an odd hour all sources lose alike.
# First, open at the old hour on two days of next week. It costs nothing but the plan; leave prices alone meanwhile.
# If fan visits on these days stay where they are, I was wrong: then it is the fan club's turn, for ¥400.
#
# *Rubric.* 1 point: a likeliest answer with its probability, and at least one rival with its own; certainty, or a list without numbers, gets none. 1 point: two metrics with values before and after from the trainee's own tables, which would differ between the two rivals; half a point for values that speak for the answer only. 1 point: one cheap first test or act, its cost, and the result that would change the mind. Deduct nothing for language; deduct half a point above 170 words.
# ### END SOLUTION
