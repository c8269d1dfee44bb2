# %% [markdown]
# # Which settlement do we sign? The commission engine
#
# Liuyi House (六一小屋) sells women's wear. Its provider Upwind offers two ladders for the next season: *the same rates, one is just simpler.*
# It also sent a statement of the big night, 12 October. You sign or don't; you pay or write back.
#
# After this lesson you can
#
# - say on which base (分账基数) a rate works;
# - share a coupon and take a refund back without losing a fen;
# - tell a marginal (超额) from a whole-amount (全额) ladder, and see the cliff;
# - read one night at several clocks: estimated, confirmed, settled;
# - check a statement line by line, and ask how a fen was computed.
#
# *Median time: 90 minutes (assumed).*

# %% [markdown]
# ## Before you start
#
# Two questions from earlier lessons. Write your answers on paper.
#
# 1. A coupon of ¥15 was funded by the platform. Whose money is it, and does the shop receive it?
# 2. Why is tonight's GMV not what will be there in three weeks?

# %% [markdown]
# ## Six yuan an order
#
# An order: two pieces at ¥199. The merchant's coupon takes off ¥20, the platform's ¥15, the anchor's ¥5; the buyer pays ¥358.
# The contract: *platform 5 %, anchor 20 %, provider 5 % of sales.* Of which sales? Three readings are usual: A, *paid*; B, paid and the platform's coupon; C, list price less the merchant's coupon.
#
# Commit a guess: by how much do they differ, for the merchant?

# %%
from caopan.practice import guess

asked = "Between the best and the worst reading, yuan an order?"
apart = guess(asked, low=0, high=20, unit=" yuan")
apart

# %%
import matplotlib.pyplot as plt

from caopan.commission import settle
from caopan.practice import style
from caopan.practice.lesson09 import made_facts, moment, plain_deal

style()
order = made_facts(39_800, merchant_fen=2_000, platform_fen=1_500, anchor_fen=500)
readings = {"A": (), "B": ("platform",), "C": ("platform", "anchor")}
deals = {k: plain_deal(base, square=500, host=2_000, upwind=500) for k, base in readings.items()}
nets = {name: settle([deal], order, moment(1)).due("shop") / 100 for name, deal in deals.items()}
figure, axes = plt.subplots(figsize=(7.2, 2.2))
axes.barh(list(nets), [nets["A"] - net for net in nets.values()], color="#0072B2")
axes.set(xlabel="the merchant's loss against base A (yuan an order)", ylabel="base")
axes.invert_yaxis()
apart.mark(axes)

# %% [markdown]
# ¥270.60, ¥266.10, ¥264.60: six yuan an order, and nobody lied (derived). Each coupon that counts as paid moves thirty per cent of itself.
# So a contract names its base.
#
# ## Not a fen
#
# A coupon of ¥20 on an order of three shirts at ¥9.90. We share it, and round each part:

# %%
thirds = [round(2_000 * 990 / 2_970) for _ in range(3)]
print(thirds, sum(thirds))

# %% [markdown]
# **That is the trap.** ¥20.01: a fen that nobody paid. Over a season it is a quarrel without end.
# The largest remainder (最大余数) gives whole fen first, then what is left, one by one.
#
# The same with refunds. A line of ¥100, commission 16.67 %, comes back in three parts; first each part is turned back by itself:

# %%
from caopan.planning import split_whole

print(split_whole(2_000, [990, 990, 990]))
parts = [3_333, 3_333, 3_334]
print("by itself:", [round(part * 0.1667) for part in parts], "of", round(10_000 * 0.1667))
line = made_facts(10_000, refunds=[(1, 3_333), (2, 3_333), (3, 3_334)])
deal = plain_deal(upwind=1_667)
due = [settle([deal], line, moment(day, "21:00")).due("upwind") for day in range(4)]
print("by what is kept:", [due[day] - due[day + 1] for day in range(3)], "of", due[0])

# %% [markdown]
# 667, 667, 666: not a fen too much. But 5.56 three times is 16.68, a fen more than was ever paid. The engine never rounds a refund. It asks at each clock what is due on all that is *kept*, and books the difference: 5.56, 5.55, 5.56.
#
# **Your turn:** a line of ¥88.88 at 7 % comes back in parts of 2,963, 2,963 and 2,962 fen. Set `second_fen` to what the provider gives back at the *second*, in fen.

# %%
from caopan.practice import check

second_fen = ...
check("09-second", second_fen)

# %% [markdown]
# ## The cliff
#
# A ladder (阶梯佣金): 8 % up to ¥100,000 of a session, 10 % up to ¥300,000, 12 % above. Marginal: each stretch earns its own rate. Whole-amount: the rung that is reached counts for everything.
# The session stands at ¥299,900; one more order of ¥200 comes in.
#
# Commit a guess: what does it earn the provider under the whole-amount ladder?

# %%
asked = "The provider's due on the next 200 yuan, in yuan?"
jump = guess(asked, low=0, high=10_000, unit=" yuan")
jump

# %%
from caopan.practice.lesson09 import TEXTBOOK, ladder_deal

added = {}
for mode in ("marginal", "whole"):
    deal = ladder_deal(mode, steps=TEXTBOOK, session=None)
    nights = (made_facts(fen) for fen in (29_990_000, 30_010_000))
    before, after = (settle([deal], night, moment(1)).due("upwind") for night in nights)
    added[mode] = (after - before) / 100
figure, axes = plt.subplots(figsize=(7.2, 2.2))
axes.barh(list(added), list(added.values()), color=["#9ca3af", "#0072B2"])
axes.set_xlabel("what the next 200 yuan earn the provider (yuan)")
axes.invert_yaxis()
jump.mark(axes)

# %% [markdown]
# ¥22 under the marginal ladder, ¥6,022 under the other: thirty times what was sold. Somebody with ¥200 and a friend can make that order. Where a contract counts the night alone, they can even send it back.
# The whole curve shows where such nights lie:

# %%
from caopan.commission import plot_ladder

plot_ladder(deal.terms[0].steps, to_fen=40_000_000)

# %% [markdown]
# The blue line jumps at each rung; the orange one only bends. Between rungs both say "10 %", and that is all that a salesman shows.
#
# ## One night, several clocks
#
# Liuyi's big night: Upwind's ladder is 8 %, 10 % from ¥30,000, 12 % from ¥80,000 of base (assumed). At 23:15 the session ends at a base of ¥87,500, above the top rung.
#
# Commit a guess: of 100 yuan that the night shows under the whole-amount ladder, how many are left three weeks later?

# %%
asked = "Of 100 yuan shown on the night, how many are left?"
left_over = guess(asked, low=0, high=100, unit=" yuan")
left_over

# %%
from datetime import timedelta

from caopan.commission import facts_of
from caopan.practice.lesson09 import night_ends

liuyi, end = facts_of("liuyi"), night_ends()
told, left = {}, {}
for mode in ("marginal", "whole"):
    told[mode] = settle([ladder_deal(mode)], liuyi, end).due("upwind")
    left[mode] = settle([ladder_deal(mode)], liuyi, end + timedelta(days=21)).due("upwind")
shares = [100 * left[mode] / told[mode] for mode in told]
figure, axes = plt.subplots(figsize=(7.2, 2.2))
axes.barh(list(told), shares, color=["#9ca3af", "#0072B2"])
axes.set(xlabel="left three weeks later (of 100 yuan shown on the night)", xlim=(0, 100))
axes.invert_yaxis()
left_over.mark(axes)

# %% [markdown]
# 48 yuan: the night's ¥10,500 were 2.1 times what is left. Four yuan in ten came back, and took the top rung with them. In the trade's worked example, with 35 % returns, it is 1.85 times (derived).
# And what is left is ¥5,060 there, ¥4,460 under the marginal ladder: *the same rates* are ¥600 a night apart.
#
# Nothing was wrong on the night. It was *estimated* (预估). A line is *confirmed* (确认) some days after delivery, and *settled* (已结算) at the next cycle:

# %%
from caopan.commission import EarningsDesk, plot_earnings

desk = EarningsDesk([ladder_deal("whole")], liuyi)
midnight = (end + timedelta(days=1)).replace(hour=0, minute=0)
clocks = [midnight + timedelta(days=days) for days in (0, 1, 2, 3, 5, 7, 9, 11, 14, 17, 21)]
plot_earnings(desk.over_time(clocks, "upwind"), night_fen=told["whole"])

# %% [markdown]
# Grey is estimated, and shrinks. Nothing is confirmed in the first week; on 1 November the cycle settles what is confirmed.
#
# > **Note.** Refunds after settlement still count. What was paid too much is a receivable (应收), offset in the next cycle; it is no discount.
#
# ## Right to the fen?
#
# Upwind's statement of the night, three weeks later, under the marginal ladder. One sum against another tells nothing but a quarrel, so we put line beside line:

# %%
from caopan.practice.lesson09 import upwind_statement

stated = upwind_statement()
deal, clock = ladder_deal("marginal"), end + timedelta(days=21)
ours = settle([deal], liuyi, clock)
print(f"stated {stated['due_fen'].sum() / 100:,.2f}, due {ours.due('upwind') / 100:,.2f} yuan")

mine = ours.frame().query("party == 'upwind'").set_index("line_id")["due_fen"]
beside = stated.assign(ours_fen=stated["line_id"].map(mine).fillna(0).astype(int))
beside["twice"] = beside["line_id"].duplicated()
odd = beside[(beside["due_fen"] != beside["ours_fen"]) | beside["twice"]].set_index("line_id")
odd[["base_fen", "due_fen", "ours_fen", "twice"]]

# %% [markdown]
# Eight rows, all one way. `frame` leaves out dues of nothing: an `ours_fen` of 0 may be a line that all came back, or one that is not bound. Our own tables tell which:

# %%
from caopan.events import load

sold = load("order_line", merchant="liuyi").set_index("line_id").loc[odd.index]
back = load("refund", merchant="liuyi").groupby("line_id")["amount_fen"].sum()
whole = odd["paid_fen"] + odd["coupon_fen"] - odd["refunded_fen"]
why = odd[["twice"]].assign(paid=sold["pay_ts"].notna(), on_air=sold["session_id"].notna())
why["left_out_fen"] = back.reindex(odd.index, fill_value=0) - odd["refunded_fen"]
why.assign(base_above_fen=odd["base_fen"] - whole)

# %% [markdown]
# Row by row: not sold on air, never paid, a refund left out, our own coupon in the base, one line twice. Where nothing of this shows, the rate is one from a higher rung.
# Write back with line and cause; a sum is answered with a sum. For any line the engine shows its work (这一分钱怎么来的):

# %%
from caopan.commission import explain

wrong = beside.query("0 < ours_fen < due_fen and not twice")["line_id"].iloc[0]
print(explain(ours, [deal], liuyi, wrong, "service").text())

# %% [markdown]
# Now your own merchant: the contract that its tables describe, settled at the end of its history. Who is due what, and how much of it is only estimated?

# %%
import pandas as pd

from caopan.commission import earnings_of, standing_contracts
from caopan.practice import my_merchant

merchant = my_merchant()
contracts, facts = standing_contracts(merchant), facts_of(merchant)
known = settle(contracts, facts, facts.lines["arrive_ts"].max() + timedelta(days=21))
earned = earnings_of(known, contracts, facts.sessions)
totals = pd.DataFrame({earned.names[party]: earned.total(party) for party in earned.parties})
totals.loc[["estimated_fen", "confirmed_fen", "settled_fen", "due_fen"]]

# %% [markdown]
# The first three rows add up to the last; of a sample of 1 in 10 users they are a tenth. The page *earnings* shows the same on screen, session by session, each party by itself. In lesson 10 you will choose a contract; this one is what it must beat.

# %% [markdown]
# ## Monday
#
# *Print this page: how to read a settlement sheet.*
#
# 1. Which contract version, and since when? A line is bound by the moment of payment.
# 2. Which base: whose coupon counts as paid? Work out one order by hand.
# 3. As of when? Never compare sheets of different clocks.
# 4. Each line once; paid; on air; in scope.
# 5. Refunds: dues on what is kept, not refunds rounded one by one.
# 6. A ladder: marginal or whole? Work out the jump at the next rung, in yuan.
# 7. Estimated, confirmed, settled: plan with the last only.
# 8. Sums of all parties = what came in − refunds. One fen off: stop.
# 9. Write back by line and cause.

# %% [markdown]
# ## Transfer: another category
#
# Gutian Larder (`gutian`) sells food. A provider asks 5 % of base B, one rate, for session `gutian-052-1`.
# Set `larder_left` to how many of 100 yuan that the end of the session shows are left 21 days later. Would a whole-amount ladder be as dangerous there?

# %%
larder_left = ...
check("09-larder", larder_left)

# %% [markdown]
# ## Recap
#
# - The base decides: six yuan an order between three readings of "sales".
# - Largest remainders share a coupon; dues on what is kept take refunds back. Not a fen is lost.
# - A whole-amount ladder has a cliff: ¥6,022 for an order of ¥200. We sign the marginal one, ¥600 a night cheaper.
# - Liuyi's night showed ¥10,500 and left ¥5,100: estimated is not settled.
# - The statement was wrong in eight rows; each has its cause. To Upwind: "We pay what is due by line, and ask for the next one with clock and base."
#
# Next: assignment `09_commission_engine`, where you write the engine.
