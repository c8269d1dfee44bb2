"""How far a plan may depart from the merchant's own conduct, and single changes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.market import FAULTS, SAMPLES, Benefit, PaidPlan, Plan, remedy, sample
from caopan.planning import FORTNIGHT, SEASON, candidates, changes_of, mandate_problems
from caopan.planning.changes import merged, only, without
from caopan.planning.mandate import CHANGES, Mandate

SHOP = sample("liuyi")
SINGLE = candidates(SHOP, dict.fromkeys(FAULTS, 0.05))


def test_each_field_of_a_plan_belongs_to_one_change():
    """Nothing can be decided that no change names, and nothing counts twice."""
    named = [field for fields in CHANGES.values() for field in fields]
    assert sorted(named) == sorted(set(Plan.model_fields) - {"name"})


@pytest.mark.parametrize("merchant", SAMPLES)
def test_doing_nothing_is_always_within_the_mandate(merchant):
    """Going on as before needs nobody's word."""
    assert mandate_problems(sample(merchant), Plan()) == ()
    assert changes_of(Plan()) == ()


@pytest.mark.parametrize(
    ("plan", "where"),
    [
        (Plan(paid_bp=8_400), "paid"),
        (Plan(paid_bp=11_600), "paid"),
        (Plan(paid=(PaidPlan(plan_id="p", fen_per_h=1),)), "paid"),
        (Plan(pause=(0, 1, 2, 3)), "sessions"),
        (Plan(assortment=("liuyi-k01",)), "assortment"),
        (Plan(price_bp={"liuyi-k01": -2_600}), "price_bp.liuyi-k01"),
        (Plan(quality_control=tuple(sku.sku_id for sku in SHOP.skus[:4])), "quality_control"),
        (Plan(m_coupon_fen={"liuyi-k01": SHOP.skus[0].list_fen // 2}), "m_coupon_fen.liuyi-k01"),
        (Plan(videos=19.0), "videos"),
        (Plan(private_fen=10_000_000), "private_fen"),
        (
            Plan(benefits=(Benefit(kind="coupon", amount_fen=9_000, quantity=1),)),
            "benefits.0.amount_fen",
        ),
        (Plan(hype=0.1, videos=4.0, persona=True, appeal=True), "plan"),
    ],
)
def test_what_goes_too_far_is_named(plan, where):
    """Each bound is held, and the message points to the field and to what is allowed."""
    found = dict(mandate_problems(SHOP, plan))
    assert where in found
    assert any(word in found[where] for word in ("stay within", "up to", "keep the", "ask first"))


def moved_budgets(share):
    """A plan that leaves each day's 24 budgets as they were in sum, and a share of them on air."""
    live = {
        hour for slot in SHOP.slots for hour in range(24) if slot.start_min // 60 <= hour
    }  # sessions of this merchant end at midnight
    plans = []
    for one in SHOP.paid.plans():
        on = dict.fromkeys(live, one.fen_per_h * share // 100)
        rest = 24 * one.fen_per_h - sum(on.values())
        off = dict.fromkeys(set(range(24)) - live, rest // (24 - len(live)))
        plans.append(one.model_copy(update={"hours": on | off}))
    return Plan(paid=tuple(plans))


def test_budgets_of_hours_off_air_do_not_count():
    """Money set for hours without a session is never spent: it hides neither a cut nor a rise, and
    a budget that is paced over the hours on air may leave the others empty."""
    for share, kept in ((30, False), (86, True), (100, True), (114, True), (130, False)):
        found = [path for path, _ in mandate_problems(SHOP, moved_budgets(share))]
        assert found == ([] if kept else ["paid"])
    own = SHOP.paid.plans()
    paced = [
        one.model_copy(
            update={"fen_per_h": 0, "hours": dict.fromkeys(range(17, 24), one.fen_per_h)}
        )
        for one in own
    ]
    assert mandate_problems(SHOP, Plan(paid=tuple(paced))) == ()


def test_where_nothing_was_spent_nothing_may_be():
    """A merchant without paid traffic gives no mandate for any."""
    shop = SHOP.model_copy(update={"paid": SHOP.paid.model_copy(update={"fen_per_h": 0})})
    some = Plan(paid=(PaidPlan(plan_id="p", fen_per_h=1),))
    assert [path for path, _ in mandate_problems(shop, some)] == ["paid"]
    assert mandate_problems(shop, Plan()) == ()


def test_hours_on_air_count_to_the_last_day():
    """A plan that falls silent after a fortnight is beyond the mandate of its twelve weeks."""
    later = Plan(pause=tuple(range(14, 84)))
    assert mandate_problems(SHOP, later, days=14) == ()
    assert [path for path, _ in mandate_problems(SHOP, later, days=84)] == ["sessions"]


def test_a_season_allows_what_a_fortnight_does_not():
    """Twelve weeks have room for more changes, and for larger ones."""
    plan = Plan(hype=0.1, videos=5.0, persona=True, appeal=True, paid_bp=6_000)
    assert mandate_problems(SHOP, plan, FORTNIGHT)
    assert mandate_problems(SHOP, plan, SEASON) == ()


def test_candidates_are_single_changes_or_remedies_within_the_mandate():
    """Whatever the search tries may be handed in; remedies of what is suspected come first."""
    assert SINGLE[0].name.startswith("remedy")
    for one in SINGLE:
        assert not mandate_problems(SHOP, one.plan)
        assert one.name.startswith("remedy") or len(changes_of(one.plan)) == 1
    assert len({one.name for one in SINGLE}) == len(SINGLE)
    assert {one.family for one in SINGLE} >= {"price", "paid", "anchor", "check"}


@given(st.sampled_from(SINGLE), st.sampled_from(SINGLE))
def test_two_changes_join_and_come_apart(one, other):
    """A joined plan makes the changes of both; each can be taken out or looked at alone."""
    both = merged(one.plan, other.plan)
    if both is None:
        assert set(changes_of(one.plan)) & set(changes_of(other.plan))
        return
    made = changes_of(both)
    assert set(made) == set(changes_of(one.plan)) | set(changes_of(other.plan))
    for change in made:
        assert set(changes_of(without(both, change))) == set(made) - {change}
        assert changes_of(only(both, change)) == (change,)


def test_no_mandate_is_wide_enough_for_a_remedy_beyond_its_changes():
    """A remedy that takes three changes is not offered where two are allowed."""
    assert len(changes_of(remedy(SHOP, "FT8"))) == 3
    two = candidates(SHOP, {"FT8": 1.0}, mandate=Mandate(changes=2))
    assert all("FT8" not in one.name for one in two)
    assert any("FT8" in one.name for one in candidates(SHOP, {"FT8": 1.0}))


def test_nobody_treats_what_is_not_suspected():
    """Remedies of unlikely faults are left out, the likeliest comes first."""
    some = candidates(SHOP, {"FR4": 0.2, "FG5": 0.5, "FT1": 0.04})
    assert [one.name for one in some[:2]] == ["remedy FG5", "remedy FR4"]
    assert all("FT1" not in one.name for one in some)
