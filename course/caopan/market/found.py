"""The sample merchants as an operator finds them: with what has gone wrong in the last month.

Which fault stands where is the course's own choice; each is what the merchant's story asks about.
"""

from typing import Final, NamedTuple

from caopan.market.norms import STRENGTH, onset_of
from caopan.market.planted import Circumstance, CircumstanceId, FaultId
from caopan.market.samples import sample
from caopan.market.scenario import Scenario
from caopan.market.variants import with_fault, with_second


class Trouble(NamedTuple):
    """A merchant's faults, the main one first, and what befalls it and looks like a fault."""

    faults: tuple[FaultId, ...]
    innocent: tuple[CircumstanceId, ...]


TROUBLES: Final[dict[str, Trouble]] = {
    "liuyi": Trouble(("FR6",), ("cold_mix",)),
    "fanhe": Trouble(("FT2", "FG4"), ("market",)),
    "yunshi": Trouble(("FR2",), ("stand_in",)),
    "muyi": Trouble(("FT4",), ("good_ads",)),
    "beichen": Trouble(("FG7", "FT3"), ("fan_event",)),
    "qingzhou": Trouble(("FU1", "FR4"), ("feed_season",)),
    "ruolan": Trouble(("FG5",), ("market", "early_growth")),
    "gutian": Trouble(("FT8",), ("dear_auction",)),
    "qijia": Trouble(("FG8", "FU3"), ("hero_focus",)),
    "zhenyun": Trouble(("FG3",), ("late_crowd",)),
    "tuantuan": Trouble(("FR1",), ("early_growth",)),
    "xingtu": Trouble(("FT5", "FX3"), ("viral_hit",)),
}
"""By sample merchant."""


def as_found(name: str) -> Scenario:
    """The sample merchant with its trouble in the last third of its history.

    Its tables in ``datasets`` are made from this one; ``sample`` gives the sound merchant.
    Raises CaopanError for an unknown name.

    >>> as_found("muyi").fault, sample("muyi").fault
    ('FT4', 'none')
    """
    one, (faults, innocent) = sample(name), TROUBLES[name]
    day = onset_of(one)
    found = with_fault(one, faults[0], from_day=day)
    for fault in faults[1:]:
        found = with_second(found, fault, day)
    befallen = tuple(
        Circumstance(kind=kind, from_day=day, strength=STRENGTH.get(kind, 0.5)) for kind in innocent
    )
    return found.model_copy(update={"circumstances": befallen})
