"""Calibration: what the trade publishes, and what the simulator gives.

``python -m caopan.market.calibration`` writes ``CALIBRATION.md`` beside the market's modules.

>>> from caopan.market.calibration import CLAIMS
>>> {claim.mark for claim in CLAIMS} == {"published", "weakly sourced", "derived", "assumed"}
True
"""

from caopan.market.calibration.catalogue import CLAIMS
from caopan.market.calibration.claims import Claim, Estimate, Mark
from caopan.market.calibration.lab import Lab
from caopan.market.calibration.page import PAGE, page, results, write

__all__ = ["CLAIMS", "PAGE", "Claim", "Estimate", "Lab", "Mark", "page", "results", "write"]
