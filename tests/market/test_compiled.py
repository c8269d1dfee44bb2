"""Compiled loops work where nothing may be written, and notice a change in any of their files."""

import subprocess
import sys

import pytest

from caopan.market import kernel


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


def test_the_kernel_carries_the_fingerprint_of_its_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest is part of the compiled loop's key: other sources, another digest."""
    before = kernel._digest()
    assert kernel.play_minutes.py_func.__closure__[0].cell_contents == before
    monkeypatch.setattr(kernel, "blake2b", lambda text, **more: _other(text + b"#", **more))
    assert kernel._digest() != before


def _other(text: bytes, **more: int) -> object:
    from hashlib import blake2b

    return blake2b(text, **more)  # type: ignore[arg-type]
