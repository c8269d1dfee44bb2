"""The notebook is nested a hundred thousand deep."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """The notebook is nested a hundred thousand deep."""
    s.raw(b'{"nbformat": 4, "cells": ' + b"[" * 100_000)


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.notebook.metadata["deep"] = [[[[[1]]]]]
