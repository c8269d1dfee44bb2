"""The waterfall (瀑布): from what came in, hop by hop, to what is left; or one party's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from caopan.commission.earnings_seen import seen_by

if TYPE_CHECKING:
    from caopan.commission.earnings import Earnings

ORDER: Final = ("platform", "anchor", "mcn", "promoter", "agent", "provider")
"""Roles in the order in which a session's money goes to them."""
ADS: Final = "ads back 投流回款"


class WaterStep(NamedTuple):
    """One bar: what it is, its fen, and whether it is a level rather than a step from one."""

    name: str
    fen: int
    level: bool = False


def waterfall_of(
    earnings: Earnings, place: str | None = None, party: str | None = None
) -> tuple[WaterStep, ...]:
    """The steps of a place, or of all.

    party: as one party sees it: the merchant what came in and what goes to each next hop, another
    one what each rule brings it and what it passes on. None: every party's net, as the course sees
    it. The steps add up to the last level to the fen.
    """
    if party is not None and party != earnings.merchant:
        return _own(earnings, place, party)
    about = earnings.places
    if place is not None:
        about = about[about["place"] == place]
    gross, worth, borne = (
        int(about[name].sum()) for name in ("gross_fen", "worth_fen", "borne_fen")
    )
    steps = [WaterStep("came in 流入", gross, level=True)]
    if gross != worth:
        steps.append(WaterStep("refunds 退款", worth - gross))
    if borne:
        steps.append(WaterStep("compensation 补偿", -borne))
    steps += _given(earnings, place, hops=party is not None)
    left = earnings.total(earnings.merchant, place)["due_fen"]
    name = earnings.names.get(earnings.merchant, earnings.merchant)
    return (*steps, WaterStep(f"{name} 商家", left, level=True))


def _given(earnings: Earnings, place: str | None, *, hops: bool) -> list[WaterStep]:
    """What goes to each party, in the order of roles; ads that were fronted stand apart."""
    if hops:
        rows = seen_by(earnings, earnings.merchant).passed.rename(columns={"to": "party"})
        rows = rows if place is None else rows[rows["place"] == place]
    else:
        rows = earnings.of(None, place)
        rows = rows[rows["party"] != earnings.merchant]
    keys = zip(rows["contract_id"], rows["version"], rows["term"], strict=True)
    ads = np.array([earnings.kinds.get(key) == "ads" for key in keys], dtype=bool)
    sums = rows[~ads].groupby("party", sort=False)["due_fen"].sum()
    rank = {role: at for at, role in enumerate(ORDER)}
    inside = sorted(sums.index, key=lambda one: rank.get(earnings.roles[one], len(rank)))
    steps = [WaterStep(earnings.names[one], -int(sums[one])) for one in inside if sums[one]]
    back = int(rows[ads]["due_fen"].sum())
    return [*steps, WaterStep(ADS, -back)] if back else steps


def _own(earnings: Earnings, place: str | None, party: str) -> tuple[WaterStep, ...]:
    seen = seen_by(earnings, party)
    own, passed = seen.rows, seen.passed
    if place is not None:
        own, passed = own[own["place"] == place], passed[passed["place"] == place]
    net = own.groupby("term", sort=False)["due_fen"].sum()
    gone = passed.groupby("term", sort=False)["due_fen"].sum()
    terms = list(dict.fromkeys([*net.index, *gone.index]))
    steps = [WaterStep(term, int(net.get(term, 0) + gone.get(term, 0))) for term in terms]
    hops = passed.groupby("to", sort=False)["due_fen"].sum()
    steps += [WaterStep(f"to {earnings.names[str(one)]}", -int(fen)) for one, fen in hops.items()]
    return (*steps, WaterStep(f"{seen.name}: net 净得", int(own["due_fen"].sum()), level=True))
