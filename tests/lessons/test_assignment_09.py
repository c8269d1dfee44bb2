"""Assignment 09: two ways and the engine agree, each edge case catches its slip, none tells fen."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan import CaopanError
from caopan.practice.assignment09_cases import PUBLIC
from caopan.practice.assignment09_edges import edge_cases
from caopan.practice.assignment09_full import CLOCKS, full_book, properties
from caopan.practice.assignment09_night import as_night
from caopan.practice.assignment09_parts import (
    EXPECTED,
    edge_case,
    said_of,
    verdicts,
)
from caopan.practice.assignment09_statement import as_errors, points_of_errors
from caopan.practice.assignment09_tries import PARTS, tries

SEEDS = st.integers(0, 10**6)
FEW = settings(max_examples=8, deadline=None)
ASSIGNMENT = "09_commission_engine"
CELLS = ("setup", "share-coupon", "kept", "dues", "settle")


@pytest.fixture(scope="module")
def sources(root):
    """Give the text of the assignment's cells by grade id."""
    from grader.authoring import read_source

    cells = read_source(root / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.py").cells
    told = [(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source) for cell in cells]
    return {name: source for name, source in told if name}


def bound_by(*texts):
    """Give the names that some cells bind."""
    names = {}
    for text in texts:
        exec(text, names)
    return names


@pytest.fixture(scope="module")
def answers(sources):
    """Give the author's four functions."""
    return bound_by(
        *(sources[f"09-{part}"] for part in ("setup", "share-coupon", "kept", "dues", "settle"))
    )


@pytest.fixture(scope="module")
def truths(sources):
    """Give what the hidden tests know, by part."""
    found = {}
    for part, name in zip(PARTS, ("_shared", "_left", "_due", "_bookkeeper"), strict=True):
        hidden = sources[f"09-{part.replace('_', '-')}-check"].split("### BEGIN HIDDEN TESTS\n")[1]
        found[part] = bound_by(hidden[: hidden.index("from caopan.practice")])[name]
    return found


@given(seed=SEEDS)
@FEW
def test_the_authors_functions_and_the_hidden_ones_agree(answers, truths, seed):
    """Written twice, in whole numbers and in fractions: on any amounts they give the same."""
    for part in PARTS:
        assert verdicts(part, answers[part], seed, truths[part]) == (1.0, [])
    assert properties(answers["settle"], seed, truths["settle"]) == (1.0, [])


def test_what_is_right_for_the_public_seed_is_fresh(truths):
    """The file that the checks read holds what the hidden functions give, and nothing else."""
    kept = json.loads(EXPECTED.read_text(encoding="utf-8"))
    for part in PARTS:
        assert kept[part] == [truths[part](*one.given) for one in tries(part, PUBLIC)]
    assert set(kept) == set(PARTS)


@given(seed=SEEDS)
@settings(max_examples=3, deadline=None)
def test_the_subset_is_the_engines(truths, seed):
    """What the trainee's rules give on edge cases and a full book, the engine gives, too."""
    cases = [(one.title, one.given) for one in edge_cases(seed)]
    lines, refunds, contract = full_book(seed)
    cases += [("a full book", (lines, refunds, contract, clock)) for clock in CLOCKS]
    for title, told in cases:
        assert by_the_engine(*told) == truths["settle"](*told), title


def by_the_engine(order_lines, refunds, contract, as_of):
    """Settle the subset's rows by the course's engine: another form of the same facts."""
    import pandas as pd

    from caopan.commission import Facts, settle
    from caopan.planning import split_whole

    def at(minute):
        opened = pd.Timestamp("2021-09-01T00:00:00+08:00")
        return pd.NaT if minute is None else opened + pd.Timedelta(minutes=minute)

    lines = []
    orders = {row["line_id"]: row for row in order_lines}
    for row in order_lines:
        mates = sorted(n for n, one in orders.items() if one["order_id"] == row["order_id"])
        amounts = [orders[name]["list_fen"] for name in mates]
        part = {
            f"{who[0]}_coupon_fen": split_whole(fen, amounts)[mates.index(row["line_id"])]
            for who, fen in row["coupons"].items()
        }
        kept = {name: row[name] for name in ("line_id", "order_id", "session_id", "list_fen")}
        times = {"arrive_ts": at(row["arrived"]), "pay_ts": at(row["paid"])}
        pay = row["list_fen"] - sum(part.values())
        lines.append({**kept, **part, **times, "pay_fen": pay, "sku_id": "k", "qty": 1})
    signed = [row for row in order_lines if row["signed"] is not None]
    settled = settle(
        [engine_contract(contract)],
        Facts(
            lines=pd.DataFrame(lines),
            sessions=pd.DataFrame(
                [
                    {"session_id": name, "anchor_id": "a", "start_ts": at(0), "end_ts": at(9_999)}
                    for name in sorted({row["session_id"] for row in order_lines})
                ]
            ),
            refunds=frame(
                {"event_id": row["refund_id"], "line_id": row["line_id"], "kind": row["kind"],
                 "amount_fen": row["fen"], "ts": at(row["at"]), "arrive_ts": at(row["arrived"])}
                for row in refunds
            ),
            deliveries=frame(
                {"line_id": row["line_id"], "sign_ts": at(row["signed"]), "ship_ts": at(0),
                 "promise_ts": at(0), "arrive_ts": at(row["arrived"])}
                for row in signed
            ),
        ),
        at(as_of).to_pydatetime(),
    )  # fmt: skip
    names = settled.lines["line_id"].tolist()
    states = ("estimated", "confirmed", "settled")
    given = {
        name: {"state": states[state], "due": dict.fromkeys([*contract["parties"], "merchant"], 0)}
        for name, state in zip(names, settled.lines["state"], strict=True)
    }
    for one in settled.dues:
        for name, fen in zip(names, one.due_fen.tolist(), strict=True):
            given[name]["due"][one.party] = fen
    return given


def frame(rows):
    """Give rows as a frame, an empty one for none."""
    import pandas as pd

    return pd.DataFrame(list(rows))


def engine_contract(contract):
    """Give the subset's contract as one that the engine takes."""
    import pandas as pd

    from caopan.commission import Contract, signed

    def at(minute):
        return (
            pd.Timestamp("2021-09-01T00:00:00+08:00") + pd.Timedelta(minutes=minute)
        ).isoformat()

    sessions = contract["sessions"]
    content = {
        "contract_id": "subset",
        "version": 1,
        "parties": [
            {"id": "merchant", "role": "merchant", "name": "m"},
            *({"id": name, "role": "provider", "name": name} for name in contract["parties"]),
        ],
        "scope": {"sessions": None if sessions is None else tuple(sessions)},
        "terms": [
            {"kind": "share", "name": name, "party": name, "per": "session", "mode": one["mode"],
             "steps": [{"from_fen": low, "rate_bp": bp} for low, bp in one["steps"]],
             "base": tuple(one["base"]), "cap_fen": one["cap_fen"]}
            for name, one in contract["parties"].items()
        ],
        "effective_from": at(contract["from"]),
        "effective_until": None if contract["until"] is None else at(contract["until"]),
        "confirm_days": contract["confirm_days"],
        "cycle": {"every": "day"},
    }  # fmt: skip
    return signed(Contract.model_validate(content))


BACK = 'if one["line_id"] == name and one["at"] <= as_of]'
FEN = '                result[name]["due"][party] = fen\n'
DUES = 'fens = dues(bases, terms["steps"], terms["mode"], terms["cap_fen"])'
SESSIONS = '{lines[name]["session_id"] for name in left}'
OF_SESSION = 'if lines[name]["session_id"] == session'
ONE_STATE = (
    '"state": state(contract, max((r for r in lines.values() if r["order_id"] == row["order_id"]), '
    'key=lambda r: r["signed"] or 0), as_of)'
)
BOUND_ONLY = "part = coupons_of({n: r for n, r in lines.items() if bound(contract, r, as_of)})"
PAID_ONLY = "part = coupons_of({n: r for n, r in lines.items() if r['paid'] is not None})"
HALF_UP = "half_up(fen * (pay - back), pay) if pay"
NIGHTS_RUNG = """top = sum(lines[n]["list_fen"] for n in names)
            flat = [bp for low, bp in terms["steps"] if low <= top][-1]
            steps = [[0, flat]] if terms["mode"] == "whole" else terms["steps"]
            fens = dues(bases, steps, terms["mode"], terms["cap_fen"])"""
SLIPS = {
    "refunds of parcels that never left": (("E01",), [(BACK, BACK[:-1] + ' and row["signed"]]')]),
    "refunds after delivery": (
        ("E02", "E03", "E04", "E06"),
        [(BACK, BACK[:-1] + ' and one["at"] <= (row["signed"] or one["at"])]')],
    ),
    "refunds after settlement": (
        ("E03",),
        [(BACK, BACK[:-1] + ' and one["at"] <= (row["signed"] or 10**9) + 8 * 1440]')],
    ),
    "coupons kept whole": (("E04",), [("half_up(fen * (pay - back), pay) if pay else fen", "fen")]),
    "refunds above": (("E07",), [('if back + alone + one["fen"] <= pay:', "if True:")]),
    "freight": (("E08",), [('one["kind"] == "goods"', 'one["kind"] in ("goods", "freight")')]),
    "compensation as a refund": (
        ("E09",),
        [('one["kind"] == "goods"', 'one["kind"] in ("goods", "compensation")'),
         ('one["kind"] == "compensation"', "False")],
    ),
    "one state for an order": (("E10",), [('"state": state(contract, row, as_of)', ONE_STATE)]),
    "coupons over bound lines": (("E11",), [("part = coupons_of(lines)", BOUND_ONLY)]),
    "coupons over paid lines": (("E11",), [("part = coupons_of(lines)", PAID_ONLY)]),
    "coupons half to even": (
        ("K4",), [(HALF_UP, "round(fen * (pay - back) / pay) if pay")],
    ),
    "coupons by a share in floats": (
        ("K4",), [(HALF_UP, "int(fen * ((pay - back) / pay) + 0.5) if pay")],
    ),
    "lines of other sessions": (("E11", "E12"), [('row["session_id"] not in sessions', "False")]),
    "base B for all": (("E13", "E27"), [('for f in terms["base"]', 'for f in ["platform"]')]),
    "paid alone for all": (("E04", "E13"), [('for f in terms["base"]', "for f in []")]),
    "coupons in equal parts": (
        ("E14", "E15"), [("coupon * one // whole if whole else 0", "coupon // len(amounts)")],
    ),
    "nothing divided by nothing": (("E15",), [(" if pay else fen", "")]),
    "the night's rung": (("E17",), [(DUES, NIGHTS_RUNG)]),
    "days for sessions": (
        ("E18",),
        [(SESSIONS, '{lines[name]["paid"] // 1440 for name in left}'),
         (OF_SESSION, 'if lines[name]["paid"] // 1440 == session')],
    ),
    "the last moment, too": (("E19",), [("paid < until", "paid <= until")]),
    "the first moment not": (("E19",), [('contract["from"] <= paid', 'contract["from"] < paid')]),
    "no cap": (("E23",), [("if cap_fen is None", "if True")]),
    "void lines": (("E24", "E29"), [('one["kind"] == "void"', "False")]),
    "rows as they stand": (
        ("E25",), [('sorted(order_lines, key=lambda row: row["arrived"])', "order_lines[::-1]")],
    ),
    "rows to come": (("E25",), [('if row["arrived"] <= as_of', "if True")]),
    "refunds twice": (("E25",), [('events[row["refund_id"]] = row', "events[len(events)] = row")]),
    "the last row of a refund": (
        ("E25",), [('key=lambda row: -row["arrived"]', 'key=lambda row: row["arrived"]')],
    ),
    "what is not paid yet": (("E26",), [("paid is None or paid > as_of", "paid is None")]),
    "parties without a due": (("E27",), [(FEN, FEN.replace("result", "if fen: result", 1))]),
    "fen cut off": (("E28", "K4"), [("half_up(exact, 10_000)", "exact // 10_000")]),
    "void by its amount": (
        ("E29",),
        [('one["kind"] == "void"', "False"),
         ('one["kind"] == "goods"', 'one["kind"] in ("goods", "void")')],
    ),
    "lines by their ids": (("K1",), [('(lines[name]["paid"], name)', "name")]),
    "the rung not reached": (("K2",), [("if start <= sum(bases)", "if start < sum(bases)")]),
    "ties to the last": (("K3",), [("(whole or 1)), at)", "(whole or 1)), -at)")]),
    "half to even": (("K4",), [("half_up(exact, 10_000)", "round(exact / 10_000)")]),
}  # fmt: skip
"""By slip: the edge cases that must catch it, and how it gets into the author's cells."""


def slipped(sources, changes):
    """Give a settle with a slip in it."""
    text = "\n\n".join(sources[f"09-{part}"] for part in CELLS)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return bound_by(text)["settle"]


@pytest.mark.parametrize("slip", SLIPS)
def test_each_slip_is_caught_by_its_edge_cases_on_any_seed(sources, truths, slip):
    """Whatever amounts are drawn, the case that is made for a slip finds it."""
    codes, changes = SLIPS[slip]
    wrong = slipped(sources, changes)
    for seed in range(6):
        for one in tries("settle", seed):
            if one.title.split()[0] in codes:
                assert said_of("settle", wrong, one, truths["settle"](*one.given)), one.title


def test_refunds_rounded_one_by_one_are_caught(root, answers, truths):
    """The naive reversal, a right answer but for rounding, fails the thirds on any seed."""
    import yaml

    told = yaml.safe_load((root / "solutions" / ASSIGNMENT / "answers.yaml").read_text("utf-8"))
    (naive,) = [one for one in told["09-settle"]["wrong"] if "turned back" in one["why"]]
    names = dict(answers)
    exec(naive["code"], names)
    for seed in range(12):
        one = next(one for one in tries("settle", seed) if one.title.startswith("E06"))
        assert "a fen too" in said_of("settle", names["settle"], one, truths["settle"](*one.given))


def test_every_edge_case_has_its_slip(truths):
    """No case stands there that catches nothing, and none is empty."""
    caught = {code for codes, _ in SLIPS.values() for code in codes} | {"E06"}
    assert {one.code for one in edge_cases(PUBLIC)} == caught
    assert all(truths["settle"](*one.given) for one in edge_cases(PUBLIC))


@given(seed=SEEDS)
@FEW
def test_no_reason_tells_the_right_number(answers, truths, seed):
    """An answer that is a fen off everywhere hears the rule, and in it no right amount."""

    def off(*told):
        result = answers["settle"](*told)
        for one in result.values():
            one["due"] = {party: fen + 1 for party, fen in one["due"].items()}
        return result

    for one in tries("settle", seed):
        true = truths["settle"](*one.given)
        said = said_of("settle", off, one, true)
        assert "a fen too much" in said
        fens = {fen for line in true.values() for fen in line["due"].values()}
        assert not {int(n) for n in re.findall(r"(?<![\w-])\d{3,}(?![\w-])", said)} & fens


@pytest.mark.parametrize(
    ("made", "broken"),
    [
        (lambda given, order: given, set()),
        (lambda given, order: {**given, next(iter(given)): {"due": {}}}, {"cons", "orde", "idem"}),
        (lambda given, order: given if order else {}, {"orde"}),
    ],
)
def test_a_property_that_does_not_hold_is_named(answers, truths, made, broken):
    """Conservation needs every line; an answer that hangs on the order is found by it."""

    def function(lines, refunds, contract, clock):
        first = full_book(5)[0][0]["line_id"]
        in_order = lines[0]["line_id"] == first
        return made(answers["settle"](lines, refunds, contract, clock), in_order)

    share, why = properties(function, 5, truths["settle"])
    assert {one[:4] for one in why} == broken
    assert share == pytest.approx(1 - len(broken) / 3)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "gives nothing back"),
        ([1], "a dict by line"),
        ({"x": 1}, "line x is in it"),
        ({"o1-1": 5}, "state and due"),
        ({"o1-1": {"state": "paid", "due": {}}}, "is not 'paid'"),
        ({"o1-1": {"state": "estimated", "due": {"platform": 1}}}, "a dict with platform"),
    ],
)
def test_what_cannot_be_compared_is_said(given, said):
    """Shape first: no dict, another line, no state, a party left out."""
    case = edge_case("E28")
    one = next(one for one in tries("settle", PUBLIC) if one.title == case["title"])
    true = {"o1-1": case["right"]["o1-1"]}
    assert said in said_of("settle", lambda *_: given, one, true)


def test_an_unknown_edge_case_is_refused():
    """The codes that there are, are listed."""
    with pytest.raises(CaopanError, match="E01, E02"):
        edge_case("E99")


def test_shapes_of_the_own_night_are_said():
    """Keys, whole fen, causes: each is named where it is wrong."""
    night = dict.fromkeys(("told", "left", "whole_told", "whole_left", "cliff"), 1)
    assert as_night(night) == night
    with pytest.raises(AssertionError, match="no float"):
        as_night({**night, "left": 1.5})
    with pytest.raises(AssertionError, match="none of refund"):
        as_errors({"l1": {"fen": 1, "cause": "theft"}})
    with pytest.raises(AssertionError, match="no whole fen"):
        as_errors({"l1": {"fen": 1.0, "cause": "rung"}})


def test_accusing_every_line_earns_nothing():
    """A line that is accused and right takes away as much as half an error is worth."""
    true = {"a": (5, "refund"), "b": (7, "twice")}
    blamed = {f"l{n}": (1, "rung") for n in range(4)}
    assert points_of_errors(true, true, 4.0) == (4.0, [])
    assert points_of_errors({**true, **blamed}, true, 4.0)[0] == 0
    assert points_of_errors({**true, "l1": (1, "rung")}, true, 4.0)[0] == 3.0
