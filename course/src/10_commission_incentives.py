# %% [markdown]
# # Which contract do we sign? Incentives
#
# Ruolan Beauty (若岚美妆) sells ¥1.67 million a month. The provider Upwind offers to run the shop: *5 % of your sales, nothing up front. Ads stay on your account, as they are. We only earn when you sell.*
# The owner likes it, and signs tonight. Unless you say no.
#
# After this lesson you can
#
# - work out which uplift a fee needs before it pays;
# - play what a provider does under a contract, and say which term is gamed;
# - say what rungs and baselines invite;
# - tell whether both sides would sign;
# - draft a contract under which neither gains by harming the other.
#
# *Median time: 90 minutes (assumed).*

# %% [markdown]
# ## Before you start
#
# Two questions from earlier lessons. Write your answers on paper.
#
# 1. At Muyi half as much again for ads would have raised GMV and lost a third of a million. Who would have been glad of it?
# 2. A whole-amount ladder (全额) reaches its rung by ¥200 of sales. Which sales are paid at the new rate, and what do returns do to them?

# %% [markdown]
# ## What a fee must earn back
#
# Upwind takes its share of *all* sales, the old ones too. With a margin m before the provider and a fee f, sales must grow by u ≥ f ÷ (m − f): the break-even uplift (盈亏平衡增幅).
# 5 % of a margin of 20 % need a third more; of 12 %, 71 % more *(derived)*.
#
# Ruolan has ¥300,000 a month left, 18 % of its sales. Commit a guess for 5 %:

# %%
from caopan.practice import guess

asked = "By how much must sales grow, that 5 % of them pay?"
grow = guess(asked, low=0, high=100, unit=" %")
grow

# %% [markdown]
# We play fifty of Ruolan's months, under the same luck whatever a provider does.

# %%
import matplotlib.pyplot as plt

from caopan.commission import QUICK, outcomes
from caopan.practice import style

style()
shop = outcomes("ruolan", QUICK)  # some seconds
sales, left = shop.sales_fen, shop.contribution_month_fen[shop.own].mean()
margin = left / sales
uplift = {f"{fee} %": 100 * fee / (100 * margin - fee) for fee in (3, 5, 8)}
figure, axes = plt.subplots(figsize=(7.2, 2.2))
axes.barh(list(uplift), list(uplift.values()), color=["#9ca3af", "#0072B2", "#9ca3af"])
axes.set(xlabel="sales must grow by (%)", ylabel="fee", xlim=(0, 100))
axes.invert_yaxis()
grow.mark(axes)

# %% [markdown]
# 39 per cent, if added sales cost as many ads as the old ones. That is no argument against a provider: a good one would mend Ruolan's fault.
#
# **Your turn:** a rival asks 5 % and ¥20,000 a month. Set `needed` to the share by which sales must grow then.

# %%
from caopan.practice import check

needed = ...
check("10-needed", needed)

# %% [markdown]
# ## What will it do?
#
# Upwind decides four things, and we see only what comes of them:
#
# - how much of its package it carries out: coaching, videos, mending the fault. All of it costs Upwind 1.5 % of sales;
# - ads: two fifths, all or twice what Ruolan spends;
# - pressure in the script: orders now, returns later;
# - brushing (刷单): orders faked at ¥8 and a parcel each; some are found out.
#
# *(Costs are assumed; what a conduct brings is played.)* It takes what pays *it* best: the best response (最优反应).
#
# "We only earn when you sell." Commit a guess: what does Ruolan gain or lose a month?

# %%
asked = "Ruolan's gain a month beside going on alone? (below zero: loses)"
owner_gains = guess(asked, low=-400, high=400, unit=" thousand yuan")
owner_gains

# %%
from caopan.commission import customary, respond

usual = customary()  # 5 % of sales as they stand a day after delivery
found = respond(usual, shop)
print(found.conduct)
gains = {
    "Ruolan": found.merchant - found.bench.outside,
    "Upwind": found.provider - found.bench.wage,
}
figure, axes = plt.subplots(figsize=(7.2, 1.8))
axes.barh(
    list(gains), [gain.mean() / 1000 for gain in gains.values()], color=["#0072B2", "#9ca3af"]
)
axes.set(xlabel="gained a month (thousand yuan)", xlim=(-400, 400))
axes.invert_yaxis()
owner_gains.mark(axes)

# %% [markdown]
# **That is the trap.** Ads doubled, no work done. Upwind earns a good ¥70,000 beyond what its people would earn elsewhere. Ruolan loses more than ¥300,000, and in every month.
# It *does* only earn when Ruolan sells. But it sells with Ruolan's money.

# %%
from textwrap import fill

from caopan.commission import gamed, plot_response

print(*(fill(str(one), 56) for one in gamed(usual, shop)), sep="\n\n")
plot_response(found)

# %% [markdown]
# Left, what each choice is worth to Upwind; right, to both together. Circle: what it does; star: what both would want. Left is blue everywhere: it can't lose.
# The added ads bring 0.6 yuan of sales for a yuan, and would pay from 2.2 on. Lesson 08 found the same at Muyi; now we know who asked.
#
# ## One term at a time
#
# Each term answers one conduct. `drafted` makes a contract of a few terms.

# %%
from caopan.practice import drafted

offers = {
    "5 % of sales": usual,
    "5 % of what is kept": drafted(shop, rate_bp=500),
    "5 %, less ads": drafted(shop, rate_bp=500, less_ads=True),
    "10 %, less ads": drafted(shop, rate_bp=1000, less_ads=True),
}
for name, contract in offers.items():
    print(f"{name:22}", respond(contract, shop).conduct)

# %% [markdown]
# *Kept* sales alone change nothing here: ads still cost Upwind nothing. With ads off its base it cuts them, below what Ruolan spends now. Yet it does no work: 5 % of what work adds is less than work costs. At 10 % it does all of it.
#
# > **Note.** The dearer contract is the better one: Ruolan gains almost ¥160,000 at 10 %, half as much at 5 %.

# %% [markdown]
# ## A rung
#
# Upwind comes back: *then 3 % of sales, and 6 % of all of them from a tenth more sales on.* A whole-amount ladder; on what is above the rung alone it would be a marginal one (超额).
# Ruolan sells 306 pieces a day. Commit a guess: how many *more* will be brushed?

# %%
asked = "Brushed orders a day under the whole-amount ladder?"
fakes = guess(asked, low=0, high=150, unit=" a day")
fakes

# %%
rung = {"rate_bp": 300, "counts": "night", "rung_bp": 11_000, "rung_rate_bp": 600}
ladders = {mode: drafted(shop, mode=mode, **rung) for mode in ("whole", "marginal")}
does = {mode: respond(contract, shop).conduct for mode, contract in ladders.items()}
brushed = [shop.pieces * one.brush_bp / 10_000 for one in does.values()]
figure, axes = plt.subplots(figsize=(7.2, 1.8))
axes.barh(list(does), brushed, color=["#0072B2", "#9ca3af"])
axes.set(xlabel="brushed orders a day", xlim=(0, 150))
axes.invert_yaxis()
fakes.mark(axes)

# %% [markdown]
# 92 a day: at the rung ¥55,000 fall due at once. All fakes go back ten days later, after the account was paid up. The marginal ladder has no cliff, so nobody climbs it with faked orders. Neither cures the ads.
#
# ## A baseline
#
# *Then pay us on the increment alone* (增量分佣), above what the shop sells now. Now is when? Suppose it is measured while Upwind runs the shop on trial.

# %%
from caopan.commission import sandbagging

print(fill(str(sandbagging(shop)), 56))

# %% [markdown]
# Holding back (压基数) costs one weak month, and pays as long as the baseline stands; it looks like a slow start. Take an older month, by the peers' index.
#
# ## Would both sign?
#
# A small provider dreads a bad month more than a shop does. For both we ask to be as well off as without the contract in nine months of ten: participation (参与约束).

# %%
from caopan.commission import plot_sides

more = {
    "10 %, and 10 % retainer": {"rate_bp": 1000, "retainer_bp": 1000},
    "6 % above 90 %": {"rate_bp": 600, "baseline_bp": 9000},
    "20 % above 80 %": {"rate_bp": 2000, "baseline_bp": 8000},
}
offers |= {name: drafted(shop, less_ads=True, **terms) for name, terms in more.items()}
plot_sides({name: respond(contract, shop) for name, contract in offers.items()})

# %% [markdown]
# The last three take ads off, too. Look for two blue marks in a row; above each, its share of good months. With a retainer (服务月费) of 10 % of sales Ruolan is out, though the conduct is right. At 6 % above 90 % of today's sales Upwind is. "20 % above 80 %" is just signed: Ruolan gets most, Upwind carries the risk.
#
# ## In words
#
# We read before we sign.

# %%
from caopan.commission import check_contract, sentences_of

best = offers["10 %, less ads"]
ours = [one.text for one in sentences_of(best) if one.number[0] in "34"]
against = [str(one) for one in check_contract(usual) if "gains" in str(one)]
print(*(fill(f"- {text}", 56) for text in [*ours, *against]), sep="\n")

# %% [markdown]
# First ours, then what the checker holds against Upwind's: paid before returns, kept after them, ads for free. `caopan contract check FILE` reads any draft.
#
# Your own merchant: the reference is a start. Change a term, say why, and run the cell again. The page `contract_designer`, whose address was printed at the start, does so term by term; first it plays for a minute.

# %%
from caopan.practice import keep_contract, my_contract

start = my_contract(reference=True)
keep_contract(start.terms, why="write which term answers which conduct, and who might not sign")

# %% [markdown]
# ## Monday
#
# *Print this page.*
#
# 1. Work out the uplift that the fee needs, retainer included.
# 2. Of each term: what would I do, were I paid by it alone?
# 3. *Ask for* a share of what is kept; ads off the base, or partly borne; marginal steps; a baseline from before anybody knew, by the peers' index; pay final 15 days after delivery, a fifth held for 30.
# 4. *Refuse* a share of the night's sales with ads for free; whole-amount rungs; a baseline measured on trial; a wage alone.
# 5. *After each session* look at ad spend and its last yuan, returns by age, orders by address, work carried out.

# %% [markdown]
# ## Transfer: another category
#
# Four in ten pieces of Qingzhou Shoes & Bags (`qingzhou`) go back. Play a share of what is kept, less ads, for every whole per cent.
# Set `bags_rate_bp` to the least rate, in basis points, at which the provider carries out *all* of its package and both sign (`.taken`).

# %%
bags_rate_bp = ...
check("10-bags", bags_rate_bp)

# %% [markdown]
# ## Recap
#
# - A fee f needs u ≥ f ÷ (m − f) more sales: 39 % at Ruolan for 5 %.
# - A provider does what its terms pay: twice the ads for a share of sales, no work at a low rate.
# - Whole-amount rungs are brushed, 92 orders a day; a baseline on trial is held down.
# - A contract needs both sides, nine months in ten.
# - Ads off the base and 10 % turned a loss of more than ¥300,000 into a gain of almost ¥160,000.
# - To the owner: "Don't sign 5 % of sales. Offer twice the rate, on what is kept, less ads. If spend is not cut within two weeks, I was wrong."
#
# Next: assignment `10_commission_incentives`, a contract for a shop of your own.
