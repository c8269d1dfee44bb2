"""Run lessons and assignments in one process: no kernel, but the same rules for points."""

import ast
import contextlib
import functools
import io
import shutil
from dataclasses import dataclass
from numbers import Real
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
import yaml

mpl.use("Agg")

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Ran:
    """What one cell did: its last expression, its text, its exception."""

    value: object = None
    text: str = ""
    error: BaseException | None = None

    def points(self, maximum):
        """Give the points as nbgrader does: nothing after an error, else the number, else all."""
        if self.error is not None:
            return 0.0
        return maximum if self.value is None else float(self.value)


def run_cell(source, names):
    """Run a cell's text in a namespace; keep the last expression like a notebook."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    ran, out = Ran(), io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(tree, "<cell>", "exec"), names)
            if last is not None:
                ran.value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
        except Exception as error:
            ran.error = error
    ran.text = out.getvalue()
    return ran


class Assignment:
    """A solution's cells by grade id, its answers, and a way to mark one set of answers."""

    def __init__(self, name):
        from grader.authoring import read_source

        self.name = name
        folder = ROOT / "solutions" / name
        self.cells = read_source(folder / f"{name}.py").cells
        self.answers = yaml.safe_load((folder / "answers.yaml").read_text(encoding="utf-8"))

    def header(self, cell):
        """Give a cell's nbgrader header, or an empty one."""
        return cell.metadata.get("nbgrader", {})

    def ids(self, **wanted):
        """List the grade ids whose headers hold what is wanted."""
        heads = [self.header(c) for c in self.cells]
        return [h["grade_id"] for h in heads if h and all(h[k] == v for k, v in wanted.items())]

    def cell(self, grade_id):
        """Give one cell by its grade id."""
        return next(c for c in self.cells if self.header(c).get("grade_id") == grade_id)

    def blanks(self):
        """Give the answer cells as trainees get them, by grade id: the real release."""
        file = ROOT / "exercises" / self.name / f"{self.name}.ipynb"
        released = nbformat.read(file, as_version=4).cells
        sources = {self.header(c).get("grade_id"): c.source for c in released}
        return {name: sources[name] for name in self.ids(solution=True, grade=False)}

    def needs(self, answers):
        """List the cells that some answers build on."""
        return [one for found in answers for one in self.answers.get(found, {}).get("needs", ())]

    def bind(self, found, names):
        """Give a namespace what an author's cell binds."""
        run_cell(self.cell(found).source, names)

    def mark(self, answers, only=None):
        """Run all code cells with some answers replaced; give what each test cell did.

        answers: cell text by grade id. only: run these tests, the setup, the answers and what
        they build on.
        """
        names, ran = {"__name__": "__main__"}, {}
        needed = [found for found in self.needs(answers) if found not in answers]
        for cell in self.cells:
            head, only_these = self.header(cell), only or ()
            found = head.get("grade_id")
            is_test = head.get("grade") and not head.get("solution")
            if only is not None and found in needed:
                self.bind(found, names)
                continue
            wanted = found in only_these if is_test else found in answers or head.get("locked")
            skipped = only is not None and not wanted
            if cell.cell_type != "code" or skipped:
                continue
            result = run_cell(answers.get(found, cell.source), names)
            if is_test:
                ran[found] = result
        return ran


@pytest.fixture(scope="session")
def root():
    """Give the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def samples():
    """Skip nothing: the sample merchants must be built before the lessons are tried."""
    from caopan.events import card

    assert all(card(m).event_sessions for m in ("liuyi", "fanhe", "yunshi")), "run make build"


@pytest.fixture
def in_folder(tmp_path, monkeypatch, samples):
    """Work in an empty folder that still finds the samples."""
    from caopan.events.places import folder_of

    monkeypatch.setenv("CAOPAN_DATASETS", str(folder_of("liuyi").parent))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def cells_of():
    """Give the way to a lesson's cells by its name."""
    from grader.authoring import read_source

    return lambda name: read_source(ROOT / "course" / "src" / f"{name}.py").cells


@pytest.fixture(scope="module")
def lesson(request, cells_of, samples, tmp_path_factory):
    """Run the module's ``LESSON`` from its first to its last cell, as a trainee who ``ADOPTS``.

    Gives its names, and what each code cell did.
    """
    from matplotlib import pyplot as plt

    from caopan.events.places import folder_of
    from caopan.practice import adopt

    names, ran = {"__name__": "__main__"}, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAOPAN_DATASETS", str(folder_of("liuyi").parent))
        patch.chdir(tmp_path_factory.mktemp("trainee"))
        if adopts := getattr(request.module, "ADOPTS", None):
            adopt(adopts)
        for cell in cells_of(request.module.LESSON):
            if cell.cell_type == "code":
                ran.append(run_cell(cell.source, names))
                assert ran[-1].error is None, f"{cell.source}\n{ran[-1].error}"
        yield names, ran
    plt.close("all")


class Job(Assignment):
    """An assignment with its author's variant mounted."""

    @functools.cached_property
    def true_answers(self):
        """Give the names that the author's own cells bind."""
        names = {}
        for cell in self.cells:
            if cell.cell_type == "code" and not self.header(cell).get("grade"):
                run_cell(cell.source, names)
        return names

    def bind(self, found, names):
        """Give a namespace what an author's cell binds; the cell runs once for all."""
        name = self.variable(found)
        names[name] = self.true_answers[name]

    def secrets(self, test):
        """Give the true numbers of a task as text, as a message would show them."""
        value = self.true_answers.get(self.variable(test.removesuffix("-check")))
        found = (
            [v for v in value.values() if isinstance(v, Real)] if hasattr(value, "values") else []
        )
        return [text for v in found if len(text := f"{v:.6g}") > 3]

    def check(self, grade_id, code):
        """Run an answer after the setup, and ask the trainee's own check about it."""
        from caopan.practice import check

        names = {}
        for cell in self.cells:
            found = self.header(cell).get("grade_id", "")
            if found.endswith("-setup"):
                run_cell(cell.source, names)
            elif found in self.needs([grade_id]):
                self.bind(found, names)
        ran = run_cell(code, names)
        assert ran.error is None, ran.error
        return check(grade_id, names[self.variable(grade_id)])

    def variable(self, grade_id):
        """Give the name that a cell binds."""
        return {"01-split": "growth_split"}.get(grade_id, grade_id[3:].replace("-", "_"))


@dataclass(frozen=True)
class SmallCourse:
    """A course of one assignment, released to amy and bob, in a folder of its own."""

    place: Path
    assignment: str

    @property
    def right(self):
        """The author's answers, by grade id."""
        from grader.authoring import read_source

        source = self.place / "solutions" / self.assignment / f"{self.assignment}.py"
        cells = [(cell.metadata.get("nbgrader"), cell.source) for cell in read_source(source).cells]
        return {head["grade_id"]: text for head, text in cells if head}

    def hand_in(self, student, answers):
        """Fetch, answer some cells, submit; the desk of the student."""
        from grader.marking import fetch, submit

        desk = self.place / "work" / "desks" / student
        file = fetch(self.place, self.assignment, student, desk) / f"{self.assignment}.ipynb"
        notebook = nbformat.read(file, as_version=4)
        for cell in notebook.cells:
            found = cell.metadata.get("nbgrader", {})
            if found.get("solution") and found["grade_id"] in answers:
                cell.source = answers[found["grade_id"]]
        nbformat.write(notebook, file)
        submit(self.place, self.assignment, student, desk)
        return desk

    def grade(self):
        """Grade what was handed in, in the two rooms; what became of it."""
        from grader.marking import grade

        return grade(self.place, self.assignment, jobs=1).outcomes

    def grades(self, student):
        """(points, most points) of a student's cells, by grade id."""
        from grader.marking.course import Course, open_gradebook

        with open_gradebook(Course(self.place)) as book:
            (marked,) = book.find_submission(self.assignment, student).notebooks
            return {one.cell.name: (one.score, one.max_score) for one in marked.grades}


@pytest.fixture(scope="module")
def small_course(request, root, tmp_path_factory):
    """Build and release the module's ``ASSIGNMENT`` in a course of its own."""
    from grader.authoring import build
    from grader.marking import enrol, release

    course = SmallCourse(tmp_path_factory.mktemp("course") / "course", request.module.ASSIGNMENT)
    folder = course.place / "solutions" / course.assignment
    folder.mkdir(parents=True)
    shutil.copy(root / "nbgrader_config.py", course.place)
    for name in (f"{course.assignment}.py", "assignment.yaml", "answers.yaml"):
        shutil.copy(root / "solutions" / course.assignment / name, folder)
    build(course.place)
    enrol(course.place, {"amy": "Amy", "bob": "Bob"})
    release(course.place, course.assignment)
    return course


@pytest.fixture(scope="module")
def job(request):
    """Mount the author's variant of an assignment, and give its cells."""
    from grader.marking import mounted

    with mounted(request.param, course_root=ROOT):
        yield Job(request.param)


def pytest_generate_tests(metafunc):
    """Hand each assignment of a module, and each right or wrong answer, to who asks for it."""
    if "job" not in metafunc.fixturenames:
        return
    assignments = metafunc.module.ASSIGNMENTS
    if "answer" not in metafunc.fixturenames:
        metafunc.parametrize("job", assignments, indirect=True, scope="module")
        return
    kind = "right" if "right" in metafunc.function.__name__ else "wrong"
    pairs, ids = [], []
    for name in assignments:
        answers = yaml.safe_load((ROOT / "solutions" / name / "answers.yaml").read_text("utf-8"))
        for task, told in answers.items():
            if task.endswith("-memo"):  # a person reads those
                continue
            pairs += [(name, (task, at, one)) for at, one in enumerate(told[kind], start=1)]
            ids += [f"{task}-{at}" for at, _ in enumerate(told[kind], start=1)]
    metafunc.parametrize(("job", "answer"), pairs, ids=ids, indirect=["job"], scope="module")
