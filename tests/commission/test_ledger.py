"""The ledger on SQLite: idempotent, chained, append-only, paid at cycles, sound when reopened."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from settled_shop import at, contract, part, shop_facts
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from caopan.commission import Facts, Ledger, Share, paid, settle
from caopan.commission.batches import batch_name, put_batch
from caopan.commission.journal import journal_rows
from caopan.commission.ledger_runs import Draft, last_run, read_runs, write_runs
from caopan.commission.ledger_tables import transaction
from caopan.errors import CaopanError

FACTS = shop_facts(60)
CONTRACT = contract()


def _rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    engine = create_engine(f"sqlite:///{folder / 'ledger.db'}")
    with engine.begin() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 59), min_size=1, max_size=3), st.booleans())
def test_any_split_gives_the_dues_of_all_facts(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], reopened: bool
) -> None:
    """However facts are split and whether the ledger is reopened: dues, payouts, receivables."""
    folder = tmp_path_factory.mktemp("split")
    bounds = [0, *sorted(cuts), 90]
    ledger = Ledger.open(folder, [CONTRACT])
    for number, (low, high) in enumerate(pairwise(bounds)):
        ledger.post(part(FACTS, low, high), at(number))
        if reopened:
            ledger.close()
            ledger = Ledger.open(folder)
    ledger.post(Facts(lines=pd.DataFrame()), at(44))
    whole = settle([CONTRACT], FACTS, at(44))
    ours = ledger.settlement()
    assert {one: ours.due(one) for one in whole.parties} == {
        one: whole.due(one) for one in whole.parties
    }
    assert ledger.verify() == ()
    accounts = paid([CONTRACT], FACTS, at(44))
    owed = {key: one.receivable_fen for key, one in accounts.items() if one.receivable_fen}
    assert ledger.receivables() == owed
    with transaction(ledger.engine) as connection:
        runs = read_runs(connection)
    last = {
        (one.contract_id, one.party): one.paid_fen for _, draft in runs for one in draft.payouts
    }
    assert {key: fen for key, fen in last.items() if fen} == {
        key: one.paid_fen for key, one in accounts.items() if one.paid_fen
    }
    ledger.close()


def test_posting_again_posts_nothing(ledger_folder: Path) -> None:
    """The same facts at the same clock: no run, no row, no file."""
    before = _rows(ledger_folder, "select * from ledger_run"), sorted(ledger_folder.rglob("*"))
    with Ledger.open(ledger_folder, [CONTRACT]) as ledger:
        again = ledger.post(part(FACTS, 20, 40), at(40))
    assert again.runs == again.journal == again.payouts == ()
    after = _rows(ledger_folder, "select * from ledger_run"), sorted(ledger_folder.rglob("*"))
    assert after == before


def test_the_journal_balances_and_pays_up(ledger_folder: Path) -> None:
    """Each run and version sums up to 0; an account holds what is due and not yet paid."""
    sums = _rows(
        ledger_folder,
        "select sum(amount_fen) from ledger_journal group by run, contract_id, version",
    )
    assert sums
    assert {fen for (fen,) in sums} == {0}
    whole = settle([CONTRACT], FACTS, at(40))
    with Ledger.open(ledger_folder) as ledger:
        accounts = paid([CONTRACT], FACTS, at(40))
        for party in whole.parties:
            sheet = ledger.account("liuyi-ops", party)
            rest = whole.due(party) - accounts["liuyi-ops", party].paid_fen
            assert sheet["balance_fen"].iloc[-1] == rest
            signs = sheet["direction"].map({"in": 1, "out": -1})
            assert (signs * sheet["amount_fen"]).cumsum().equals(sheet["balance_fen"])
            assert sheet["serial"].is_unique


def test_inflow_is_told_by_who_funds_it(ledger_folder: Path) -> None:
    """Buyers, platform, payment channel and anchor: each source holds what is kept of it."""
    rows = _rows(
        ledger_folder,
        "select account, -sum(amount_fen) from ledger_journal where rule = 'inflow' "
        "group by account",
    )
    whole = settle([CONTRACT], FACTS, at(40)).lines
    found = dict(rows)
    assert set(found) == {f"inflow:{who}" for who in ("buyer", "platform", "channel", "anchor")}
    assert found["inflow:buyer"] == whole["kept_fen"].sum()
    assert sum(found.values()) == whole["worth_fen"].sum()


@pytest.mark.parametrize("table", ["run", "batch", "journal", "payout", "contract"])
@pytest.mark.parametrize("change", ["delete from {}", "update {} set rowid = rowid + 1"])
def test_the_database_refuses_changes(ledger_folder: Path, table: str, change: str) -> None:
    """No program can change or remove a row: the triggers stand in the database itself."""
    with pytest.raises(DBAPIError, match="append-only"):
        _rows(ledger_folder, change.format(f"ledger_{table}") + " returning 1")


def test_tampering_is_found(ledger_folder: Path) -> None:
    """A journal row that was changed behind the triggers breaks digest, balance and sum."""
    engine = create_engine(f"sqlite:///{ledger_folder / 'ledger.db'}")
    with engine.begin() as connection:
        connection.execute(text("drop trigger ledger_journal_no_update"))
        connection.execute(
            text("update ledger_journal set amount_fen = amount_fen + 1 where run = 2 and row = 0")
        )
    engine.dispose()
    with Ledger.open(ledger_folder) as ledger:
        found = " ".join(ledger.verify())
    assert "run 2: its rows are not those that were written" in found
    assert "liuyi-ops version 1 is out of balance by 1 fen" in found


def test_a_run_that_is_not_due_is_found(ledger_folder: Path) -> None:
    """Chained, hashed, balanced, and yet wrong: five fen moved from the shop to the provider."""
    with Ledger.open(ledger_folder) as ledger:
        rows = {
            "contract_id": ["liuyi-ops"] * 2,
            "version": [1, 1],
            "session_id": ["s1", "s1"],
            "line_id": ["l00007", "l00007"],
            "period": ["", ""],
            "term": ["service", "residual"],
            "party": ["ops", "shop"],
            "delta_fen": [5, -5],
            "due_fen": [0, 0],
        }
        table = pa.table(rows)
        with transaction(ledger.engine) as connection:
            last = last_run(connection)
            assert last
            name = batch_name(last.run + 1, "deltas")
            batch = put_batch(ledger.batches, name, table)
            journal = tuple(journal_rows(table, None))
            draft = Draft(last.run + 1, last.as_of_us, (batch,), journal, ())
            write_runs(connection, [draft], last.contracts, last.posted_us)
        assert ledger.verify() == (
            "liuyi-ops 1 residual shop s1 l00007: the batches hold -5 fen more than is due",
            "liuyi-ops 1 service ops s1 l00007: the batches hold 5 fen more than is due",
        )


def test_runs_that_were_cut_off_are_missed_by_who_kept_the_head(
    ledger_folder: Path, tmp_path: Path
) -> None:
    """An older copy is sound by itself, and yet not the ledger of which the head was kept."""
    import shutil

    older = shutil.copytree(ledger_folder, tmp_path / "older")
    with Ledger.open(ledger_folder) as ledger:
        before = ledger.head
        ledger.post(Facts(lines=pd.DataFrame()), at(46))
        head = ledger.head
        assert head != before
        assert ledger.verify(head) == ledger.verify(before) == ()
    with Ledger.open(older) as ledger:
        assert ledger.verify() == ledger.verify(before) == ()
        (found,) = ledger.verify(head)
        assert "is not the one that was kept" in found
        with pytest.raises(CaopanError, match="is no head of a ledger"):
            ledger.verify("last")
    with Ledger.open(tmp_path / "new", [CONTRACT]) as empty:
        assert empty.head == ""


def test_what_a_ledger_refuses(ledger_folder: Path) -> None:
    """A clock that goes backwards or has no offset, no cycle, no account, a second process."""
    with Ledger.open(ledger_folder) as ledger:
        with pytest.raises(CaopanError, match="the clock goes backwards"):
            ledger.post(FACTS, at(39))
        with pytest.raises(CaopanError, match="has no offset"):
            ledger.post(FACTS, at(50).replace(tzinfo=None))
        with pytest.raises(CaopanError, match="is after 2099"):
            ledger.pay(at(50).replace(year=9_000))
        with pytest.raises(CaopanError, match="no contract pays at 2021-12-14"):
            ledger.pay(at(43))
        with pytest.raises(CaopanError, match="'me' has no account"):
            ledger.account("liuyi-ops", "me")
        with pytest.raises(CaopanError, match="another process has this ledger open"):
            Ledger.open(ledger_folder)
        assert ledger.pay(at(42)).as_of == at(42)


def test_contracts_stay_as_they_were_signed(ledger_folder: Path, tmp_path: Path) -> None:
    """A changed, an unsigned, a backdated version is refused; a later one is taken."""
    with pytest.raises(CaopanError, match="with other words"):
        Ledger.open(ledger_folder, [contract(confirm_days=1)])
    with pytest.raises(CaopanError, match="takes effect 2021-11-01"):
        Ledger.open(ledger_folder, [contract(version=2)])
    with pytest.raises(CaopanError, match="not signed by shop"):
        Ledger.open(tmp_path / "new", [CONTRACT.model_copy(update={"signatures": ()})])
    with pytest.raises(CaopanError, match="has no contract"), Ledger.open(tmp_path / "no") as empty:
        empty.post(FACTS, at(1))
    with Ledger.open(ledger_folder, [contract(version=2, effective_from=at(45))]) as ledger:
        ledger.post(Facts(lines=pd.DataFrame()), at(46))
        assert [one.version for one in ledger.contracts] == [1, 2]
        assert ledger.verify() == ()


def test_a_bad_row_is_listed_and_the_rest_is_posted(tmp_path: Path) -> None:
    """A float where fen are due: refused again after a restart, while all other lines settle."""
    lines = FACTS.lines.astype({"pay_fen": object})
    lines.loc[3, "pay_fen"] = 1.5
    with Ledger.open(tmp_path, [CONTRACT]) as ledger:
        told = ledger.post(Facts(lines=lines, sessions=FACTS.sessions), at(20))
        assert [(one.id, one.code) for one in told.refused] == [("l00003", "not_whole")]
    with Ledger.open(tmp_path) as ledger:
        again = ledger.settlement()
        assert [(one.id, one.code) for one in again.refused] == [("l00003", "not_whole")]
        assert len(again.lines) == len(lines) - 1
        assert ledger.verify() == ()


def test_a_receivable_is_offset_and_never_paid_out_negative(tmp_path: Path) -> None:
    """Paid, then sent back: 30 yuan are owed back, and the next sale fills that up first."""
    share = contract(terms=(Share(name="service", party="ops", rate_bp=5_000),), confirm_days=0)
    facts = shop_facts(4)
    lines = facts.lines.assign(
        list_fen=[6_000, 4_000, 9_000, 100],
        m_coupon_fen=0,
        p_coupon_fen=0,
        c_coupon_fen=0,
        a_coupon_fen=0,
        pay_fen=[6_000, 4_000, 9_000, 100],
        pay_ts=[at(0.5), at(1), at(15), at(50)],
        arrive_ts=[at(0.5), at(1), at(15), at(50)],
    )
    signed = facts.deliveries.assign(
        arrive_ts=lines["pay_ts"], sign_ts=lines["pay_ts"], ship_ts=lines["pay_ts"]
    )
    back = pd.DataFrame(
        {"event_id": ["r"], "arrive_ts": [at(8)], "ts": [at(8)], "line_id": ["l00000"]}
    ).assign(amount_fen=6_000)
    with Ledger.open(tmp_path, [share]) as ledger:
        told = ledger.post(Facts(lines, facts.sessions, back, signed), at(29))
    ops = [one for one in told.payouts if one.party == "ops"]
    assert [(one.pays_fen, one.paid_fen, one.receivable_fen) for one in ops] == [
        (5_000, 5_000, 0),
        (0, 5_000, 3_000),
        (1_500, 6_500, 0),
    ]
    assert all(one.pays_fen >= 0 for one in told.payouts)


def test_a_closed_ledger_posts_nothing(ledger_folder: Path) -> None:
    """Who has closed it does not write beside the one that has it open now."""
    with Ledger.open(ledger_folder) as closed:
        clock = closed.clock
    with Ledger.open(ledger_folder) as ledger:
        with pytest.raises(CaopanError, match="was closed"):
            closed.post(FACTS, at(60))
        assert ledger.clock == clock


def test_what_no_table_holds_is_listed_and_the_rest_is_posted(tmp_path: Path) -> None:
    """An amount of 31 digits among good ones: refused, kept as it was said, all else posted."""
    amounts = FACTS.refunds["amount_fen"].astype(object)
    amounts.iloc[0] = 10**30
    facts = replace(FACTS, refunds=FACTS.refunds.assign(amount_fen=amounts))
    with Ledger.open(tmp_path, [CONTRACT]) as ledger:
        told = ledger.post(facts, at(40))
        assert [(one.table, one.row, one.code) for one in told.refused] == [
            ("refunds", 0, "too_large")
        ]
        assert ledger.verify() == ()
