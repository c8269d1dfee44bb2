"""The toolkit of a live-commerce operator: events, market, practice.

Only what a trainee may hold lives here; the grading side is the package ``grader``.
"""

from caopan.errors import CaopanError

__all__ = ["CaopanError"]
