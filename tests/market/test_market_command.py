"""``caopan market``: what an operator reads at eighty columns, and what is refused."""

import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from rich.cells import cell_len

from caopan import cli
from caopan.market import SAMPLES
from caopan.market.actions import actions_table
from caopan.market.levers import levers
from caopan.market.look import look, shown

Run = Callable[..., tuple[int, str, str]]
QUICK = ("--days", "8", "--seeds", "5")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``caopan market …`` in this process, in a terminal of 80 columns."""

    def ran(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["caopan", "market", *words])
        monkeypatch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return ran


def narrow(text: str) -> bool:
    """Whether no line is wider than the terminal (Chinese letters are two columns wide)."""
    return all(cell_len(line.rstrip()) <= 80 for line in text.splitlines())


@pytest.mark.parametrize("merchant", SAMPLES)
def test_a_merchants_card(run: Run, merchant: str) -> None:
    """Without a lever: goods by role, calendar, channels, what is known, and all levers."""
    code, out, _ = run("show", merchant)
    one = shown(merchant)
    assert code == 0
    assert narrow(out)
    for words in (
        one.name_en,
        "Goods by role",
        "hero 主推款",
        "Calendar",
        "Channels",
        "short_video",
    ):
        assert words in out
    assert all(f"{each.name} {each.zh}" in out for each in levers(one).values())


def test_with_and_without(run: Run) -> None:
    """With a lever: each week and the total, both sides, the paired difference, the sentence."""
    code, out, _ = run("show", "yunshi", "--lever", "paid", "--value", "200", *QUICK)
    seen = look("yunshi", "paid", 200, days=8, seeds=5)
    assert code == 0
    assert narrow(out)
    assert "paid 付费预算: 200 % of the usual budget" in out
    assert [out.count(head) for head in ("week 1: ", "week 2: ", "total: ")] == [1, 1, 1]
    for span in seen.stretches():
        for row in seen.rows(span):
            assert all(cell in out for cell in row)
    assert seen.sentence() in " ".join(out.split())


def test_large_numbers_stay_in_their_columns(run: Run) -> None:
    """The merchant with most GMV, and millions in all columns: nothing is cut or broken."""
    code, out, _ = run("show", "fanhe", "--lever", "rest", "--days", "28", "--seeds", "3")
    assert code == 0
    assert narrow(out)
    assert "…" not in out


def test_figure_and_table_are_written_whole(run: Run, tmp_path: Path) -> None:
    """--plot and --csv write their files, with no temporary left, and say where."""
    plot, csv = tmp_path / "new" / "look.png", tmp_path / "look.csv"
    code, out, _ = run(
        "show", "yunshi", "--lever", "hype", *QUICK, "--plot", str(plot), "--csv", str(csv)
    )
    assert code == 0
    assert plot.read_bytes().startswith(b"\x89PNG")
    assert out.count("Wrote") == 2
    frame = pd.read_csv(csv)
    assert list(frame.columns) == list(look("yunshi", "hype", days=8, seeds=5).frame().columns)
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["look.csv", "look.png"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("mine",), "the truth of a graded merchant is not in this house"),
        (("nobody",), "no sample merchant 'nobody'"),
        (("yunshi", "--lever", "payed"), "did you mean 'paid'?"),
        (("yunshi", "--lever", "paid", "--value", "999"), "0 to 300 % of the usual budget"),
        (("yunshi", "--lever", "paid", "--quantity", "9"), "takes no quantity"),
        (("yunshi", "--lever", "paid", "--seeds", "0"), "seeds: 0"),
        (("yunshi", "--lever", "paid", "--days", "400"), "days: 400"),
        (("yunshi", "--value", "5"), "--value needs a lever"),
        (("yunshi", "--plot", "look.png"), "--plot needs a lever"),
        (("yunshi", "--lever", "paid", "--plot", "look.gif"), "'look.gif'; end its name with .pdf"),
        (("yunshi", "--lever", "paid", "--csv", "look.txt"), "'look.txt'; end its name with .csv"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(
    run: Run, words: tuple[str, ...], reason: str
) -> None:
    """A person's error is one line on stderr and exit code 2; nothing is played or printed."""
    code, out, err = run("show", *words)
    assert code == 2
    assert out == ""
    assert reason in err
    assert err.startswith("caopan: ")
    assert len(err.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    """The result is printed, the file that could not be written is named, the exit code is 2."""
    (tmp_path / "look.csv").mkdir()
    code, out, err = run(
        "show", "yunshi", "--lever", "hype", *QUICK, "--csv", str(tmp_path / "look.csv")
    )
    assert code == 2
    assert "better with it" in out
    assert "cannot write" in err
    assert [path.name for path in tmp_path.iterdir()] == ["look.csv"]


def test_the_actions(run: Run) -> None:
    """Every action is listed with all that the table says of it, in lines that fit."""
    code, out, _ = run("actions")
    plain = " ".join(out.split())
    assert code == 0
    assert narrow(out)
    for one in actions_table().itertuples():
        assert str(one.zh) in out
    assert plain.count("side effect:") == len(actions_table())
