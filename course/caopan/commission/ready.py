"""Import this to have the compiled loops loaded: a first settlement or score waits for them."""

import pandas as pd
import pyarrow as pa

from caopan.commission.conduct import Grid
from caopan.commission.contract import Contract, signed
from caopan.commission.contract_score import score_contract
from caopan.commission.engine import settle
from caopan.commission.facts import Facts
from caopan.commission.ids import FEWEST, Codes
from caopan.commission.offers import Offer, customary, offered
from caopan.commission.playing import outcomes

_at = pd.Timestamp("2021-09-02 20:00", tz="Asia/Shanghai")
_coupons = {"list_fen": 1, "m_coupon_fen": 0, "p_coupon_fen": 0, "a_coupon_fen": 0, "pay_fen": 1}
_line = {"line_id": "l", "order_id": "o", "session_id": "s", "sku_id": "k", "qty": 1, **_coupons}
_refund = {"event_id": "r", "line_id": "l", "amount_fen": 1, "ts": _at, "arrive_ts": _at}
_parcel = {"line_id": "l", "promise_ts": _at, "ship_ts": _at, "sign_ts": _at, "arrive_ts": _at}
_show = {"session_id": "s", "anchor_id": "a", "start_ts": _at, "end_ts": _at}
_steps = [{"from_fen": 0, "rate_bp": 1}, {"from_fen": 1, "rate_bp": 2}]
_terms = [
    {"kind": "share", "name": mode, "party": "p", "per": "session", "mode": mode, "steps": _steps}
    for mode in ("marginal", "whole")
]
_parties = [
    {"id": "m", "role": "merchant", "name": "m"},
    {"id": "p", "role": "provider", "name": "p"},
]
_deal = signed(
    Contract.model_validate(
        {"contract_id": "c", "version": 1, "parties": _parties, "terms": _terms}
        | {"effective_from": "2021-09-01"}
    )
)
_late = _at + pd.Timedelta(days=1)
_one = pd.DataFrame([{**_line, "pay_ts": _at, "arrive_ts": _at}])
_never = _one["pay_ts"].where(_one["qty"] > 1)
# rows out of order, two of one moment, one not paid, one not here yet: arrays of another kind
_more = [
    _one.assign(line_id="l3", arrive_ts=_at - pd.Timedelta(minutes=1), pay_ts=_never),
    _one.assign(line_id="l5", arrive_ts=_late, pay_ts=_late),
    _one.assign(line_id="l2"),
    _one.assign(line_id="l4", session_id=None),
    _one,
]
_many = pd.concat(_more, ignore_index=True)
_back, _sent = pd.DataFrame([_refund]), pd.DataFrame([_parcel])
_plain = Facts(_one, pd.DataFrame([_show]), _back, _sent)
_mixed = Facts(
    _many,
    pd.DataFrame([_show]),
    pd.concat([_back.assign(event_id="r2", arrive_ts=_late), _back]),
    pd.concat([_sent.assign(line_id="l5", arrive_ts=_late), _sent]),
)
for _facts in (_plain, _mixed):
    settle([_deal], _facts, _at.to_pydatetime())
# more ids than an index begins with room for
Codes().encode(pa.array([str(n) for n in range(FEWEST)]))

_shop = outcomes("tuantuan", Grid(effort=(0,), spend_bp=(10_000,), hype=(None,), weeks=15))
# each kind of term once: they have loops of their own in played months
_offer = Offer(1_000, 8_000, less_ads=True, bears_bp=1_000, retainer_fen=100)
for _contract in (customary(), offered(_offer, _shop)):
    score_contract(_contract, _shop)
