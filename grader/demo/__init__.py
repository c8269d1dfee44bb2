"""The demonstration class: simulated candidates whose submissions are really graded."""

from grader.demo.people import CLASS, Candidate
from grader.demo.seeding import is_complete, seed

__all__ = ["CLASS", "Candidate", "is_complete", "seed"]
