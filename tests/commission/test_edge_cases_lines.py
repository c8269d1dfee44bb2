"""Edge cases of settlement that come from lines, coupons and moments: settled twice.

The numbers at the head of each test are those of the trade's list of cases (10 to 16, 18, 25, 27,
28, 32), and the worked numbers of coupons and rounding.
"""

import pytest
from worked import Told, account, at, deal, settled, share

from caopan.commission import Scope
from caopan.commission.terms import Hop, Step

TWENTY = deal(share(20))
PAID: tuple[str, ...] = ()
WITH_PLATFORM = ("platform", "channel")
LIST_LESS_MERCHANT = ("platform", "channel", "anchor")


def test_case_10_split_shipment_one_line_signed() -> None:
    """Two lines of an order, 100.00 and 50.00; one is signed on the 10th, the other on its way.

    On the 17th one is confirmed and one estimated: 20.00 of 30.00 are payable on 1 December.
    """
    told = Told()
    told.sold("l1", 10_000)
    told.sold("l2", 5_000)
    told.signed("l1", "11-10")
    told.signed("l2", None)
    found = settled(told, "11-17", TWENTY)
    assert (found.state("l1"), found.state("l2"), found.due("anna")) == (1, 0, 3_000)
    assert account(told, "12-01", "anna", TWENTY) == (2_000, 0)


def test_case_11_one_order_two_contracts() -> None:
    """Each line goes to the contract that takes its sku: 20 % of 100.00 and 10 % of 50.00.

    A line that both contracts take is refused alone; a line that none takes is listed as outside.
    """
    first = deal(share(20), scope=Scope(skus=("k1", "k3")))
    second = deal(share(10), contract_id="other", scope=Scope(skus=("k2", "k3")))
    told = Told()
    for name, list_fen in (("k1", 10_000), ("k2", 5_000), ("k3", 700), ("k4", 300)):
        told.sold(f"line-{name}", list_fen, sku_id=name)
    found = settled(told, "11-07", first, second)
    assert found.on("anna") == {"line-k1": 2_000, "line-k2": 500}
    assert found.codes == [("line-k3", "two_contracts")]
    assert list(found.outside) == ["line-k4"]


def test_case_12_one_sku_in_the_shops_own_room_and_at_an_anchors() -> None:
    """The same sku for 100.00: 5 % in the shop's own session, 20 % in the anchor's."""
    own = deal(share(5, "ops"), scope=Scope(anchors=("house",)))
    hers = deal(share(20), contract_id="anna", scope=Scope(anchors=("anna",)))
    told = Told()
    told.session("s1", "11-06 19:00", "11-06 23:00", "house")
    told.session("s2", "11-06 19:00", "11-06 23:00", "anna")
    told.sold("l1", 10_000, session_id="s1")
    told.sold("l2", 10_000, session_id="s2")
    told.sold("l3", 10_000)
    found = settled(told, "11-07", own, hers)
    assert (found.on("ops"), found.on("anna")) == ({"l1": 500}, {"l2": 2_000})
    assert list(found.outside) == ["l3"]


@pytest.mark.parametrize(
    ("base", "merchant"), [(PAID, 27_060), (WITH_PLATFORM, 26_610), (LIST_LESS_MERCHANT, 26_460)]
)
def test_case_13_whose_coupon_it_is(base: tuple[str, ...], merchant: int) -> None:
    """2 × 199.00, coupons 20.00 of the merchant, 15.00 platform, 5.00 anchor: 358.00 are paid.

    5 %, 20 %, 5 % of 358.00 (A), 373.00 (B), 378.00 (C): of 378.00 that come in the merchant keeps
    270.60, 266.10, 264.60. Same deal, 6.00 apart.
    """
    terms = (share(5, "plat"), share(20), share(5, "ops"))
    told = Told()
    told.sold("l1", 39_800, m=2_000, p=1_500, a=500, qty=2)
    found = settled(told, "11-07", deal(*terms, base=base))
    assert found.due("shop") == merchant
    assert sum(found.due(party) for party in ("shop", "plat", "anna", "ops")) == 37_800


def test_case_13_a_coupon_of_the_payment_channel() -> None:
    """10.00 of 100.00 come from the payment channel: 20 % of 90.00 (A), of 100.00 (B, C)."""
    told = Told()
    told.sold("l1", 10_000, c=1_000)
    bases = (PAID, WITH_PLATFORM, LIST_LESS_MERCHANT)
    dues = [settled(told, "11-07", deal(share(20), base=base)).due("anna") for base in bases]
    assert dues == [1_800, 2_000, 2_000]


def test_case_14_coupon_larger_than_one_line() -> None:
    """15.00 off an order of 9.90 and 20.00: the line of 9.90 can carry 9.90, the other the 5.10.

    A line that carried all 15.00 alone would be paid −5.10: it is refused as below zero.
    """
    told = Told()
    told.sold("l1", 990, m=990)
    told.sold("l2", 2_000, m=510)
    told.sold("l3", 990, m=1_500)
    found = settled(told, "11-07", TWENTY)
    assert found.on("anna") == {"l2": 298}
    assert found.codes == [("l3", "negative")]


def test_an_orders_coupon_by_largest_remainder() -> None:
    """20.00 over three lines of 9.90 as 6.67, 6.67, 6.66: what comes in is 29.70 − 20.00 = 9.70.

    3.23, 3.23, 3.24 at 20 %: 0.65 each (0.646, 0.646, 0.648), the shop 2.58 + 2.58 + 2.59.
    """
    told = Told()
    for number, coupon in enumerate((667, 667, 666), 1):
        told.sold(f"l{number}", 990, m=coupon)
    found = settled(told, "11-07", TWENTY)
    assert found.on("anna") == {"l1": 65, "l2": 65, "l3": 65}
    assert (found.on("shop"), found.due("shop")) == ({"l1": 258, "l2": 258, "l3": 259}, 775)


def test_rounding_leaves_one_residual() -> None:
    """333.33 at 5 %, 18 %, 3 %: 16.67, 60.00, 10.00 half up, and 246.66 are left to the shop."""
    terms = (share(5, "plat"), share(18), share(3, "ops"))
    told = Told()
    told.sold("l1", 33_333)
    found = settled(told, "11-07", deal(*terms))
    dues = [found.due(party) for party in ("plat", "anna", "ops", "shop")]
    assert dues == [1_667, 6_000, 1_000, 24_666]


def test_case_15_gift_line_at_nothing() -> None:
    """A gift of 30.00 that the shop pays for is worth 0: nobody is due. A refund of 0 is no error.

    If the platform pays for it, its 30.00 come in: 20 % = 6.00 on base B, 0 on base A.
    """
    told = Told()
    told.sold("l1", 3_000, m=3_000)
    told.refunded("l1", 0)
    found = settled(told, "11-10", TWENTY)
    assert (found.dues, found.codes, found.state("l1")) == ({}, [], 0)
    told.sold("l2", 3_000, p=3_000)
    assert settled(told, "11-10", TWENTY).due("anna") == 600
    assert settled(told, "11-10", deal(share(20), base=PAID)).due("anna") == 0


def test_case_16_presale_across_contracts() -> None:
    """Deposit on 30 November under version 1 (20 %), balance on 3 December under version 2 (10 %).

    The sale was made with the deposit: 20 % of 100.00, but not before the balance is paid; and it
    belongs to the month of its session, November, whose ladder it fills.
    """
    step = {"rate_bp": None, "steps": (Step(from_fen=5_000, rate_bp=2_000),)}
    one = deal(share(20, **step))
    two = deal(share(10), version=2, effective_from=at("12-01"))
    told = Told()
    told.session("s1", "11-30 20:00", "11-30 23:00")
    told.sold("l1", 10_000, "12-03", session_id="s1", deposit_ts=at("11-30 21:00"))
    assert settled(told, "12-02", one, two).lines == {}
    found = settled(told, "12-03", one, two)
    assert found.lines["l1"][:2] == ("deal", 1)
    assert found.due("anna") == 1_000


def test_case_18_session_over_midnight_and_month() -> None:
    """60.00 before and 60.00 after the last midnight of November are one session's, November's.

    Whole-amount ladder 5 %, from 100.00 on 10 %: 12.00, in November. Apart they would earn 6.00.
    """
    steps = (Step(from_fen=0, rate_bp=500), Step(from_fen=10_000, rate_bp=1_000))
    told = Told()
    told.session("s1", "11-30 20:00", "12-01 02:00")
    told.sold("l1", 6_000, "11-30 23:30", session_id="s1")
    told.sold("l2", 6_000, "12-01 00:30", session_id="s1")
    for per in ("session", "day", "month"):
        ladder = deal(share(5, rate_bp=None, steps=steps, mode="whole", per=per, floor_fen=1_300))
        found = settled(told, "12-02", ladder)
        period = {"session": "s1", "day": "2021-11-30", "month": "2021-11"}[per]
        assert found.on("anna") == {"l1": 600, "l2": 600}
        assert found.beside("anna") == {("share-anna", period): 100}


def test_case_25_late_twice_and_out_of_order() -> None:
    """A refund of 40.00 that is known three days late, and twice: 20.00 till then, 12.00 after it.

    A repeat that says 41.00 is listed and changes nothing; nor does the order of the rows.
    """
    told = Told()
    told.refunded("l1", 4_000, "11-09", known="11-12")
    told.refunded("l1", 4_000, "11-09", known="11-13", event_id="r1")
    told.refunded("l1", 4_100, "11-09", known="11-14", event_id="r1")
    told.sold("l1", 10_000, known="11-11")
    told.sold("l1", 9_000, known="11-10")
    dues = [
        settled(told, day, TWENTY).due("anna")
        for day in ("11-09", "11-10", "11-11", "11-12", "11-13")
    ]
    assert dues == [0, 1_800, 2_000, 1_200, 1_200]
    forwards = settled(told, "11-15", TWENTY)
    for rows in told.tables.values():
        rows.reverse()
    backwards = settled(told, "11-15", TWENTY)
    assert forwards.codes == backwards.codes == [("r1", "changed_event")]
    assert forwards.dues == backwards.dues


@pytest.mark.parametrize(("percent", "anchor", "shop"), [(0, 0, 10_000), (100, 10_000, 0)])
def test_case_27_rates_of_nothing_and_of_all(percent: int, anchor: int, shop: int) -> None:
    """0 % leaves 100.00 to the shop, 100 % leaves 100.00 to the anchor."""
    told = Told()
    told.sold("l1", 10_000)
    found = settled(told, "11-07", deal(share(percent)))
    assert (found.due("anna"), found.due("shop")) == (anchor, shop)


def test_case_28_an_order_of_one_fen() -> None:
    """50 % of 0.01 is half up 0.01, and 0 are left; two such shares are 0.02: the shop owes one.

    49.99 % is 0. A chain of a half hands the whole fen on.
    """
    told = Told()
    told.sold("l1", 1)
    one = settled(told, "11-07", deal(share(50)))
    assert (one.due("anna"), one.due("shop")) == (1, 0)
    two = settled(told, "11-07", deal(share(50), share(50, "ops")))
    assert (two.due("anna"), two.due("ops"), two.due("shop")) == (1, 1, -1)
    assert settled(told, "11-07", deal(share(0, rate_bp=4_999))).due("anna") == 0
    chain = deal(share(50, passes_on=(Hop(to="mcn1", share_bp=5_000),)))
    passed = settled(told, "11-07", chain)
    assert (passed.due("anna"), passed.due("mcn1")) == (0, 1)


def test_case_32_expected_and_real_commission() -> None:
    """Three lines of 100.00 with an expected refund rate of 35 %: 60.00 estimated on the night.

    One goes back whole, one by half, one is signed: 30.00 are real. The difference of 30.00 is
    explained line by line, by 20 % of what went back; 20.00 of it are confirmed.
    """
    told = Told()
    for name in ("l1", "l2", "l3"):
        told.sold(name, 10_000, comm_bp=2_000, exp_refund_bp=3_500)
    told.refunded("l1", 10_000)
    told.refunded("l2", 5_000)
    told.signed("l3", "11-10")
    contract = deal(share(0, rate_bp=None, rate_of="comm_bp"))
    night, real = settled(told, "11-06 23:59", contract), settled(told, "11-20", contract)
    assert (night.due("anna"), real.due("anna")) == (6_000, 3_000)
    gone = {name: night.on("anna")[name] - real.on("anna").get(name, 0) for name in night.lines}
    assert gone == {"l1": 2_000, "l2": 1_000, "l3": 0}
    assert [real.state(name) for name in ("l1", "l2", "l3")] == [0, 0, 1]
