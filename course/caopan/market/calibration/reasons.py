"""Why a measured value lies outside of its range: what the page says beside it, by claim and shop.

Only shown where the verdict says outside; written once the reason has been looked for.
"""

from caopan.market.calibration.claims import ALL

_FAN_ROOM = (
    "The guidance means a small room that lives on bought visits; this merchant sells three to "
    "four million yuan a month to a quarter of a million followers."
)
_VIEWER = (
    "The simulator shows the card of the pitched product to most people in the room, and its card "
    "in the bag to few; so far more of those who come in during a pitch see the product at all. "
    "The study's viewers find it in the gap, too. Card by card the effects agree (`pitch-click`, "
    "`pitch-buy`)."
)
_START = (
    "In the simulator a shop that grows buys visits at the same price and of the same quality from "
    "its first day on: an account does not learn whom to show its advertisements to."
)
_LATE = (
    "Ages of refunds are drawn from payment, and reasons by stage, not by days since signing; the "
    "stop on day seven is a slope here."
)
_BOUNCE = (
    "Between four and five in ten of the model's visitors leave at once; in the event tables they "
    "do so after one to seven seconds, so that a third of them stays longer than five."
)
_FEW = (
    "Few orders a night: by chance alone, the three best of a night have more than three items "
    "have over a month."
)
_NIGHTS = (
    "Few nights with few orders: the range's edge lies within the standard error of the value."
)
_LISTS = (
    "We simulate 2021; the reports are of 2024-25, their upper ends are extremes of single shops."
)
_REFUND = (
    "Buyers who are new return a little more, which lifts refunds by up to a point above the rate "
    "that was asked for; at thin margins a point is much."
)

REASONS: dict[str, dict[str, str]] = {
    "room-online": {
        "fanhe": _FAN_ROOM,
        ALL: "Online is what sells a month's GMV at the category's watch time and conversion; the "
        "guidance means one room of a middling size, the merchants are smaller and larger ones.",
    },
    "room-stay": {
        "ruolan": "A minute is the model's unit: whoever stays, and above all a fan, stays for "
        "longer than a beauty room's visitors do.",
        "tuantuan": "A little too short: the shop has few followers, who stay longest.",
    },
    "top-three": {ALL: _FEW},
    "top-fifth": {ALL: "The list is long for its sales: gifts and sets take part of the best."},
    "fan-gmv": {
        ALL: "Few nights and few orders; those who follow a starting shop are the first to buy."
    },
    "pitch-click": {ALL: _NIGHTS},
    "pitch-buy": {ALL: _NIGHTS},
    "explain-product": {
        ALL: "Within the error of zero: a longer pitch of one product moves little."
    },
    "festival-hold-back": {
        ALL: "A little more than a standard error from the edge; the index is the others', too."
    },
    "paid-spend-ratio": {"fanhe": _FAN_ROOM},
    "paid-share": {"fanhe": _FAN_ROOM},
    "watch-bounce": {ALL: _BOUNCE},
    "watch-median": {
        ALL: "A minute is the model's unit: who stays at all stays about half a minute at least."
    },
    "paid-entry-ratio": {
        ALL: "Visits grow with spend to a power below one (`paid-exponent`), so each costs more. "
        "In the reported room the audience was widened, too, and entries outgrew spend."
    },
    "start-roi-first": {ALL: _START},
    "start-roi-last": {ALL: _START},
    "start-online": {
        ALL: "The reported room had viewers when it started; this one starts from nothing."
    },
    "pitch-viewer-click": {ALL: _VIEWER},
    "pitch-viewer-buy": {ALL: _VIEWER},
    "refund-level-2025": {ALL: _LISTS},
    "refund-stop": {ALL: _LATE},
    "break-even-55": {ALL: _REFUND},
    "break-even-creator-40": {ALL: _REFUND},
    "cost-ship": {"yunshi": "Jade goes in insured parcels at 12 yuan; the range is of plain ones."},
}


def reason(claim: str, shop: str) -> str:
    """Why this claim lies outside for this merchant; empty where nobody has said it.

    >>> reason("cost-ship", "yunshi")[:9], reason("cost-ship", "liuyi")
    ('Jade goes', '')
    """
    told = REASONS.get(claim, {})
    return told.get(shop, told.get(ALL, ""))
