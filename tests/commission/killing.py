"""Kill a process that posts to a ledger at many moments, and look at the ledger each time.

python killing.py FOLDER ROUNDS [URL]: in each round a child posts new facts over a cycle and is
killed: at a file operation, at a statement or commit of the database, or after a random time.
Another child then looks at the ledger and posts the same facts once more. The last line is one
JSON object: kills, before, after, faults.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from settled_shop import at, contract, part, shop_facts
from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

from caopan.commission import Ledger
from caopan.commission.engine import settle
from caopan.commission.facts import Facts

LINES = 6
"""New lines in each round."""


def main(folder: str, rounds: int, url: str | None) -> None:
    """Post, kill, look; then compare the end with a settlement of all facts."""
    chance = random.Random(11)
    facts = shop_facts(LINES * (rounds + 1), 5, days=rounds + 1)
    given = [part(facts, n * LINES, (n + 1) * LINES) for n in range(rounds + 1)]
    settle([contract()], facts, at(1))  # compiled once, before the first fork
    begun = time.monotonic()
    counted = Path(folder).with_suffix(".points")
    assert _forked(lambda: _counted(folder, url, given[0], counted)) == 0
    points = int(counted.read_text())
    took = time.monotonic() - begun
    seen = Path(folder) / "seen.json"
    told = {"kills": 0, "before": 0, "after": 0, "faults": []}
    for number in range(1, rounds + 1):
        point = chance.randrange(points) if number % 3 else None
        wait = None if point is not None else chance.uniform(0, took)
        status = _forked(lambda n=number, p=point: _post(folder, url, given[n], n, p), wait)
        told["kills"] += status == signal.SIGKILL
        assert _forked(lambda n=number: _look(folder, url, given[n], n, seen)) == 0
        found = json.loads(seen.read_text())
        told[found["was"]] += status == signal.SIGKILL
        told["faults"] += found["faults"]
    assert _forked(lambda: _end(folder, url, facts, rounds, seen)) == 0
    told["faults"] += json.loads(seen.read_text())
    print(json.dumps(told))


def _forked(work: Callable[[], None], kill_after: float | None = None) -> int:
    """Do work in a child; its exit code, or the signal that ended it."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _counted(folder: str, url: str | None, facts: Facts, counted: Path) -> None:
    """Post without being killed; how many moments there were at which it could have been."""
    with Ledger.open(folder, [contract()], url) as ledger:
        passed = _arm(folder, None)
        ledger.post(facts, _clock(0))
    counted.write_text(str(passed[0]))


def _post(folder: str, url: str | None, facts: Facts, number: int, point: int | None) -> None:
    """Post a round's facts; at the given moment the process kills itself."""
    with Ledger.open(folder, [contract()], url) as ledger:
        if point is not None:
            _arm(folder, point)
        ledger.post(facts, _clock(number))


def _clock(number: int) -> object:
    return at(number * 3.5)


def _arm(folder: str, point: int | None) -> list[int]:
    """Count file operations in the folder and steps of the database; die at one of them."""
    passed = [0]

    def count(*_: object, **__: object) -> None:
        if passed[0] == point:
            os.kill(os.getpid(), signal.SIGKILL)
        passed[0] += 1

    def audit(name: str, given: tuple[object, ...]) -> None:
        if name in {"open", "os.rename", "os.remove"} and str(given[0]).startswith(folder):
            count()

    sys.addaudithook(audit)
    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, name, count)
    event.listen(Pool, "checkin", count)  # after the commit
    return passed


def _look(folder: str, url: str | None, facts: Facts, number: int, seen: Path) -> None:
    """Whether the ledger is as before or after, sound, and takes the facts once more."""
    with Ledger.open(folder, (), url) as ledger:
        clock = ledger.clock
        assert clock in {_clock(number - 1), _clock(number)}, clock
        was = "after" if clock == _clock(number) else "before"
        faults = [*ledger.verify()]
        again = ledger.post(facts, _clock(number))
        if was == "after" and again.runs:
            faults.append(f"round {number}: posted twice")
        faults += ledger.verify()
    seen.write_text(json.dumps({"was": was, "faults": faults}))


def _end(folder: str, url: str | None, facts: Facts, rounds: int, seen: Path) -> None:
    """The ledger's dues are those of all facts at once."""
    whole = settle([contract()], part(facts, 0, (rounds + 1) * LINES), _clock(rounds))
    with Ledger.open(folder, (), url) as ledger:
        ours = ledger.settlement()
    parties = whole.parties
    wrong = [
        p for p in parties if (ours.due(p), ours.payable(p)) != (whole.due(p), whole.payable(p))
    ]
    seen.write_text(json.dumps([f"{party}: not what is due" for party in wrong]))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
