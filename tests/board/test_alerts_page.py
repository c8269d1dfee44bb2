"""What the proof of the alerts found is told, and its rules count as they say."""

import json
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.board import CODES
from caopan.board.alerts import WATCHED
from caopan.market import SHOCKS, make_shock


@pytest.fixture(scope="module")
def prove_alerts(proof_script: Callable[[str], ModuleType]) -> ModuleType:
    """The proof's script, as a module."""
    return proof_script("prove_alerts")


def test_the_page_says_what_the_proof_found(prove_alerts: ModuleType) -> None:
    """ALERTS.md is made from the proof's JSON: two hundred shocks, every kind, the rule beaten."""
    proof = json.loads(prove_alerts.PROOF.read_text(encoding="utf-8"))
    assert prove_alerts.PAGE.read_text(encoding="utf-8") == prove_alerts.page(proof)
    summary = proof["summary"]
    assert summary["shocks"] >= 200
    assert summary["others"] >= summary["shocks"]
    assert list(proof["kinds"]) == [*SHOCKS, "none"]
    assert prove_alerts.beats(summary)


def test_the_proof_is_of_today_s_rules(prove_alerts: ModuleType) -> None:
    """Who changes a rule of the alerts, or what a shock must turn, runs the proof again."""
    proof = json.loads(prove_alerts.PROOF.read_text(encoding="utf-8"))
    assert proof["subject"] == json.loads(json.dumps(prove_alerts.subject()))


def test_each_metric_of_a_shock_can_be_alerted() -> None:
    """No shock names a metric for which there is no alert, so that recall asks for what can be."""
    for kind, card in SHOCKS.items():
        assert set(card.worsens) <= set(WATCHED), kind


def test_sessions_without_a_shock_are_as_many(prove_alerts: ModuleType) -> None:
    """At both sizes; each kind comes as often, in several rooms, and none before both windows."""
    for size in prove_alerts.SIZES.values():
        some = prove_alerts.sessions(size)
        kinds = [one.shock.kind for one in some if one.shock]
        assert {kinds.count(kind) for kind in SHOCKS} == {size.each}
        hurt = [one for one in some if one.shock and not SHOCKS[one.shock.kind].innocent]
        assert 2 * len(hurt) <= len(some)
        assert min(one.shock.minute for one in hurt) >= 40
        assert len({(one.base, one.number) for one in some}) == len(some)
        assert {one.base for one in some} == set(size.rooms)
        assert min(one.number for one in some) > size.peers


@given(
    alerts=st.lists(st.tuples(st.sampled_from(WATCHED), st.integers(20, 150)), unique=True),
    kind=st.sampled_from(tuple(SHOCKS)),
)
def test_every_alert_is_right_wrong_or_late(
    prove_alerts: ModuleType, alerts: list[tuple[str, int]], kind: str
) -> None:
    """By hand: right ones are listed metrics within the minutes, wrong ones all but later ones."""
    shock = make_shock(kind, 60)
    told = prove_alerts.judge(alerts, shock)
    listed = SHOCKS[shock.kind].worsens
    caused = {(code, at) for code, at in alerts if code in listed and at > 60}
    in_time = {code for code, at in caused if at <= 60 + prove_alerts.WITHIN}
    assert told.right == len(in_time)
    assert told.wrong == len(set(alerts) - caused)
    assert (told.delay is not None) == bool(in_time)


def test_a_fixed_rule_knows_the_worst_it_has_seen(prove_alerts: ModuleType) -> None:
    """On the sessions that it was made of, the rule of the worst ever seen never speaks.

    What falls to nothing it tells at once, after the windows are full and not before.
    """
    rng = np.random.default_rng(4)
    shape = (60, len(CODES), 3)
    sound = [(rng.integers(400, 600, shape), np.full(shape, 1_000)) for _ in range(3)]
    rules = prove_alerts.Fixed({"one": sound})
    for sums in sound:
        _, shy, shop = rules.raised(sums, "one")
        assert shy == shop == []
    up = sound[0][0].copy()
    up[40:, CODES.index("C5")] = 0
    _, shy, shop = rules.raised((up, sound[0][1]), "one")
    assert shy == shop == [("C5", 41)]
    up[:, CODES.index("C5")] = 0
    assert rules.raised((up, sound[0][1]), "one")[1] == [("C5", prove_alerts.FULL)]
