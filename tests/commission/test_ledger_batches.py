"""The files beside the ledger: whole or not there, told from others, gone after what failed."""

import os
import signal
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from threading import Event, Timer
from time import sleep

import pytest
from settled_shop import at, contract, part, shop_facts

from caopan.commission import Facts, Ledger, batch_writer
from caopan.commission.batches import Batch, batch_name
from caopan.commission.ledger_runs import last_run
from caopan.commission.ledger_tables import transaction
from caopan.errors import CaopanError

FACTS = shop_facts(60)
CONTRACT = contract()


def test_a_changed_batch_is_refused_by_its_name(ledger_folder: Path) -> None:
    """One byte more in a file of facts: verify names it, and nothing is posted upon it."""
    (path,) = ledger_folder.glob("batches/000001-lines.parquet")
    path.write_bytes(path.read_bytes() + b"x")
    with Ledger.open(ledger_folder) as ledger:
        assert any("000001-lines.parquet: not the batch" in one for one in ledger.verify())
        with pytest.raises(CaopanError, match=r"000001-lines\.parquet: not the batch"):
            ledger.post(FACTS, at(50))


@pytest.mark.parametrize("kind", ["lines", "deltas"])
def test_a_disk_that_refuses_posts_nothing(ledger_folder: Path, tmp_path: Path, kind: str) -> None:
    """Batches are written beside the reckoning: what stops them stops the post, and nothing less.

    Afterwards the same facts can be posted, as if nothing had been in the way.
    """
    import shutil

    more = part(shop_facts(70), 60, 90)
    with Ledger.open(shutil.copytree(ledger_folder, tmp_path / "free")) as ledger:
        ledger.post(more, at(50))
        whole = ledger.settlement()
    with Ledger.open(ledger_folder) as ledger:
        with transaction(ledger.engine) as connection:
            last = last_run(connection)
        assert last
        in_the_way = ledger.batches / f".{batch_name(last.run + 1, kind)}.tmp"
        in_the_way.mkdir()
        with pytest.raises(CaopanError, match=rf"cannot write .*-{kind}\.parquet: .*make room"):
            ledger.post(more, at(50))
        assert ledger.clock == at(40)
        in_the_way.rmdir()
        assert ledger.post(more, at(50)).runs
        assert ledger.verify() == ()
        now = ledger.settlement()
    assert [now.due(one) for one in whole.parties] == [whole.due(one) for one in whole.parties]


def test_files_of_a_post_that_failed_do_not_stay(ledger_folder: Path) -> None:
    """A post is refused when some files are written, then another one posts: it opens again."""
    more = part(shop_facts(70), 60, 90)
    naive = more.deliveries.assign(arrive_ts=more.deliveries["arrive_ts"].dt.tz_localize(None))
    with Ledger.open(ledger_folder) as ledger:
        before = set(ledger.batches.iterdir())
        with pytest.raises(CaopanError, match="have no offset"):
            ledger.post(replace(more, deliveries=naive), at(50))
        assert set(ledger.batches.iterdir()) > before
        assert ledger.post(Facts(lines=more.lines), at(50)).runs
    with Ledger.open(ledger_folder) as ledger:
        assert (ledger.swept, ledger.verify()) == ((), ())


def test_interrupted_once_more_a_writer_still_waits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two interrupts, one while it waits after the first: nothing is written afterwards."""
    begun, waits = Event(), Event()
    written: list[str] = []
    batches: list[Future[Batch]] = []

    def slow(folder: Path, name: str, table: object) -> None:
        begun.set()
        waits.wait(10)
        os.kill(os.getpid(), signal.SIGINT)
        sleep(0.3)
        written.append(name)

    def twice() -> None:
        with batch_writer.BatchWriter(tmp_path) as writer:
            batches.extend(writer.put(name, None) for name in ("one", "two"))
            begun.wait(10)
            Timer(0.2, waits.set).start()
            raise KeyboardInterrupt

    monkeypatch.setattr(batch_writer, "put_batch", slow)
    with pytest.raises(KeyboardInterrupt):
        twice()
    assert written == ["one"]
    assert [one.cancelled() for one in batches] == [False, True]


def test_an_orphan_batch_is_swept(ledger_folder: Path) -> None:
    """Files that no run names are removed when the ledger is opened, and counted for nothing."""
    for name in ("000099-deltas.parquet", ".000099-lines.parquet.tmp"):
        (ledger_folder / "batches" / name).write_bytes(b"half")
    with Ledger.open(ledger_folder) as ledger:
        assert ledger.swept == (".000099-lines.parquet.tmp", "000099-deltas.parquet")
        assert ledger.verify() == ()


def test_a_folder_without_its_database_keeps_its_batches(ledger_folder: Path) -> None:
    """Opened with a new database, the files of another are not swept away; nor with fewer runs."""
    held = sorted((ledger_folder / "batches").iterdir())
    (ledger_folder / "ledger.db").rename(ledger_folder / "kept.db")
    for contracts in ([], [CONTRACT]):
        with pytest.raises(CaopanError, match="does not know this batch"):
            Ledger.open(ledger_folder, contracts)
    assert sorted((ledger_folder / "batches").iterdir()) == held
    with Ledger.open(ledger_folder, url=f"sqlite:///{ledger_folder / 'kept.db'}") as ledger:
        assert (ledger.swept, ledger.verify()) == ((), ())
