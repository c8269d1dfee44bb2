"""The data dictionary covers everything, fits the files, and is a valid data package."""

import hashlib
import json
import re
import shutil

import pandas as pd
import pytest

from caopan import CaopanError
from caopan.events import TABLES, write_dictionary
from caopan.events.catalogue import DECLARED


@pytest.fixture
def package(datasets) -> dict:
    """Return the written data package of the tiny merchant."""
    write_dictionary(datasets)
    return json.loads((datasets / "datapackage.json").read_text())


def test_the_package_describes_each_file_by_hash_and_rows(datasets, package) -> None:
    """Each table file is a resource with its true sha256, size and row count."""
    files = sorted(p.relative_to(datasets).as_posix() for p in datasets.rglob("*.parquet"))
    assert sorted(entry["path"] for entry in package["resources"]) == files
    for entry in package["resources"]:
        content = (datasets / entry["path"]).read_bytes()
        assert entry["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert entry["bytes"] == len(content)
        assert entry["rows"] == len(pd.read_parquet(datasets / entry["path"]))


def test_the_package_explains_each_column(package) -> None:
    """Each resource has all columns in order with type, unit, meaning, constraints and trap."""
    for entry in package["resources"]:
        spec = DECLARED[entry["name"].removeprefix("tiny.")]
        fields = entry["schema"]["fields"]
        assert [field["name"] for field in fields] == spec.names
        for field, column in zip(fields, spec.columns, strict=True):
            assert field["description"] == column.meaning
            assert field["unit"] == column.unit
            assert field.get("trap", "") == column.trap
            assert field["constraints"]["required"] is not column.null
            assert field["constraints"].get("enum", []) == list(column.values)
            assert field["constraints"].get("minimum") == column.low


def test_the_package_says_which_tables_hold_a_panel(package) -> None:
    """K stands at each table: four where only panel users are in it, one elsewhere."""
    shares = {e["name"]: e["panel_one_in"] for e in package["resources"]}
    assert shares["tiny.visit"] == 4
    assert shares["tiny.live_session"] == 1


def test_the_page_has_a_row_for_each_column_of_each_table(datasets, package) -> None:
    """Each column's row holds type, unit, range, meaning and trap; no cell breaks the grid."""
    page = (datasets / "README.md").read_text()
    sections = dict(re.findall(r"^### `(\w+)`(.*?)(?=^### |\Z)", page, re.M | re.S))
    assert list(sections) == list(TABLES)
    for table, section in sections.items():
        rows = [re.split(r"(?<!\\)\|", line) for line in section.splitlines() if line[:1] == "|"]
        assert {len(row) for row in rows} == {8}
        assert [row[1].strip(" `") for row in rows[2:]] == DECLARED[table].names
        for row, column in zip(rows[2:], DECLARED[table].columns, strict=True):
            assert column.dtype in row[2]
            assert row[3].strip() == column.unit
            assert row[4].strip() == (column.range or "any")
            assert row[5].strip().endswith(column.meaning)
            assert row[6].strip() == column.trap
        assert all(rule.sentence in section for rule in DECLARED[table].rules)


def test_the_page_introduces_the_merchant(datasets, package) -> None:
    """Name, days, sessions with events, k and story of each merchant stand on the page."""
    page = (datasets / "README.md").read_text()
    assert "| `tiny` | Tiny Shop (小店) | tea | 2021-10-30 | 3 | `session_id0` | 4 |" in page
    assert "A shop on a hill" in page


def test_a_second_run_changes_no_byte(datasets, package) -> None:
    """The dictionary depends on schemas, cards and files alone."""
    names = ("README.md", "datapackage.json")
    before = [(datasets / name).read_bytes() for name in names]
    write_dictionary(datasets)
    assert [(datasets / name).read_bytes() for name in names] == before


def test_a_folder_without_merchants_is_said(tmp_path, datasets) -> None:
    """No merchant, or a merchant without tables: one sentence, and nothing is written."""
    (tmp_path / "none").mkdir()
    with pytest.raises(CaopanError, match=r"no merchant with tables in .*: run `make build`"):
        write_dictionary(tmp_path / "none")
    for path in datasets.rglob("*.parquet"):
        path.unlink()
    with pytest.raises(CaopanError, match="no merchant with tables"):
        write_dictionary(datasets)
    assert not (datasets / "README.md").exists()


def test_a_broken_table_file_is_said(datasets) -> None:
    """A file that is no parquet is named, before anything is written."""
    (datasets / "tiny" / "product.parquet").write_bytes(b"not parquet")
    with pytest.raises(
        CaopanError, match=r"cannot read .*product.parquet: .*; build the file again"
    ):
        write_dictionary(datasets)
    assert not (datasets / "datapackage.json").exists()


def test_frictionless_finds_the_package_valid(datasets, package) -> None:
    """An independent reader of data packages accepts ours, with all fields and constraints."""
    frictionless = pytest.importorskip("frictionless")
    assert list(frictionless.Package.metadata_validate(package)) == []
    read = frictionless.Package.from_descriptor(str(datasets / "datapackage.json"))
    assert len(read.resources) == len(TABLES)
    assert read.get_resource("tiny.order_line").schema.get_field("pay_fen").type == "integer"


def test_frictionless_would_find_a_fault(package) -> None:
    """The check above can fail: a field without a type, or a bad constraint, is found."""
    frictionless = pytest.importorskip("frictionless")
    del package["resources"][0]["path"]
    assert list(frictionless.Package.metadata_validate(package)) != []


def test_the_dictionary_moves_with_its_folder(datasets, package, tmp_path) -> None:
    """No path of the machine is in it: a copied folder gives the same dictionary."""
    copy = tmp_path / "copy"
    shutil.copytree(datasets, copy)
    write_dictionary(copy)
    assert (copy / "datapackage.json").read_text() == (datasets / "datapackage.json").read_text()
    assert str(tmp_path) not in (copy / "datapackage.json").read_text()
