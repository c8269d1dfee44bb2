"""nbgrader's own validator on the real assignments."""

from pathlib import Path

import pytest
import yaml

from grader.authoring import read_source, targets
from grader.marking import mounted

ROOT = Path(__file__).parents[3]
ASSIGNMENTS = [target for target in targets(ROOT) if target.assignment]


@pytest.mark.parametrize("target", ASSIGNMENTS, ids=lambda t: t.assignment)
@pytest.mark.validates
def test_solution_passes_and_release_fails(target, tmp_path: Path) -> None:
    """Each solution passes every test; its release, still blank, passes none.

    Where nobody can be certain, an honest solution has partial credit.
    """
    from nbgrader.validator import Validator

    validator, uncertain = Validator(), _uncertain(target)
    with mounted(target.assignment):
        for name, path, invert in (
            ("solution", target.notebook, False),
            ("release", target.released, True),
        ):
            copy = tmp_path / name / path.name
            copy.parent.mkdir()
            copy.write_bytes(path.read_bytes())
            validator.invert = invert
            found = validator.validate(str(copy))
            failed = [
                one
                for one in found.pop("failed", [])
                if one["source"] not in uncertain or not one["error"].startswith("Partial credit")
            ]
            assert (found, failed) == ({}, []), f"{name} of {target.assignment}"


def _uncertain(target) -> set[str]:
    """Give the source of each test cell whose answers cannot be certain (see ``answers.yaml``)."""
    told = yaml.safe_load((target.source.parent / "answers.yaml").read_text(encoding="utf-8"))
    names = {f"{name}-check" for name, answers in told.items() if "least" in answers}
    heads = ((cell.metadata.get("nbgrader", {}), cell) for cell in read_source(target.source).cells)
    return {cell.source for head, cell in heads if head.get("grade_id") in names}
