"""Edge cases of settlement that come from refunds: each a worked example, settled twice.

The numbers at the head of each test are those of the trade's list of cases (1 to 9, 24, 26, 29).
Unless said otherwise: a line of 100.00 yuan paid on 6 November at 20:30, the anchor's share 20 %.
"""

from itertools import pairwise

from worked import Told, account, deal, settled, share

TWENTY = deal(share(20))


def told_line(list_fen: int = 10_000, **more: object) -> Told:
    """One paid line."""
    told = Told()
    told.sold("l1", list_fen, **more)
    return told


def test_case_01_refund_before_ship() -> None:
    """A refund of all before it is shipped: 20.00 and 80.00 become exactly 0 and 0."""
    told = told_line()
    told.refunded("l1", 10_000, "11-07")
    night, later = settled(told, "11-06 23:00", TWENTY), settled(told, "11-07", TWENTY)
    assert (night.due("anna"), night.due("shop")) == (2_000, 8_000)
    assert (later.due("anna"), later.due("shop")) == (0, 0)


def test_case_02_refund_after_sign_before_settle() -> None:
    """Signed on the 10th, confirmed on the 17th; 40.00 go back on the 20th: 20 % of 60.00 = 12.00.

    The cycle of 1 December pays 12.00 and leaves no receivable.
    """
    told = told_line()
    told.signed("l1", "11-10")
    told.refunded("l1", 4_000, "11-20")
    states = [settled(told, day, TWENTY).state("l1") for day in ("11-16 23:59", "11-17", "12-01")]
    assert states == [0, 1, 2]
    assert settled(told, "11-20", TWENTY).due("anna") == 1_200
    assert account(told, "12-01", "anna", TWENTY) == (1_200, 0)


def test_case_03_refund_after_settle() -> None:
    """20.00 are paid on 1 December; all goes back on the 5th: a receivable of 20.00.

    A second line of 150.00 earns 30.00: the cycle of 1 January brings the paid sum to 30.00, so
    only 10.00 more are paid out, and nothing is receivable.
    """
    told = told_line()
    told.signed("l1", "11-10")
    told.refunded("l1", 10_000, "12-05")
    assert account(told, "12-04", "anna", TWENTY) == (2_000, 0)
    assert account(told, "12-06", "anna", TWENTY) == (2_000, 2_000)
    told.sold("l2", 15_000, "12-10")
    told.signed("l2", "12-12")
    assert account(told, "12-31", "anna", TWENTY) == (2_000, 0)
    assert account(told, "2022-01-01", "anna", TWENTY) == (3_000, 0)


def test_case_03_a_contract_may_let_the_share_be_kept_after_settle() -> None:
    """With ``keeps_after_settle`` the anchor keeps 20.00; the shop, whose sale is gone, owes it.

    A refund of 10.00 on the day before the settling cycle still counts: 20 % of 90.00 = 18.00.
    """
    kept = deal(share(20, keeps_after_settle=True))
    told = told_line()
    told.signed("l1", "11-10")
    told.refunded("l1", 9_000, "12-05")
    found = settled(told, "12-06", kept)
    assert (found.due("anna"), found.due("shop")) == (2_000, -1_000)
    told.refunded("l1", 1_000, "11-30")
    assert settled(told, "12-06", kept).due("anna") == 1_800


def test_case_04_partial_refund_by_amount() -> None:
    """List 100.00, platform coupon 10.00, paid 90.00; 45.00 go back: half of the coupon goes, too.

    Base 45.00 + 5.00 = 50.00, 20 % = 10.00; the shop keeps 50.00 − 10.00 = 40.00.
    """
    told = told_line(p=1_000)
    told.refunded("l1", 4_500)
    found = settled(told, "11-10", TWENTY)
    assert (found.due("anna"), found.due("shop")) == (1_000, 4_000)


def test_case_05_partial_refund_by_quantity() -> None:
    """Three pieces for 100.00: one back 33.33, two back 66.67 (not 66.66), three back 100.00.

    Kept 66.67, 33.33, 0: 20 % half up is 13.33, 6.67, 0.
    """
    told = told_line(qty=3)
    dues = []
    for day in ("11-09", "11-10", "11-11"):
        told.refunded("l1", None, day, qty=1)
        dues.append(settled(told, "11-12", TWENTY).due("anna"))
    assert dues == [1_333, 667, 0]


def test_case_05_more_pieces_than_were_sold() -> None:
    """Of three pieces two are back; two more are refused, one more is not."""
    told = told_line(qty=3)
    told.refunded("l1", None, "11-09", qty=2)
    told.refunded("l1", None, "11-10", qty=2)
    told.refunded("l1", None, "11-11", qty=1)
    found = settled(told, "11-12", TWENTY)
    assert found.codes == [("r2", "above_paid")]
    assert found.due("anna") == 0


def test_case_06_three_partials_that_sum_to_all() -> None:
    """16.67 % of 100.00 = 16.67; 33.33, 33.33, 33.34 go back: 5.56, 5.55, 5.56 are taken back.

    Rounding each reversal alone would take back 3 × 5.56 = 16.68, one fen too much.
    """
    contract = deal(share(20, rate_bp=1_667))
    told = told_line()
    dues = [settled(told, "11-10", contract).due("anna")]
    for amount in (3_333, 3_333, 3_334):
        told.refunded("l1", amount)
        dues.append(settled(told, "11-10", contract).due("anna"))
    assert dues == [1_667, 1_111, 556, 0]
    assert [a - b for a, b in pairwise(dues)] == [556, 555, 556]


def test_case_07_refund_above_what_was_paid() -> None:
    """60.00 go back, then 50.00 are refused, then 40.00 go back: the last is judged without it."""
    told = told_line()
    for day, amount in (("11-08", 6_000), ("11-09", 5_000), ("11-10", 4_000)):
        told.refunded("l1", amount, day)
    between, after = settled(told, "11-09", TWENTY), settled(told, "11-10", TWENTY)
    assert (between.codes, between.due("anna")) == ([("r2", "above_paid")], 800)
    assert (after.codes, after.due("anna")) == ([("r2", "above_paid")], 0)


def test_case_08_freight_alone_moves_nothing() -> None:
    """10.00 of freight go back: 20.00 and 80.00 stay."""
    told = told_line()
    told.refunded("l1", 1_000, kind="freight")
    found = settled(told, "11-10", TWENTY)
    assert (found.due("anna"), found.due("shop")) == (2_000, 8_000)


def test_case_09_price_protection_and_compensation() -> None:
    """10.00 of price protection and 5.00 of compensation.

    Paid by the merchant: the anchor keeps 20.00, the shop gets 100 − 20 − 15 = 65.00. Where price
    protection lowers the base: 20 % of 90.00 = 18.00, the shop 90 − 18 − 5 = 67.00.
    """
    told = told_line()
    told.refunded("l1", 1_000, kind="price_protection")
    told.refunded("l1", 500, kind="compensation")
    alone = settled(told, "11-10", TWENTY)
    assert (alone.due("anna"), alone.due("shop")) == (2_000, 6_500)
    lowered = settled(told, "11-10", deal(share(20), price_protection="reduces_base"))
    assert (lowered.due("anna"), lowered.due("shop")) == (1_800, 6_700)


def test_case_24_exchange() -> None:
    """The old line is void, the new one, of 120.00, is a line of its own: 0 and 24.00."""
    told = told_line()
    told.refunded("l1", None, "11-09", kind="void")
    told.sold("l2", 12_000, "11-09")
    found = settled(told, "11-10", TWENTY)
    assert (found.on("anna"), found.on("shop")) == ({"l2": 2_400}, {"l2": 9_600})


def test_case_26_created_and_never_paid() -> None:
    """A line that is not paid owes nobody; a refund of it is refused. Paid later, it counts."""
    told = told_line(when=None)
    told.refunded("l1", 100, "11-07")
    found = settled(told, "11-10", TWENTY)
    assert (found.lines, found.codes) == ({}, [("r1", "unpaid_line")])
    told.sold("l1", 10_000, "11-06 20:40", known="11-11")
    assert settled(told, "11-11", TWENTY).due("anna") == 1_980


def test_case_29_chargeback_or_brushing_voids_the_line() -> None:
    """After 30.00 were refunded the line is void: nobody keeps anything of it, coupons included."""
    told = told_line(p=1_000, a=500)
    told.refunded("l1", 3_000, "11-08")
    told.refunded("l1", 1, "11-20", kind="void")
    before, after = settled(told, "11-19", TWENTY), settled(told, "11-20", TWENTY)
    assert before.due("anna") > 0
    assert (after.due("anna"), after.due("shop"), after.codes) == (0, 0, [])
