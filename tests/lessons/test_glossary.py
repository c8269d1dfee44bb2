"""The glossary and the handbook's contents: complete, without repeats, honest."""

import re

import pytest

from caopan.events import SOURCES, card, merchants


@pytest.fixture
def entries(root):
    """Give the glossary's rows: Chinese, English, meaning."""
    text = (root / "course" / "GLOSSARY.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [tuple(part.strip() for part in row) for row in rows if row[0].strip() != "中文"]


def test_each_term_has_one_entry_in_both_languages(entries):
    """At least sixty terms, none twice, each with Chinese, English and a meaning."""
    assert len(entries) >= 60
    assert all(len(entry) == 3 and all(entry) for entry in entries)
    terms = [zh for zh, _, _ in entries]
    assert len(set(terms)) == len(terms)


def test_what_the_lesson_says_in_chinese_stands_there(entries, root):
    """Each Chinese term that lesson and assignments put in brackets has its entry."""
    known = "".join(f"{zh} {meaning} " for zh, _, meaning in entries)
    sources = sorted((root / "course" / "src").glob("[0-9]*.py"))
    sources += sorted((root / "solutions").glob("*/*.py"))
    used = set()
    for source in sources:
        used |= set(re.findall(r"\(([\u4e00-\u9fff]{2,})\)", source.read_text(encoding="utf-8")))
    used -= {card(shop).name_zh for shop in merchants()}
    assert len(used) >= 15
    assert [term for term in sorted(used) if term not in known] == []


def test_the_eight_sources_are_explained(entries):
    """Each word of the column `source` has its own entry."""
    english = {en.split(" (")[0].replace("-", " ") for _, en, _ in entries}
    english = {name.removesuffix(" feeder").removesuffix(" traffic") for name in english}
    assert {source.replace("_", " ") for source in SOURCES} <= english


def test_the_contents_name_only_what_is_there(root):
    """Every link in the handbook's contents leads somewhere; what is missing says "planned"."""
    page = (root / "course" / "README.md").read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+)\)", page):
        built = (root / "course" / link).exists()
        source = root / "course" / "src" / link.replace("lessons/", "").replace(".ipynb", ".py")
        assert built or source.exists(), link
    rows = [line for line in page.splitlines() if re.match(r"\|.*\| \d\d |.*\[\d\d ", line)]
    assert len([r for r in rows if "planned" in r]) == 4


def test_actions_and_levers_stand_there(entries):
    """What the command line and the widget call an action or a lever can be looked up."""
    from caopan.market import ACTIONS, SAMPLES, levers, sample

    known = "".join(f"{zh} {meaning} " for zh, _, meaning in entries)
    named = {action.zh for action in ACTIONS}
    named |= {lever.zh for name in SAMPLES for lever in levers(sample(name)).values()}
    assert len(named) > 30
    assert [term for term in sorted(named) if term not in known] == []


def test_the_section_about_the_board_is_the_registry(root):
    """The glossary's definitions of the 42 metrics are the registry's; a changed one is mended."""
    from caopan.board.registry import with_board_metrics

    page = (root / "course" / "GLOSSARY.md").read_text(encoding="utf-8")
    assert "## Board metrics" in page
    assert with_board_metrics(page) == page
    assert with_board_metrics(page.replace("room impressions", "something else")) == page
