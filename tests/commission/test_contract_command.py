"""``caopan contract``: what is begun, found, read back and signed in a terminal of 80 columns."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from caopan import cli
from caopan.commission.contract_file import contract_schema_text, load_contract, read_contract
from caopan.commission.contract_new import EXAMPLE, FOR_EDITORS
from caopan.commission.contract_writing import contract_json

Run = Callable[..., tuple[int, str, str]]
TEXT = EXAMPLE.read_text(encoding="utf-8")
UNSIGNED = TEXT.partition("# who signed")[0]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``caopan contract …`` in this process, in a terminal of 80 columns."""

    def ran(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["caopan", "contract", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return ran


def narrow(text: str) -> bool:
    """Whether no line is wider than the terminal (Chinese letters are two columns wide)."""
    return all(cell_len(line.rstrip()) <= 80 for line in text.splitlines())


def test_new_begins_a_contract_that_can_be_checked(run: Run, tmp_path: Path) -> None:
    """To the screen or to a file with the schema beside it, never over one that is there."""
    code, out, _ = run("new", "liuyi")
    assert code == 0
    path = tmp_path / "mine.yaml"
    assert run("new", "liuyi", "--to", path)[0] == 0
    assert path.read_text(encoding="utf-8") == FOR_EDITORS + out
    schema = (tmp_path / "contract.schema.json").read_text(encoding="utf-8")
    assert schema == contract_schema_text()
    code, _, err = run("new", "liuyi", "--to", path)
    assert code == 2
    assert "is there already" in err
    code, out, _ = run("check", path, "--merchant", "liuyi")
    assert code == 0
    assert "2 warnings" in out
    assert "No error was found." in out
    assert run("new", "nobody")[0] == 2


def test_check_tells_all_and_leaves_with_two(run: Run, tmp_path: Path) -> None:
    """Each finding in a row with its line; a script sees the exit code; several files at once."""
    code, out, _ = run("check", EXAMPLE)
    assert (code, "Nothing was found." in out) == (0, True)
    bad = tmp_path / "bad.yaml"
    bad.write_text(TEXT.replace("amount: 8000.00 yuan", "amount: 800000"), "utf-8")
    code, out, _ = run("check", bad, EXAMPLE)
    assert code == 2
    assert narrow(out)
    line = next(
        at for at, row in enumerate(bad.read_text("utf-8").splitlines(), 1) if "8000" in row
    )
    assert re.search(rf"^ +{line} +terms\.3\.amount", out, re.MULTILINE)
    assert "'800000' has no unit; give yuan" in out
    assert "Nothing was found." in out
    code, _, err = run("check", tmp_path / "none.yaml")
    assert (code, "cannot read" in err) == (2, True)


def test_read_says_the_contract_in_both_languages(run: Run) -> None:
    """The sentences, numbered, in English and in Chinese."""
    code, out, _ = run("read", EXAMPLE)
    assert code == 0
    assert narrow(out)
    assert "1 Who takes part" in out
    assert "3.4 retainer: ops gets ¥8,000 per month." in out
    code, out, _ = run("read", EXAMPLE, "--zh")
    assert code == 0
    assert narrow(out)
    assert "3.4 retainer：ops 每月得 ¥8,000。" in out


@pytest.mark.parametrize("form", ["no signatures", "an empty list", "in the middle", "json"])
def test_all_sign_and_nothing_else_is_changed(run: Run, tmp_path: Path, form: str) -> None:
    """Each sign-off is added to the file; comments and order stay; the last one makes it settle."""
    path = tmp_path / "c.yaml"
    head, _, tail = UNSIGNED.partition("# what each is due")
    texts = {
        "no signatures": UNSIGNED,
        "an empty list": f"{UNSIGNED}signatures: []  # none yet\n",
        "in the middle": f"{head}signatures: []\n\n# what each is due{tail}",
        "json": contract_json(load_contract(EXAMPLE).model_copy(update={"signatures": ()})),
    }
    path.write_text(texts[form], encoding="utf-8")
    for party in ("shop", "studio", "host", "ops"):
        code, out, _ = run("sign", path, "--party", party, "--at", "2021-10-28T10:00:00+08:00")
        assert code == 0
    assert "All have signed; it settles." in out
    assert load_contract(path) == load_contract(EXAMPLE)
    if form != "json":
        kept = path.read_text(encoding="utf-8").splitlines()
        comments = [line for line in texts[form].splitlines() if "#" in line and "[]" not in line]
        assert [line for line in kept if line in comments] == comments
    assert run("check", path)[0] == 0


def test_signing_refuses_in_words(run: Run, tmp_path: Path) -> None:
    """A stranger, a second sign-off, a changed contract, no moment: nothing is written."""
    path = tmp_path / "c.yaml"
    path.write_text(UNSIGNED, encoding="utf-8")
    assert run("sign", path, "--party", "ops")[0] == 0
    before = path.read_text(encoding="utf-8")
    for party, at, says in (
        ("nobody", "2021-10-28", "'nobody' is no party of liuyi-ops"),
        ("ops", "2021-10-28", "ops has signed this already"),
        ("platform", "2021-10-28", "the platform need not sign"),
        ("host", "soon", "--at: 'soon' is no moment"),
    ):
        code, _, err = run("sign", path, "--party", party, "--at", at)
        assert code == 2
        assert says in err
    assert path.read_text(encoding="utf-8") == before
    changed = before.replace("amount: 8000.00 yuan", "amount: 9000.00 yuan")
    path.write_text(changed, encoding="utf-8")
    code, _, err = run("sign", path, "--party", "host")
    assert code == 2
    assert "changed after ops signed it" in err
    assert path.read_text(encoding="utf-8") == changed
    draft = read_contract(changed)
    assert draft.value is not None
    assert draft.value.unsigned == ("shop", "studio", "host", "ops")


def test_schema_is_given(run: Run, tmp_path: Path) -> None:
    """The schema on the screen is the published one, and the one in a file."""
    assert run("schema")[1] == contract_schema_text()
    assert run("schema", "--to", tmp_path / "s.json")[0] == 0
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == contract_schema_text()
