"""Collect, stage and archive what trainees get."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from caopan.errors import CaopanError
from grader.files import write_atomically
from grader.handout.lock import runtime_lock

NAME = "caopan-course"
# Everything of the checkout that a trainee may have; what is not named here stays at home.
HANDED_OUT = (
    "LICENSE",
    "course/README.md",
    "course/GLOSSARY.md",
    "course/lessons/*.ipynb",
    "course/apps/*.ipynb",
    "exercises/*/*.ipynb",
    "datasets/README.md",
    "datasets/datapackage.json",
    "datasets/*/*.parquet",
    "datasets/peer_curves/*.npz",
    "datasets/*/merchant.json",
    "datasets/*/events/*.parquet",
)
# Archives of the same content are the same bytes, so every file carries one date.
DATE = (2026, 1, 1, 0, 0, 0)


def stage(root: Path, folder: Path) -> list[Path]:
    """Lay the hand-out's files into ``folder`` and list them, relative to it.

    Args:
        root: a built checkout.
        folder: where to; files that stand there are replaced, others are left alone, so that a
            trainee's own work survives a new hand-out.

    Raises:
        CaopanError: the checkout is not built, or the folder cannot be written.
    """
    here = Path(__file__).parent
    content = {
        path.relative_to(root): path for rule in HANDED_OUT for path in sorted(root.glob(rule))
    }
    for rule in HANDED_OUT:
        if not any(path.match(rule) for path in content):
            raise CaopanError(f"{root}: nothing matches {rule}; run make build first.")
    content[Path("start.py")] = here / "start.py"
    content[Path("README.md")] = here / "TRAINEE.md"
    for name, source in content.items():
        write_atomically(folder / name, source.read_bytes())
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    lock = runtime_lock(
        (root / "requirements.lock").read_text(encoding="utf-8"),
        pyproject["project"]["dependencies"],
    )
    write_atomically(folder / "requirements.lock", lock)
    wheel = _wheel(root, pyproject, folder / "wheels")
    return sorted([*content, Path("requirements.lock"), wheel.relative_to(folder)])


def pack(root: Path, archive: Path | None = None) -> Path:
    """Write the trainee's archive, the same bytes for the same content.

    Args:
        root: a built checkout.
        archive: the zip to write; ``dist/caopan-course.zip`` by default.

    Returns:
        The archive.

    Raises:
        CaopanError: the checkout is not built, or the place cannot be written.
    """
    archive = archive or root / "dist" / f"{NAME}.zip"
    with tempfile.TemporaryDirectory(prefix="caopan-pack-") as scratch:
        folder = Path(scratch) / NAME
        files = stage(root, folder)
        made = Path(scratch) / archive.name
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
            for name in files:
                entry = zipfile.ZipInfo(f"{NAME}/{name.as_posix()}", DATE)
                entry.external_attr = 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                opened.writestr(entry, (folder / name).read_bytes())
        write_atomically(archive, made.read_bytes())
    return archive


def _wheel(root: Path, pyproject: dict[str, Any], folder: Path) -> Path:
    """Build a wheel of ``caopan`` alone: the same project without the package ``grader``."""
    from hatchling.builders.wheel import WheelBuilder
    from hatchling.metadata.core import ProjectMetadata
    from hatchling.plugin.manager import PluginManager

    project = dict(pyproject["project"])
    project["scripts"] = {"caopan": project["scripts"]["caopan"]}
    project.pop("optional-dependencies")
    config = {
        **pyproject,
        "project": project,
        "tool": {"hatch": {"build": {"targets": {"wheel": {"packages": ["course/caopan"]}}}}},
    }
    shutil.rmtree(folder, ignore_errors=True)
    manager = PluginManager()
    metadata = ProjectMetadata(str(root), manager, config)
    builder = WheelBuilder(str(root), plugin_manager=manager, config=config, metadata=metadata)
    return Path(next(builder.build(directory=str(folder), versions=["standard"])))
