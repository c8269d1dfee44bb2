"""The trainee's archive: what a trainee may have, and nothing else."""

from grader.handout.lock import runtime_lock
from grader.handout.pack import pack, stage

__all__ = ["pack", "runtime_lock", "stage"]
