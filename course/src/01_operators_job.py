# %% [markdown]
# # Which lever first? The operator's job
#
# On Monday you take over a shop that sells live.
# Its owner asks one thing: *what do we change first?*
# After this lesson you can
#
# - say what an operator (操盘手) does, and with which five forces (五力);
# - split a headline of growth into its parts;
# - read a shop's tables, and doubt them in the right places;
# - break sales into levers, in two ways;
# - adopt the merchant whose case file you will keep.
#
# *Median time: 70 minutes (assumed, until trainees have been timed).*

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
# The first three steady the demand; the last two earn the money *(published)*.

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
# Sales means GMV (成交金额) here: the money of paid orders, refunds not taken off.

# %%
growth = 0.9 / 0.2
merchants_grew = {"4× the merchants": 4, "5× the merchants": 5}
per_merchant = {name: growth / times for name, times in merchants_grew.items()}
per_merchant

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
# Nearly all of the 4.5× came from *more merchants*. It was a good season for the provider, and no news for your shop.
# So the first question to any headline is: per what?

# %% [markdown]
# ## A shop and its tables
#
# Meet Liuyi House (六一小屋), women's wear.
# Its tables come from our simulator, so its true troubles are known; no real shop is in them.

# %%
from caopan.events import card

liuyi = card("liuyi")
print(liuyi.story)

# %%
from caopan.practice import explore_tables

explore_tables("liuyi")

# %% [markdown]
# Event tables (事件表) hold facts: one row for each thing that happened.
# The two hour tables hold sums of such facts for every day.
# Ask three things of any table: what is one row (粒度)? Which column names it (主键)? What is missing?
# Money is in whole fen (分), a hundredth of a yuan.

# %% [markdown]
# ## Wrong on purpose
#
# The owner wants one number: what did the last recorded night sell?
# We do what everybody does first, and add up the column that says `pay`.

# %%
from caopan.events import load

night = liuyi.event_sessions[-1]
lines = load("order_line", merchant="liuyi", session=night)
ours = lines["pay_fen"].sum() / 100
print(f"{night}: {ours:,.0f} yuan")

# %% [markdown]
# Before anybody hears it, we ask a second table for the same number. That is reconciliation (对账).

# %%
goods = load("goods_hour", merchant="liuyi")
theirs = goods.loc[goods["session_id"] == night, "gmv_fen"].sum() / 100
print(f"hour table: {theirs:,.0f} yuan; we are {ours / theirs - 1:+.0%} off")

# %% [markdown]
# We do not take the middle. We look at rows, and ask which rule differs.

# %%
lines.loc[lines["pay_ts"].isna(), ["line_id", "pay_fen", "create_ts", "pay_ts"]].head(3)

# %% [markdown]
# A line exists as soon as the order is created (创单); nobody has to pay it.
# `pay_fen` says what *would be* paid, and only `pay_ts` says that it was.

# %%
paid = lines[lines["pay_ts"].notna()]
print(f"paid lines only: {paid['pay_fen'].sum() / 100:,.0f} yuan")

# %% [markdown]
# Now they agree, to the fen. **Your turn:** set `per_buyer` to that night's GMV per buyer (客单价), in yuan.
# A buyer is a person, not a line.

# %%
from caopan.practice import check

per_buyer = ...
check("01-per-buyer", per_buyer)

# %% [markdown]
# *Stuck?* `hint("01-per-buyer")` gives a nudge, and another one if you ask again.
#
# ## Doubt, in the right places
#
# Collected tables are never clean: rows arrive twice, get lost, carry wrong units or clocks.
# Each such bug breaks a rule that we can write down. Here are two rules, and the rows that break them.

# %%
from caopan.practice import hint

worth = lines["list_fen"] - lines["m_coupon_fen"] - lines["p_coupon_fen"] - lines["a_coupon_fen"]
print("facts seen twice:", lines["event_id"].duplicated().sum())
print("lines whose price does not add up:", (lines["pay_fen"] != worth).sum())
# hint("01-per-buyer")

# %% [markdown]
# ## First identity: the funnel (漏斗)
#
# GMV = impressions (曝光) × views per impression × viewers per view × buyers per viewer × GMV per buyer.
# It is an identity (恒等式): it holds by definition.
# Its use is to show *where* two periods differ. So we add up the first and the last fourteen days.

# %%
import pandas as pd
from caopan.practice import in_days

traffic = load("traffic_hour", merchant="liuyi")


def totals(first_day, last_day):
    rows = in_days(traffic, first_day, last_day).sum(numeric_only=True)
    sold = in_days(goods, first_day, last_day).sum(numeric_only=True)
    return pd.concat([rows, sold]).astype(float)


start, end = totals(1, 14), totals(47, 60)

# %% [markdown]
# Each step divided by the step before it gives the factors; the first step stays as it is.

# %%
def factors(sums, steps):
    chain = sums[steps]
    return chain / chain.shift(fill_value=1)


FUNNEL = ["impressions", "visits", "viewers", "buyers", "gmv_fen"]
moved = factors(end, FUNNEL) / factors(start, FUNNEL)

# %% [markdown]
# Commit a second guess. GMV is one number; which lever moved it?

# %%
impressions = guess("Impressions of the last fortnight, in multiples of the first?", low=0, high=20, unit="×")
impressions

# %%
names = ["impressions", "views per impression", "viewers per view", "buyers per viewer", "GMV per buyer"]
figure, axes = plt.subplots(figsize=(7.2, 2.4))
axes.barh(names[::-1], moved.to_numpy()[::-1], height=0.6)
axes.axvline(1, color="black", linewidth=1)
axes.set(xlabel="last fortnight ÷ first fortnight (×)", xscale="log")
impressions.mark(axes)

# %% [markdown]
# TODO sentence after the figure.

# %% [markdown]
# ## Second identity: content time (内容时长)
#
# A follower who stays an hour is worth more than ten who glance.
# So a published brand method puts *time* and *repurchase* inside:
# GMV = viewers × hours watched per viewer × buyers per hour × paid lines per buyer × GMV per paid line.
# Here repurchase (复购) means further lines in the same session.

# %%
CONTENT_TIME = ["viewers", "watch_s", "buyers", "pays", "gmv_fen"]
levers = factors(end, CONTENT_TIME)
levers["watch_s"] /= 3600
levers["buyers"] *= 3600
levers["gmv_fen"] /= 100

# %% [markdown]
# Same GMV, other levers. The funnel asks where people drop out; content time asks what an hour of attention earns.
# Pull one lever at a time, and see what a lever is worth.

# %%
from caopan.practice import explore_levers

explore_levers(levers.to_dict())

# %% [markdown]
# > **Warning.** In the explorer levers are free; in a shop they pull on each other.
# > In one published case spend rose by half, and the cost of an entry halved.
# > Yet the last extra yuan brought back 0.27 *(weakly sourced)*: the new viewers were other people.

# %% [markdown]
# ## Adopt your merchant
#
# You keep one merchant through the course. Its diagnosis, plan, contract and review make your case file.
#
# | name | merchant | the question it asks |
# |---|---|---|
# | `liuyi` | Liuyi House 六一小屋, women's wear | How does a shop start from zero? |
# | `fanhe` | Fanhe Select 范禾优选, quality goods | What breaks a plateau? |
# | `yunshi` | Yunshi Jade 云石玉坊, jade from an industrial belt (产业带) | How do you sell one piece of each? |

# %%
from caopan.practice import adopt

adopt("liuyi").name_en

# %% [markdown]
# ## Monday
#
# Print this page.
#
# 1. Ask for tables, not screenshots. Ask what one row is, which column names it, what is missing.
# 2. Pick one night. Get its GMV from two tables. Go on only when they agree.
# 3. Say which lines are paid, which refunds are seen, which coupons are whose.
# 4. Write both identities for a period that was good and one that was not.
# 5. Divide the two. Name the factor that moved most, and the factor that you can move.
# 6. To any headline: *per what?* Per merchant, per session, per viewer.
# 7. Tell the owner one lever, the number behind it, and what would change your mind.

# %% [markdown]
# ## Transfer: another category
#
# Jade (玉) sells few pieces at high prices. Before you run the cell, say which two factors will differ most from the shop above.
# Then set `jade` to Yunshi's GMV per viewer (UV 价值) over all its days, in yuan.

# %%
jade = ...
check("01-jade", jade)

# %% [markdown]
# ## Recap
#
# - An operator decides goods, traffic, pace, benefits and money. The five forces (五力) are traffic, live room, anchors, supply, service.
# - A headline splits into *how many* × *how much each*: 4.5× was almost all more merchants. So did your friend's two shops.
# - A table has a grain, a key and gaps. Unpaid lines have a price but no `pay_ts`, and two tables tell on each other.
# - The funnel and content time split the same GMV. At the noodle stall: more passers-by, more who stop, more who order, larger bowls.
# - Your merchant is adopted, and `01_operators_job` waits: your own shop's tables, with five bugs in them.
