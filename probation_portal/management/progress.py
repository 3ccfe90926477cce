"""How far a long command is: a bar on a terminal, plain lines elsewhere."""

from typing import Any

_WIDTH = 30


class Progress:
    """`step(done)` redraws the bar; without a bar each of so many `lines` of a part is a line of its own."""

    def __init__(self, stream: Any, *, bar: bool | None = None, lines: int = 10) -> None:
        self.stream, self.lines = stream, lines
        self.bar = stream.isatty() if bar is None else bar
        self.total = 0
        self.label = ""
        self.told = 0

    def part(self, label: str, total: int = 0) -> None:
        """Begin a part of the work of `total` steps (0: unknown)."""
        self.end()
        self.label, self.total, self.told = label, total, 0
        if self.bar and total:
            self.step(0)
        else:
            self.stream.write(f"{label}\n")
            self.stream.flush()

    def step(self, done: int) -> None:
        if not self.total:
            return
        if not self.bar:
            self._line(done)
            return
        filled = _WIDTH * done // self.total
        drawn = "#" * filled + "." * (_WIDTH - filled)
        self.stream.write(f"\r{self.label} [{drawn}] {done:,} of {self.total:,}")
        self.stream.flush()

    def _line(self, done: int) -> None:
        part = self.lines * done // self.total
        if part > self.told:
            self.told = part
            self.stream.write(f"  {done:,} of {self.total:,}\n")
            self.stream.flush()

    def end(self) -> None:
        if self.bar and self.total:
            self.stream.write("\n")
            self.stream.flush()
        self.total = 0
