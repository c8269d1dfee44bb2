"""Building writes the same bytes each time."""

from pathlib import Path

import pytest

from caopan.errors import CaopanError
from caopan.market import build


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """A merchant is built to two places: each file is equal byte by byte."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        build.build_samples(folder, names=["yunshi"], processes=1)
    files = [
        sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        for folder in folders
    ]
    assert files[0] == files[1]
    assert len(files[0]) >= 20
    for name in files[0]:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name


def test_an_unknown_merchant_is_refused(tmp_path: Path) -> None:
    """Nothing is written for a name that is not there."""
    with pytest.raises(CaopanError, match="no sample merchant"):
        build.build_samples(tmp_path, names=["x"], processes=1)
    assert build.main([]) == 2
