"""nbgrader's settings for this course: sources are text here, everything at run time is in work/.

``nbgrader`` commands, the assignment list and formgrader all read this file.
Set CAOPAN_COURSE_ROOT to run another folder with the same settings, and CAOPAN_GRADEBOOK for
another database (for example PostgreSQL).
"""

import os
from pathlib import Path

from grader.authoring.release import CODE_STUB
from grader.marking.course import COURSE_ID, Course, prepare, tools_on_path

c = get_config()  # noqa: F821 (traitlets puts it here)

course = Course(Path(os.environ.get("CAOPAN_COURSE_ROOT") or Path(__file__).parent).resolve())
tools_on_path()
prepare(course)

# --- folders -------------------------------------------------------------------------------
c.CourseDirectory.course_id = COURSE_ID
c.CourseDirectory.root = str(course.root)
c.CourseDirectory.db_url = course.gradebook_url
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "work/submitted"
c.CourseDirectory.autograded_directory = "work/autograded"
c.CourseDirectory.feedback_directory = "work/feedback"
c.CourseDirectory.solution_directory = "work/solution"
c.CourseDirectory.source_with_tests_directory = "work/source_with_tests"
# Nothing but the notebook travels: no sources or answers out, no tables or modules back in
# (a module beside a notebook would be imported instead of the installed one).
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "__pycache__",
    "*.pyc",
    "feedback",
    "*.py",
    "*.yaml",
    "*.yml",
    "*.md",
    "datasets",
]

c.ClearSolutions.code_stub = CODE_STUB

# --- exchange ------------------------------------------------------------------------------
c.Exchange.root = str(course.work / "exchange")
c.Exchange.cache = str(course.work / "cache")
c.Exchange.assignment_dir = str(course.work / "desk")
# Submission times are kept in UTC: nbgrader reads "CST" back as UTC, eight hours off.
c.Exchange.timezone = "UTC"
c.ExchangeFactory.fetch_assignment = "grader.marking.exchange.FetchOwnTables"
c.ExchangeFactory.release_assignment = "grader.marking.exchange.ReleaseWithVariants"
c.ExchangeFactory.release_feedback = "grader.marking.exchange.ReleaseFeedbackAfterClose"
# Formgrader shows and asks for times as people here say them.
c.NbGraderAPI.timezone = "Asia/Shanghai"

# --- grading -------------------------------------------------------------------------------
# Both stages are ours: what is the instructor's is put back, then answers run in one room and
# tests in another, and the grades (a contest's entry with them) are saved in one transaction.
c.Autograde.sanitize_preprocessors = ["grader.marking.preprocessors.Restore"]
c.Autograde.autograde_preprocessors = [
    "grader.marking.preprocessors.GradeInRooms",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
]
