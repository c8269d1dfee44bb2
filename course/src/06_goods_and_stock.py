# %% [markdown]
# # How many, of what? Goods and stock
#
# Gutian Larder (谷田食集) sells apples and dried scallops. Its supplier closes for two weeks, and the November festival lies in between.
# One order can still be placed tonight. The owner says: *take what we usually sell, that is safe.*
#
# After this lesson you can
#
# - tell demand from sales, and see a fortnight ahead;
# - weigh a piece too few against a piece too many, and order by the critical ratio (临界比);
# - say what lead time, returns and substitutes do to an order;
# - choose a shelf under a cap on SKUs and on cash;
# - staff the warehouse for the days on which everything comes at once.
#
# *Median time: 90 minutes (assumed).*

# %% [markdown]
# ## Before you start
#
# Two questions from earlier lessons. Write your answers on paper.
#
# 1. A number on the board is cut off by something that nobody counts. What did lesson 02 call that, and what can still be said?
# 2. Of ten apples sold, one goes back. Which of these is paid in spite of it: platform fee, parcel, goods?

# %% [markdown]
# ## What a piece leaves
#
# First the money. A piece that goes back brings nothing, but its parcel is paid. So we count what an *ordered* piece leaves on average: after fee, goods, parcels and returns.

# %%
from caopan.diagnosis import Shop
from caopan.planning import Pieces

shop, heroes = Shop.of("gutian"), ["gutian-k01", "gutian-k02"]
apples, scallops = heroes
pieces = Pieces.from_shop(shop).only(heroes)
for n, name in enumerate(["apples, a case", "scallops"]):
    price, cost = pieces.income_fen[n] / 100, pieces.cost_fen[n] / 100
    print(f"{name}: {price:.0f} yuan, goods {cost:.0f}, leaves {pieces.margin_yuan[n]:.0f}")

# %% [markdown]
# ## Sales are not demand
#
# Last fortnight 1,386 cases of apples were sold on air. Is that the demand (需求) of the next one? Three things stand between.
#
# - *Stock-outs.* Where people click and nothing can be sold, demand is cut off.
# - *Off air.* Some buy after the session: 10 to 30 per cent more *(assumed)*; no hour table tells them.
# - *The calendar.* A festival, a wait before it, a dip after it. The sizes are assumed, the signs are the trade's.
#
# Commit a guess: how many cases will be asked for in the fortnight to come?

# %%
from caopan.practice import guess

asked_guess = guess("Cases of apples asked for in two weeks?", low=800, high=3000, unit=" cases")
asked_guess

# %% [markdown]
# We draw 400 fortnights from the last four weeks, with all three put right.

# %%
import matplotlib.pyplot as plt

from caopan.planning import estimated_demand
from caopan.practice import style

style()
demand = estimated_demand(shop).only(heroes)
figure, axes = plt.subplots(figsize=(7.2, 2.8))
axes.hist(demand.total[:, 0], bins=30, color="#0072B2", alpha=0.5)
axes.axvline(1386, color="#6b7280", label="sold on air last fortnight")
axes.set(xlabel="cases of apples in the fortnight to come", ylabel="fortnights of 400")
axes.legend(loc="upper right")
asked_guess.mark(axes)

# %% [markdown]
# About 2,100 on average; one fortnight in ten stays below 1,800, one in ten passes 2,400.
# Whoever reorders what was sold is sold out before the festival is over.
#
# So 2,099 cases, the mean? **That is our trap.** The mean says how much is asked for, not what a mistake costs.

# %% [markdown]
# ## Too few, too many
#
# - A case *too few* loses what it would have left. But three in ten who find apples sold out take something else *(20 to 40 %, assumed)*: we lose less than the margin.
# - A case *too many* lies there for 0.2 % of its cost a day, and after two weeks it is soft: 60 % of its cost is lost *(both assumed)*. Dried scallops just lie on.
#
# Call them $C_u$ and $C_o$. The order should do in a share of $C_u / (C_u + C_o)$ of all fortnights: the critical ratio. It is the newsvendor's problem (报童模型): yesterday's papers are worth nothing.
#
# Commit a guess: how many cases would you order?

# %%
order_guess = guess("Cases of apples to order?", low=500, high=4000, unit=" cases")
order_guess

# %%
import numpy as np

from caopan.planning import newsvendor, plot_newsvendor

lost_bp = np.array([6000, 0])  # of the cost: apples, scallops
found = newsvendor(pieces, demand, lost_bp=lost_bp)
figure = plot_newsvendor(found, apples)
order_guess.mark(figure.axes[0])
figure.axes[0].set_title("")
figure

# %% [markdown]
# The top lies *below* the mean: 1,815 cases. The curve falls faster to the right than it rises from the left, for a soft apple costs more than a lost sale.
# And the scallops? We put both beside the mean.

# %%
mean = demand.total.mean(axis=0).round()
table = found.table[["quantity", "demand", "fractile", "stock_out", "profit_yuan"]].round(2)
table.assign(mean_loses=(table["profit_yuan"] - found.profit_at(mean)).round())

# %% [markdown]
# Apples: below the mean, and sold out in seven fortnights of ten. That is the plan; tell the owner *before*.
# Scallops: above the mean, for a piece too many costs next to nothing. "Heroes for eight fortnights of ten" is wrong for both.
# Ordering both means gives away ¥11,700.
#
# > **Note.** Near its top the curve is flat. Fifty cases more or less hardly matter; the direction, and the calendar, do.
#
# ## Lead time, returns, substitutes
#
# Supply chain (供应链) is the fourth of the five forces. What would change the order? We change one thing at a time.

# %%
import pandas as pd

slow = Pieces.from_shop(shop, lead_days=5).only(heroes)
changes = {
    "as it is": found,
    "five days until it comes": newsvendor(slow, demand, lost_bp=lost_bp),
    "nobody takes a substitute": newsvendor(pieces, demand, lost_bp=lost_bp, substitute=0.0),
    "returns are sold again": newsvendor(pieces, demand, lost_bp=lost_bp, resold_after=8),
}
late = changes["five days until it comes"].table["profit_yuan"].sum()
print(f"three days more cost {found.table['profit_yuan'].sum() - late:,.0f} yuan")
pd.DataFrame({name: one.table["quantity"] for name, one in changes.items()}).T

# %% [markdown]
# Three days more of lead time (提前期) cost ¥41,000: what is asked for before the order comes is lost, whatever we order. A faster lorry may be the best deal of the week.
# Without substitutes we would order more. Returns that lie on the shelf again in time make the order smaller; where half goes back, by a lot.
#
# **Your turn:** in a cold store only 20 % of the cost is lost on a case of apples that is left. Set `cold_store` to what the store is worth over the fortnight: how much more both orders together leave, in yuan.

# %%
from caopan.practice import check

cold_store = ...
check("06-cold-store", cold_store)

# %% [markdown]
# ## Which SKUs
#
# The supplier packs eight of our SKUs at most, and the account holds ¥1,000,000. Hooks (引流款) and gifts are set: they are there for the room, not for their margin. Among the others one hero (爆款) must be.
# The best shelf (货盘) is a whole-number problem; the solver finds it, and says what binds.

# %%
from caopan.market import sample
from caopan.planning import choose_shelf, plot_shelf, shelf_candidates

roles = {sku.sku_id: sku.role for sku in sample("gutian").skus}
whole = Pieces.from_shop(shop)
spoil = np.where(np.array(whole.sku_id) == apples, 6000, 0)
orders = newsvendor(whole, estimated_demand(shop).only(whole.sku_id), lost_bp=spoil)
goods = shelf_candidates(orders, roles)
goods = goods[~goods["role"].isin(["hook", "gift"])]
shelf = choose_shelf(goods, most=8, cash_fen=100_000_000, at_least={"hero": 1})
print("binding:", shelf.binding, "one more SKU would add", round(shelf.one_more_fen / 100), "yuan")
plot_shelf(goods, shelf)

# %% [markdown]
# The best seller stays at home. Scallops earn most, but tie up half of the cash: 34 fen of profit for a yuan. These eight earn more together.
# Both caps bind. A ninth SKU would add ¥5,167, the most that we should pay the packer for it.
# Cash works in steps, for an order is bought whole or not: ¥10,000 more would add nothing, ¥50,000 more would add ¥5,988.
#
# ## Everything comes at once
#
# The fifth force is service and fulfilment (服务履约). A parcel that leaves after its promise is often refunded before it is shipped.
# Beichen (北辰男装) ships 1,400 pieces on a plain day and 4,000 in the festival. A further head in the warehouse costs ¥300 a day and ships 150 pieces *(assumed)*.
#
# Commit a guess: how many further heads for these two weeks leave most?

# %%
heads_guess = guess("Further heads in the warehouse?", low=0, high=12)
heads_guess

# %%
from caopan.market import Plan, play_many

heads = [0, 1, 2, 3, 4, 6, 8, 10]
menswear = sample("beichen")
played = play_many([(menswear, Plan(service_staff=n)) for n in heads], seeds=range(8))
gain = [(one.total_fen - played[0].total_fen).mean() / 100 for one in played]
back = [100 * one.returned.sum() / one.units.sum() for one in played]
figure, axes = plt.subplots(figsize=(7.2, 2.6))
axes.plot(heads, gain, marker="o")
axes.set(xlabel="further heads", ylabel="yuan beside none")
heads_guess.mark(axes)
print(f"pieces that go back: {back[0]:.1f} % with none, {back[4]:.1f} % with four")

# %% [markdown]
# Four or five; ten would stand idle on most days.
# Nothing of this shows on the night: GMV is the same with none and with ten. It shows later, in what goes back.
#
# ## The order of your own merchant
#
# The reference order of your heroes is made as above: estimated demand, nothing lost on what is left. Change what you know better, and run the cell again. Later lessons find it.

# %%
from caopan.practice import keep_order, my_order

start = my_order(reference=True)
keep_order(start.orders, why="write what you changed, and what a piece left over costs here")

# %% [markdown]
# ## Monday
#
# *Print this page.*
#
# 1. Never order sales. Put back what stock-outs cut off, add what sells off air, look at the calendar.
# 2. For each hero write two numbers: what a piece too few loses, what a piece too many loses.
# 3. $C_u / (C_u + C_o)$: order so that it does in that share of fortnights. Above or below the mean is a result, not a mood.
# 4. Stocked to run out? Tell the owner now.
# 5. What is asked for before the order comes is lost: ask the price of a faster delivery first.
# 6. Cash binds? Compare profit for a yuan tied up; know what the next SKU, or yuan, would add.
# 7. Count the parcels of the worst day, and hire for it before it comes.

# %% [markdown]
# ## Transfer: another category
#
# Zhenyun Pearls (珍匀珠坊, `zhenyun`) sells about 40 necklaces (`zhenyun-k01`) in two weeks. Pearls do not spoil, and a necklace leaves ¥212.
# Order for both heroes, `zhenyun-k01` and `zhenyun-k02`, with nothing lost on what is left. Set `pearls_order` to the pieces of `zhenyun-k01`.

# %%
pearls_order = ...
check("06-pearls", pearls_order)

# %% [markdown]
# ## Recap
#
# - Demand is not sales: stock-outs, off-air orders and the calendar stand between; here they made 2,100 of 1,386.
# - The critical ratio weighs a piece too few against a piece too many. Apples went below the mean, scallops above it.
# - Lead time costs what no order can bring back; returns in time and substitutes make orders smaller.
# - Under caps, ask what the scarce thing earns: a yuan of cash, a place on the shelf. The best seller may stay at home.
# - Late parcels come back: staff for the worst day.
#
# And in truth? Ask the simulator: `from caopan.planning import played_demand`, then `played_demand(as_found("gutian")).only(heroes).quantiles()`, with `as_found` from `caopan.market`.
#
# Next: assignment `06_goods_and_stock`. You order for shops of your own, and the order is played.
