# %% [markdown]
# # Which number can be trusted tonight? The board
#
# It is 20:36 at Liuyi House, and the board (数据大屏) shows buyers vanishing.
# The owner calls: *stop the paid plan!* You have one minute.
#
# After this lesson you can
#
# - say what stands above and below the line of a metric, and which metrics count people;
# - leave out who is too young to be judged (删失);
# - tell what the feed has not told yet (数据延迟), and wait for it;
# - keep three definitions (口径) of GPM apart;
# - answer the owner, with a number and a doubt.
#
# *Median time: 80 minutes (assumed).*

# %% [markdown]
# ## Before you start
#
# Two questions from lesson 01. Write your answers on paper.
#
# 1. One night's GMV differed between two tables. What did you look at before you took a side?
# 2. GMV per buyer: who stands under the line, and which column counts them?

# %% [markdown]
# ## 20:36
#
# You know Liuyi House (六一小屋), the couple with the own-cut women's wear.
# This is its session of 12 October. We made one thing go wrong in it, on purpose; find out what.
#
# The board waits at 20:36, minute 96. Step about, click tiles, and come back.

# %%
from caopan.board import watch
from caopan.practice import jammed

night = "liuyi-070-1"
feed = {"order_line": jammed("order_line", merchant="liuyi", session=night)}
watch("liuyi", night, minute=96, instead=feed)

# %% [markdown]
# Each tile has a value since the opening, one of the last ten minutes, and a place among peers (同行).
# *View-to-buy rate* (看播成交率): its last ten minutes are two thirds below the ten before.
# Nearly all tiles with money fall along. Visitors keep coming.
#
# Three doubts come before any action: the *line*, the *age*, the *feed*.
#
# ## The 42 metrics (指标)
#
# Behind each tile stands one definition. What must it be divided by? How does it mislead?
# That there are 42 is published; which ones is this course's choice *(assumed)*.

# %%
from caopan.practice import metrics_table

metrics_table()

# %% [markdown]
# Count how often *distinct* stands in the formulas. Those metrics count people (UV), not times (PV).
# A ratio whose denominator is zero has no value. It is not zero.
#
# ## First doubt: the line
#
# View-to-buy rate = distinct buyers ÷ distinct viewers.
# It falls when fewer buy, and just as well when many come in who had no time to buy.
# So we never read a ratio alone: we ask for its numerator (分子) and denominator (分母).

# %%
from caopan.board.replay import Replay

board = Replay.of("liuyi", night, instead=feed)
board.jump(96 * 60)
rate = board.reading["C8"]
print("buyers  (all, last 10, 10 before):", rate.numerator)
print("viewers (all, last 10, 10 before):", rate.denominator)

# %% [markdown]
# The denominator hardly moved: 615 viewers after 647. The numerator fell from 16 to 5.
# So it is not a rush of newcomers. The first doubt is answered: no.
#
# Note the sizes, too. Five and sixteen people are few.
#
# ## Second doubt: the age
#
# Perhaps the room turned bad and people leave at once?
# We count who stayed a minute (留存) among those who entered in the last two minutes.
# Commit a guess first.

# %%
from caopan.practice import guess

asked = "Of 100 visits since 20:34, how many stayed a minute?"
stayed_a_minute = guess(asked, low=0, high=60, unit=" %")
stayed_a_minute

# %% [markdown]
# `live` puts the tables in the order in which a live feed sends them, each visit when it begins.
# We take what has arrived, each event once, and count.

# %%
import pandas as pd

from caopan.board import live
from caopan.events import load

now = pd.Timestamp("2021-10-12 20:36", tz="Asia/Shanghai")
minute = pd.Timedelta(minutes=1)
visits = live({"visit": load("visit", merchant="liuyi", session=night)})["visit"]
visits = visits[visits["arrive_ts"] <= now].drop_duplicates("event_id")
watched = visits["leave_ts"].clip(upper=now).fillna(now) - visits["enter_ts"]
newest = visits["enter_ts"] > now - 2 * minute
print(f"{(watched[newest] >= minute).mean():.0%} of {newest.sum()} stayed a minute")

# %% [markdown]
# A disaster? Usually about 33 stay. Before you call the anchor, ask how long these visits *could* have lasted.
#
# Half of them began less than a minute ago. Nobody can have stayed a minute who came 30 seconds before.
# They are not leavers; they cannot be judged yet. That is censoring (删失).
# In words: let in only visits that began 60 seconds ago or earlier, above and below the line.

# %%
import matplotlib.pyplot as plt

from caopan.practice import style

style()
entered = visits["enter_ts"]
old_enough = (entered > now - 3 * minute) & (entered <= now - minute)
shares = {
    "entered 20:34 to 20:36,\nyoung ones below the line": (watched[newest] >= minute).mean(),
    "entered 20:33 to 20:35,\nall a minute old": (watched[old_enough] >= minute).mean(),
}
figure, axes = plt.subplots(figsize=(7.2, 2.1))
axes.barh(list(shares), [100 * share for share in shares.values()], height=0.5)
axes.set(xlabel="visits that stayed a minute (%)", xlim=(0, 60))
stayed_a_minute.mark(axes)

# %% [markdown]
# The lower bar is the wrong one: it would fall in *every* rush, just when the room does best.
# The upper bar is as usual. So the second doubt is answered, too: nobody runs away.
#
# Two more metrics are built so. Pay success (支付成功率) leaves out orders younger than 15 minutes.
# On-time shipping (准时发货率) leaves out parcels whose promise is still to come; tonight it has no value at all.
#
# **Your turn:** set `stayed` to the 60-second retention of all visits since the opening, as the board gives it at 20:36. A share, not per cent.

# %%
from caopan.practice import check

stayed = ...
check("02-stayed", stayed)

# %% [markdown]
# ## Third doubt: the feed
#
# Each row carries two times: when it happened, and `arrive_ts`, when the collector got it.
# At clock t the board knows what had *arrived* by t, not what had *happened* by t.
# Up to 15 minutes late, a row still mends the figures: that bound is the watermark (水位线). Later ones are reported, not added.
#
# Suppose the feed of orders is late. Commit a guess: when has the board caught up?

# %%
caught_up = guess("Minutes after 19:00 when the fall is gone from the board?", low=80, high=130)
caught_up

# %% [markdown]
# We draw the same ten minutes twice: as the board showed them then, and as they are known the next morning.

# %%
def buyers_of_ten_minutes(orders, clock, as_of):
    known = orders[orders["arrive_ts"] <= as_of]
    last_ten = (known["pay_ts"] > clock - 10 * minute) & (known["pay_ts"] <= clock)
    return known.loc[last_ten, "user_id"].nunique()


orders = feed["order_line"]
opening, morning = now - 96 * minute, now + 12 * 60 * minute
minutes = range(80, 131)
clocks = [opening + m * minute for m in minutes]
then = [buyers_of_ten_minutes(orders, clock, as_of=clock) for clock in clocks]
later = [buyers_of_ten_minutes(orders, clock, as_of=morning) for clock in clocks]

# %%
figure, axes = plt.subplots(figsize=(7.2, 2.8))
axes.plot(minutes, later, color="#777777", linestyle="--", label="as known the next morning")
axes.plot(minutes, then, label="as the board showed it then")
axes.axvline(96, color="black", linewidth=1)
axes.set(xlabel="minutes after 19:00 (thin line: 20:36)", ylabel="buyers of ten minutes")
axes.set_ylim(bottom=0)
axes.legend(loc="lower right")
caught_up.mark(axes)

# %% [markdown]
# The two lines part after minute 89 and meet again at minute 101. In truth people bought as ever.
# The feed of orders stood still for twelve minutes, then handed on everything at once:
# our planted trouble, a jam (数据积压).
#
# Can we see it at 20:36, without the morning? Ask each feed when its last row arrived.

# %%
for name in ("visit", "product_event", "interaction", "order_line"):
    rows = feed[name] if name in feed else load(name, merchant="liuyi", session=night)
    arrived = live({name: rows})[name]["arrive_ts"]
    silence = now - arrived[arrived <= now].max()
    print(f"{name:14} silent for {silence.total_seconds():4.0f} s")

# %% [markdown]
# Three feeds talk every few seconds; the orders have been silent for nine minutes.
# *Money falls, people stay, one feed is silent*: that is a late feed. Stopping the plan would have cost real visitors.
#
# > **Warning.** Not each fall is a jam. At 21:00 the same tile falls from 4.0 to 1.6 %, and all feeds talk.
# > There it is few events: 12 buyers after 24, with a quarter more viewers. Ten minutes later there are 27.

# %% [markdown]
# ## Three numbers called GPM
#
# At the close the owner reads that shops like hers make ¥2,000 to ¥3,000 "GPM", GMV per 1,000 *(weakly sourced)*.
# The board says ¥5,900 (千次观看成交额). Twice the trade's best? Ask: per 1,000 of what?
# Commit a guess for card exposures (商品曝光): how often a product card was shown.

# %%
by_cards = guess("Her GMV per 1,000 card exposures, in yuan?", low=0, high=9000, unit=" yuan")
by_cards

# %%
board = Replay.of("liuyi", night)
board.jump(255 * 60)
closing = board.reading
cards = load("product_event", merchant="liuyi", session=night)
cards = cards[(cards["arrive_ts"] <= closing.clock) & (cards["kind"] == "expose")]
denominators = {
    "views (the board's)": closing["T4"].total,
    "viewers": closing["T3"].total,
    "card exposures": cards["event_id"].nunique(),
}
gmv = closing["C1"].total / 100
gpm = {name: gmv * 1000 / count for name, count in denominators.items()}

# %%
figure, axes = plt.subplots(figsize=(7.2, 2.2))
bars = axes.barh(list(gpm), list(gpm.values()), height=0.55)
axes.bar_label(bars, [f"¥{value:,.0f}" for value in gpm.values()], padding=4)
axes.set(xlabel="GMV per 1,000 (yuan)", xlim=(0, 9000))
by_cards.mark(axes)

# %% [markdown]
# One night, one GMV, three numbers. The trade's figure divides by card exposures; there she stands *inside* its range.
# This course divides by views. Whoever tells you a GPM must tell you its line.

# %% [markdown]
# ## Monday
#
# *Print this page.*
#
# 1. A tile falls: read numerator and denominator before the ratio.
# 2. Fewer than 30 events in either window? Write it down, wait ten minutes.
# 3. Which part is too young? Judge only who has passed the mark.
# 4. Ask each feed when its last row arrived. One is silent: wait, and say until when.
# 5. Do two metrics from *different* feeds agree? Only then act.
# 6. Note the clock with each figure that you report; say if it may still move.
# 7. Compare a GPM only with one of the same denominator.

# %% [markdown]
# ## Transfer: another category
#
# Jade sells a few pieces a night. When Yunshi (`yunshi`) closes its last session, pay success of the last ten minutes is 100 %. Of how many orders?
# Step `Replay.of("yunshi")` to minute 180 and look. Then set `jade_gpm` to its GMV per 1,000 *viewers* of that night, in yuan, as known at that minute.

# %%
jade_gpm = ...
check("02-jade", jade_gpm)

# %% [markdown]
# ## Recap
#
# - A ratio is two numbers. People are counted once, times are not, and a zero denominator gives no value.
# - Who is too young to be judged stays out, above and below the line.
# - The board knows what has arrived. Late rows mend it, up to the watermark.
# - GPM by views, by viewers, by card exposures: ask which.
# - To the owner: "No. Your orders are late, not lost; I look again at 20:45. If they are still missing then, I was wrong."
#
# Next: assignment `02_the_board`. You write eight of the metrics, and read your own board.
