"""What a cell prints, shows and raises, as a notebook keeps it, up to a limit."""

from __future__ import annotations

import io
from typing import Any, Final

CUT: Final = "\n... cut off: this cell said more than {:g} MB ...\n"
MB: Final = 1_000_000


class Outputs:
    """Collects the outputs of one cell after another.

    Args:
        limit_mb: what one cell may say; the rest is dropped.
    """

    def __init__(self, limit_mb: float) -> None:
        self._limit_mb = limit_mb
        self._left = 0
        self._kept: list[dict[str, Any]] = []
        self._displays: dict[str, list[dict[str, Any]]] = {}

    def begin(self) -> None:
        """Forget what an earlier cell said."""
        self._kept, self._displays, self._left = [], {}, int(self._limit_mb * MB)

    def take(self) -> list[dict[str, Any]]:
        """Give what was said since the cell began, in order."""
        kept = self._kept
        self.begin()
        return kept

    def stream(self, name: str, text: str) -> None:
        """Add printed text; runs of one stream are one output."""
        text = self._fitting(text)
        if not text:
            return
        last = self._kept[-1] if self._kept else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self._kept.append({"output_type": "stream", "name": name, "text": text})

    def show(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any],
        display_id: str = "",
        *,
        update: bool = False,
    ) -> None:
        """Add something displayed, or change what was displayed under the same id by this cell."""
        size = sum(len(v) for v in data.values() if isinstance(v, str))
        if size > self._left:
            self.stream("stderr", CUT.format(self._limit_mb))
            self._left = 0
            return
        self._left -= size
        if update:
            for output in self._displays.get(display_id, ()):
                output["data"], output["metadata"] = data, metadata
            return
        output = {"output_type": "display_data", "data": data, "metadata": metadata}
        self._kept.append(output)
        if display_id:
            self._displays.setdefault(display_id, []).append(output)

    def result(self, data: dict[str, Any], metadata: dict[str, Any], count: int) -> None:
        """Add the value of the cell's last expression."""
        self.show(data, metadata)
        last = self._kept[-1] if self._kept else {}
        if last.get("data") is data:
            last["output_type"], last["execution_count"] = "execute_result", count

    def error(self, name: str, text: str, lines: list[str]) -> None:
        """Add a traceback."""
        kept = [self._fitting(line) for line in lines]
        self._kept.append(
            {"output_type": "error", "ename": name, "evalue": text[:10_000], "traceback": kept}
        )

    def clear(self) -> None:
        """Take back what the cell has shown."""
        self._kept, self._displays = [], {}

    def _fitting(self, text: str) -> str:
        if len(text) <= self._left:
            self._left -= len(text)
            return text
        fits, self._left = self._left, 0
        return text[:fits] + CUT.format(self._limit_mb) if fits else ""


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a room."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, name: str, outputs: Outputs) -> None:
        super().__init__()
        self.name = f"<{name}>"
        self._stream, self._outputs = name, outputs

    def writable(self) -> bool:
        """Say that one can write."""
        return True

    def write(self, text: str) -> int:
        """Keep text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.stream(self._stream, text)
        return len(text)
