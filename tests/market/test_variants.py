"""A trainee's own variant: what it draws, and how often."""

import pytest

from caopan.errors import CaopanError
from caopan.market import SAMPLES, Scenario, sample, variant, with_fault
from caopan.market.norms import norm
from caopan.market.planted import MOST_SEVERITY


def test_a_chance_of_nothing_wrong_is_kept():
    """``sound`` draws none as often as it says, and leaves who has a fault to the other draws."""
    some = [variant("liuyi", "a", str(n), b"key", sound=0.3) for n in range(400)]
    none = sum(one.fault == "none" for one in some) / len(some)
    assert abs(none - 0.3) < 4 * (0.3 * 0.7 / len(some)) ** 0.5
    assert len({one.fault for one in some}) > 20
    assert all(variant("liuyi", "a", str(n), b"key", sound=1).fault == "none" for n in range(5))
    with pytest.raises(CaopanError, match="is no chance"):
        variant("liuyi", "a", "0", b"key", sound=1.2)


@pytest.mark.parametrize("merchant", SAMPLES)
def test_a_severity_beyond_what_a_fault_can_have_is_cut_there(merchant: str) -> None:
    """Twice, or a thousand times, the usual strength is a merchant; less than any is refused."""
    for fault in ("FG2", "FT6", "FR4", "FU1"):
        for severity in (1.0, 2.0, 1_000.0):
            one = with_fault(sample(merchant), fault, severity=severity)
            usual = severity * norm(merchant, fault)
            assert one.faults[0].severity == min(usual, MOST_SEVERITY)
            Scenario.from_json(one.to_json())
    strong = variant(merchant, "a", "ada", b"key", faults=("FG2",), severity=2.0)
    assert strong.fault == "FG2"
    for none in (0.0, -1.0, float("nan")):
        with pytest.raises(CaopanError, match=r"^severity: .*give a number above zero"):
            variant(merchant, "a", "ada", b"key", faults=("FG2",), severity=none)
