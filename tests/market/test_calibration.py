"""The calibration page: fresh, complete, and judged by what was measured."""

import re
from dataclasses import replace
from math import inf
from pathlib import Path

import pytest

from caopan.errors import CaopanError
from caopan.market import SAMPLES, couplings
from caopan.market.calibration import CLAIMS, PAGE, Claim, Lab, page, results, write
from caopan.market.calibration.claims import ALL, verdict
from caopan.market.calibration.omitted import OMITTED
from caopan.market.calibration.page import Result
from caopan.market.calibration.reasons import REASONS, reason

# Written by hand from the published figures, not taken from the claims.
ASKED = [
    "room-gpm",
    "room-stay",
    "room-online",
    "room-arpu",
    "room-buyers",
    "paid-roi",
    "paid-ctr",
    "paid-cvr",
    "paid-spend-ratio",
    "paid-share",
    "paid-entry-cost",
    "pitch-click",
    "pitch-buy",
    "pitch-viewer-click",
    "pitch-viewer-buy",
    "explain-product",
    "explain-session",
    "hype-returns",
    "hype-returns-most",
    "hype-orders",
    "paid-marginal",
    "paid-average",
    "paid-entry-ratio",
    "paid-stay-ratio",
    "paid-cart-ratio",
    "paid-exponent",
    "start-roi-first",
    "start-roi-last",
    "start-online",
    "break-even-0",
    "break-even-20",
    "break-even-40",
    "break-even-55",
    "break-even-creator-0",
    "break-even-creator-20",
    "break-even-creator-40",
    "refund-level",
    "refund-level-2025",
    "refund-pre-ship",
    "refund-median-day",
    "refund-stop",
    "refund-tail",
    "top-three",
    "top-fifth",
    "festival-traffic",
    "festival-conversion",
    "festival-cost",
    "festival-refunds",
    "festival-hold-back",
    "festival-dip",
    "big-session",
    "watch-median",
    "watch-bounce",
    "watch-spread",
    "watch-fans",
    "follow-conversion",
    "fan-gmv",
    "repurchase-lag",
    "spill-over",
    "day-spread",
    "day-memory",
    "hour-index",
    "weekend",
    "throttle-traffic",
    "throttle-days",
    "stock-out-substitution",
    "coupon-anyway",
    "coupon-elasticity",
    "comments",
    "likes",
    "month-gmv",
    "stage-gmv",
    "renewal-fall",
    "fee-platform",
    "fee-provider",
    "cost-ship",
    "cost-return",
]


@pytest.fixture(scope="module")
def found() -> list[Result]:
    """Everything, measured once."""
    return results()


@pytest.mark.proof
def test_the_committed_page_is_a_fresh_one(found: list[Result]) -> None:
    """What is committed equals, byte by byte, what the simulator gives now."""
    fresh = page(found)
    assert PAGE.read_text("utf-8") == fresh, "run: python -m caopan.market.calibration"


@pytest.mark.parametrize("name", ASKED)
def test_each_published_effect_is_on_the_page(name: str) -> None:
    """A row with a range, a value and a mark, and how it is measured."""
    text = PAGE.read_text("utf-8")
    row = re.search(rf"^\| `{name}` \|.*\|$", text, re.M)
    assert row is not None
    assert re.search(r"(published|weakly sourced|derived|assumed): ", row[0])
    assert re.search(r"(inside|\*\*outside\*\* \((below|above)\)) \|", row[0])
    assert re.search(rf"^- `{name}`: .+\.$", text, re.M)


@pytest.mark.proof
def test_no_claim_hides(found: list[Result]) -> None:
    """The list above and the claims are the same, and each claim is measured for its merchants."""
    assert {claim.id for claim in CLAIMS} == set(ASKED)
    assert len({claim.id for claim in CLAIMS}) == len(CLAIMS)
    assert len(found) == sum(len(claim.ranges) for claim in CLAIMS)
    for claim in CLAIMS:
        assert set(claim.ranges) <= {*SAMPLES, ALL}
        assert any(claim.ranges.values())


@pytest.mark.proof
def test_inside_and_outside_are_computed(found: list[Result]) -> None:
    """Moving a range away from the value turns the verdict and the page; the counts follow."""
    for one in found:
        low_high = one.claim.ranges[one.shop]
        if low_high is None:
            assert one.verdict == "no range"
            continue
        low, high = low_high
        assert (one.verdict == "inside") == (low <= one.found.value <= high)
        assert verdict(one.found, (one.found.value + 1, inf)) == "below"
        assert verdict(one.found, (-inf, one.found.value - 1)) == "above"
    first = next(one for one in found if one.verdict == "inside")
    turned = replace(first, verdict="above")
    assert page([first]) != page([turned])
    assert "**1 lie inside**, 0 outside" in page([first])
    assert "**0 lie inside**, 1 outside" in page([turned])


@pytest.mark.proof
def test_drawn_values_have_a_standard_error(found: list[Result]) -> None:
    """Only parameters, exact arithmetic and a rule without exception stand without an error."""
    exact = {one.claim.id for one in found if one.found.error == 0}
    assert exact <= {
        *("fee-platform", "fee-provider", "cost-ship", "cost-return"),
        *("break-even-0", "break-even-creator-0", "refund-stop"),
    }
    assert all("±" in one.found.text() for one in found if one.found.error > 0)


@pytest.mark.proof
def test_what_lies_outside_is_named_with_its_reason(found: list[Result]) -> None:
    """Each value outside stands in the section of what could not be matched, and says why."""
    text = PAGE.read_text("utf-8").split("## What could not be matched")[1]
    for one in found:
        if one.outside:
            assert reason(one.claim.id, one.shop), (one.claim.id, one.shop, one.found)
            assert reason(one.claim.id, one.shop) in text
    assert set(REASONS) <= {claim.id for claim in CLAIMS}
    assert all(f"- {told}" in text for told in OMITTED)


def test_claims_name_couplings_that_are_there() -> None:
    """A coupling of a claim is a public, documented function of the couplings."""
    for name in {name for claim in CLAIMS for name in claim.couplings}:
        assert getattr(couplings, name).__doc__, name


def test_the_page_names_no_platform() -> None:
    """Sources are named in words: no address, no mark."""
    text = PAGE.read_text("utf-8")
    assert not re.search(r"https?:|www\.|\[S\d|\[OK\]|Kuaishou|Douyin|TikTok|Taobao", text)


@pytest.mark.proof
def test_measuring_one_claim_again_gives_the_same(found: list[Result]) -> None:
    """Seeds are fixed: a second bench gives the same value and error."""
    claim: Claim = next(claim for claim in CLAIMS if claim.id == "refund-level")
    mine = [one.found for one in found if one.claim.id == claim.id]
    assert [one.found for one in results(claims=[claim])] == mine


def test_the_page_is_written_whole(tmp_path: Path) -> None:
    """Writing leaves one complete file; a measure that fails leaves the old one alone."""
    target = tmp_path / "page.md"
    target.write_text("old", "utf-8")
    by_id = {claim.id: claim for claim in CLAIMS}
    with pytest.raises(CaopanError):
        write(target, Lab(plays=0), [by_id["refund-level"]])
    assert target.read_text("utf-8") == "old"
    assert write(target, claims=[by_id["cost-ship"]]) == target
    assert "| `cost-ship` |" in target.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [target]
