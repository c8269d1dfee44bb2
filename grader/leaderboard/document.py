"""The leaderboard as a whole HTML page, for every reader beyond the live pages."""

from __future__ import annotations

import json

from grader.leaderboard.markup import Html, h, join


def document(fragment: str, *, static: str, source: str, every: int = 15) -> str:
    """Put a fragment into a page that renews itself.

    Args:
        fragment: what ``render`` returned.
        static: address of the folder with ``board.css`` and ``board.js`` (ends with a slash).
        source: address of a newer fragment.
        every: seconds between two looks.

    >>> shown = document("<p>x</p>", static="/leaderboard/static/", source="/leaderboard/fragment")
    >>> "<p>x</p>" in shown, "http" in shown
    (True, False)
    """
    # "<" can not end the script early
    address, module = (
        json.dumps(text).replace("<", "\\u003c") for text in (source, static + "board.js")
    )
    script = (
        f"import {{ mount }} from {module};\n"
        f'mount(document.querySelector("[data-board]")).follow({address}, {every});'
    )
    head = h(
        "head",
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark">'),
        h("title", "Leaderboard · Caopan"),
        Html('<link rel="icon" href="data:;base64,=">'),
        Html(f'<link rel="stylesheet" href="{static}board.css">'),
    )
    body = h(
        "body",
        h("main", Html(fragment), data_board=True),
        h("script", Html(script), type="module"),
        class_="cp-page",
    )
    return join(Html("<!doctype html>\n"), h("html", head, body, lang="en"), "\n")
