"""nbgrader's own validator on the real assignments."""

from pathlib import Path

import pytest

from grader.authoring import targets
from grader.marking import mounted

ROOT = Path(__file__).parents[3]
ASSIGNMENTS = [target for target in targets(ROOT) if target.assignment]


@pytest.mark.parametrize("target", ASSIGNMENTS, ids=lambda t: t.assignment)
@pytest.mark.slow
def test_solution_passes_and_release_fails(target, tmp_path: Path) -> None:
    """Each solution passes every test; its release, still blank, passes none."""
    from nbgrader.validator import Validator

    validator = Validator()
    with mounted(target.assignment):
        for name, path, invert in (
            ("solution", target.notebook, False),
            ("release", target.released, True),
        ):
            copy = tmp_path / name / path.name
            copy.parent.mkdir()
            copy.write_bytes(path.read_bytes())
            validator.invert = invert
            assert validator.validate(str(copy)) == {}, f"{name} of {target.assignment}"
