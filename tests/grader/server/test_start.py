"""One command starts the house, all of it answers, nothing is open, nothing is left."""

import http.client
import json
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
import pytest

from grader.server.settings import APPS, App

PAGE = "work/leaderboard/leaderboard.ipynb"


class Answer:
    """A server's answer, read whole."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self.text = answer.read().decode("utf-8", errors="replace")


def ask(
    house: Any,
    path: str,
    *,
    token: bool = True,
    method: str = "GET",
    body: str | None = None,
    **headers: str,
) -> Answer:
    """Ask a house for a path, with its token or as a stranger."""
    parts = urlsplit(house.addresses["lessons"])
    if token:
        headers["Authorization"] = "token " + parts.query.removeprefix("token=")
    connection = http.client.HTTPConnection("127.0.0.1", parts.port or 0, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Wait for a condition; return whether it came true."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return condition()


@pytest.fixture(scope="module")
def house(start_house: Any) -> Any:
    """One instructor's house for the tests that only ask; its seeding ends with an error."""
    return start_house("instructor", "false")


def test_three_addresses_and_how_to_stop(house: Any) -> None:
    """Exactly three lines with an address, token included, and one that says how to stop; the
    house says that it is for instructors."""
    assert list(house.addresses) == ["lessons", "formgrader", "leaderboard"]
    assert all(re.search(r"\?token=\w{40,}$", address) for address in house.addresses.values())
    assert any("whole house on one desk, for instructors" in line for line in house.lines)


def test_the_addresses_answer(house: Any) -> None:
    """Each printed address, opened as it is, ends at a page, at once after it was printed."""
    for name, said in (("lessons", "JupyterLab"), ("formgrader", "nbgrader")):
        parts = urlsplit(house.addresses[name])
        answer = ask(house, f"{parts.path}?{parts.query}", token=False)
        if answer.status == 302:
            answer = ask(house, answer.headers["Location"])
        assert answer.status == 200
        assert said in answer.text
    answer = ask(house, "/leaderboard")
    assert (answer.status, answer.headers["Location"]) == (302, f"/voila/render/{PAGE}")


def test_a_stranger_gets_nothing(house: Any) -> None:
    """Without the token every address leads to the login or is refused."""
    paths = ["/lab", "/formgrader/manage_assignments", "/leaderboard", "/leaderboard?plain=1",
             "/leaderboard/fragment", "/leaderboard/static/board.js", f"/voila/render/{PAGE}",
             "/api/contents", "/assignments?course_id=caopan"]  # fmt: skip
    refused = {path: ask(house, path, token=False) for path in paths}
    assert {path: answer.status for path, answer in refused.items()} == {
        path: 403 if path.startswith(("/api", "/leaderboard/fragment")) else 302 for path in paths
    }
    assert all("/login" in a.headers["Location"] for a in refused.values() if a.status == 302)


def test_voila_gives_no_files(house: Any) -> None:
    """Neither notebooks nor sources nor anything else can be fetched through Voilà."""
    (house.root / "picture.png").write_bytes(b"png")
    for path in (PAGE, "nbgrader_config.py", "course/README.md", "picture.png"):
        assert ask(house, f"/voila/files/{path}").status == 403


def test_the_live_page_is_ours(house: Any) -> None:
    """The reader can not choose another template; the page shows no source and names no other
    host; it stands even where the path has blanks and Chinese in it."""
    answer = ask(house, f"/voila/render/{PAGE}?template=lab&theme=dark&me=c01")
    assert answer.status == 200
    assert "<main data-board>" in answer.text
    assert "grader.leaderboard" not in answer.text.replace("grader.leaderboard.widget.Board", "")
    assert re.findall(r"https?://[^\s\"'<]+", answer.text) == []


def test_other_voila_pages_work(house: Any) -> None:
    """Any other notebook is shown by Voilà with its outputs and without its source, and names no
    other host either."""
    cell = nbformat.v4.new_code_cell("print(6 * 7, 'is shown')")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), house.root / "app.ipynb")
    answer = ask(house, "/voila/render/app.ipynb")
    assert answer.status == 200
    assert "42 is shown" in answer.text
    assert "6 * 7" not in answer.text
    assert re.findall(r"(?:src|href|import\()=?\"https?://", answer.text) == []


@pytest.mark.parametrize("app", APPS, ids=[app.name for app in APPS])
def test_an_app_has_a_short_address(house: Any, app: App) -> None:
    """An app's short address leads to its page with what is asked for and nothing else; where the
    page is not built, that is said, and a house with it prints the address."""
    assert ask(house, f"/{app.name}").status == 404
    target = house.root / app.notebook
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(), target)
    query = "&".join(f"{name}=x-{at}" for at, name in enumerate(app.asked))
    answer = ask(house, f"/{app.name}?{query}&other=x")
    where = f"/voila/render/{app.notebook}?{query}"
    assert (answer.status, answer.headers["Location"]) == (302, where)
    assert ask(house, f"/{app.name}", token=False).status == 302
    assert "/login" in ask(house, f"/{app.name}", token=False).headers["Location"]
    waiting = ask(house, f"/{app.name}?plain=1&merchant=%22%3E%3Cb%3E")
    assert waiting.status == 200
    assert app.title in waiting.text
    assert "<b>" not in waiting.text
    target.unlink()


def test_fragment(house: Any) -> None:
    """The newest fragment comes with an entity tag, and not again while nothing changed; a broken
    file leaves the last good one with a line about it."""
    first = ask(house, "/leaderboard/fragment")
    assert "No round has been announced" in first.text
    again = ask(house, "/leaderboard/fragment", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.text) == (304, "")
    file = house.root / "work" / "contest" / "standings.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{"schema": 1, "rounds": [', encoding="utf-8")
    broken = ask(house, "/leaderboard/fragment", **{"If-None-Match": first.headers["ETag"]})
    assert broken.status == 200
    assert "could not be read" in broken.text
    assert "No round has been announced" in broken.text


def test_assignments_are_listed_and_fetched(house: Any) -> None:
    """What stands in the exchange is listed in the lab and fetched to work/desk."""
    released = house.root / "work" / "exchange" / "caopan" / "outbound" / "a1" / "a1.ipynb"
    released.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(), released)
    listed = json.loads(ask(house, "/assignments?course_id=caopan").text)
    assert [(a["assignment_id"], a["status"]) for a in listed["value"]] == [("a1", "released")]
    body = json.dumps({"course_id": "caopan", "assignment_id": "a1"})
    ask(house, "/assignments/fetch", method="POST", body=body)
    assert (house.root / "work" / "desk" / "a1" / "a1.ipynb").exists()


def test_the_lab_opens_calm(house: Any) -> None:
    """Markdown opens as a page, and no news or update is asked for."""
    viewers = default_settings(house, "docmanager-extension:plugin")
    news = default_settings(house, "apputils-extension:notification")
    assert viewers["defaultViewers"]["default"] == {"markdown": "Markdown Preview"}
    assert (news["fetchNews"]["default"], news["checkForUpdates"]["default"]) == ("false", False)


def default_settings(house: Any, plugin: str) -> dict[str, Any]:
    """The lab's own defaults after ours were laid over them."""
    answer = json.loads(ask(house, f"/lab/api/settings/@jupyterlab/{plugin}").text)
    found: dict[str, Any] = answer["schema"]["properties"]
    return found


def test_seeding_that_fails_leaves_the_house_open(house: Any) -> None:
    """When the demonstration class can not be made, a line says so and the house stays."""
    house.wait_for("The demonstration class is not complete")
    assert house.process.poll() is None


def test_a_second_house_takes_another_port(house: Any) -> None:
    """A named port that is taken is refused in a sentence; otherwise another one is found."""
    from caopan.errors import CaopanError
    from grader.server import ports

    taken = urlsplit(house.addresses["lessons"]).port
    with pytest.raises(CaopanError, match=rf"port {taken}: in use .*--port"):
        ports.choose(taken)
    assert taken is not None
    assert ports.choose(None, usual=taken) > taken


def test_ctrl_c_ends_everything(house: Any) -> None:
    """After Ctrl-C: exit code 0 within seconds, no question, no process left, kernels included,
    and nothing was written to the person's home. (Last here: it ends the house.)"""
    assert len(json.loads(ask(house, "/api/kernels").text)) >= 1, "there is a kernel to end"
    house.process.send_signal(signal.SIGINT)
    assert house.process.wait(20) == 0
    assert until(lambda: house.left() == [], 5)
    assert list(house.home.iterdir()) == []
    assert house.lines[-1] == "Stopped."


def test_a_trainee_gets_no_formgrader(start_house: Any) -> None:
    """A trainee's house serves its own folder only, without formgrader, on two addresses; and when
    the one who started it is killed, the server goes, too."""
    trainee = start_house("trainee")
    assert list(trainee.addresses) == ["lessons", "leaderboard"]
    assert ask(trainee, "/formgrader/manage_assignments").status == 404
    names = {entry["name"] for entry in json.loads(ask(trainee, "/api/contents").text)["content"]}
    assert names == {"course", "desk", "leaderboard"}
    assert json.loads(ask(trainee, "/assignments?course_id=caopan").text)["success"]
    assert ask(trainee, "/leaderboard").headers["Location"].startswith("/voila/render/leaderboard/")
    trainee.process.kill()
    assert until(lambda: trainee.left() == [])


def test_nothing_to_serve(tmp_path: Path) -> None:
    """A trainee's house without a hand-out says how to make one."""
    from caopan.errors import CaopanError
    from grader.server.house import settle

    with pytest.raises(CaopanError, match="grader pack"):
        settle(tmp_path, role="trainee")
