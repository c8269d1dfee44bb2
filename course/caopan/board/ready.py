"""Import this to have the board's compiled loops loaded: the first tick waits for them."""

from typing import Any

import pandas as pd

from caopan.board.engine import Board
from caopan.board.rows import TAKEN
from caopan.events.catalogue import DECLARED

_opening = pd.Timestamp("2021-09-02 20:00", tz="Asia/Shanghai")
_cells: dict[str, Any] = {"text": "x", "integer": 1, "flag": True, "time": _opening}
_board = Board(pd.DataFrame({"session_id": ["x"], "start_ts": [_opening]}), "x")
for _table in TAKEN:
    _row = {column.name: [_cells[column.kind]] for column in DECLARED[_table].columns}
    _board.add(_table, pd.DataFrame(_row))
_board.tick(_opening)
