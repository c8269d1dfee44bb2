"""Claims about what lasts: violations, and former buyers who come back."""

from caopan.market.calibration import measures_fans as fans
from caopan.market.calibration.claims import Claim, once
from caopan.market.calibration.claims_room import TRADE

PART = "Violations and repurchase"

FANS = (
    Claim(
        id="throttle-traffic",
        part=PART,
        effect="Natural covers after a violation",
        unit="×",
        ranges=once(0.3, 0.5),
        mark="assumed",
        source=TRADE,
        couplings=("throttle",),
        how="recommend, short video and plaza, with violations over without, same luck (`liuyi`)",
        measure=fans.throttle_level,
    ),
    Claim(
        id="throttle-days",
        part=PART,
        effect="Days of throttling after a violation",
        unit="days",
        ranges=once(3, 7),
        mark="assumed",
        source=TRADE,
        couplings=("throttle",),
        how="the same plays: runs of days with less than two thirds of the covers",
        measure=fans.throttle_days,
    ),
    Claim(
        id="repurchase-lag",
        part=PART,
        effect="Days until former buyers come again",
        unit="days",
        ranges={"fanhe": (30, 60)},
        mark="assumed",
        source="published that most buyers of a platform buy again; lag of 30-60 days assumed",
        couplings=("fan_reach",),
        how="visits missing after a week without sessions, beyond those missing where former "
        "buyers carry no weight",
        measure=fans.return_lag,
    ),
)
