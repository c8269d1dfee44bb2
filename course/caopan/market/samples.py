"""The twelve sample merchants: simulated, some of them after published cases, every figure ours.

Monthly GMV and growth of four of them follow the shape of published cases (from zero to about 3m
yuan a month; a plateau between 3m and 5m; a jade belt; sessions operated by a provider); rates lie
in the published ranges where there are any; names and people are invented.
"""

from functools import lru_cache

from caopan.errors import CaopanError
from caopan.market.merchants import MADE
from caopan.market.scenario import Scenario

SAMPLES = tuple(MADE)


@lru_cache(maxsize=16)
def sample(name: str) -> Scenario:
    """Return one of the sample merchants, without a planted fault.

    Raises CaopanError for an unknown name.

    >>> sample("liuyi").name_en, len(sample("liuyi").skus)
    ('Liuyi House', 24)
    >>> sample("nobody")
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: there is no sample merchant 'nobody': take one of liuyi, ...
    """
    if name not in MADE:
        raise CaopanError(f"there is no sample merchant {name!r}: take one of {', '.join(SAMPLES)}")
    return MADE[name]()
