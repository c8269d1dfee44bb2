"""The budgets of a lesson are said in words."""

from pathlib import Path

from grader.authoring import over_budget


def lesson(folder: Path, cells: list[str]) -> Path:
    """Write a lesson of some cells."""
    path = folder / "01_sums.py"
    path.write_text("\n\n".join(cells), encoding="utf-8")
    return path


def test_a_lesson_within_its_budgets_is_not_mentioned(tmp_path: Path) -> None:
    """Twenty cells, 800 words, short code: nothing to say."""
    text = "# %% [markdown]\n# " + "word " * 80
    assert over_budget(lesson(tmp_path, [text] * 10 + ["# %%\nx = 1"] * 10)) == []


def test_what_is_over_is_named_with_its_cell(tmp_path: Path) -> None:
    """Few cells, few words, a long code cell and a long text are each one sentence."""
    code = "# %%\n" + "\n".join(f"x = {n}" for n in range(16))
    said = over_budget(lesson(tmp_path, [code, "# %% [markdown]\n# " + "word " * 121]))
    assert said == [
        "01_sums.py: 2 cells; 20 to 35 is the budget",
        "01_sums.py: 121 words; 700 to 1200 is the budget",
        "01_sums.py, cell 1: 16 lines; 15 is the limit",
        "01_sums.py, cell 2: 121 words; 120 is the limit",
    ]
