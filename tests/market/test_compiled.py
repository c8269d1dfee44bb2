"""Compiled loops work where nothing may be written, and notice a change in any of their files."""

import subprocess
import sys
from pathlib import Path


def test_a_sealed_room_compiles_for_itself() -> None:
    """With no folder for compiled code, the market is imported and its laws work all the same."""
    script = (
        "import numba.core.caching as store\n"
        "store.CacheImpl._locator_classes = []\n"
        "from caopan.market.inverse import poisson_count\n"
        "print(poisson_count(0.5, 2.0))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.strip() == "2", done.stderr


def test_a_change_in_a_neighbour_is_noticed(tmp_path: Path) -> None:
    """A kept function is compiled anew when a constant that it takes from another file changes."""
    room = tmp_path / "room"
    room.mkdir()
    (room / "__init__.py").write_text("")
    (room / "law.py").write_text(
        "from caopan.compiled import compiled\n"
        "from room.numbers import FACTOR\n"
        "@compiled\n"
        "def law(x):\n"
        "    return FACTOR * x\n"
    )

    def answer(factor: int) -> tuple[str, int]:
        (room / "numbers.py").write_text(f"FACTOR = {factor}\n")
        script = "from room.law import law; print(law(10), sum(law.stats.cache_hits.values()))"
        done = subprocess.run(
            [sys.executable, "-B", "-c", script],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        found, hits = done.stdout.split()
        return found, int(hits)

    assert answer(2) == ("20", 0)
    assert answer(2) == ("20", 1)  # kept
    assert answer(3) == ("30", 0)


def test_a_room_that_is_sealed_later_still_computes(tmp_path: Path) -> None:
    """A function is loaded where its folder may be written, and first called where it may not."""
    script = (
        "import shutil\n"
        "from pathlib import Path\n"
        "from law import law\n"
        "shutil.rmtree('__pycache__')\n"
        "Path('__pycache__').symlink_to('gone')  # nothing to read, nowhere to write\n"
        "print(law(10))\n"
    )
    (tmp_path / "law.py").write_text(
        "from caopan.compiled import compiled\n@compiled\ndef law(x):\n    return 2 * x\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.strip() == "20", done.stderr
