"""``python -m caopan.market.calibration [PAGE]``: measure everything and write the page."""

import sys
from pathlib import Path

from caopan.market.calibration.page import PAGE, write

if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE)
