"""What protects this machine: found by trying, said in words, refused where there is nothing."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest
from rich.console import Console

from caopan.errors import CaopanError
from grader.rooms import doctor, probe, seccomp
from grader.rooms.protection import Protection


def nothing_works(kind: Protection) -> probe.Found:
    """A machine that forbids everything."""
    return probe.Found(kind, works=False, why="Operation not permitted")


def test_the_strongest_that_works_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Namespaces first; Landlock where they are forbidden."""
    assert probe.protection() is Protection.NAMESPACES
    real = probe.tried

    def no_namespaces(kind: Protection) -> probe.Found:
        return nothing_works(kind) if kind is Protection.NAMESPACES else real(kind)

    monkeypatch.setattr(probe, "tried", no_namespaces)
    assert probe.protection() is Protection.LANDLOCK


def test_no_protection_is_refused_unless_somebody_vouches(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence gives each reason and the way out."""
    monkeypatch.setattr(probe, "tried", nothing_works)
    with pytest.raises(CaopanError, match="--trust-outer-sandbox") as told:
        probe.protection()
    assert "landlock: Operation not permitted" in str(told.value)
    assert probe.protection(trust_outer_sandbox=True) is Protection.NONE


def test_the_doctor_says_it_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """What works and what it means; the limits; and that grading refuses where nothing does."""
    stream = io.StringIO()
    assert doctor.examine(Console(file=stream, width=120))
    assert "kept apart by: namespaces" in stream.getvalue()
    assert "A room may use 2048 MB" in stream.getvalue()
    monkeypatch.setattr(probe, "tried", nothing_works)
    assert not doctor.examine(Console(file=stream, width=120))
    assert "grading refuses" in stream.getvalue()


@pytest.mark.parametrize("signals_leave", [False, True])
def test_every_jump_of_the_filter_lands(signals_leave: bool) -> None:
    """The program is whole: each line eight bytes, no jump beyond its end, the last one returns."""
    text = seccomp.program(signals_leave=signals_leave, files_shared=signals_leave)
    lines = [text[n : n + 8] for n in range(0, len(text), 8)]
    assert len(lines) < 4096  # the kernel's limit
    for place, line in enumerate(lines):
        if line[0] & 7 == 5:
            assert place + 1 + max(line[2], line[3]) < len(lines)
    assert lines[-1][0] == 6


def test_an_ordinary_user_has_rooms_too() -> None:
    """Nothing of it needs root: under another user the probe finds the same protection."""
    program = (
        "import os\nfrom grader.rooms import probe\nfrom grader.rooms.workshop import Zygote\n"
        "from grader.rooms.sitting import Sitting\nfrom grader.rooms.limits import Limits\n"
        "with Zygote(probe.protection(), modules=['numpy']) as z:\n"
        "    s = Sitting(z, Limits(), {})\n    s.begin()\n"
        "    said = s.run('import os; os.getuid()').outputs[0]['data']['text/plain']\n"
        "    print(os.geteuid(), z.protection, said)\n    s.end()\n"
    )
    # root becomes somebody without rights in a user namespace; an ordinary user is one already
    somebody = ["unshare", "--user", "--map-user=12345", "--map-group=12345"]
    command = [*(somebody if os.geteuid() == 0 else []), sys.executable, "-c", program]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", env=dict(os.environ)
    )
    user, protection, inside = done.stdout.split() or ("", "", done.stderr)
    assert user != "0"
    assert (protection, inside) == ("namespaces", "1000")
