"""The made cases of assignment 07: what is held to be true is, by other means."""

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market import Plan, as_found, baseline, play_many, sample, variant
from caopan.planning import sheet_of, sheet_text
from caopan.planning.room_plan import relay, room_plan, room_rundown
from caopan.planning.scoring import gains_of, value_of
from caopan.practice import adopt, keep_sheet, my_sheet
from caopan.practice.assignment07 import (
    bills,
    coupons,
    gained,
    said_of_bill,
    said_of_gained,
    split,
)
from caopan.practice.assignment07_rows import read_rundown, said_of_rows, sheets
from caopan.practice.assignment07_sheet import as_sheet, points_of_sheet, reference_room
from caopan.practice.assignment07_voice import best_rest, evenings, said_of_rest, voice

SEEDS = st.integers(0, 2**31)


@settings(max_examples=25)
@given(SEEDS)
def test_what_a_gained_buyer_costs_follows_from_counting(seed):
    """One by one: all redeemers pay less, those beyond the base bring an order."""
    for one in coupons(seed):
        redeemers = one.base * one.lift
        true = gained(one.base, one.lift, one.off, one.order, one.kept)
        assert true["anyway"] * redeemers == pytest.approx(one.base)
        fresh = redeemers * (1 - true["anyway"])
        assert fresh * true["each"] == pytest.approx(redeemers * one.off * one.kept)
        assert true["adds"] == pytest.approx(fresh * (one.order - true["each"]))
        assert said_of_gained(gained, one) == []


@given(st.integers(0, 10_000), st.lists(st.integers(0, 50_000), min_size=1, max_size=9))
def test_a_discount_is_shared_to_the_fen(discount, lines):
    """All of it, each within a fen of its exact share, never less for the dearer of two lines."""
    if not sum(lines):
        return
    shares = split(discount, lines)
    assert sum(shares) == discount
    for share, line in zip(shares, lines, strict=True):
        assert abs(Decimal(share) - Decimal(discount) * line / sum(lines)) < 1
    by_price = sorted(zip(lines, shares, strict=True))
    assert all(one[1] <= other[1] + 1 for one, other in pairwise(by_price))


@settings(max_examples=8, deadline=None)
@given(SEEDS)
def test_each_slip_is_told_from_the_truth(seed):
    """What is right has no reason against it; rounding, the last and the first line have one."""
    made = bills(seed)
    assert all(said_of_bill(split, one) == "" for one in made)
    slips = (
        lambda d, p: [round(d * x / sum(p)) for x in p],
        lambda d, p: [*(d * x // sum(p) for x in p[:-1]), d - sum(d * x // sum(p) for x in p[:-1])],
    )
    for slip in slips:
        assert any(said_of_bill(slip, one) for one in made)
    made_rows = sheets(seed)
    assert all(said_of_rows(read_rundown, one) == [] for one in made_rows)
    assert sum(bool(said_of_rows(_heard_once, one)) for one in made_rows) >= 2


def _heard_once(rows, minutes, heroes):
    """A slip: the loop is not repeated."""
    loop = max(at + length for at, length, _ in rows)
    return read_rundown(rows, loop, heroes)


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_a_rundown_is_read_as_an_array_reads_it(seed):
    """Counted by arrays of minutes; waits as gaps between minutes with a hero."""
    for one in sheets(seed):
        loop = max(at + length for at, length, _ in one.rows)
        count, hero = np.zeros(loop, int), np.zeros(loop, bool)
        for at, length, sku in one.rows:
            count[at : at + length] += 1
            hero[at : at + length] |= sku in one.heroes
        on_air = np.flatnonzero(np.concatenate([[True], np.resize(hero, one.minutes), [True]]))
        assert read_rundown(one.rows, one.minutes, one.heroes) == {
            "doubled": (count > 1).sum(),
            "silent": (count == 0).sum(),
            "wait": np.diff(on_air).max() - 1,
        }


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_the_best_rest_is_that_of_a_table(seed):
    """Each rest by whole arrays; at the last evening none adds anything, at the others one does."""
    made = evenings(seed)
    for one in made:
        worth, minute = np.array(one.worth), np.arange(len(one.worth))
        level = np.array([voice(m) for m in range(len(worth))])
        adds = {}
        for rest in one.rests:
            at = minute % (120 + rest)
            heard = np.where(at < 120, level[at], one.skill * level[at - 120])
            adds[rest] = (worth * (heard - level)).sum() - one.fee
        found = best_rest(one.worth, one.skill, one.fee, one.rests)
        best = max(adds, key=adds.get)
        if adds[best] > 0:
            assert found == {"rest": best, "adds": pytest.approx(adds[best])}
        else:
            assert found == {"rest": None, "adds": 0}
        assert said_of_rest(best_rest, one) == []
    assert [best_rest(e.worth, e.skill, e.fee, e.rests)["rest"] is None for e in made] == [
        *[False] * 5,
        True,
    ]


def test_the_voice_is_the_markets():
    """What trainees are told of a tired voice is what is played."""
    from caopan.market.effects import voice as played

    assert [voice(m) for m in range(700)] == pytest.approx(played(np.arange(700), 1.0).tolist())


@pytest.mark.parametrize("fault", ["FR2", "FR5"])
def test_the_reference_gains_by_what_went_wrong(fault):
    """On fresh luck it gains more than its rundown alone: the fault's own remedy is in it."""
    shop = variant("gutian", "07_one_session", "ada", b"key", days=42, faults=[fault])
    best = reference_room(shop)
    alone = Plan(rundown=room_rundown(shop))
    idle, rundown, whole = play_many(
        [(shop, one) for one in (baseline(shop), alone, best)], seeds=range(6)
    )
    assert value_of(gains_of(whole, idle)) > 1.1 * value_of(gains_of(rundown, idle)) > 0
    assert best.roster is not None
    assert (best.benefits is not None) == (fault == "FR5")


def test_points_of_a_sheet_are_for_checks_and_for_what_it_earns():
    """Nothing decided: no skill, checks as they are; a refused sheet gets nothing, with words."""
    shop = sample("gutian")
    first = shop.first_day.fromordinal(shop.first_day.toordinal() + shop.days)
    head = f"head: {{merchant: gutian, first_date: {first}}}\n"
    points, said = points_of_sheet(as_sheet(head), shop, range(2), 8.0)
    assert 0 < points < 2
    assert said[0].startswith("Skill 0.00")
    assert any("highlights" in one for one in said)
    refused = head + "timeline: {roster: [{anchor: Zoe, length: 60 min}]}\n"
    points, said = points_of_sheet(as_sheet(refused), shop, range(2), 8.0)
    assert points == 0
    assert "refused" in said[0]
    assert "no anchor 'Zoe'" in said[1]


def test_a_room_is_planned_for_each_tier_and_a_weaker_voice_speaks_short():
    """Sessions of a tier are filled to the shortest one; equal voices take equal turns."""
    shop = as_found("fanhe")
    plan = room_plan(shop)
    assert {tier: sum(t.minutes for t in talks) for tier, talks in plan.rundown.items()} == {
        tier: min(slot.minutes for slot in shop.slots if slot.tier == tier) for tier in "AB"
    }
    assert [shift.minutes for shift in relay(shop)] == [120, 120]
    weak = shop.anchors[0].model_copy(update={"skill": 0.7})
    other = shop.model_copy(update={"anchors": (weak, shop.anchors[1])})
    assert [(s.anchor, s.minutes) for s in relay(other)] == [("A2", 120), ("A1", 30)]
    assert relay(shop.model_copy(update={"anchors": shop.anchors[:1]})) is None


def test_the_case_file_keeps_a_sheet_that_can_be_carried_out(tmp_path, monkeypatch):
    """Kept, found again with its reason; errors are refused with their lines; another merchant's
    sheet is not this one's."""
    monkeypatch.chdir(tmp_path)
    adopt("yunshi")
    shop = as_found("yunshi")
    text = sheet_text(sheet_of(room_plan(shop), shop))
    kept = keep_sheet(text, why="two\nvoices")
    assert my_sheet() == kept
    assert (kept.own, kept.why) == (True, "two voices")
    with pytest.raises(CaopanError, match=r"line 1: head\.first_date"):
        keep_sheet("head: {merchant: yunshi, first_date: soon}")
    assert my_sheet() == kept
    adopt("liuyi")
    assert not my_sheet().own
    adopt("yunshi")
    (tmp_path / "my_sheet.yaml").write_text("head: {merchant: yunshi}", encoding="utf-8")
    with pytest.raises(CaopanError, match="first_date"):
        my_sheet()
