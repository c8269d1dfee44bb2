"""Build the sample merchants' tables: ``python -m caopan.market.build DATASETS``."""

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from caopan.errors import CaopanError
from caopan.events import write_dictionary, write_tables
from caopan.market.found import as_found
from caopan.market.history import card_of, history
from caopan.market.measurement import collect
from caopan.market.peers import peer_day
from caopan.market.samples import SAMPLES, sample


def build_one(name: str, datasets: Path) -> str:
    """Write one sample merchant's folder, trouble included, as its collector got the facts.

    Returns its name.

    Raises CaopanError for an unknown merchant or a disk that refuses.
    """
    scenario = as_found(name)
    frames = collect(history(scenario), scenario.collector, seed=scenario.luck_key)
    # what others report of themselves comes summed up: no collector of ours counted it
    frames["peer_day"] = peer_day(scenario)
    write_tables(frames, datasets / name, card_of(scenario))
    return name


def build_samples(datasets: Path, *, names: Sequence[str] = SAMPLES, processes: int = 2) -> None:
    """Write the sample merchants and the data dictionary; the same bytes on every run.

    datasets: the folder to write into (made if missing). Raises CaopanError as ``build_one`` does.
    """
    datasets.mkdir(parents=True, exist_ok=True)
    # the largest first, so that two processes end at about the same time
    order = sorted(names, key=lambda name: -len(sample(name).skus))
    if processes > 1:
        with ProcessPoolExecutor(max_workers=processes) as pool:
            list(pool.map(build_one, order, [datasets] * len(order)))
    else:
        for name in order:
            build_one(name, datasets)
    write_dictionary(datasets)


def main(arguments: Sequence[str]) -> int:
    """Run from the command line; 0 on success, 2 with one sentence otherwise."""
    if len(arguments) != 1:
        print("usage: python -m caopan.market.build DATASETS", file=sys.stderr)
        return 2
    try:
        build_samples(Path(arguments[0]))
    except (CaopanError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
