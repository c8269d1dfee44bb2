"""Reconciliation: each planted cause is named, to the fen, and nothing else is."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest
from settled_shop import at, contract, shop_facts

from caopan.commission import (
    Contract,
    Facts,
    Scope,
    Share,
    Step,
    differences_frame,
    order_sheet,
    reconcile,
    settle,
    signed,
)
from caopan.errors import CaopanError

CLOCK = at(40)
FACTS = shop_facts(50, 2)
RATE = Share(name="service", party="ops", rate_bp=777)
TALENT = Share(name="talent", party="host", rate_bp=2_000)
ONE = contract(terms=(RATE, TALENT))
STEPS = (Step(from_fen=0, rate_bp=500), Step(from_fen=60_000, rate_bp=1_000))


def theirs(contracts: Sequence[Contract], facts: Facts) -> pd.DataFrame:
    """The sheet of a platform that settles these."""
    return order_sheet(settle(contracts, facts, CLOCK), contracts, facts)


def causes(contracts: Sequence[Contract], sheet: pd.DataFrame, facts: Facts = FACTS) -> set[str]:
    """Causes that are named beside what follows from them."""
    found = reconcile(settle(contracts, facts, CLOCK), contracts, facts, sheet)
    return {one.cause for one in found} - {"follows"}


def again(given: Contract, **parts: object) -> Contract:
    """A contract with other content, signed."""
    return signed(given.model_copy(update={**parts, "signatures": ()}))


def test_a_sheet_that_agrees_has_no_difference() -> None:
    """The platform settles as we do: nothing is told."""
    assert reconcile(settle([ONE], FACTS, CLOCK), [ONE], FACTS, theirs([ONE], FACTS)) == ()


@pytest.mark.parametrize(
    ("base", "name"), [((), "A (paid only)"), (("platform", "channel", "anchor"), "C")]
)
def test_another_base_is_named(base: tuple[str, ...], name: str) -> None:
    """All differences of base and commission are explained by that base."""
    sheet = theirs([again(ONE, base=base)], FACTS)
    found = reconcile(settle([ONE], FACTS, CLOCK), [ONE], FACTS, sheet)
    assert found
    assert {one.cause for one in found} == {"base"}
    assert all(f"base {name}" in one.says for one in found)


def test_the_rate_of_another_version_is_named() -> None:
    """The platform did not hear of the new version: its lines count by the old one."""
    new = contract(
        2, terms=(RATE.model_copy(update={"rate_bp": 900}), TALENT), effective_from=at(5)
    )
    sheet = theirs([ONE], FACTS)
    found = reconcile(settle([ONE, new], FACTS, CLOCK), [ONE, new], FACTS, sheet)
    assert {one.cause for one in found} == {"version"}
    assert {one.says for one in found} == {"counted by version 1 of liuyi-ops"}


def test_a_ladder_the_other_way_is_named() -> None:
    """Whole instead of marginal."""
    share = Share(name="service", party="ops", steps=STEPS, per="contract")
    ladder = contract(terms=(share, TALENT))
    other = again(ladder, terms=(share.model_copy(update={"mode": "whole"}), TALENT))
    assert causes([ladder], theirs([other], FACTS)) == {"ladder"}


def test_a_refund_that_they_missed_is_named() -> None:
    """Two orders' refunds are not in the platform's sheet."""
    orders = FACTS.lines.set_index("line_id")["order_id"]
    refunded = FACTS.refunds["line_id"].map(orders)
    some = refunded.drop_duplicates().iloc[:2]
    left = replace(FACTS, refunds=FACTS.refunds[~refunded.isin(some)])
    assert causes([ONE], theirs([ONE], left)) == {"refund_missed"}


def test_a_refund_that_we_do_not_know_is_named() -> None:
    """The platform's sheet has a refund of an order that was never sent to us."""
    whole = set(FACTS.lines["line_id"]) - set(FACTS.refunds["line_id"])
    line_id = max(whole, key=lambda one: FACTS.lines.set_index("line_id").at[one, "pay_fen"])
    row = {
        "event_id": "x",
        "arrive_ts": at(20),
        "ts": at(20),
        "line_id": line_id,
        "amount_fen": 999,
    }
    more = replace(
        FACTS, refunds=pd.concat([FACTS.refunds, pd.DataFrame([{**row, "amount_fen": 999}])])
    )
    sheet = theirs([ONE], more)
    found = reconcile(settle([ONE], FACTS, CLOCK), [ONE], FACTS, sheet)
    assert {one.cause for one in found} - {"follows"} == {"refund_unknown"}
    assert {one.column for one in found} >= {"refund_fen", "provider_fen", "settled_fen"}


@pytest.mark.parametrize("way", ["cut off", "half to even", "rounded up", "once for the order"])
def test_another_rounding_is_named(way: str) -> None:
    """Amounts that are rounded otherwise, by one fen: the way is among those that give it."""
    share = Share(name="service", party="ops", rate_bp=250)
    lines = FACTS.lines.iloc[:2].assign(
        order_id="o", list_fen=[20, 60], pay_fen=[20, 60], m_coupon_fen=0, p_coupon_fen=0,
        a_coupon_fen=0, c_coupon_fen=0,
    )  # fmt: skip
    facts = Facts(lines, FACTS.sessions)
    terms = [contract(terms=(share,))]
    sheet = theirs(terms, facts)
    assert sheet["provider_fen"].tolist() == [1 + 2]  # 0.5 and 1.5 fen, half up
    told = {"cut off": 0 + 1, "half to even": 0 + 2, "rounded up": 1 + 2, "once for the order": 2}[
        way
    ]
    if way == "rounded up":
        lines["list_fen"] = lines["pay_fen"] = [10, 50]  # 0.25 and 1.25 fen
        told = 1 + 2
    sheet = theirs(terms, facts)
    sheet["settled_fen"] -= told - sheet["provider_fen"]
    sheet["provider_fen"] = told
    found = reconcile(
        settle(terms, facts, CLOCK), terms, facts, sheet[["order_id", "provider_fen"]]
    )
    assert [one.cause for one in found] == ["rounding"]
    assert way in " ".join([found[0].says, *found[0].also])


def test_a_line_of_another_contract_is_named() -> None:
    """A self-broadcast sale that the platform counts under the anchor's contract."""
    own = again(ONE, contract_id="own", scope=Scope(skus=("k1",)))
    guest = again(
        ONE,
        contract_id="guest",
        scope=Scope(skus=("k2", "k3")),
        terms=(RATE.model_copy(update={"rate_bp": 1_234}), TALENT),
    )
    line = FACTS.lines[FACTS.lines["sku_id"] == "k1"].iloc[3]
    lines = FACTS.lines.assign(
        sku_id=FACTS.lines["sku_id"].where(FACTS.lines["order_id"] != line["order_id"], "k1")
    )
    facts = replace(FACTS, lines=lines)
    moved = lines["sku_id"].where(lines["order_id"] != line["order_id"], "k2")
    sheet = theirs([own, guest], replace(facts, lines=lines.assign(sku_id=moved)))
    found = reconcile(settle([own, guest], facts, CLOCK), [own, guest], facts, sheet)
    assert {one.cause for one in found} - {"follows"} == {"other_contract"}
    assert {one.order_id for one in found} == {line["order_id"]}
    assert "contract guest" in found[0].says


def test_orders_on_one_side_only_are_named() -> None:
    """One order is taken out of the sheet, a stranger's order put in."""
    sheet = theirs([ONE], FACTS)
    gone = sheet["order_id"].iloc[0]
    sheet = sheet[sheet["order_id"] != gone]
    stranger = sheet.iloc[[0]].assign(order_id="stranger")
    found = reconcile(settle([ONE], FACTS, CLOCK), [ONE], FACTS, pd.concat([sheet, stranger]))
    assert {(one.order_id, one.cause) for one in found} == {
        (gone, "missing_there"),
        ("stranger", "missing_here"),
    }


def test_what_nothing_explains_stays_open_with_its_amount() -> None:
    """Seven yuan taken from an order: unexplained, with the amount, and what follows from it."""
    sheet = theirs([ONE], FACTS)
    sheet.loc[3, "provider_fen"] += 700
    sheet.loc[3, "settled_fen"] -= 700
    found = reconcile(settle([ONE], FACTS, CLOCK), [ONE], FACTS, sheet)
    assert [(one.column, one.cause) for one in found] == [
        ("provider_fen", "unexplained"),
        ("settled_fen", "follows"),
    ]
    assert "7.00 yuan more than here" in str(found[0])
    assert differences_frame(found)["theirs_fen"].dtype == pd.Int64Dtype()


def test_signs_and_corrections_of_a_platform_are_read() -> None:
    """Charges as negative amounts, an order in two rows: the same sheet."""
    sheet = theirs([ONE], FACTS)
    charges = ["refund_fen", "tech_fee_fen", "creator_fen", "provider_fen"]
    sheet[charges] = -sheet[charges]
    first, second = sheet.copy(), sheet.copy()
    money = [name for name in sheet if name.endswith("_fen")]
    first[money] = sheet[money] + 5
    second[money] = -5
    assert reconcile(settle([ONE], FACTS, CLOCK), [ONE], FACTS, pd.concat([first, second])) == ()


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        (pd.DataFrame({"order": ["o1"]}), "needs order_id and one of refund_fen"),
        (pd.DataFrame({"order_id": ["o1"], "base_fen": [1.5]}), "base_fen is not in whole fen"),
    ],
)
def test_a_sheet_that_cannot_be_compared_is_refused(sheet: pd.DataFrame, says: str) -> None:
    """No order, or a float where fen are due."""
    with pytest.raises(CaopanError, match=says):
        reconcile(settle([ONE], FACTS, CLOCK), [ONE], FACTS, sheet)
