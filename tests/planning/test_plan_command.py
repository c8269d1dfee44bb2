"""``caopan plan``: what an operator reads at eighty columns, what is refused, the printed page."""

import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.cells import cell_len

from caopan import cli
from caopan.market import sample
from caopan.planning import load_sheet, sheet_checks
from caopan.planning.sheet_begun import FOR_EDITORS
from caopan.planning.sheet_checks import Checked, check_sheet
from caopan.planning.sheet_file import schema_text
from caopan.planning.sheet_new import own_conduct
from caopan.planning.sheet_page import sheet_page
from caopan.planning.sheet_parts import Gift, Highlight
from caopan.planning.sheet_played import play_sheet
from caopan.planning.sheet_values import Target
from caopan.planning.sheet_yaml import sheet_text

Run = Callable[..., tuple[int, str, str]]
EXAMPLE = Path(sheet_checks.__file__).with_name("stage_sheet.example.yaml")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``caopan plan …`` in this process, in a terminal of 80 columns."""

    def ran(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["caopan", "plan", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return ran


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet of two days with a highlight, in its file."""
    sheet = own_conduct(sample("yunshi"), days=2)
    event = Highlight(
        date=sheet.head.first_date,
        time=1_200,
        what="the bench opens <at eight>",
        target=Target(measure="visits", at_least=1),
    )
    path = tmp_path_factory.mktemp("sheets") / "short.yaml"
    path.write_text(sheet_text(sheet.model_copy(update={"events": (event,)})), encoding="utf-8")
    return path


def narrow(text: str) -> bool:
    """Whether no line is wider than the terminal (Chinese letters are two columns wide)."""
    return all(cell_len(line.rstrip()) <= 80 for line in text.splitlines())


def test_check_tells_all_and_leaves_with_two(run: Run, tmp_path: Path) -> None:
    """Each error in one row with its line; a script sees the exit code."""
    text = EXAMPLE.read_text(encoding="utf-8")
    bad = tmp_path / "bad.yaml"
    bad.write_text(text.replace("anchor: A2", "anchor: Zoe").replace("7 days", "7 h"), "utf-8")
    code, out, _ = run("check", bad)
    assert code == 2
    assert narrow(out)
    assert "3 errors" in out
    assert out.count("'7 h' is in 'h'; give days") == 2
    line = next(at for at, row in enumerate(text.splitlines(), 1) if "anchor: A2" in row)
    assert re.search(rf"^ +{line} +timeline\.roster\.1\.anchor", out, re.MULTILINE)
    code, out, _ = run("play", bad)
    assert code == 2
    assert "Nothing was played." in out
    assert "contribution" not in out
    code, out, _ = run("page", bad, "--html", tmp_path / "page.html")
    assert (code, (tmp_path / "page.html").exists()) == (2, False)


def test_check_shows_readings(run: Run, short: Path) -> None:
    """All acceptance checks with reading, limit and the line of those that are not met."""
    code, out, _ = run("check", short)
    assert code == 0
    assert narrow(out)
    assert "The plan can be carried out." in out
    for words in ("stock of heroes", "marginal ROI", "break-even", "funder named", "no, line"):
        assert words in out


def test_play_shows_both_sides_funnel_and_highlights(run: Run, short: Path) -> None:
    """Bands with and without, the funnel, and in how many plays a target was met."""
    code, out, _ = run("play", short, "--seeds", "3")
    assert code == 0
    assert narrow(out)
    for words in ("without", "with", "80 % of seeds", "The funnel", "pieces / 100 visits"):
        assert words in out
    assert re.search(r"visits 1 visit +[\d,]+ visits +3 of 3", out)
    assert "Contribution is the same with it and without in all 3 seeds." in out
    assert "acceptance checks" in out
    code, out, _ = run("play", short, "--seeds", "3", "--days", "1")
    assert code == 0
    assert "1 day," in out
    code, _, err = run("play", short, "--seeds", "0")
    assert code == 2
    assert err.startswith("caopan: seeds: 0 cannot be played")


def test_new_writes_a_sheet_that_can_be_read(run: Run, tmp_path: Path) -> None:
    """To the screen or to a file, never over one that is there."""
    code, out, _ = run("new", "zhenyun", "--days", "7")
    assert code == 0
    path = tmp_path / "mine.yaml"
    assert run("new", "zhenyun", "--days", "7", "--to", path)[0] == 0
    assert path.read_text(encoding="utf-8") == FOR_EDITORS + out
    assert (tmp_path / "stage_sheet.schema.json").read_text(encoding="utf-8") == schema_text()
    assert load_sheet(path).head.days == 7
    code, _, err = run("new", "zhenyun", "--to", path)
    assert code == 2
    assert "is there already" in err
    assert path.read_text(encoding="utf-8") == FOR_EDITORS + out
    code, _, err = run("new", "nobody")
    assert (code, "there is no merchant 'nobody' here" in err) == (2, True)


def test_schema_is_given_for_editors(run: Run, tmp_path: Path) -> None:
    """The published schema, to the screen or to a file."""
    assert run("schema") == (0, schema_text(), "")
    assert run("schema", "--to", tmp_path / "s.json")[0] == 0
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == schema_text()
    code, _, err = run("schema", "--to", ".")
    assert (code, "give the name of a file" in err) == (2, True)


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    """One sentence and exit code 2, for a sheet and for a page of another kind."""
    code, _, err = run("check", tmp_path / "none.yaml")
    assert code == 2
    assert err.startswith("caopan: cannot read")
    code, _, err = run("page", EXAMPLE, "--html", tmp_path / "page.pdf")
    assert code == 2
    assert "end its name with .html" in err


class _Read(HTMLParser):
    """Collects what a page asks for from outside, its headings, and unclosed elements."""

    VOID = ("meta", "link", "br", "path", "use", "rect", "line")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.open: list[str] = []
        self.headings: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            outside = name in {"src", "href", "xlink:href"} and not (value or "").startswith(
                ("#", "data:")
            )
            if outside or tag in {"script", "iframe", "object"}:
                self.asked.append(f"{tag} {name} {value}")
        if tag in {"h1", "h2"}:
            self.headings.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def test_the_page_is_one_file_that_asks_nobody(run: Run, short: Path, tmp_path: Path) -> None:
    """Whole HTML: no script, no address; what an operator wrote is text, never markup."""
    page = tmp_path / "page.html"
    assert run("page", short, "--html", page, "--seeds", "2")[0] == 0
    text = page.read_text(encoding="utf-8")
    read = _Read(text)
    assert read.asked == []
    assert read.open == []
    assert read.headings == ["h1", *["h2"] * 6]
    assert "the bench opens &lt;at eight&gt;" in text
    assert "2 of 2" in text
    assert "nan" not in re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)


def test_the_page_shows_what_is_decided() -> None:
    """Prices, stock, sessions, tools and their funder stand on the page as they are played."""
    shop = sample("yunshi")
    sheet = own_conduct(shop, days=2)
    row = sheet.stock.skus[0].model_copy(update={"coupon": 4_200, "cover": 9.0})
    tool = Gift(kind="red_packet", amount=150, quantity=20, funder="anchor", trigger={"every": 90})  # type: ignore[arg-type]
    changed = sheet.model_copy(
        update={
            "stock": sheet.stock.model_copy(update={"skus": (row,)}),
            "gifts": sheet.gifts.model_copy(update={"tools": (tool,)}),
        }
    )
    checked: Checked = check_sheet(changed, shop)
    assert checked.errors == ()
    text = sheet_page(play_sheet(checked, seeds=2))
    for words in (
        "42.00 yuan",
        "cover 9 d",
        "19:30–22:30",
        "red packet",
        "1.50 yuan",
        "every 90 min",
        "<td>anchor</td>",
        "have the anchor&#39;s word first",
    ):
        assert words in text, words
