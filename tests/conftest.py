"""What tests of several rooms share."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

# an example may take long on a machine that is busy: speed is the benchmarks' matter
settings.register_profile("caopan", deadline=None)
settings.load_profile("caopan")


@pytest.fixture(scope="session")
def proof_script() -> Callable[[str], ModuleType]:
    """Load the script of a proof, by its name, as a module."""

    def load(name: str) -> ModuleType:
        path = Path(__file__).parent / "proofs" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module

    return load
