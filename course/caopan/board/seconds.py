"""From moments in microseconds to the whole seconds in which the board books."""

from typing import Any

from caopan.board.channels import NO_SECOND, SECOND
from caopan.compiled import in_place


@in_place
def whole_second(us: Any) -> Any:
    """The first whole second at which a moment has passed; ``NO_SECOND`` for one never to come.

    us: microseconds since the session's origin.

    >>> whole_second(1_000_001), whole_second(2_000_000)
    (2, 2)
    """
    return NO_SECOND if us >= NO_SECOND * SECOND else -((-us) // SECOND)
