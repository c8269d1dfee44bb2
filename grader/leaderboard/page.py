# %%
"""The leaderboard's page: a widget that is fed whenever the standings change."""

from grader.leaderboard.widget import show

if __name__ == "__main__":  # true in a notebook's kernel, false where a tool imports this file
    running = show()
