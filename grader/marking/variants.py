"""Each trainee's own variant of an assignment: tables for the trainee, truth for the tests."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from caopan.events.places import OWN
from grader.marking.card import AssignmentCard, read_card
from grader.marking.cases import Case
from grader.marking.course import Course, checked_id, course_at
from grader.marking.secrets import (
    key_file,
    luck_seeds,
    make_key,
    published,
    read_key,
    write_private,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pandas import DataFrame

    from caopan.events import Card
    from caopan.market import Scenario
    from caopan.market.jam import Jam
    from caopan.market.measurement import Bug
    from grader.contest.rounds import Round
    from grader.marking.pool import Pool

# Only for authors at their desk: it stands here for everybody to read.
AUTHORS_SECRET = b"author"
# Variants held in memory at once; the market plays as many together.
BATCH = 12


@dataclass(frozen=True)
class Variant:
    """One trainee's variant, still in memory.

    Attributes:
        case: its truth.
        merchants: the tables of each of the trainee's merchants by name, and its card as the
            trainee sees it.
    """

    case: Case
    merchants: dict[str, tuple[dict[str, DataFrame], Card]]

    def write(self, datasets: Path, case_file: Path) -> None:
        """Write the truth (private), then the tables: both or, on an error, no tables."""
        from caopan.events import write_tables

        write_private(case_file, self.case.to_json().encode())
        datasets.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=datasets.parent, prefix=".variant-") as scratch:
            for name, (frames, card) in self.merchants.items():
                write_tables(frames, Path(scratch) / "datasets" / name, card)
            shutil.rmtree(datasets, ignore_errors=True)
            (Path(scratch) / "datasets").rename(datasets)


def write_variants(
    course_root: Course | Path | str,
    assignment: str,
    trainees: Iterable[str],
    *,
    force: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
    pool: Pool | None = None,
) -> list[str]:
    """Write the variants of trainees who have none yet.

    Args:
        course_root: the course.
        assignment: the assignment's name.
        trainees: ids; repeats are fine.
        force: write anew even where one is. Trainees who have fetched then hold stale tables.
        progress: called with (what, done, of how many).
        pool: processes that share the work, for a class; otherwise this one does it.

    Returns:
        The ids for whom a variant was written.

    Raises:
        CaopanError: an unknown assignment, an unusable id, a secret or disk that is not writable.
    """
    course = course_at(course_root)
    card = read_card(course, assignment)
    wanted = sorted({checked_id(t) for t in trainees})
    if card.merchant is None:
        return []
    todo = [t for t in wanted if force or not has_variant(course, assignment, t)]
    if not todo:
        return []
    secret = secret_for(course, assignment)  # before any process asks for it: it may be made now
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        for _ in range(more):
            done += 1
            if progress:
                progress(f"variants of {assignment}", done, len(todo))

    if pool and len(todo) > 1:
        size = min(max(BATCH // (1 + len(card.more)), 1), -(-len(todo) // pool.jobs))
        pool.write_variants(assignment, list(_batches(todo, size)), force=force, progress=tell)
        return todo
    for batch in _batches(todo, max(BATCH // (1 + len(card.more)), 1)):
        for made in make_variants(card, batch, secret):
            _store(course, made)
            tell(1)
    return todo


def has_tables(course: Course, assignment: str, trainee: str) -> bool:
    """Say whether a trainee's tables are there (the trainee's side may not look for the truth)."""
    return (course.variants(assignment, trainee) / OWN / "merchant.json").is_file()


def has_variant(course: Course, assignment: str, trainee: str) -> bool:
    """Say whether a trainee's tables and truth are both there."""
    there = course.truth(assignment, trainee).is_file()
    return there and has_tables(course, assignment, trainee)


def secret_for(course: Course, assignment: str, *, make: bool = True) -> bytes:
    """Give the secret that an assignment's variants derive from.

    It is the round's own where the assignment belongs to a contest round, else the course's.

    Args:
        course: the course.
        assignment: the assignment's name.
        make: whether the course's may be made on first use.

    Raises:
        CaopanError: it cannot be read; or a contest's assignment has no round yet.
    """
    from grader.contest.rounds import read_rounds

    for contest_round in read_rounds(course):
        if contest_round.assignment == assignment:
            return _as_published(course, contest_round)
    if read_card(course, assignment).contest:
        raise CaopanError(
            f"{assignment}: this contest assignment has no round yet; make one with "
            "`grader contest new ROUND`, which makes its secret."
        )
    return make_key(course) if make else read_key(course)


def _as_published(course: Course, contest_round: Round) -> bytes:
    key = read_key(course, contest_round.round)
    if published(key) != contest_round.secret_sha256:
        raise CaopanError(
            f"{course.rounds_file}: round {contest_round.round}: secret_sha256 is not the hash of "
            f"{key_file(course, contest_round.round)}; put the published secret back."
        )
    return key


def make_variants(card: AssignmentCard, trainees: Sequence[str], secret: bytes) -> list[Variant]:
    """Simulate the variants of some trainees as one batch, in memory.

    Args:
        card: the assignment.
        trainees: their ids.
        secret: what the variants derive from.
    """
    from caopan.market.measurement import plant_bugs

    own = _played(card, _merchant(card), trainees, secret)
    more = [
        _played(card, base, trainees, secret, number) for number, base in enumerate(card.more, 2)
    ]
    made = []
    for trainee, (scenario, facts, paper), *others in zip(trainees, own, *more, strict=True):
        seed = _bug_seed(secret, card.name, trainee)
        seen, jam = _jammed(facts, scenario, seed) if card.live_feed else (facts, None)
        frames, bugs = plant_bugs(seen, seed) if card.bugs else (seen, ())
        case = replace(
            _case(card, trainee, scenario, secret, bugs),
            jam=jam,
            others=tuple(other for other, _, _ in others),
        )
        merchants = {scenario.merchant: (frames, paper)}
        merchants |= {other.merchant: (frames, paper) for other, frames, paper in others}
        made.append(Variant(case, merchants))
    return made


Played = tuple["Scenario", "dict[str, DataFrame]", "Card"]


def _played(
    card: AssignmentCard, base: str, trainees: Sequence[str], secret: bytes, number: int = 1
) -> list[Played]:
    """One merchant of each trainee: as it is, its tables, its card.

    number: which of the trainee's merchants; the first is "mine", the others mine-2 and so on.
    """
    from caopan.market.history import card_of, histories
    from caopan.market.measurement import collect, tracked
    from caopan.market.peers import peer_days
    from caopan.market.trial import with_paid_trial
    from caopan.market.variants import variant

    scenarios = []
    for trainee in trainees:
        one = variant(
            base,
            card.name if number == 1 else f"{card.name}/{number}",
            trainee,
            secret,
            days=card.days,
            faults=card.faults,  # type: ignore[arg-type]
            severity=card.severity,
            sound=card.sound,
        )
        if number > 1:
            one = one.model_copy(update={"merchant": f"{one.merchant}-{number}"})
        scenarios.append(_with_events(card, one))
    played = []
    made = with_paid_trial(scenarios) if card.paid_trial else histories(scenarios)
    for scenario, facts in zip(scenarios, made, strict=True):
        if card.live_feed:
            seen = collect(facts, scenario.collector, seed=scenario.luck_key)
        else:
            seen = tracked(facts, scenario)
        played.append((scenario, dict(seen), card_of(scenario)))
    if card.peers:
        for (_, frames, _), peers in zip(played, peer_days(scenarios), strict=True):
            frames["peer_day"] = peers
    return played


def _jammed(
    facts: Mapping[str, DataFrame], scenario: Scenario, seed: int
) -> tuple[dict[str, DataFrame], Jam]:
    """The tables with one feed of the last session held up for a while."""
    from caopan.market.history import event_sessions
    from caopan.market.jam import with_jam

    return with_jam(facts, event_sessions(scenario)[-1], seed)


def _with_events(card: AssignmentCard, scenario: Scenario) -> Scenario:
    """Let a variant have the event tables that the assignment asks for.

    ``event_sessions`` names sessions of the first merchant; others have those of the market, or
    none either where the list is empty.
    """
    from caopan.market.history import event_sessions

    changes: dict[str, object] = {}
    if card.panel_one_in is not None:
        changes["panel_one_in"] = card.panel_one_in
    if card.event_sessions == () or card.paid_trial:
        changes["event_days"] = ()
    elif card.event_sessions is not None and scenario.merchant == OWN:
        on_day = {
            day: event_sessions(scenario.model_copy(update={"event_days": (day,)}))
            for day in range(scenario.days)
        }
        wanted = set(card.event_sessions)
        if missing := sorted(wanted - {s for names in on_day.values() for s in names}):
            raise CaopanError(
                f"{card.name}: assignment.yaml: field event_sessions: there is no session "
                f"{missing[0]!r} in {scenario.days} days; take for example {on_day[0][0]!r}."
            )
        days = (day for day, names in on_day.items() if wanted & set(names))
        changes["event_days"] = tuple(days)
    return scenario.model_copy(update=changes)


def _merchant(card: AssignmentCard) -> str:
    if card.merchant is None:
        raise CaopanError(
            f"{card.name}: its assignment.yaml names no merchant, so it has no variants; "
            "add 'merchant:' or load the samples by name."
        )
    return card.merchant


def _case(
    card: AssignmentCard, trainee: str, scenario: Scenario, secret: bytes, bugs: Sequence[Bug]
) -> Case:
    return Case(
        assignment=card.name,
        trainee=trainee,
        scenario=scenario,
        bugs=tuple(bugs),
        public_seeds=luck_seeds(secret, card.name, "public", card.public_seeds),
        private_seeds=luck_seeds(secret, card.name, "private", card.private_seeds),
    )


def _bug_seed(secret: bytes, assignment: str, trainee: str) -> int:
    text = f"{assignment}\0{trainee}\0bugs".encode()
    return int.from_bytes(hashlib.blake2b(text, key=secret[:64], digest_size=4).digest(), "big")


def _store(course: Course, made: Variant) -> None:
    case = made.case
    tables = course.variants(case.assignment, case.trainee)
    try:
        made.write(tables, course.truth(case.assignment, case.trainee))
    except OSError as error:
        raise CaopanError(
            f"{tables}: the variant cannot be written ({error.strerror}); make room or give write "
            "permission there, then run the same command again."
        ) from error


def _batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
