# %% [markdown]
# # Which lever first? The operator's job
#
# On Monday you take over a shop that sells live.
# Its owner asks one thing: *what do we change first?*
#
# After this lesson you can
#
# - say what an operator (操盘手) does, and with which five forces (五力);
# - split a headline of growth into its parts;
# - read a shop's tables, and doubt them in the right places;
# - break sales into levers, in two ways;
# - adopt the merchant whose case file you will keep.
#
# *Median time: 75 minutes (assumed; the first two trainees took 60 to 70).*

# %% [markdown]
# ## Before you start
#
# Two questions from everyday life. Write your answers on paper; we come back to them.
#
# 1. A noodle stall sold 40 bowls yesterday and 60 today. What may have changed? Name two things.
# 2. A friend opens a second shop and her sales double. Is either shop better than before?

# %% [markdown]
# ## The job
#
# A merchant (商家) owns the goods. An anchor (主播) sells them on camera.
# The operator decides everything that makes selling possible, usually from a service provider (服务商).
# Before the session the operator plans; during it, watches the board (盯盘); after it, reviews (复盘).
#
# | force 力 | 中文 | the question on Monday |
# |---|---|---|
# | traffic | 流量运营 | Do the right people come in? |
# | live room | 直播运营 | Do they stay, and find a reason to buy? |
# | anchors | 主播孵化 | Who can sell this, for how many hours? |
# | supply | 供应链 | Is the wanted item there, at a price that earns? |
# | service | 服务履约 | Does it arrive in time, and stay with the buyer? |
#
# The first three bring demand; the last two earn the money *(published)*.

# %% [markdown]
# ## A headline
#
# A provider shows you its season.
# The sales of all its merchants grew from ¥0.2bn to ¥0.9bn; the number of merchants grew to four or five times
# *(simulated after a published case; figures published)*.
# Commit a guess before you compute: how much did *one* merchant grow?

# %%
from caopan.practice import guess

one_merchant = guess("One merchant's sales at the end, in multiples of the start?", low=0, high=6, unit="×")
one_merchant

# %% [markdown]
# In words: sales of all = number of merchants × sales per merchant. So the growths multiply, too.
# Logarithms turn that product into a sum, and so give each part's share.
# Sales means GMV (成交金额) here: the money of paid orders, refunds not taken off.

# %%
from math import log

growth = 0.9 / 0.2
merchants_grew = {"4× the merchants": 4, "5× the merchants": 5}
per_merchant = {name: growth / times for name, times in merchants_grew.items()}
share_of_merchants = {name: log(times) / log(growth) for name, times in merchants_grew.items()}
per_merchant, share_of_merchants

# %%
import matplotlib.pyplot as plt

from caopan.practice import style

style()
figure, axes = plt.subplots(figsize=(7.2, 1.9))
axes.barh(list(per_merchant), list(per_merchant.values()), height=0.5)
axes.axvline(1, color="black", linewidth=1)
axes.set(xlabel="GMV per merchant at the end ÷ at the start (×)", xlim=(0, 6))
one_merchant.mark(axes)

# %% [markdown]
# Both bars end near the line at 1: a typical merchant hardly grew.
# So 92 % of the growth, or more than all of it, came from *more merchants*. That is no news for your shop.
# So the first question to any headline is: per what?
#
# ## A shop and its tables
#
# Meet Liuyi House (六一小屋): a couple sells own-cut women's wear, from nothing to more than two million yuan a month in three months.
# Its tables come from our simulator.
# Event tables (事件表) hold one row for each thing that happened in a few nights; the two hour tables sum up all days.
# Money is in whole fen (分), a hundredth of a yuan.

# %%
from caopan.practice import explore_tables

explore_tables("liuyi")

# %% [markdown]
# Ask three things of any table. What is one row (粒度)? Which column names it (主键)? What is missing?
#
# ## Wrong on purpose
#
# The owner asks: what did one night sell?
# We add up the column that says `pay`, then ask a second table. That is reconciliation (对账).

# %%
from caopan.events import card, load

night = card("liuyi").event_sessions[-1]
lines = load("order_line", merchant="liuyi", session=night)
goods = load("goods_hour", merchant="liuyi")
ours = lines["pay_fen"].sum() / 100
theirs = goods.loc[goods["session_id"] == night, "gmv_fen"].sum() / 100
print(f"we say {ours:,.0f} yuan, the hour table says {theirs:,.0f}: {ours / theirs - 1:+.0%}")

# %% [markdown]
# We do not take the middle. We look at rows.

# %%
lines.loc[lines["pay_ts"].isna(), ["line_id", "pay_fen", "create_ts", "pay_ts"]].head(3)

# %% [markdown]
# A line exists as soon as the order is created (创单).
# `pay_fen` says what *would be* paid; only `pay_ts` says that it was.
# So we keep the paid lines, and ask how they came about.

# %%
paid = lines[lines["pay_ts"].notna()]
(paid.groupby("path")["pay_fen"].sum() / 100).round()

# %% [markdown]
# The lines of the funnel (漏斗) give the hour table's sum.
# The others were bought past it: they have no source, so a table by source cannot hold them.
# The owner gets the GMV of both, and one sentence of explanation.
#
# **Your turn:** set `per_buyer` to that night's GMV per buyer (客单价), in yuan. Take all paid lines; a buyer is a person.

# %%
from caopan.practice import check

per_buyer = ...
check("01-per-buyer", per_buyer)

# %% [markdown]
# *Stuck?* Run `from caopan.practice import hint`, then `hint("01-per-buyer")`; ask again for another nudge.
#
# ## Doubt, in the right places
#
# Rows arrive twice, get lost, carry wrong units or clocks. Each such bug breaks a rule that we can write down.
# We take the same night with one bug planted, and ask which rows break a rule.

# %%
from caopan.practice import spoiled

dirty = spoiled("pay_in_yuan", merchant="liuyi", session=night)
coupons = dirty[["m_coupon_fen", "p_coupon_fen", "a_coupon_fen"]].sum(axis=1)
broken = dirty[dirty["pay_fen"] != dirty["list_fen"] - coupons]
print(f"{len(broken)} of {len(dirty)} lines break the rule")
broken[["list_fen", "pay_fen", "create_ts"]].head(3)

# %% [markdown]
# The paid amount is a hundredth of what it should be: one batch came in yuan.
# The rule found the rows; looking at them found the cause.
#
# Most rules take one line. `duplicated` marks repeats, `isin` asks whether a value stands in another column, `~` turns yes into no.
# Times compare like numbers. Without `session=`, `load` gives the whole table.

# %%
visits, parcels = load("visit", merchant="liuyi"), load("fulfil", merchant="liuyi")
reviews, orders = load("review", merchant="liuyi"), load("order_line", merchant="liuyi")
rules = {
    "a visit is collected once": visits["event_id"].duplicated(),
    "a parcel is signed for after it left": parcels["sign_ts"] < parcels["ship_ts"],
    "a review is about a known line": ~reviews["line_id"].isin(orders["line_id"]),
}
{rule: int(rows.sum()) for rule, rows in rules.items()}

# %% [markdown]
# Visits came twice even here: count them once. `visits.loc[rows, "event_id"]` would name such rows.
#
# ## First identity: the funnel
#
# GMV = impressions (曝光) × views per impression × viewers per view × buyers per viewer × GMV per buyer.
# It is an identity (恒等式): it holds by definition.
# It shows *where* two periods differ. We add up the first and the last fourteen days.

# %%
import pandas as pd

from caopan.practice import in_days

traffic = load("traffic_hour", merchant="liuyi")


def totals(first_day, last_day):
    came = in_days(traffic, first_day, last_day).sum(numeric_only=True)
    sold = in_days(goods, first_day, last_day).sum(numeric_only=True)
    return pd.concat([came, sold]).astype(float)


start, end = totals(1, 14), totals(77, 90)
print(f"GMV of a fortnight: {end['gmv_fen'] / start['gmv_fen']:.1f} times the first")

# %% [markdown]
# Before we take it apart, commit a second guess. Did being *shown more* do it, or *selling better*?

# %%
shown = guess("Impressions of the last fortnight, in multiples of the first?", low=1, high=60, unit="×")
shown

# %% [markdown]
# Each step divided by the step before it gives a factor.
# `shift` moves the steps down by one; the first has none before it, so it is divided by 1.

# %%
from caopan.practice import times_axis


def factors(sums, steps):
    return sums[steps] / sums[steps].shift(fill_value=1)


funnel = ["impressions", "visits", "viewers", "buyers", "gmv_fen"]
moved = factors(end, funnel) / factors(start, funnel)
names = ["impressions", "views per impression", "viewers per view", "buyers per viewer", "GMV per buyer"]
figure, axes = plt.subplots(figsize=(7.2, 2.6))
bars = axes.barh(names[::-1], moved[::-1] - 1, left=1, height=0.6)
axes.bar_label(bars, [f"{times:.2f}×" for times in moved[::-1]], padding=4)
axes.axvline(1, color="black", linewidth=1)
axes.set_xlabel("last fortnight ÷ first fortnight (×, logarithmic)")
times_axis(axes, 0.5, 50)
shown.mark(axes)

# %% [markdown]
# One bar does the work: impressions grew twenty-sevenfold, and *buyers per viewer* stayed near 1.
# Which lever on Monday? Impressions are lent by the feed, or bought. Pace, offers and explanations are ours to change.
# So our hypothesis: the live-room force first.
# It fails if newcomers buy less while the room got better: lesson 04 tells.
#
# ## Second identity: content time (内容时长)
#
# A published brand method puts *time* and *repurchase* (复购) inside:
# GMV = viewers × hours watched per viewer × buyers per hour × paid lines per buyer × GMV per line.
# Our repurchase is narrow: further lines in the same session.
#
# It asks what an hour of attention earns. Pull the levers: which one would you rather pay for?

# %%
from caopan.practice import explore_levers

levers = factors(end, ["viewers", "watch_s", "buyers", "pays", "gmv_fen"])
levers = levers * [1, 1 / 3600, 3600, 1, 1 / 100]
levers.index = ["viewers", "hours per viewer", "buyers per hour", "lines per buyer", "yuan per line"]
explore_levers(levers.to_dict())

# %% [markdown]
# > **Warning.** Here levers are free; in a shop they pull on each other.
# > One shop spent half as much again on ads, and the price of one entry halved.
# > Yet each extra yuan of spend brought in only ¥0.27 of sales *(weakly sourced)*: the new viewers were other people.

# %% [markdown]
# ## Adopt your merchant
#
# You keep one merchant through the course, for your case file.
# Choose it by its question, and change the name in the cell.
#
# | name | merchant | the question it asks |
# |---|---|---|
# | `liuyi` | Liuyi House 六一小屋, women's wear | How does a shop start? |
# | `fanhe` | Fanhe Select 范禾优选, quality goods | What breaks a plateau? |
# | `yunshi` | Yunshi Jade 云石玉坊, jade of a belt (产业带) | How to sell single pieces? |
# | `muyi` | Muyi Select 沐宜优选, personal care | Whose growth is it? |
# | `qingzhou` | Qingzhou 轻舟鞋包, shoes and bags | What turns a decline? |
# | `beichen` | Beichen 北辰男装, menswear | Which sales earn nothing? |
#
# Six more are listed by `caopan merchants` in a terminal.

# %%
from caopan.practice import adopt

adopt("liuyi").name_en

# %% [markdown]
# ## Monday
#
# *Print this page.*
#
# 1. Ask for tables, not screenshots: grain, key, gaps?
# 2. Get one night's GMV from two tables, and explain the difference.
# 3. Write a rule for each column you use, and count the rows that break it.
# 4. Divide both identities of two periods.
# 5. Name the factor that moved most, and the one that you can move.
# 6. Ask any headline: *per what?*
# 7. Tell the owner one lever, the number behind it, and what would change your mind.

# %% [markdown]
# ## Transfer: another category
#
# Jade (玉) sells few pieces at high prices. Which two of the funnel's factors will differ most from Liuyi's? Write them down.
# Then set `jade` to the GMV per viewer (UV 价值) of `yunshi` over all its days, in yuan.

# %%
jade = ...
check("01-jade", jade)

# %% [markdown]
# ## Recap
#
# - An operator decides goods, traffic, pace, benefits and money, with five forces: traffic, live room, anchors, supply, service.
# - A headline is *how many* × *how much each*: more merchants, as your friend has more shops.
# - A table has a grain, a key and gaps. Two tables reconcile, and rules find bugs.
# - Funnel and content time split the same GMV. At the noodle stall: more passed by, more stopped, more ordered, or bowls got larger.
# - Your merchant is adopted. Next: assignment `01_operators_job`, your own shop with five bugs in its tables.
