"""What a student room can and cannot do, under either protection."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.rooms.limits import Limits
from grader.rooms.sitting import Sitting
from grader.rooms.tested import Reason
from grader.rooms.workshop import Zygote

Sit = Callable[..., Sitting]
Said = Callable[[list[dict[str, Any]]], str]


def test_cells_share_a_shell_and_show_what_notebooks_show(sit: Sit, said: Said) -> None:
    """Names live on; streams, results, errors and figures are collected in order."""
    sitting = sit()
    assert said(sitting.run("a = 20\nprint('hello')\na + 1").outputs) == "hello\n\n21"
    assert sitting.run("a").count == 2
    assert "ZeroDivisionError: division by zero" in said(sitting.run("1 / 0").outputs)
    shown = sitting.run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()").outputs
    assert [sorted(o["data"]) for o in shown] == [["image/png", "text/plain"]]
    assert "nobody to ask" in said(sitting.run("input()").outputs)


def test_files_of_the_assignment_lie_in_the_working_folder(sit: Sit, said: Said) -> None:
    """An answer reads what was given; a module beside it imports but never shadows."""
    sitting = sit(shop__csv=b"sku,yuan\nA,7\n", helper__py=b"seven = 7", pandas__py=b"1 / 0")
    source = "import helper, pandas as pd\nint(pd.read_csv('shop.csv').yuan[0]) + helper.seven"
    assert said(sitting.run(source).outputs) == "14"


def test_nothing_outside_can_be_read(sit: Sit, said: Said, outside: Path) -> None:
    """Not by name, not through another process, not by climbing out."""
    sitting = sit()
    tries = [f"open({str(outside)!r}).read()", f"import os; os.listdir({str(outside.parent)!r})"]
    tries += [f"open('/proc/{os.getpid()}/environ').read()", "open('/proc/1/mem', 'rb').read(1)"]
    tries += ["open('/etc/shadow').read()", "open('../../../../../../etc/shadow').read()"]
    for source in tries:
        told = said(sitting.run(source).outputs)
        assert "Error" in told, source
        assert "canary" not in told
    assert not sitting.closed


def test_nothing_outside_can_be_written(sit: Sit, said: Said, tmp_path: Path) -> None:
    """Only the working folder takes files; it goes with the room."""
    sitting = sit()
    for place in (tmp_path / "mark", Path("/usr/mark"), Path(os.__file__).parent / "mark.py"):
        assert "Error" in said(sitting.run(f"open({str(place)!r}, 'w').write('x')").outputs)
        assert not place.exists()
    assert said(sitting.run("open('mine.txt', 'w').write('ab')").outputs) == "2"


def test_there_is_no_network(sit: Sit, said: Said) -> None:
    """No socket but one of this machine's kind can be made."""
    sitting = sit()
    for family in ("AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"):
        source = f"import socket; socket.socket(socket.{family}, socket.SOCK_RAW)"
        assert "PermissionError" in said(sitting.run(source).outputs), family


def test_no_way_to_more_rights(sit: Sit, said: Said) -> None:
    """No namespaces, mounts, tracing, keys or kernel programs; no capability is held."""
    sitting = sit()
    calls = {"unshare": 272, "ptrace": 101, "bpf": 321, "keyctl": 250, "io_uring": 425}
    for name, number in calls.items():
        source = (
            "import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
            f"c.syscall({number}, 0x10000000, 0, 0, 0), ctypes.get_errno()"
        )
        assert said(sitting.run(source).outputs) == "(-1, 1)", name
    if "strong" in str(sitting.zygote.protection):
        told = said(sitting.run("print(open('/proc/self/status').read())").outputs)
        assert "CapEff:\t0000000000000000" in told
        assert "NoNewPrivs:\t1" in told


def test_signals_reach_nobody_outside(sit: Sit, said: Said) -> None:
    """A room can't end or disturb the grader: its process is not there or not in reach."""
    sitting = sit()
    sitting.run(f"import os\nos.kill({os.getpid()}, 0)\nreached = True")
    assert "NameError" in said(sitting.run("reached").outputs)


def test_a_strong_room_sees_its_own_processes_only(strong: Zygote, said: Said) -> None:
    """It is the first process of its world, under a user that is not root, in an empty root."""
    sitting = Sitting(strong, Limits(), {})
    try:
        sitting.begin()
        source = "import os\nos.getpid(), os.getuid(), os.getcwd(), os.uname().nodename == ''"
        told = said(sitting.run(source).outputs)
        assert told.startswith("(1, 1000, '/room'")
        listed = said(sitting.run("sorted(os.listdir('/'))").outputs)
        assert "home" not in listed
        assert "var" not in listed
    finally:
        sitting.end()


def test_a_cell_that_runs_too_long_costs_itself(sit: Sit, said: Said) -> None:
    """It gets an error, and the next cell runs."""
    sitting = sit(Limits(cell_seconds=0.3))
    assert "CellTimeout" in said(sitting.run("while True:\n    pass").outputs)
    assert said(sitting.run("'alive'").outputs) == "'alive'"


def test_who_ignores_the_clock_is_closed(sit: Sit, said: Said) -> None:
    """The supervisor does not depend on a signal that the answer can switch off."""
    sitting = sit(Limits(cell_seconds=0.3, grace_seconds=0.5))
    source = "import signal, time\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\ntime.sleep(60)"
    started = time.monotonic()
    assert "room was closed" in said(sitting.run(source).outputs)
    assert time.monotonic() - started < 10
    assert sitting.run("1").outputs == []


@pytest.mark.parametrize(
    "source",
    ["import os; os._exit(3)", "import ctypes; ctypes.string_at(0)", "import os; os.abort()"],
)
def test_a_room_that_dies_is_said(sit: Sit, said: Said, source: str) -> None:
    """Its end is told, later tests say why they give nothing, nothing hangs."""
    sitting = sit()
    sitting.run("x = 1")
    assert "room was closed" in said(sitting.run(source).outputs)
    assert sitting.test("assert x == 1", ("x",)).reason is Reason.ROOM_CLOSED


def test_memory_is_limited(sit: Sit, said: Said) -> None:
    """Whoever takes too much gets a MemoryError, or the room is closed."""
    sitting = sit()
    told = said(sitting.run("b = bytearray(10**9)").outputs)
    assert "MemoryError" in told or sitting.closed


def test_memory_of_many_processes_is_limited_together(sit: Sit) -> None:
    """Children can't hold together what one may not hold alone."""
    sitting = sit(Limits(cell_seconds=5, memory_mb=400, processes=24))
    source = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        b = bytearray(os.urandom(1)) * 150_000_000
        time.sleep(60)
time.sleep(4)
"""
    sitting.run(source)
    assert sitting.closed == "it held too much memory"


SHARED = """
import mmap, os, threading, time

def take():
    for _ in range(6):
        if os.fork() == 0:
            held = mmap.mmap(-1, 150_000_000)
            for place in range(0, 150_000_000, 4096):
                held[place] = 1
            time.sleep(60)

thread = threading.Thread(target=take)  # children of a thread are listed elsewhere
thread.start()
thread.join()
time.sleep(4)
"""


def test_shared_maps_and_threads_are_no_way_around_the_limit(sit: Sit) -> None:
    """Memory that no process owns alone counts, and children that a thread has started."""
    sitting = sit(Limits(cell_seconds=6, memory_mb=400, processes=24))
    sitting.run(SHARED)
    assert sitting.closed == "it held too much memory"


def test_a_few_processes_are_fine(sit: Sit, said: Said) -> None:
    """What they were forked with is the zygote's and is not held against them."""
    sitting = sit(Limits(cell_seconds=8, memory_mb=100, processes=24))
    source = (
        "import os, time\nchildren = []\nfor _ in range(10):\n    child = os.fork()\n"
        "    if child == 0:\n        time.sleep(1)\n        os._exit(0)\n"
        "    children.append(child)\n"
        "for child in children:\n    os.waitpid(child, 0)\nlen(children)"
    )
    assert said(sitting.run(source).outputs) == "10"
    assert not sitting.closed


def test_orphans_and_many_processes_count(weak: Zygote) -> None:
    """Where the user's processes can't be counted by the kernel, the warden counts its own."""
    sitting = Sitting(weak, Limits(cell_seconds=6, processes=24), {})
    try:
        sitting.begin()
        sitting.run(
            "import os, time\nfor _ in range(60):\n    if os.fork() == 0:\n"
            "        if os.fork() == 0:\n            time.sleep(60)\n        os._exit(0)\n"
            "time.sleep(3)"
        )
        assert sitting.closed == "it had too many processes"
    finally:
        sitting.end()


def test_no_socket_outside_is_a_way_out(sit: Sit, said: Said, tmp_path: Path) -> None:
    """A program that listens on a socket among the files is out of reach."""
    place = tmp_path / "door"
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        place.chmod(0o777)
        listening.listen()
        source = f"import socket\nsocket.socket(socket.AF_UNIX).connect({str(place)!r})"
        assert "Error" in said(sit().run(source).outputs)
        listening.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listening.accept()


def test_processes_files_and_output_are_limited(strong: Zygote, said: Said) -> None:
    """A fork bomb, a full disk and endless output meet their limits and cost nobody else."""
    limits = Limits(cell_seconds=5, processes=24, file_mb=4, output_mb=1)
    sitting = Sitting(strong, limits, {})
    try:
        sitting.begin()
        bomb = "import os\nfor _ in range(200):\n    if os.fork() == 0:\n        os._exit(0)"
        assert "BlockingIOError" in said(sitting.run(bomb).outputs)
        fill = "for n in range(9):\n    open(f'f{n}', 'wb').write(bytes(1_000_000))"
        assert "No space left" in said(sitting.run(fill).outputs)
        told = said(sitting.run("print('x' * 30_000_000)").outputs)
        assert len(told) < 1_100_000
        assert "cut off" in told
    finally:
        sitting.end()


def test_a_zygote_has_one_thread(zygote: Zygote, sit: Sit) -> None:
    """Fork copies one thread only: another one could hold a lock that no room could open."""
    sit()
    assert zygote.threads == 1


def test_what_may_be_read_can_be_read_wherever_it_lies(said: Said, tmp_path: Path) -> None:
    """A place below /tmp is seen at its own path, read-only; the scratch folder is elsewhere."""
    from grader.rooms.protection import Protection

    place = tmp_path / "given"
    place.mkdir()
    (place / "table.txt").write_text("seen")
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    with Zygote(Protection.NAMESPACES, places=[place], modules=["numpy"]) as zygote:
        sitting = Sitting(zygote, Limits(), {})
        sitting.begin()
        assert said(sitting.run(f"open({str(place / 'table.txt')!r}).read()").outputs) == "'seen'"
        told = said(sitting.run(f"open({str(place / 'mark')!r}, 'w')").outputs)
        assert "Read-only file system" in told
        source = "import tempfile\nwith tempfile.NamedTemporaryFile() as f:\n    print(f.name)"
        assert said(sitting.run(source).outputs).startswith("/room/.tmp/")
        sitting.end()
    assert [p.name for p in place.iterdir()] == ["table.txt"]


def test_a_zygote_that_dies_is_replaced(said: Said) -> None:
    """Whoever killed it, the next submission gets a room of a new one."""
    from grader.rooms.protection import Protection

    with Zygote(Protection.NAMESPACES, modules=["numpy"]) as zygote:
        for _ in range(2):
            sitting = Sitting(zygote, Limits(), {})
            sitting.begin()
            assert said(sitting.run("1 + 1").outputs) == "2"
            sitting.end()
            assert zygote._process is not None
            zygote._process.kill()
            zygote._process.wait()


def test_every_room_has_its_own_luck(strong: Zygote, said: Said) -> None:
    """Two rooms of one zygote draw different numbers, from Python's and from NumPy's state."""
    drawn = []
    for _ in range(2):
        sitting = Sitting(strong, Limits(), {})
        sitting.begin()
        source = "import random, numpy as np\nprint(random.random(), np.random.rand())"
        drawn += said(sitting.run(source).outputs).split()
        sitting.end()
    assert len(set(drawn)) == 4


def test_everything_in_a_room_ends_with_it(sit: Sit) -> None:
    """A daemon in a session of its own is gone when the room is."""
    sitting = sit()
    mark = f"caopan-daemon-{time.time_ns()}"
    source = f"""
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        import ctypes
        ctypes.CDLL(None).prctl(15, {mark[-15:].encode()!r}, 0, 0, 0)
        time.sleep(600)
    os._exit(0)
time.sleep(0.3)
"""
    sitting.run(source)
    assert _named(mark[-15:])
    sitting.end()
    for _ in range(50):
        if not _named(mark[-15:]):
            return
        time.sleep(0.1)
    raise AssertionError("it lives on")


def _named(name: str) -> bool:
    for comm in Path("/proc").glob("[0-9]*/comm"):
        try:
            if comm.read_text().strip() == name:
                return True
        except OSError:
            continue
    return False
