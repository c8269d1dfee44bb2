"""A trainee's own variant: what it draws, and how often."""

import pytest

from caopan.errors import CaopanError
from caopan.market import variant


def test_a_chance_of_nothing_wrong_is_kept():
    """``sound`` draws none as often as it says, and leaves who has a fault to the other draws."""
    some = [variant("liuyi", "a", str(n), b"key", sound=0.3) for n in range(400)]
    none = sum(one.fault == "none" for one in some) / len(some)
    assert abs(none - 0.3) < 4 * (0.3 * 0.7 / len(some)) ** 0.5
    assert len({one.fault for one in some}) > 20
    assert all(variant("liuyi", "a", str(n), b"key", sound=1).fault == "none" for n in range(5))
    with pytest.raises(CaopanError, match="is no chance"):
        variant("liuyi", "a", "0", b"key", sound=1.2)
