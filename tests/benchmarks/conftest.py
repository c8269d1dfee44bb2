"""``bench_market.py`` is a program of its own, run by ``make bench-market``; no tests are in it."""

collect_ignore = ["bench_market.py"]
