"""Fit the reference diagnosis to simulated merchants: ``python -m caopan.diagnosis.fitting``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.diagnosis.model import Model, shapes
from caopan.diagnosis.sums import Floats, Ints, Weighed

if TYPE_CHECKING:
    from caopan.market.planted import FaultId

SECRET: Final = b"fitted"
"""Of no course and no contest."""
DOZENS: Final = 94
RIDGE: Final = 0.2
"""Penalty on a weight of evidence that is there to tell its fault (see ``Evidence.speaks``)."""
STRANGE: Final = 15.0
"""Times as much on any other weight (chosen by cross-validation, as is the ridge)."""


def fit(
    seen: Sequence[Mapping[str, Weighed]],
    main: Sequence[FaultId],
    *,
    ridge: float = RIDGE,
    strange: float = STRANGE,
    keys: tuple[str, ...] | None = None,
) -> Model:
    """The scorecard that makes the answers likeliest, each weight held back by a ridge.

    seen: evidence of each merchant. main: its main fault.
    """
    from caopan.diagnosis.evidence import evidence_cards
    from caopan.market.faults import FAULTS

    cards = evidence_cards()
    keys = keys or tuple(cards)
    scale = np.array([_scale([one[key].value for one in seen]) for key in keys])
    x = np.array([shapes(one, keys, scale) for one in seen])
    size = x.shape[2]
    answer = np.array([FAULTS.index(fault) for fault in main])
    speaks = np.array([[fault in cards[key].speaks for key in keys] for fault in FAULTS])
    hold = np.repeat(np.where(speaks, ridge, ridge * strange), size, axis=1)
    hold[FAULTS.index("none")] = ridge
    base, weights = _likeliest(x.reshape(len(x), -1), answer, hold)
    return Model(FAULTS, keys, scale, base, weights.reshape(len(FAULTS), len(keys), size))


def _scale(values: Sequence[float | None]) -> float:
    """A large effect: the ninth decile of those that are not zero."""
    known = np.abs([value for value in values if value])
    return float(np.quantile(known, 0.9)) if len(known) else 1.0


def _likeliest(x: Floats, answer: Ints, hold: Floats) -> tuple[Floats, Floats]:
    """Base (C,) and weights (C, X) of the multinomial logistic model with a ridge ``hold``."""
    from scipy.optimize import minimize

    classes, width = hold.shape
    hit = np.zeros((len(x), classes))
    hit[np.arange(len(x)), answer] = 1
    counts = hit.sum(axis=0) + 0.5
    start = np.concatenate([np.log(counts / counts.sum())[:, None], np.zeros(hold.shape)], axis=1)

    def loss(flat: Floats) -> tuple[float, Floats]:
        theta = flat.reshape(classes, width + 1)
        score = theta[:, 0] + x @ theta[:, 1:].T
        score -= score.max(axis=1, keepdims=True)
        odds = np.exp(score)
        chance = odds / odds.sum(axis=1, keepdims=True)
        miss = chance - hit
        value = -np.log(chance[np.arange(len(x)), answer]).sum()
        away = theta[:, 0] - start[:, 0]
        slope = np.concatenate(
            [(miss.sum(axis=0) + away)[:, None], miss.T @ x + hold * theta[:, 1:]], axis=1
        )
        whole = value + 0.5 * (hold * theta[:, 1:] ** 2).sum() + 0.5 * (away**2).sum()
        return float(whole), slope.ravel()

    done = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    theta = done.x.reshape(classes, width + 1)
    return theta[:, 0], theta[:, 1:]


def as_data(model: Model, about: Mapping[str, Any]) -> dict[str, Any]:
    """A model as plain data, for ``model.json``. about: what it was fitted on."""
    return {
        "about": dict(about),
        "faults": list(model.faults),
        "evidence": list(model.keys),
        "scale": [round(float(one), 5) for one in model.scale],
        "base": [round(float(one), 4) for one in model.base],
        "weights": np.round(model.weights, 3).tolist(),
    }


def _read(base: str, days: int, numbers: range) -> list[tuple[dict[str, Weighed], FaultId]]:
    """Evidence and main fault of a dozen."""
    from caopan.diagnosis.evidence import read_all
    from caopan.diagnosis.simulated import simulated

    return [(read_all(one.shop), one.main) for one in simulated(base, days, numbers, SECRET)]


def main() -> int:
    """Simulate, fit and write ``model.json``; its weights are the same on every run."""
    import argparse
    import json
    from concurrent.futures import ProcessPoolExecutor

    from caopan.diagnosis.model import FILE
    from caopan.diagnosis.simulated import dozens

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dozens", type=int, default=DOZENS)
    jobs = dozens(parser.parse_args().dozens)
    with ProcessPoolExecutor(max_workers=2) as pool:
        rows = [row for part in pool.map(_read, *zip(*jobs, strict=True)) for row in part]
    kept = about(fit([seen for seen, _ in rows], [fault for _, fault in rows]), len(rows))
    FILE.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    print(json.dumps(kept["about"]))
    return 0


def about(made: Model, merchants: int) -> dict[str, Any]:
    """The model as plain data, with what it was fitted on."""
    from caopan.diagnosis.simulated import DOZEN

    facts = {
        "merchants": merchants,
        "markets": merchants // DOZEN,
        "evidence": len(made.keys),
        "ridge": RIDGE,
        "strange": STRANGE,
    }
    return as_data(made, facts)


if __name__ == "__main__":
    import sys

    sys.exit(main())
