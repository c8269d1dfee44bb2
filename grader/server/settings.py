"""What a server is told: one value, handed over a pipe as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

Role = Literal["instructor", "trainee"]
LESSONS = "course/README.md"


class App(NamedTuple):
    """A page of the toolkit that has a short address.

    name: the address, without its slash. notebook: relative to the served folder. asked: what the
    address may name. title, zh: in words. code: shows the same in a notebook of the reader's own.
    """

    name: str
    notebook: str
    asked: tuple[str, ...]
    title: str
    zh: str
    code: str


APPS = (
    App(
        "board",
        "course/apps/board.ipynb",
        ("merchant", "session"),
        "Live board",
        "盯盘",
        "from caopan.board import watch; watch()",
    ),
    App(
        "diagnosis",
        "course/apps/diagnosis.ipynb",
        ("merchant", "since"),
        "Diagnosis",
        "诊断",
        "from caopan.diagnosis.app import show; show()",
    ),
    App(
        "planner",
        "course/apps/planner.ipynb",
        ("merchant",),
        "Planner",
        "操盘单",
        "from caopan.planning.app import show; show()",
    ),
    App(
        "earnings",
        "course/apps/earnings.ipynb",
        ("merchant", "party"),
        "Earnings",
        "收益",
        "from caopan.commission.earnings_app import show; show()",
    ),
    App(
        "contract_designer",
        "course/apps/contract_designer.ipynb",
        ("merchant", "quick"),
        "Contract designer",
        "分佣设计",
        "from caopan.commission.designer_app import show; show()",
    ),
)
"""The pages with a short address, in the order in which a house prints them."""


class Settings(BaseModel):
    """One run of the server.

    ``root`` is the course, ``served`` the folder that JupyterLab shows; times are in seconds.
    """

    model_config = ConfigDict(frozen=True)

    root: Path
    served: Path
    work: Path
    role: Role
    port: int
    token: str
    page: str
    """The leaderboard's notebook, relative to ``served``."""
    page_limit: int = 20
    page_grace: float = 10.0
    page_idle: float = 600.0

    @property
    def origin(self) -> str:
        """The address without a path; only this machine reaches it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def lessons(self) -> str:
        """Path of the lessons: the contents page when it is there, else the file browser."""
        return f"/lab/tree/{LESSONS}" if (self.served / LESSONS).is_file() else "/lab"

    @property
    def paths(self) -> dict[str, str]:
        """The paths that people open, by name."""
        found = {"lessons": self.lessons, "leaderboard": "/leaderboard"}
        found |= {
            app.name: f"/{app.name}" for app in APPS if (self.served / app.notebook).is_file()
        }
        if self.role == "instructor":
            found = {"lessons": self.lessons, "formgrader": "/formgrader", **found}
        return found

    def addresses(self) -> dict[str, str]:
        """The addresses that people open, token included.

        >>> here = Path("/course")
        >>> settings = Settings(root=here, served=here, work=here / "work", role="trainee",
        ...                     port=8888, token="t", page="work/leaderboard/leaderboard.ipynb")
        >>> settings.addresses()["leaderboard"]
        'http://127.0.0.1:8888/leaderboard?token=t'
        """
        return {
            name: f"{self.origin}{path}?token={self.token}" for name, path in self.paths.items()
        }
