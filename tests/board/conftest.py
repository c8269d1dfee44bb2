"""The board's tests share a reference and a maker of sessions, which lie beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
