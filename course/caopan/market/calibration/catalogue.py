"""All claims, in the order of the page."""

from caopan.market.calibration.claims import Claim
from caopan.market.calibration.claims_calendar import CALENDAR
from caopan.market.calibration.claims_demand import DEMAND
from caopan.market.calibration.claims_fans import FANS
from caopan.market.calibration.claims_money import MONEY
from caopan.market.calibration.claims_paid import PAID
from caopan.market.calibration.claims_room import ROOM

CLAIMS: tuple[Claim, ...] = (*ROOM, *PAID, *DEMAND, *MONEY, *CALENDAR, *FANS)
"""Every published effect or range that the simulator is held against."""
