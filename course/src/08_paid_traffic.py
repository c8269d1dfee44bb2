# %% [markdown]
# # Keep, cut or shift the budget? Paid traffic
#
# Muyi Select (沐宜优选) sells shampoo and toothbrushes. Its plans spend ¥10,800 an hour on air; a yuan brings 2.6 of GMV.
# The provider's media buyer (投手) writes: *ROI is healthy. Half as much again for a fortnight?* You decide by noon.
#
# After this lesson you can
#
# - tell marginal ROI (边际投产比) from average ROI, and say which decides;
# - work out break-even ROI (盈亏平衡 ROI) with returns and repurchase;
# - let budgets take turns, and read the response curve with its interval;
# - shift a budget between hours; test whether plans buy fans one already had;
# - decide, have it played, and write down what would change your mind.
#
# *Median time: 90 minutes (assumed).*

# %% [markdown]
# ## Before you start
#
# Two questions from earlier lessons. Write your answers on paper.
#
# 1. Two things moved together. What settles whether one moved the other?
# 2. When is a test worth its price?

# %% [markdown]
# ## What the added money brought
#
# A case was published, weakly sourced: one room for women's wear spent ¥80,000 a day at an ROI of 1.68, then ¥120,000 at 1.21. Each number is an *average*: all GMV over all spend.
#
# Commit a guess: what did each *added* yuan bring?

# %%
from caopan.practice import guess

asked = "GMV for each of the 40,000 yuan that were added?"
added_yuan = guess(asked, low=0, high=2, unit=" yuan")
added_yuan

# %%
import matplotlib.pyplot as plt

from caopan.practice import style

style()
spend, roi = [80_000, 120_000], [1.68, 1.21]
added = (spend[1] * roi[1] - spend[0] * roi[0]) / (spend[1] - spend[0])
figure, axes = plt.subplots(figsize=(7.2, 2.2))
axes.barh(["the first 80,000", "all 120,000", "the added 40,000"], [*roi, added], color=["#9ca3af", "#9ca3af", "#0072B2"])
axes.set_xlabel("GMV for a yuan of spend (yuan)")
axes.invert_yaxis()
added_yuan.mark(axes)

# %% [markdown]
# The blue bar is short: 27 fen (derived). The average was still above one, and hid it.
# A wider audience (人群放宽) enters more cheaply, stays half as long and buys less. So averages fall slowly while the last yuan falls fast.
#
# ## What a yuan must bring
#
# Of a yuan of GMV a part goes back, goods and fees cost another, parcels a third. What is left pays for traffic.
# Break-even ROI = 1 ÷ [(1 − returns) × (margin − fees) − parcel ÷ order − returns × handling ÷ order]. Buyers who come back by themselves lower it: divide by 1 + further orders.

# %%
from caopan.planning import due_table

due_table().round(1)

# %% [markdown]
# An order of ¥180 with a margin of 55 %, own cost lines *(assumed)*. Each row is a share of returns.
# Vendors call an ROI of 2 to 3 healthy *(weakly sourced)*. At 40 % returns that is a loss, unless half of the buyers order once more.
#
# Now Muyi: what its paid visitors bought, with its own list of costs and expected returns.

# %%
from caopan.diagnosis import Shop, break_even, response

muyi = Shop.of("muyi")
due = break_even(muyi)
known = response(muyi)
print(f"must bring {due.roi:.2f} yuan; brought {known.average_roi:.2f} on average")
print(*known.words[1:2], *known.reasons.values(), sep="\n")

# %% [markdown]
# 2.58 after 2.54: just above. And when spend grew, each further yuan brought 3.15! So go on?
#
# **That is the trap.** Spend grew along with the season, the list and the big sessions. The toolkit refuses to name the last yuan: GMV grew *faster* than spend, which no advertising does.
# Only days whose budget was drawn by lot can tell.
#
# ## A trial
#
# For four weeks two budgets take turns by lot (抽签轮换): the full one, and two fifths of it. On half of the days fans are left out of the plans; we come to that. Everything else stays.
#
# Commit a guess: what is left of the GMV of paid visitors at two fifths of the budget?

# %%
asked = "Of 100 yuan of their GMV, how many are left?"
left_over = guess(asked, low=0, high=100, unit=" yuan")
left_over

# %%
from caopan.planning import paid_trial

trial = paid_trial("muyi")
sums = trial.days.groupby("budget")[["hours", "spend_fen", "visits", "gmv_fen"]].sum()
hourly = sums.div(sums["hours"], axis=0).drop(columns="hours")
left = 100 * hourly.loc["less"] / hourly.loc["full"]
figure, axes = plt.subplots(figsize=(7.2, 2.2))
axes.barh(["spend", "paid visits", "their GMV"], left, color=["#9ca3af", "#9ca3af", "#0072B2"])
axes.set(xlabel="left at the lower budget (% of the full one)", xlim=(0, 100))
axes.invert_yaxis()
left_over.mark(axes)

# %% [markdown]
# Spend fell to 40 %, visits to 52 %, and GMV only to 72 %: who came for the lower budget bought more, visit by visit.
#
# **Your turn:** set `added_roi` to what each yuan between the two budgets brought, from `hourly`.

# %%
from caopan.practice import check

added_roi = ...
check("08-added", added_roi)

# %% [markdown]
# Two points give one slope. A curve says what happens between them, and how sure we are:
# *GMV an hour = level × spend to a power*. Average ROI is GMV ÷ spend. Marginal ROI is the power times that.

# %%
from caopan.planning import paid_response, plot_roi

curves = paid_response(trial.days)
print(*curves.words(due.roi), sep="\n")
plot_roi(curves.gmv, due.roi)

# %% [markdown]
# Blue is what the last yuan brought: 0.67 at the full budget, and even the top of its band stays below the dashed line. So *cut*.
# How far? The lines would meet far left of what was tried. We go to half of the lower budget, and try again there: a curve is no map of where nobody was.
#
# > **Note.** Buyers who come back would have to order almost three times more, each, to save the last yuan: 2.54 ÷ 0.67 − 1.
#
# ## Shift
#
# The price of attention follows the crowd an hour late. So a yuan finds more people *before* the peak.
# We level the last yuan of every hour.

# %%
from caopan.planning import hour_values, pace, plot_pacing, week_minutes

minutes = week_minutes(trial.hours)
best = curves.gmv.best_spend(due.roi)
paced = pace(hour_values(trial.hours, curves), minutes, round(best.fen * sum(minutes.values()) / 60),
             curves.gmv.power.value, usual_fen=curves.gmv.usual)
print(f"{paced.gain:+.1%} GMV of paid visitors for the same money")
plot_pacing(paced)

# %% [markdown]
# Left: afternoon and early evening get more, the late hours less. Right: dashed, a flat budget's last yuan is worth least at eleven; level, all earn alike. The gain is small: shifting polishes, cutting decides.
#
# ## Fans one already had
#
# A third of the paid visits are fans', after 6 % two months ago. Would they have come anyway?
# On half of the trial's days plans left fans out: a holdout test (留空测试). Visits by following, beside those of all other sources, tell.

# %%
from caopan.planning import design_holdout, paid_days, plot_holdout, read_holdout

design = design_holdout(paid_days(muyi))
print(f"{design.days} days find it with {design.power:.0%}, should half of them have come anyway")
held = read_holdout(trial.days, trial.days["without_fans"])
print(*held.words, sep="\n")
plot_holdout(trial.days, trial.days["without_fans"], held)

# %% [markdown]
# Blue lies above orange: without ads to fans, more of them come by themselves. 14 % of paid visits would have come anyway: an attribution cannibal (自然被付费抢归因, FT4).
#
# And yet: without them both sources together sold almost a fifth *less*. Fans buy far more than the strangers who came in their place.
#
# > **Warning.** "Would have come anyway" is half of the question. The other half: who comes instead?
#
# ## Play it
#
# The same fortnight under five plans, each under the same luck sixteen times. Net of returns, beside going on as it is.
# Commit a guess for the media buyer's wish.

# %%
asked = "Half as much again: what does the fortnight gain? (below zero: loses)"
wish = guess(asked, low=-1000, high=1000, unit=" thousand yuan")
wish

# %%
from caopan.market import Plan, as_found, play_many
from caopan.planning import plan_paid, running_plans, without_fans

shop = as_found("muyi")
own = running_plans(shop)
plans = {"half as much again": Plan(paid_bp=15_000), "fans left out": Plan(paid=without_fans(own)),
         "two fifths": Plan(paid_bp=4_000), "one fifth": Plan(paid_bp=2_000),
         "one fifth, shifted": plan_paid(own, trial.hours, curves, due.roi)}
idle, *played = play_many([(shop, Plan()), *((shop, plan) for plan in plans.values())], seeds=range(16))
gains = {name: float((one.total_fen - idle.total_fen).mean()) / 1e5 for name, one in zip(plans, played, strict=True)}
figure, axes = plt.subplots(figsize=(7.2, 2.6))
axes.barh(list(gains), list(gains.values()), color=["#D55E00" if gain < 0 else "#0072B2" for gain in gains.values()])
axes.set_xlabel("gained in a fortnight (thousand yuan)")
axes.invert_yaxis()
wish.mark(axes)

# %% [markdown]
# The wish loses a third of a million; GMV would have *grown*, and so would the provider's share. One fifth gains almost half a million.
# Leaving fans out at the full budget loses, as the test had said.
#
# Now your own merchant: its trial, its curve. The reference is a start; change hours or fans where you know better, say why, and run the cell again.

# %%
from caopan.practice import keep_paid_plan, my_paid_plan

start = my_paid_plan(reference=True)
keep_paid_plan(start.hours, leave_fans_out=start.leave_fans_out, why="write what would change your mind")

# %% [markdown]
# ## Monday
#
# *Print this page.*
#
# 1. Write down break-even ROI, with returns, before you open the ad account.
# 2. Never judge a budget by its average. Ask what the *last* yuan brought.
# 3. Did spend move by itself? If not, let two budgets take turns by lot, two weeks or more.
# 4. Last yuan below break-even: cut, to half of what was tried at most; then try again.
# 5. Above it, its whole interval: add a third, and try again.
# 6. Level the hours: the last yuan of each earns alike.
# 7. Fans among paid visits? Leave them out on drawn days; count what both sources sell.
# 8. Ask who is paid by GMV, before you take advice about spend.

# %% [markdown]
# ## Transfer: another category
#
# Qingzhou Shoes & Bags (`qingzhou`) spends ¥1,800 an hour at an ROI of 2.0. Run its trial, fit its curve.
# Set `bags_last` to marginal ROI at ¥1,800 an hour. Its goods come back three times as often as Muyi's: keep, cut or shift?

# %%
bags_last = ...
check("08-bags", bags_last)

# %% [markdown]
# ## Recap
#
# - Marginal ROI decides. At Muyi the average was 2.1 in the trial, the last yuan 0.67.
# - Break-even ROI counts returns, fees, parcels, and repurchase only where a cohort shows it.
# - Budgets that take turns by lot give a curve with an interval; a growing shop gives none.
# - Shifting hours helps a little; fans who are taken may still be worth their ad.
# - To the owner: "Cut to a fifth in two steps, fans stay in. If GMV of paid visitors falls by more than half, I was wrong."
#
# Next: assignment `08_paid_traffic`, a trial of your own shop.
