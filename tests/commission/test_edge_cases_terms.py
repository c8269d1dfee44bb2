"""Edge cases of settlement that come from terms and accounts: settled twice.

The numbers at the head of each test are those of the trade's list of cases (17, 19 to 23, 30, 31),
and the worked numbers of ladders.
"""

import pytest
from worked import Told, account, at, deal, settled, share

from caopan.commission import Scope
from caopan.commission.terms import Ads, Baseline, Fee, Gate, Guarantee, Hop, Reserve, Step

WAN = 1_000_000
"""Fen of 10,000 yuan."""
RUNGS = (
    Step(from_fen=0, rate_bp=800),
    Step(from_fen=10 * WAN, rate_bp=1_000),
    Step(from_fen=30 * WAN, rate_bp=1_200),
)


@pytest.mark.parametrize(
    ("mode", "below", "above", "after"),
    [("whole", 2_999_000, 3_601_200, 1_950_650), ("marginal", 2_799_000, 2_801_200, 1_750_650)],
)
def test_case_17_ladder_crossed_and_refunded_back(
    mode: str, below: int, above: int, after: int
) -> None:
    """8 % to 100,000, 10 % to 300,000, 12 % above; 299,900 are sold, then 200 more.

    Whole-amount: 29,990 becomes 36,012, a cliff of 6,022 for 200. After refunds of 105,035 the net
    is 195,065 and 19,506.50 are due: the night showed 1.85 times as much. Marginal: 27,990, 28,012,
    17,506.50.
    """
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    told.sold("l1", 29_990_000, "11-06 21:00", session_id="s1")
    told.sold("l2", 20_000, "11-06 22:00", session_id="s1")
    told.refunded("l1", 10_503_500, "11-09")
    ladder = deal(share(0, rate_bp=None, steps=RUNGS, mode=mode))
    moments = ("11-06 21:30", "11-06 22:30", "11-10")
    dues = [settled(told, when, ladder).due("anna") for when in moments]
    assert dues == [below, above, after]


@pytest.mark.parametrize(
    ("mode", "on", "under"), [("whole", 3_600_000, 3_000_000), ("marginal", 2_800_000, 2_800_000)]
)
def test_case_17_exactly_on_a_rung(mode: str, on: int, under: int) -> None:
    """The rung of 300,000 is reached with 300,000.00 and not with 299,999.99.

    Whole-amount: 12 % = 36,000.00, and 10 % = 30,000.00 (29,999.999 half up). Marginal: 28,000.00
    both (27,999.999 half up).
    """
    ladder = deal(share(0, rate_bp=None, steps=RUNGS, mode=mode))
    for list_fen, due in ((30 * WAN, on), (30 * WAN - 1, under)):
        told = Told()
        told.sold("l1", list_fen)
        assert settled(told, "11-07", ladder).due("anna") == due


def test_case_19_contract_changed_mid_session() -> None:
    """Version 2 holds from 21:00: 5 % of the line of 20:59:59, 8 % of the one of 21:00:00."""
    one = deal(share(5))
    two = deal(share(8), version=2, effective_from=at("11-06 21:00"))
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    told.sold("l1", 10_000, "11-06 20:59:59", session_id="s1")
    told.sold("l2", 10_000, "11-06 21:00", session_id="s1")
    assert settled(told, "11-07", one, two).on("anna") == {"l1": 500, "l2": 800}


def test_case_20_two_providers_on_one_session() -> None:
    """In one contract: 5 % to operations, 3 % to the anchor, 92.00 of 100.00 to the shop.

    Two contracts that both take the session settle none of its lines: each line is refused.
    """
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    told.sold("l1", 10_000, session_id="s1")
    both = settled(told, "11-07", deal(share(5, "ops"), share(3)))
    assert [both.due(party) for party in ("ops", "anna", "shop")] == [500, 300, 9_200]
    rival = deal(share(3), contract_id="ads", scope=Scope(anchors=("anna",)))
    none = settled(told, "11-07", deal(share(5, "ops")), rival)
    assert (none.codes, none.dues) == ([("l1", "two_contracts")], {})


def test_case_21_the_anchor_changes_her_mcn() -> None:
    """Till the 10th her MCN gets 40 % of her 20.00; from the 10th on another one gets 30 %."""
    old = share(20, name="old", passes_on=(Hop(to="mcn1", share_bp=4_000),), ends=at("11-10"))
    new = share(20, name="new", passes_on=(Hop(to="mcn2", share_bp=3_000),), starts=at("11-10"))
    told = Told()
    told.sold("l1", 10_000, "11-09 23:59:59")
    told.sold("l2", 10_000, "11-10")
    found = settled(told, "11-11", deal(old, new))
    assert found.on("anna") == {"l1": 1_200, "l2": 1_400}
    assert (found.on("mcn1"), found.on("mcn2")) == ({"l1": 800}, {"l2": 600})


def _slot_fee(told: Told) -> None:
    told.session("s1", "11-06 20:00", "11-06 23:00")
    told.sold("l1", 2_800_000, session_id="s1")
    told.refunded("l1", 1_000_000, "11-20")
    told.refunded("l1", 500_000, "12-07")


def test_case_22_guarantee_measured_on_the_net_of_day_30() -> None:
    """A slot fee of 10,000 with 1:3: 30,000 are guaranteed, 28,000 sold, 10,000 go back.

    On 6 December at 23:00 the net is 18,000; 12,000 of 30,000 are missing: 4,000 of the fee go
    back. What is refunded a day later does not count any more.
    """
    fee = Fee(
        name="slot", party="anna", amount_fen=WAN, guarantee=Guarantee(roi_bp=30_000, after_days=30)
    )
    told = Told()
    _slot_fee(told)
    moments = ("11-06 22:59", "11-06 23:00", "12-06 22:59", "12-06 23:00", "12-20")
    dues = [settled(told, when, deal(fee)).due("anna") for when in moments]
    assert dues == [0, WAN, WAN, 600_000, 600_000]


def test_case_22_guarantee_mended_by_another_session() -> None:
    """A make-up session of 9,000 on 10 December counts as well, and costs no fee.

    Measured 30 days after it: 18,000 − 5,000 + 9,000 = 22,000; 8,000 of 30,000 are missing:
    2,666.67 of 10,000 go back, on 9 January at 22:00 and not before.
    """
    guarantee = Guarantee(roi_bp=30_000, after_days=30, remedy="session")
    fee = Fee(name="slot", party="anna", amount_fen=WAN, guarantee=guarantee)
    told = Told()
    _slot_fee(told)
    told.session("s2", "12-10 20:00", "12-10 22:00", makes_up="s1")
    told.sold("l2", 900_000, "12-10 21:00", session_id="s2")
    dues = [settled(told, when, deal(fee)).due("anna") for when in ("12-20", "2022-01-09 22:00")]
    assert dues == [WAN, WAN - 266_667]


def test_case_23_a_refund_reopens_room_below_the_cap() -> None:
    """10 % up to 15.00: two lines of 100.00 give 10.00 and 5.00; without the first, 0 and 10.00."""
    told = Told()
    told.sold("l1", 10_000, "11-06 20:30")
    told.sold("l2", 10_000, "11-06 20:31")
    told.refunded("l1", 10_000)
    capped = deal(share(10, cap_fen=1_500))
    assert settled(told, "11-07", capped).on("anna") == {"l1": 1_000, "l2": 500}
    assert settled(told, "11-10", capped).on("anna") == {"l2": 1_000}


def test_case_30_a_negative_month_is_carried_forward() -> None:
    """November: 5 % of 100.00 less half of 100.00 of ads = −45.00: nothing paid, 45.00 receivable.

    December earns 5 % of 2,000.00: 100.00 − 45.00 = 55.00 are paid on 1 January.
    """
    contract = deal(share(5, "ops"), Ads(name="ads", party="ops", does="bears", share_bp=5_000))
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    told.session("s2", "12-06 20:00", "12-06 23:00")
    told.spent("s1", 10_000, "11-06 21:00")
    told.sold("l1", 10_000, session_id="s1")
    told.sold("l2", 200_000, "12-06 20:30", session_id="s2")
    told.signed("l1", "11-10")
    told.signed("l2", "12-10")
    assert settled(told, "11-07", contract).due("ops") == -4_500
    assert account(told, "12-01", "ops", contract) == (0, 4_500)
    assert account(told, "2022-01-01", "ops", contract) == (5_500, 0)


def test_case_31_reserve_is_released_at_day_30() -> None:
    """Of 20.00 a fifth, 4.00, is held for 30 days after the sale of 6 November 20:30.

    16.00 are paid on 1 December; on 6 December at 20:30 the 4.00 are free, paid on 1 January.
    """
    held = deal(share(20, reserve=Reserve(share_bp=2_000, days=30)))
    told = Told()
    told.sold("l1", 10_000, "11-06 20:30")
    told.signed("l1", "11-10")
    moments = ("11-07", "12-06 20:29:59", "12-06 20:30")
    assert [settled(told, when, held).reserved("anna") for when in moments] == [400, 400, 0]
    assert account(told, "12-01", "anna", held) == (1_600, 0)
    assert account(told, "2022-01-01", "anna", held) == (2_000, 0)


def test_only_the_increment_is_shared() -> None:
    """10 % above 100.00 of a month, of which the peers' index of 120 % makes 120.00.

    150.00 sold: 5.00 on the agreed baseline, 3.00 on the indexed one.
    """
    told = Told()
    told.sold("l1", 15_000)
    agreed = share(10, "ops", baseline=Baseline(amount_fen=10_000))
    indexed = share(10, "ops", baseline=Baseline(amount_fen=10_000, indexed=True))
    assert settled(told, "11-07", deal(agreed)).due("ops") == 500
    found = settled(told, "11-07", deal(indexed))
    assert (found.due("ops"), list(found.notices)) == (500, [("2021-11", "no_index")])
    told.tables["peer_index"].append({"period": "2021-11", "index_bp": 12_000})
    assert settled(told, "11-07", deal(indexed)).due("ops") == 300


def test_ads_fronted_come_back_first() -> None:
    """The provider fronts 40.00 of ads and gets them with 5 % on top, 42.00, then 10 % of the rest.

    Sales of 100.00: 42.00 + 10 % of 60.00 (sales above the spend) = 48.00. With sales of 30.00 it
    gets back no more than 30.00.
    """
    fronts = Ads(name="ads", party="ops", does="fronts", markup_bp=500)
    contract = deal(fronts, share(10, "ops", per="session", less_ads=True))
    for list_fen, due in ((10_000, 4_800), (3_000, 3_000)):
        told = Told()
        told.session("s1", "11-06 20:00", "11-06 23:00")
        told.spent("s1", 4_000, "11-06 21:00")
        told.sold("l1", list_fen, session_id="s1")
        assert settled(told, "11-07", contract).due("ops") == due


def test_a_quality_gate_pays_only_a_part() -> None:
    """20 % of what is kept; above 30 % of refunds 80 % of it: 40 of 100 back = 9.60, not 12."""
    gated = deal(share(20, gates=(Gate(measure="refund_rate", limit_bp=3_000, pays_bp=8_000),)))
    for back, due in ((3_000, 1_400), (3_001, 1_120), (4_000, 960)):
        told = Told()
        told.sold("l1", 10_000)
        told.refunded("l1", back)
        assert settled(told, "11-10", gated).due("anna") == due


def test_a_monthly_retainer_for_part_of_a_month() -> None:
    """3,000.00 a month from 16 November on: 15 of 30 days = 1,500.00, due on 1 December 00:00."""
    retainer = deal(
        Fee(name="retainer", party="ops", amount_fen=300_000, per="month"),
        effective_from=at("11-16"),
    )
    moments = ("11-30 23:59", "12-01", "2022-01-01")
    dues = [settled(Told(), when, retainer).due("ops") for when in moments]
    assert dues == [0, 150_000, 450_000]
