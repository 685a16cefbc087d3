"""JSON read so that nothing is lost unseen and every fault has a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from imam_ali_tracker.case.text_form.complaints import Complaints, Place
from imam_ali_tracker.core.i18n import tr

_BETWEEN = re.compile(r"[\s,]*")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice: JSON would keep the second and drop the first unseen."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(tr("The key “{}” stands twice in one object.").format(key))
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(tr("{} is not a JSON value.").format(name))


_STRICT = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def read_json(text: str, file: str, complaints: Complaints, strict: bool = True) -> Any:
    """Return the document, or ``None`` after a complaint.

    A strict reading also refuses keys that stand twice, NaN and Infinity.
    """
    try:
        return _STRICT.decode(text) if strict else json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno)
        message = tr("Character {}: {}.").format(error.colno, error.msg)
    except RecursionError:
        place, message = Place(file), tr("The brackets are nested too deep.")
    except ValueError as error:
        place, message = Place(file), str(error)
    complaints.add(place, message, tr("Mend the JSON there, or restore the file."))
    return None


def elements(
    text: str, key: str, count: int, file: str, complaints: Complaints
) -> Iterator[tuple[int, Any]]:
    """Yield the ``count`` elements of the array ``key`` of a document, each with its line.

    ``text`` has been read once already (:func:`read_json`, not strict); it is read again one
    element at a time because Python's parser does not say where an element stood.
    """
    start = re.search(rf'"{key}"\s*:\s*\[', text)
    position = 0 if start is None else start.end()
    line, counted = 1, 0
    for _ in range(count):
        between = _BETWEEN.match(text, position)
        position = position if between is None else between.end()
        line += text.count("\n", counted, position)
        counted = position
        try:
            element, position = _STRICT.raw_decode(text, position)
        except ValueError as error:
            hint = tr("Mend the JSON there, or restore the file.")
            complaints.add(Place(file, line), str(error), hint)
            return
        yield line, element
