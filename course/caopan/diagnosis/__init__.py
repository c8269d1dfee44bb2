"""Diagnosis (账号诊断): from a merchant's tables to what is wrong, how sure that is, what it costs.

Each step can be used alone. A step that cannot do its work says why by ``CaopanError``; the full
diagnosis notes the reason and goes on.

>>> from caopan.diagnosis import Shop
>>> Shop.of("liuyi").category
"women's wear"
"""

from caopan.diagnosis.evidence import Evidence, evidence, evidence_table, read_all
from caopan.diagnosis.figures_findings import plot_findings, plot_moved
from caopan.diagnosis.model import Finding, Moved, findings, judge, probabilities
from caopan.diagnosis.remedies import ADVICE, Advice, Trial
from caopan.diagnosis.shop import Periods, Shop, Stretch, periods
from caopan.diagnosis.stakes import Stake, stake
from caopan.diagnosis.sums import Weighed

__all__ = [
    "ADVICE",
    "Advice",
    "Evidence",
    "Finding",
    "Moved",
    "Periods",
    "Shop",
    "Stake",
    "Stretch",
    "Trial",
    "Weighed",
    "evidence",
    "evidence_table",
    "findings",
    "judge",
    "periods",
    "plot_findings",
    "plot_moved",
    "probabilities",
    "read_all",
    "stake",
]
