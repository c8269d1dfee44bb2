# %% [markdown]
# # Warm-up: what holds the shop, and what pays?
#
# You take over a shop of quality goods, `merchant="mine"`: fans are many, goods are mixed. Something may have happened in the last weeks, or nothing.
# *Simulated after a published case.* Say what you believe, then choose one of three plans. The plan is *played*: 14 days, the same luck for every plan.
#
# | part | points | how it is scored | seen |
# |---|---|---|---|
# | valid entry | 2 | both answers have the right shape | while open |
# | plan, public luck | 12 | 12 × skill ÷ 1.2 | while open |
# | plan, private luck | 24 | 24 × skill ÷ 1.2, under other luck | after the close |
# | diagnosis | 12 | 12 × (1 − Brier ÷ 2) on your probabilities | after the close |
#
# **Skill** compares contribution (贡献): what is left for the merchant after returns, goods, fees and traffic.
# Doing nothing is 0. A careful operator, who gets five sixths of the best plan's gain, is 1; the best plan is 1.2. Nothing is below 0.
# **Brier** adds up (probability − truth)² over all classes. It is smallest when you write what you really believe: bluffing costs.
# You have a few submissions a day; the one with the best public score counts. *Median time: 60 minutes (assumed).*

# %% nbgrader={"grade": false, "grade_id": "warmup-setup", "locked": true, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
from caopan.events import card, load
from caopan.practice import check, style
from caopan.practice.warmup import FAULTS

style()
mine = card("mine")
traffic, goods = load("traffic_hour", merchant="mine"), load("goods_hour", merchant="mine")
product, log = load("product", merchant="mine"), load("ops_log", merchant="mine")
print(mine.name_en, mine.name_zh, "·", mine.days, "days from", mine.first_day)

# %% [markdown]
# ## The classes
#
# At most one of these began somewhere in the second half of the history. A growing shop, a weekend or a festival is no fault.
#
# | id | what happened | where to cut |
# |---|---|---|
# | `none` | nothing; the rest is season and luck | no cut shows a step |
# | `FG2` | the hero items run out of stock (断货) | heroes against the other items: orders per click |
# | `FG3` | peers became cheaper | orders per click, of all items and all sources |
# | `FT1` | paid plans aim at the wrong audience | paid against recommend: buyers per viewer, at the same spend |
# | `FT3` | paid plans spend past saturation | spend per impression, and what the new visitors buy |
# | `FT6` | short videos are no longer posted | impressions of one source |
# | `FR3` | the script presses too hard (过度逼单) | orders per click up *and* refunds up |
# | `FR4` | the scene looks poor | enter rate and watch time, of every source |

# %% [markdown]
# ## Three first looks
#
# They show where to look, not what to see. A level may grow with the season; a *ratio* should not.

# %%
import matplotlib.pyplot as plt

daily = traffic.groupby([traffic["hour_ts"].dt.date, "source"])["impressions"].sum().unstack()
axes = daily.plot(figsize=(8, 3.4), logy=True, ylabel="impressions a day", xlabel="")
axes.legend(ncols=4, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.12))
plt.show()

# %%
came = traffic.groupby(traffic["hour_ts"].dt.date)[["impressions", "visits", "viewers", "watch_s"]].sum()
sold = goods.groupby(goods["hour_ts"].dt.date)[["clicks", "creates", "buyers", "gmv_fen", "refund_fen"]].sum()
ratios = {"visits per impression": came["visits"] / came["impressions"], "watch s per visit": came["watch_s"] / came["visits"],
          "orders per click": sold["creates"] / sold["clicks"], "refunds ÷ GMV": sold["refund_fen"] / sold["gmv_fen"]}
figure, panels = plt.subplots(2, 2, figsize=(8, 4.6), sharex=True)
for panel, (name, line) in zip(panels.flat, ratios.items(), strict=True):
    line.plot(ax=panel, title=name, xlabel="")
    panel.set_ylim(0, line.max() * 1.15)
figure.autofmt_xdate()
plt.show()

# %% [markdown]
# Refunds of the last days are still to come, so that line falls at the end for everybody. How steeply is the question.
# The log below says what was done. After it is not because of it.

# %%
log.loc[log["kind"].isin(["plan_change", "price_change", "violation"]), ["ts", "kind", "subject", "detail"]]

# %% [markdown]
# ## Your belief
#
# Cut further, in cells of your own. Then say how sure you are.
# Set `belief` to a dict from fault ids to probabilities that add up to 1; an id left out counts as 0.

# %% nbgrader={"grade": false, "grade_id": "warmup-belief", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
belief = ...
### BEGIN SOLUTION
# Only the author's copy can look this up; answers.yaml reads it off the tables.
from grader.marking import case

main = case().scenario.fault
belief = {fault: float(fault == main) for fault in FAULTS}
### END SOLUTION

# %%
check("warmup-belief", belief)

# %% [markdown]
# ## Your plan
#
# Three plans lie on the owner's desk, each for the next 14 days:
#
# - **A, push**: a tenth more paid budget, and two more short videos a day.
# - **B, supply**: heroes stocked for six days of demand, and prices of hook, hero and profit items cut by a tenth.
# - **C, craft**: the scene rebuilt once, a calmer script, the paid audience aimed anew, the paid budget trimmed by 15 %.
#
# Each costs money, too. You may try them where the truth is known, in a cell of your own:
#
# ```python
# from caopan.market import baseline, play_many, sample, three_plans, with_fault
#
# shop = with_fault(sample("fanhe"), "FG2")  # or another fault id
# tried = {"nothing": baseline(shop), **three_plans(shop)}
# played = play_many([(shop, one) for one in tried.values()], days=14, seeds=range(4))
# {name: one.total_fen.mean() / 100 for name, one in zip(tried, played)}
# ```
#
# Set `plan` to `"A"`, `"B"` or `"C"`, whichever you would have played for your own shop.

# %% nbgrader={"grade": false, "grade_id": "warmup-plan", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
plan = ...
### BEGIN SOLUTION
plan = {"none": "A", "FT6": "A", "FG2": "B", "FG3": "B"}.get(max(belief, key=belief.get), "C")
### END SOLUTION

# %%
check("warmup-plan", plan)

# %% nbgrader={"grade": true, "grade_id": "warmup-valid-public", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""belief: probabilities over the fault ids, adding up to 1 within 0.001; plan: A, B or C."""
from caopan.practice.warmup import broken_belief, broken_plan

for _said in (broken_belief(belief), broken_plan(plan)):
    assert _said is None, _said

# %% nbgrader={"grade": true, "grade_id": "warmup-plan-public", "locked": true, "points": 12, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""plan: played for 14 days under public luck; points = 12 × skill ÷ 1.2."""
from caopan.practice.warmup import broken_plan

assert broken_plan(plan) is None, broken_plan(plan)
### BEGIN HIDDEN TESTS
from caopan.practice.warmup import skill
from grader.marking import case

_skill = skill(case().scenario, plan, case().public_seeds)
print(f"skill {_skill:.2f} under public luck; 0 is doing nothing, 1 a careful operator.")
round(12 * _skill / 1.2, 2)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "warmup-plan-private", "locked": true, "points": 24, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""plan: played for 14 days under private luck; points = 24 × skill ÷ 1.2."""
from caopan.practice.warmup import broken_plan

assert broken_plan(plan) is None, broken_plan(plan)
### BEGIN HIDDEN TESTS
from caopan.practice.warmup import skill
from grader.marking import case

_skill = skill(case().scenario, plan, case().private_seeds)
print(f"skill {_skill:.2f} under private luck; 0 is doing nothing, 1 a careful operator.")
round(24 * _skill / 1.2, 2)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "warmup-diagnosis-private", "locked": true, "points": 12, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""belief: Brier score against the planted fault; points = 12 × (1 − Brier ÷ 2), never clipped."""
from caopan.practice.warmup import broken_belief

assert broken_belief(belief) is None, broken_belief(belief)
### BEGIN HIDDEN TESTS
from caopan.practice.warmup import brier
from grader.marking import case

_brier = brier(belief, case().scenario.fault)
print(f"Brier score {_brier:.3f}; 0 is certain and right, 2 certain and wrong.")
round(12 * (1 - _brier / 2), 2)
### END HIDDEN TESTS
