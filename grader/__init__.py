"""The instructor's side: building, grading, the contest and the leaderboard.

``grader`` may import ``caopan``; ``caopan`` never imports ``grader``.
"""
