"""The attacks as tests: what they count can fail; `make attacks` runs these, then all attacks."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
# One or two of each class; the whole takes a minute and has its own target.
PART = [
    "a05",
    "a09",
    "a24",
    "a29",
    "a33",
    "b04",
    "b06",
    "c02",
    "c06",
    "d01",
    "d04",
    "e02",
    "e08",
    "f05",
    "f09",
    "g04",
    "i01",
    "i02",
    "i07",
]


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def run() -> ModuleType:
    """The program behind ``make attacks``."""
    return _load("run")


@pytest.fixture(scope="module")
def built(run: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The course with its canaries, built once."""
    folder = tmp_path_factory.mktemp("vault")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder / "home"))
        patch.setenv("CAOPAN_CANARY", "")
        return run.build_vault(folder)


@pytest.fixture
def vault(built: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A copy of the course, a home of its own, the environment as it was afterwards."""
    import matplotlib as mpl

    monkeypatch.setenv("MPLCONFIGDIR", mpl.get_cachedir())
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CAOPAN_CANARY", "")
    return built.copied(tmp_path)


def test_there_are_enough_attacks_and_all_are_whole(run: ModuleType) -> None:
    """Each says what it tries and what it deserves; every class of attack is there."""
    found = run.cases()
    assert len(found) >= 75
    assert {name[0] for name in found} == set("abcdefghi")
    for name, module in found.items():
        assert str(module.__doc__).strip(), name
        assert callable(module.attack), name
        assert 0 <= module.DESERVES <= run.POINTS, name


@pytest.mark.attack
def test_no_attack_of_the_part_gets_anything(run: ModuleType, vault: Any) -> None:
    """No undeserved point, no change outside, no secret read, every honest twin right."""
    chosen = {name: m for name, m in run.cases().items() if name.split("_")[0] in PART}
    assert len(chosen) == len(PART)
    results, escapes, complete = run.strike(chosen, vault)
    assert run.told(results, escapes, complete=complete) == {
        "attacks": len(PART),
        "undeserved_points": 0.0,
        "escapes": 0,
        "secrets_read": 0,
        "honest_twins_wrong": 0,
        "batch_complete": True,
    }, [(r.name, r.got, r.twin, r.leaks, r.outcome) for r in results]


@pytest.mark.attack
def test_the_weaker_protection_holds_as_well(run: ModuleType, vault: Any) -> None:
    """Where there are no namespaces, Landlock and the filter keep what is outside out of reach."""
    chosen = {n: m for n, m in run.cases().items() if n[:3] in ("b04", "b06", "c06", "g04")}
    results, escapes, complete = run.strike(chosen, vault, "landlock")
    summary = run.told(results, escapes, complete=complete)
    assert (summary["escapes"], summary["secrets_read"], complete) == (0, 0, True), results


@pytest.mark.attack
def test_the_count_of_secrets_can_fail(run: ModuleType, vault: Any) -> None:
    """Without protection the same search finds the canaries, and the program says so."""
    chosen = {n: m for n, m in run.cases().items() if n.startswith("b06")}
    results, escapes, complete = run.strike(chosen, vault, "none")
    assert run.told(results, escapes, complete=complete)["secrets_read"] == 1
    assert len(results[0].leaks) >= 3


def test_an_honest_twin_that_loses_points_is_counted_and_says_why(run: ModuleType) -> None:
    """A twin without all points, or an attack with less than it deserves, is wrong; others not."""
    lost = run.Result("a", "", 0.0, 0.0, run.POINTS - 2, twin_says=["graded", "cell: Timeout: x"])
    cheated = run.Result("b", "", 8.0, 6.0, run.POINTS)
    fine = run.Result("c", "", 8.0, 8.0, run.POINTS)
    assert run.told([lost, cheated, fine], [], complete=True)["honest_twins_wrong"] == 2
    assert lost.wrong == "the honest twin got 6 of 8: graded; cell: Timeout: x"
    assert cheated.wrong == "got 6, deserves 8"


def test_what_a_cell_tells_is_all_but_its_own_lines(run: ModuleType) -> None:
    """A hidden input is seen in every kind of output, and not where a traceback shows the test."""
    source = "x = 1\nassert margin(7919.25, 17.5) == 2"
    shown = "\x1b[32m----> 2\x1b[39m \x1b[38;5;28massert\x1b[39m margin("
    shown += "\x1b[32m7919.25\x1b[39m, 17.5) == 2"
    error = {"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": [shown]}
    assert run.HIDDEN_INPUT not in run.told_by({"source": source, "outputs": [error]})
    for leak in (
        {**error, "evalue": "seen 7919.25"},
        {**error, "ename": "Seen7919.25"},
        {**error, "traceback": [shown, "ValueError: seen 7919.25"]},
        {"output_type": "stream", "name": "stdout", "text": "seen 7919.25"},
        {"output_type": "display_data", "data": {"application/json": {"a": ["7919.25"]}}},
    ):
        assert run.HIDDEN_INPUT in run.told_by({"source": source, "outputs": [error, leak]})


@pytest.mark.attack
def test_a_contests_private_points_are_in_nothing_that_a_candidate_can_read(
    run: ModuleType, vault: Any
) -> None:
    """While a round is open: not in the standings, not in feedback, release, or the exchange."""
    import datetime as dt

    from caopan.errors import CaopanError
    from grader.contest import new_round, read_entries
    from grader.marking import enrol, grade, release, release_feedback
    from grader.marking.course import Course
    from grader.marking.handout import run_exchange

    now = dt.datetime.now(dt.UTC)
    at = dt.datetime(2026, 3, 2, 1, 2, 3, tzinfo=dt.UTC)
    new_round(vault.root, "open", "duel", at - dt.timedelta(days=1), now + dt.timedelta(days=1))
    enrol(vault.root, {"eve": "Eve"})
    release(vault.root, "duel")
    entry = run.Submission(vault, "eve", "duel")
    entry.answer("duel-guess", "guess = 7.5")
    entry.hand_in()
    assert grade(vault.root, "duel").count("graded") == 1
    private: Any = read_entries(vault.root, "open")[-1].private_points["unseen"]
    assert private == pytest.approx(2.5 / 3)
    with pytest.raises(CaopanError, match="would show private points"):
        release_feedback(vault.root, "duel", ["eve"])
    with pytest.raises(CaopanError, match="would show private points"):  # formgrader's button
        run_exchange(Course(vault.root), "ReleaseFeedback", "duel", "eve")
    for name in ("exchange", "contest", "desk", "cache", "feedback"):
        for file in (vault.root / "work" / name).rglob("*"):
            if file.is_file() and "inbound" not in file.parts:
                text = file.read_text(encoding="utf-8", errors="replace")
                assert "0.83333" not in text, file
                assert json.dumps(private) not in text, file
