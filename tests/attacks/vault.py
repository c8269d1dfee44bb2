"""The course that is attacked: one assignment of eight points, one contest, canaries all around."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

REPOSITORY = Path(__file__).resolve().parents[2]
POINTS = 8.0
TIME = "2026-03-02 01:02:03.000000 UTC"

RIGHT = {
    "vault-revenue": "revenue = float((shop.price * shop.sold).sum())",
    "vault-margin": "def margin(price, cost):\n    return (price - cost) / price",
    "vault-by-sku": "by_sku = shop.groupby('sku', as_index=False)['sold'].sum()",
    "vault-share": "share = float(shop.sold[0] / shop.sold.sum())",
}
WRONG = {
    "vault-revenue": "revenue = -1.0",
    "vault-margin": "def margin(price, cost):\n    return 0.125",
    "vault-by-sku": "by_sku = shop.head(0)",
    "vault-share": "share = 100.0",
}
TESTS = {
    "vault-revenue": (2, "assert abs(revenue - float((shop.price * shop.sold).sum())) < 1e-6"),
    "vault-margin": (
        3,
        (
            "assert abs(margin(7919.25, 17.5) - (7919.25 - 17.5) / 7919.25) < 1e-9\n"
            "assert abs(margin(8, 2) - 0.75) < 1e-9"
        ),
    ),
    "vault-by-sku": (
        2,
        (
            "import pandas as _pandas\n"
            "_want = shop.groupby('sku', as_index=False)['sold'].sum()\n"
            "_pandas.testing.assert_frame_equal(by_sku, _want)"
        ),
    ),
    "vault-share": (
        1,
        (
            "_true = float(shop.sold[0] / shop.sold.sum())\n"
            "round(max(0.0, 1 - 10 * abs(share - _true)), 2)"
        ),
    ),
}
SHOP = "sku,price,sold\nA,12.5,40\nB,7.0,13\nA,12.0,22\nC,99.0,5\n"
# What only tests know: the number they call an answer with must not come back to the trainee.
HIDDEN_INPUT = "7919.25"


def _header(name: str, **values: Any) -> str:
    about = {"grade": False, "locked": False, "solution": False, "schema_version": 3}
    return "# %% nbgrader=" + json.dumps({"grade_id": name, **about, **values})


def _percent(canary: str) -> str:
    parts = [_header("vault-setup", locked=True)]
    parts.append("import pandas as pd\n\nshop = pd.read_csv('shop.csv')")
    for name, (points, test) in TESTS.items():
        parts += ["\n" + _header(name, solution=True), "### BEGIN SOLUTION", RIGHT[name]]
        parts += [
            "### END SOLUTION",
            "\n" + _header(f"{name}-check", grade=True, locked=True, points=points),
        ]
        parts += ["### BEGIN HIDDEN TESTS", f"# {canary}", test, "### END HIDDEN TESTS"]
    written = json.dumps(
        {
            "grade_id": "vault-words",
            "grade": True,
            "locked": False,
            "solution": True,
            "schema_version": 3,
            "points": 2,
        }
    )
    parts += [f"\n# %% [markdown] nbgrader={written}", "# Say what you saw."]
    return "\n".join(parts) + "\n"


DUEL = "\n".join(
    [
        _header("duel-guess", solution=True),
        "### BEGIN SOLUTION\nguess = 7\n### END SOLUTION",
        _header("duel-seen", grade=True, locked=True, points=10),
        "### BEGIN HIDDEN TESTS\nfloat(min(10, max(0, guess)))\n### END HIDDEN TESTS",
        _header("duel-unseen", grade=True, locked=True, points=10),
        "### BEGIN HIDDEN TESTS\nfloat(10 - min(10, max(0, guess))) / 3\n### END HIDDEN TESTS",
        "",
    ]
)
DUEL_CARD = """\
title: Duel
parts:
- {id: seen, title: Seen, max: 10, public: true, cells: [duel-seen]}
- {id: unseen, title: Unseen, max: 10, public: false, cells: [duel-unseen]}
"""


@dataclass
class Vault:
    """The attacked course and what must not be found, changed or left behind.

    Attributes:
        root: its folder.
        home: the home of whoever grades.
        canaries: where each was planted, by token.
        token: stands in the name of every mark that an attack leaves.
    """

    root: Path
    home: Path
    canaries: dict[str, str] = field(default_factory=dict)
    token: str = field(default_factory=lambda: secrets.token_hex(8))

    def canary(self, where: str) -> str:
        """Make a canary for a place."""
        made = f"canary-{secrets.token_hex(8)}"
        self.canaries[made] = where
        return made

    def copied(self, folder: Path) -> Vault:
        """The same course with the same canaries in another folder, and in the environment."""
        made = Vault(folder / "course", folder / "home", dict(self.canaries), self.token)
        shutil.copytree(self.root, made.root)
        shutil.copytree(self.home, made.home)
        # it names the old folder
        (made.root / "work" / "desk" / "nbgrader_config.py").unlink(missing_ok=True)
        made.plant()
        return made

    def plant(self) -> None:
        """Put the environment's canary there."""
        canary = next(made for made, where in self.canaries.items() if where == "environment")
        os.environ["CAOPAN_CANARY"] = canary


def build_vault(folder: Path) -> Vault:
    """Build the course with its canaries and a classmate's submission."""
    from grader.authoring import build
    from grader.marking import enrol, register

    vault = Vault(folder / "course", folder / "home")
    vault.home.mkdir(parents=True)
    (vault.home / "notes.txt").write_text(vault.canary("home"), encoding="utf-8")
    for name in ("vault", "duel"):
        (vault.root / "solutions" / name).mkdir(parents=True)
    text = _percent(vault.canary("hidden tests"))
    (vault.root / "solutions/vault/vault.py").write_text(text, encoding="utf-8")
    (vault.root / "solutions/vault/shop.csv").write_text(SHOP, encoding="utf-8")
    notes = vault.root / "solutions/vault/answers.yaml"
    notes.write_text(f"# {vault.canary('sources')}\n", encoding="utf-8")
    (vault.root / "solutions/duel/duel.py").write_text(DUEL, encoding="utf-8")
    (vault.root / "solutions/duel/assignment.yaml").write_text(DUEL_CARD, encoding="utf-8")
    shutil.copy(REPOSITORY / "nbgrader_config.py", vault.root)
    build(vault.root)
    register(vault.root, "vault")
    enrol(vault.root, {"classmate": vault.canary("gradebook")})
    secret = vault.root / "work" / "secrets" / "course.key"
    secret.parent.mkdir(parents=True, exist_ok=True)
    secret.write_text(vault.canary("secrets"), encoding="utf-8")
    mate = Submission(vault, "classmate")
    mate.fill("right")
    mate.insert(0, f"# {vault.canary('another submission')}")
    mate.hand_in()
    vault.canary("environment")
    vault.plant()
    return vault


class Submission:
    """One submission of ``vault`` in the making.

    Args:
        vault: the course.
        student: whose.
        assignment: of what.
    """

    def __init__(self, vault: Vault, student: str, assignment: str = "vault") -> None:
        self.vault, self.student, self.assignment = vault, student, assignment
        self.root, self.token = vault.root, vault.token
        released = vault.root / "exercises" / assignment / f"{assignment}.ipynb"
        self.notebook: Any = nbformat.read(released, as_version=4)
        name = f"{student}+{assignment}+{TIME}+{secrets.token_hex(4)}"
        self.folder = vault.root / "work" / "exchange" / "caopan" / "inbound" / name
        self.folder.mkdir(parents=True)
        self._bytes: bytes | None = None

    def cell(self, grade_id: str) -> Any:
        """Give a cell by its grade id."""
        cells = self.notebook.cells
        return next(c for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)

    def place(self, grade_id: str) -> int:
        """Say where a cell stands."""
        return int(self.notebook.cells.index(self.cell(grade_id)))

    def answer(self, grade_id: str, source: str) -> None:
        """Write an answer."""
        self.cell(grade_id).source = source

    def fill(self, how: str) -> None:
        """Answer everything "right" or "wrong"."""
        if self.assignment == "vault":
            for name, source in (RIGHT if how == "right" else WRONG).items():
                self.answer(name, source)

    def insert(self, where: int | str, source: str, kind: str = "code") -> Any:
        """Put a cell of one's own at a place, or before a cell."""
        new = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        made = new(source)
        self.notebook.cells.insert(where if isinstance(where, int) else self.place(where), made)
        return made

    def first(self, source: str) -> None:
        """Run something before everything else."""
        self.insert(0, self._known(source))

    def last(self, source: str) -> None:
        """Run something after the last test."""
        self.insert(len(self.notebook.cells), self._known(source))

    def late(self, source: str) -> None:
        """Run something after the answers of the first task, before its test."""
        self.insert("vault-revenue-check", self._known(source))

    def in_margin(self, source: str) -> None:
        """Answer the function's task."""
        self.answer("vault-margin", self._known(source))

    def raw(self, content: bytes) -> None:
        """Hand in these bytes in place of the notebook."""
        self._bytes = content

    def hand_in(self) -> None:
        """Write the notebook into the exchange."""
        file = self.folder / f"{self.assignment}.ipynb"
        if self._bytes is not None:
            file.write_bytes(self._bytes)
        elif not file.is_symlink():
            file.write_text(json.dumps(self.notebook), encoding="utf-8")

    def _known(self, source: str) -> str:
        """Tell an attack what a clever trainee could know."""
        return (
            source.replace("ROOT", repr(str(self.root)))
            .replace("HOMEDIR", repr(str(self.vault.home)))
            .replace("MARK", repr(f"caopan-escape-{self.token}"))
            .replace("GRADER", str(os.getpid()))
        )
