"""Claims about returns and money."""

from caopan.market.calibration import measures_money as money
from caopan.market.calibration import measures_returns as returns
from caopan.market.calibration.claims import Claim, every, everybody, kinds, once, shops
from caopan.market.calibration.claims_room import TRADE

RETURNS = "Returns"
ACCOUNTS = "Money"
LISTS = "press reports and a category list of 2025"
LATE = "refunds of the event tables' nights, all of which come before the tables end"
EVEN = (
    (0.0, 0, 2.4, "break-even-0"),
    (0.2, 0, 3.1, "break-even-20"),
    (0.4, 0, 4.6, "break-even-40"),
    (0.55, 0, 6.9, "break-even-55"),
    (0.0, 2000, 4.5, "break-even-creator-0"),
    (0.2, 2000, 6.2, "break-even-creator-20"),
    (0.4, 2000, 10.0, "break-even-creator-40"),
)

_BREAK_EVEN = tuple(
    Claim(
        id=name,
        part=ACCOUNTS,
        effect=f"Break-even ROI at {refund * 100:.0f} % refunds"
        + (f" and {creator // 100} % creator commission" if creator else ""),
        unit="×",
        ranges=once(round(0.975 * told, 2), round(1.025 * told, 2)),
        mark="derived",
        source=f"{told} at margin 55 %, fees 5 and 5 %, order 180, parcel 5, return 10; "
        "2.5 % either way for rounding",
        couplings=("refund_chance",),
        how="GMV over settled contribution of a shop with these costs and no ads",
        measure=money.break_even(refund, creator),
    )
    for refund, creator, told, name in EVEN
)

MONEY = (
    Claim(
        id="refund-level",
        part=RETURNS,
        effect="Refunded share of the amount paid, as chosen for 2021",
        unit="%",
        ranges=shops((30, 50), (8, 15), (38, 52))
        | kinds(
            apparel=(30, 40),
            beauty=(12, 18),
            care=(8, 12),
            food=(6, 10),
            home=(10, 15),
            baby=(12, 18),
            devices=(8, 12),
            jewels=(38, 52),
        ),
        mark="assumed",
        source="our choice for 2021 out of the reports (women's wear 45, menswear, shoes and bags "
        "35, jewels 45, beauty and infants 15, household 12, care and devices 10, food 8)",
        couplings=("refund_chance",),
        how="all refunds of a played fortnight's lines, whenever they come",
        measure=returns.level,
    ),
    Claim(
        id="refund-level-2025",
        part=RETURNS,
        effect="The same, against reports of 2024-25",
        unit="%",
        ranges=shops((50, 80), (10, 25), (70, 95)),
        mark="weakly sourced",
        source=LISTS,
        couplings=("refund_chance",),
        how="the same",
        measure=returns.level,
    ),
    Claim(
        id="refund-pre-ship",
        part=RETURNS,
        effect="Share of refunds before shipping, apparel",
        unit="%",
        ranges=shops((25, 45), None, None),
        mark="assumed",
        source=TRADE,
        couplings=("refund_chance",),
        how=f"by amount; {LATE}",
        measure=returns.pre_ship,
    ),
    Claim(
        id="refund-median-day",
        part=RETURNS,
        effect="Median day of refunds after signing",
        unit="days",
        ranges=every(3, 5),
        mark="assumed",
        source=TRADE,
        couplings=("refund_chance",),
        how=LATE,
        measure=returns.median_day,
    ),
    Claim(
        id="refund-stop",
        part=RETURNS,
        effect="Refunds after signing without a quality reason that come later than day seven",
        unit="%",
        ranges=every(0, 2),
        mark="assumed",
        source=f"{TRADE}: a hard stop on day seven",
        couplings=("refund_chance",),
        how=LATE,
        measure=returns.past_stop,
    ),
    Claim(
        id="refund-tail",
        part=RETURNS,
        effect="Day after signing by which 99 of 100 refunds have come",
        unit="days",
        ranges=every(15, 30),
        mark="assumed",
        source=f"{TRADE}: a tail for quality to day 15-30",
        couplings=("refund_chance",),
        how=LATE,
        measure=returns.tail,
    ),
    *_BREAK_EVEN,
    Claim(
        id="fee-platform",
        part=ACCOUNTS,
        effect="Platform fee",
        unit="%",
        ranges=everybody(1, 5),
        mark="weakly sourced",
        source="press reports and trade knowledge",
        couplings=(),
        how="product table",
        measure=money.platform_fee,
    ),
    Claim(
        id="fee-provider",
        part=ACCOUNTS,
        effect="Provider's rate",
        unit="%",
        ranges=every(3, 10),
        mark="assumed",
        source=TRADE,
        couplings=(),
        how="mean over the tiers of the contract table",
        measure=money.provider_fee,
    ),
    Claim(
        id="cost-ship",
        part=ACCOUNTS,
        effect="Cost of a parcel",
        unit="yuan",
        ranges=everybody(2.5, 6),
        mark="assumed",
        source=TRADE,
        couplings=(),
        how="the merchant's own parameter",
        measure=money.parcel,
    ),
    Claim(
        id="cost-return",
        part=ACCOUNTS,
        effect="Cost of handling a returned parcel",
        unit="yuan",
        ranges=everybody(6, 15),
        mark="assumed",
        source=TRADE,
        couplings=(),
        how="the merchant's own parameter",
        measure=money.returned_parcel,
    ),
)
