"""PLACEHOLDER"""
from __future__ import annotations
class PeerCurves:
    pass
