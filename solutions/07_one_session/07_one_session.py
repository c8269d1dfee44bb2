# %% [markdown]
# # 07 One session: a sheet that is played
#
# Your shop `mine` sells food. Since some day after the middle of its history, something in the *room* is wrong: the pace (节奏拖沓), a tired voice (主播状态), a pushing script (过度逼单), or gifts that go to the wrong people (福利被羊毛).
# First you write four tools. Then you find out which it is, and write the STAGE sheet for the fortnight to come. Your sheet is checked and played.
#
# | task | points | graded by |
# |---|---|---|
# | 1 What a gained buyer costs | 3 | hidden tests |
# | 2 A discount to the fen | 3 | hidden tests |
# | 3 The first voice rests | 4 | hidden tests |
# | 4 A rundown, minute by minute | 3 | hidden tests |
# | 5 The sheet | 8 | checks, and playing it |
# | 6 Your highlight | 3 | a person |
#
# `check(...)` helps while you work, and costs nothing.
# *Stuck?* `from caopan.practice import hint`, then `hint("07-gained")`. *Median time: 150 minutes (assumed).*

# %% nbgrader={"grade": false, "grade_id": "07-setup", "locked": true, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
from caopan.diagnosis import Shop
from caopan.practice import check

shop = Shop.of("mine")
print(f"{shop.category}, {shop.days} days from {shop.first_day}; the plan begins on {shop.date_of(shop.days)}")

# %% [markdown]
# ## Task 1 · What a gained buyer costs (3 points)
#
# A coupon takes `off` yuan from an order. Without it `base` people buy in a session, with it `lift` times as many; all of these redeem.
# An order earns `order` yuan at full price, net of goods, fees and returns. Of each coupon a share `kept` is paid for good, for orders that come back bring theirs back.
#
# Write `gained(base, lift, off, order, kept)`. Give a dict:
#
# - `anyway`: the share of redeemers who would have bought without it;
# - `each`: yuan that the coupon costs for each buyer who would *not* have bought;
# - `adds`: yuan that the coupon adds to a session, after its cost.

# %% nbgrader={"grade": false, "grade_id": "07-gained", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def gained(base, lift, off, order, kept):
    """Give {"anyway": share, "each": yuan, "adds": yuan}."""
    ### BEGIN SOLUTION
    more = base * (lift - 1)
    cost = base * lift * kept * off
    return {"anyway": 1 / lift, "each": cost / more, "adds": more * order - cost}
    ### END SOLUTION


# %%
check("07-gained", gained)

# %% nbgrader={"grade": true, "grade_id": "07-gained-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""gained: hidden coupons, half a point each; a third of it for each of the three numbers."""
assert gained(100, 1.5, 10.0, 50.0, 0.9) is not None, "gained gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment07 import coupons as _coupons
from caopan.practice.assignment07 import said_of_gained as _said_of
from grader.marking import case

_lost, _why, _cases = 0, [], _coupons(case().private_seeds[0])
for _one in _cases:
    try:
        _said = _said_of(gained, _one)
    except Exception as _error:
        _said = [str(_error).partition(" when called with")[0], "", ""]
    _lost += len(_said)
    _why += [_reason for _reason in _said if _reason]
print(*list(dict.fromkeys(_why))[:3], sep="\n")
round(3.0 * (1 - _lost / (3 * len(_cases))), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 2 · A discount to the fen (3 points)
#
# A threshold discount (满减) is taken from a whole order, but each line settles by itself, and perhaps with another funder. Write `split(discount, lines)`: `discount` in fen, `lines` a list of the lines' prices in fen. Give a list: the fen that each line bears.
#
# - Lines share by their prices; all shares are whole fen, and together they are the discount.
# - Cut each exact share down to whole fen. The fen that are left over go, one each, to the lines with the largest remainders; where two are alike, to the earlier line.
#
# No float is exact enough for that: whole numbers and `//`, or `Fraction`, are.

# %% nbgrader={"grade": false, "grade_id": "07-split", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def split(discount, lines):
    """Give the fen of the discount that each line bears."""
    ### BEGIN SOLUTION
    whole = sum(lines)
    shares = [discount * line // whole for line in lines]
    rests = [discount * line % whole for line in lines]
    left = discount - sum(shares)
    for at in sorted(range(len(lines)), key=lambda at: (-rests[at], at))[:left]:
        shares[at] += 1
    return shares
    ### END SOLUTION


# %%
check("07-split", split)

# %% nbgrader={"grade": true, "grade_id": "07-split-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""split: hidden orders, half a point each: thirds, one line, a gift at nothing, many lines."""
assert split(100, [500, 700]) is not None, "split gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment07 import bills as _bills
from caopan.practice.assignment07 import said_of_bill as _said_of
from grader.marking import case

_why, _cases = [], _bills(case().private_seeds[0])
for _one in _cases:
    try:
        _said = _said_of(split, _one)
    except Exception as _error:
        _said = str(_error).partition(" when called with")[0]
    _why += [_said] if _said else []
print(*list(dict.fromkeys(_why))[:3], sep="\n")
round(3.0 * (1 - len(_why) / len(_cases)), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 3 · The first voice rests (4 points)
#
# A voice is whole (1) for 120 minutes after it took over. After that it loses 0.0013 with each further minute, down to 0.5 at least. *(Assumed.)*
# `worth` is a list: the yuan that each minute of the session brings at a whole voice. The first anchor speaks for 120 minutes, then the second for `rest` minutes, then the first again, and so on. The second sells `skill` times what the first sells, and costs `fee` yuan for the evening, however often it is her turn.
#
# Write `best_rest(worth, skill, fee, rests)`. It compares each length in the list `rests` with the first anchor alone, for whom there is no fee. Give `{"rest": minutes, "adds": yuan}` of the best one; where none adds anything, `{"rest": None, "adds": 0}`.

# %% nbgrader={"grade": false, "grade_id": "07-best-rest", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def best_rest(worth, skill, fee, rests):
    """Give {"rest": minutes or None, "adds": yuan}."""
    ### BEGIN SOLUTION
    def voice(since):
        return max(1 - 0.0013 * max(since - 120, 0), 0.5)

    def relayed(rest):
        total = 0.0
        for minute, yuan in enumerate(worth):
            at = minute % (120 + rest)
            total += yuan * (voice(at) if at < 120 else skill * voice(at - 120))
        return total - fee

    alone = sum(yuan * voice(minute) for minute, yuan in enumerate(worth))
    adds = {rest: relayed(rest) - alone for rest in rests}
    rest = max(adds, key=adds.get)
    return {"rest": rest, "adds": adds[rest]} if adds[rest] > 0 else {"rest": None, "adds": 0}
    ### END SOLUTION


# %%
check("07-best-rest", best_rest)

# %% nbgrader={"grade": true, "grade_id": "07-best-rest-check", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""best_rest: hidden evenings, half of the points for the rest and half for what it adds."""
assert best_rest([10.0] * 300, 0.9, 100.0, [30, 60]) is not None, "best_rest gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment07_voice import evenings as _evenings
from caopan.practice.assignment07_voice import said_of_rest as _said_of
from grader.marking import case

_lost, _why, _cases = 0, [], _evenings(case().private_seeds[0])
for _one in _cases:
    try:
        _said = _said_of(best_rest, _one)
    except Exception as _error:
        _said = [str(_error).partition(" when called with")[0], ""]
    _lost += len(_said)
    _why += [_reason for _reason in _said if _reason]
print(*list(dict.fromkeys(_why))[:3], sep="\n")
round(4.0 * (1 - _lost / (2 * len(_cases))), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 4 · A rundown, minute by minute (3 points)
#
# A rundown is a list of rows `(at, length, sku)`: from minute `at` on, for `length` minutes, this SKU. It may be typed badly: rows may overlap or leave holes. Its *loop* ends with its last minute, and repeats on air until the session's `minutes` are over.
#
# Write `read_rundown(rows, minutes, heroes)`; `heroes` is a list of SKUs. Give a dict of whole minutes:
#
# - `doubled`: minutes of the loop in which more than one row runs;
# - `silent`: minutes of the loop, from 0 on, in which none runs;
# - `wait`: the longest time on air without a hero. The session's begin and end count; where two rows run, one hero among them will do.

# %% nbgrader={"grade": false, "grade_id": "07-read-rundown", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
def read_rundown(rows, minutes, heroes):
    """Give {"doubled": minutes, "silent": minutes, "wait": minutes}."""
    ### BEGIN SOLUTION
    loop = max(at + length for at, length, _ in rows)
    running = [[sku for at, length, sku in rows if at <= m < at + length] for m in range(loop)]
    longest = wait = 0
    for minute in range(minutes):
        wait = 0 if any(sku in heroes for sku in running[minute % loop]) else wait + 1
        longest = max(longest, wait)
    doubled = sum(len(skus) > 1 for skus in running)
    return {"doubled": doubled, "silent": sum(not skus for skus in running), "wait": longest}
    ### END SOLUTION


# %%
check("07-read-rundown", read_rundown)

# %% nbgrader={"grade": true, "grade_id": "07-read-rundown-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""read_rundown: hidden rundowns, half a point each; a third of it for each of the three numbers."""
assert read_rundown([(0, 4, "a"), (4, 5, "b")], 30, ["b"]) is not None, "read_rundown gives nothing back."
### BEGIN HIDDEN TESTS
from caopan.practice.assignment07_rows import said_of_rows as _said_of
from caopan.practice.assignment07_rows import sheets as _sheets
from grader.marking import case

_lost, _why, _cases = 0, [], _sheets(case().private_seeds[0])
for _one in _cases:
    try:
        _said = _said_of(read_rundown, _one)
    except Exception as _error:
        _said = [str(_error).partition(" when called with")[0], "", ""]
    _lost += len(_said)
    _why += [_reason for _reason in _said if _reason]
print(*list(dict.fromkeys(_why))[:3], sep="\n")
round(3.0 * (1 - _lost / (3 * len(_cases))), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 5 · The sheet (8 points)
#
# Set `sheet` to the text of a STAGE sheet for `mine`, as `caopan plan` reads it: fourteen days from the day that the setup cell prints. It may decide what happens in the room and nothing else:
#
# - `timeline`: `rundown` (by tier A and B), `roster`, `pressure`;
# - `gifts`: `tools` (an empty list takes all gifts away);
# - `events`: one to three highlights, each with a measurable target.
#
# What you leave out stays as it is. Anchors are `A1` and `A2`. You may write YAML by hand, or build plain data and let `sheet_text(Sheet.model_validate(data))` write it; both names are in `caopan.planning`. Methods of the lesson work on your tables: `shop_talk_rates`, `make_rundown`, `shop_coupons`.
#
# Two points are for the acceptance checks of timeline, gifts and events. Six are for what the sheet earns, played on the truth: 6 × skill ÷ 1.2. Skill is what it gains beside going on as before, in parts of what the methods gain that know the shop's true numbers: half of it on average, half in the worst tenth of all fortnights.
# A sheet with an error is refused as a whole, as in the trade.

# %% nbgrader={"grade": false, "grade_id": "07-sheet", "locked": false, "schema_version": 3, "solution": true, "task": false, "cell_type": "code"}
sheet = ...
### BEGIN SOLUTION
from itertools import accumulate

from caopan.planning import Pieces, Sheet, make_rundown, sheet_text, shop_talk_rates

rates = shop_talk_rates(shop, Pieces.from_shop(shop))
sessions = shop.table("live_session")
last = sessions[shop.day(sessions["start_ts"]) >= shop.days - 14]
rundowns = {}
for tier, some in last.groupby("tier"):
    span = (some["end_ts"] - some["start_ts"]).dt.total_seconds() // 60
    opens = some["start_ts"].dt.hour.iloc[0] * 60
    talks = make_rundown(rates, minutes=int(span.min()), start_min=int(opens)).talks()
    begun = accumulate((talk.minutes for talk in talks), initial=0)
    rundowns[str(tier)] = [
        {"at": f"{at} min", "length": f"{talk.minutes} min", "sku": talk.sku_id}
        for at, talk in zip(begun, talks, strict=False)
    ]
first = shop.date_of(shop.days)
sheet = sheet_text(Sheet.model_validate({
    "head": {"merchant": "mine", "first_date": str(first), "days": "14 days", "title": "The room"},
    "timeline": {
        "rundown": rundowns,
        "roster": [{"anchor": "A2", "length": "120 min"}, {"anchor": "A1", "length": "60 min"}],
        "pressure": "0.2 of full pressure",
    },
    "gifts": {"tools": []},
    "events": [{
        "date": str(shop.date_of(shop.days + 5)), "time": "20:30", "what": "The grower opens this year's harvest",
        "teaser": "two short videos on the days before", "asset": "the grower, three crates, a scale",
        "target": {"measure": "follows", "at_least": "300 follows"},
    }],
}))
### END SOLUTION

# %%
check("07-sheet", sheet)

# %% nbgrader={"grade": true, "grade_id": "07-sheet-check", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false, "cell_type": "code"}
"""sheet: a text that can be read and decides the room only; then its checks, and what it earns."""
from caopan.practice.assignment07_sheet import as_sheet

_read = as_sheet(sheet)
### BEGIN HIDDEN TESTS
from caopan.practice.assignment07_sheet import points_of_sheet as _points_of
from grader.marking import case

_points, _why = _points_of(_read, case().merchants["mine"], case().private_seeds[:16], 8.0)
print(*_why, sep="\n")
round(_points, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## Task 6 · Your highlight (3 points, read by a person)
#
# The owner asks why one evening needs a highlight at all, and "more likes" would be enough of a target. Answer in at most 150 words, for your own sheet.
#
# One point each: what is shown when, and why just then, with a number from your tables; the target, how you came to it, and in how many fortnights of ten you expect to reach it; what you do on the evening itself if half of the time is over and less than half is reached.

# %% [markdown] nbgrader={"grade": true, "grade_id": "07-memo", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false, "cell_type": "markdown"}
# ### BEGIN SOLUTION
# *An example worth all three points:* On Saturday the 6th at 20:30 the grower opens the first crate. At that hour your room has most visitors: 6,200 an hour on the last three Saturdays, 3,900 at seven. Who comes then and leaves without following us is lost, and seven of ten do.
# Target: 300 new followers on that evening. The last three Saturdays brought 190, 215 and 240; the festival adds about half. I expect to reach it in six fortnights of ten. Likes are no target: they cost nobody anything, and no parcel was ever packed for one.
# If by half past nine fewer than 150 have followed, the second crate is opened for followers only, and the draw comes every twenty minutes instead of thirty. That costs ¥40 more. If then still nothing moves, we go back to the apples and keep the third crate for the next Saturday.
#
# *Rubric.* 1 point: what, when and why then, with at least one number from the own tables; half a point without a number. 1 point: a measurable target with its origin and a chance; half a point if the chance is missing; "more likes", or a target without origin, gets none. 1 point: an act for the evening that can be carried out, with what it costs. Deduct nothing for language; deduct half a point above 170 words.
# ### END SOLUTION
