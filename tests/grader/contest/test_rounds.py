"""The rounds file: its states, its secrets, and what it refuses."""

from __future__ import annotations

import datetime as dt
import hashlib
import stat
from pathlib import Path

import pytest

from caopan.errors import CaopanError
from grader.contest import State, new_round, next_change, read_rounds

NINE = dt.datetime(2026, 3, 2, 9)  # noqa: DTZ001 (people write Shanghai times without a zone)
SIX = dt.datetime(2026, 3, 6, 18)  # noqa: DTZ001


@pytest.fixture
def rounds_root(template: Path, tmp_path: Path) -> Path:
    """A course folder with the contest's card and nothing run yet."""
    card = tmp_path / "solutions" / "duel" / "assignment.yaml"
    card.parent.mkdir(parents=True)
    card.write_text((template / "solutions/duel/assignment.yaml").read_text(encoding="utf-8"))
    return tmp_path


def test_new_round_publishes_the_hash_of_its_secret(rounds_root: Path) -> None:
    """The file holds the secret's hash before the round opens; the secret is private."""
    made = new_round(rounds_root, "warmup", "duel", NINE, SIX)
    key = rounds_root / "work" / "secrets" / "warmup.key"
    assert made.secret_sha256 == hashlib.sha256(key.read_bytes()).hexdigest()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert read_rounds(rounds_root) == [made]


def test_states_follow_the_shanghai_clock(rounds_root: Path) -> None:
    """Times without a zone are Shanghai's; a round opens at and closes before its moments."""
    made = new_round(rounds_root, "warmup", "duel", NINE, SIX)
    opens, closes = (dt.datetime(2026, 3, d, h, tzinfo=dt.UTC) for d, h in ((2, 1), (6, 10)))
    second = dt.timedelta(seconds=1)
    assert [made.state(m) for m in (opens - second, opens, closes - second, closes)] == [
        State.BEFORE,
        State.OPEN,
        State.OPEN,
        State.CLOSED,
    ]
    assert [next_change([made], m) for m in (opens - second, opens, closes)] == [
        opens,
        closes,
        None,
    ]


def test_a_taken_name_or_assignment_is_refused(rounds_root: Path) -> None:
    """A second round of the same name or assignment changes neither file nor secret."""
    new_round(rounds_root, "warmup", "duel", NINE, SIX)
    before = (rounds_root / "work/contest/rounds.yaml").read_bytes()
    for name in ("warmup", "final"):
        with pytest.raises(CaopanError, match="taken already"):
            new_round(rounds_root, name, "duel", NINE, SIX)
    assert (rounds_root / "work/contest/rounds.yaml").read_bytes() == before
    assert [f.name for f in (rounds_root / "work/secrets").iterdir()] == ["warmup.key"]


def test_a_wrong_round_leaves_no_secret(rounds_root: Path) -> None:
    """A round that closes before it opens is refused before anything is written."""
    with pytest.raises(CaopanError, match="closes must be later"):
        new_round(rounds_root, "warmup", "duel", SIX, NINE)
    assert not (rounds_root / "work").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("submissions_per_day: 3", "submissions_per_day: 0"), "round warmup.*submissions_per_day"),
        (("submissions_per_day: 3", "submisions: 3"), "round warmup: field submi"),
        (("opens: '2026-03-02", "opens: '2026-13-02"), "round warmup: field opens"),
        (("public: true", "public: perhaps"), "round warmup: field parts.0.public"),
        (("public: false", "public: true"), "at least one public and one private"),
        (("rounds:", "round:"), "one list named 'rounds'"),
        (("rounds:", "rounds: ["), "cannot be read as YAML"),
        (("secret_sha256: ", "secret_sha256: x"), "field secret_sha256"),
    ],
)
def test_a_bad_file_is_named_in_one_sentence(
    rounds_root: Path, change: tuple[str, str], said: str
) -> None:
    """File, round and field are named; nothing is guessed."""
    new_round(rounds_root, "warmup", "duel", NINE, SIX)
    file = rounds_root / "work/contest/rounds.yaml"
    text = file.read_text(encoding="utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(CaopanError, match=said) as caught:
        read_rounds(rounds_root)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_ordinary_assignment_cannot_be_a_round(rounds_root: Path) -> None:
    """Without parts there is nothing to score publicly and privately."""
    card = rounds_root / "solutions/duel/assignment.yaml"
    card.write_text("title: Plain\n", encoding="utf-8")
    with pytest.raises(CaopanError, match="names no parts"):
        new_round(rounds_root, "warmup", "duel", NINE, SIX)


def test_an_unknown_assignment_is_named_with_the_known_ones(rounds_root: Path) -> None:
    """The sentence lists what there is."""
    with pytest.raises(CaopanError, match="assignments here: duel"):
        new_round(rounds_root, "warmup", "duell", NINE, SIX)
