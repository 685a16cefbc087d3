"""What is wrong with the files of a text form, each with its place, and said all at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr

_MOST = 100


@dataclass(frozen=True)
class Place:
    """A file, and as far as it is known the line and the column or key in it."""

    file: str
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(tr("line {}").format(self.line))
        if self.column:
            parts.append(tr("column “{}”").format(self.column))
        return ", ".join(parts)


@dataclass
class Complaints:
    """Collects what is wrong, so that an analyst mends a folder in one go."""

    _texts: list[tuple[str, str]] = field(default_factory=list)
    _left_out: int = 0

    def add(self, place: Place, message: str, hint: str) -> None:
        """Note that ``message`` is wrong at ``place`` and that ``hint`` mends it."""
        if len(self._texts) < _MOST:
            self._texts.append((f"{place}: {message}", hint))
        else:
            self._left_out += 1

    def __bool__(self) -> bool:
        return bool(self._texts)

    def raise_any(self) -> None:
        """Raise one :class:`TrackerError` with the first in its message and all in its details."""
        if not self._texts:
            return
        message, hint = self._texts[0]
        lines = [f"{text} {advice}" for text, advice in self._texts]
        if self._left_out:
            lines.append(tr("… and {} more.").format(self._left_out))
        raise TrackerError(message, hint, "\n".join(lines) if len(lines) > 1 else "")
