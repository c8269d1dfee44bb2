"""Programs run by ``make bench-market`` and its like; no tests are in them."""

collect_ignore = [
    "bench_market.py",
    "bench_board.py",
    "bench_diagnosis.py",
    "board_peers.py",
    "board_session.py",
]
