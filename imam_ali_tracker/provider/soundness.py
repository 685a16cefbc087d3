"""Whether there is a case behind a layer, and what is wrong where a layer cannot be opened."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from qgis.core import Qgis, QgsDataProvider

from imam_ali_tracker.case.inspection import inspect_file
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.schema import CASE_INFO, SCHEMA_VERSION
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.provider.hub import LiveCase
from imam_ali_tracker.provider.native import open_native

_VERSION = "schema_version"

_versions: WeakKeyDictionary[LiveCase, int] = WeakKeyDictionary()
"""Read once for all layers of a case that are open together."""


def newer_schema(case: LiveCase) -> str:
    """Return why a case may only be read, empty where this plugin knows its schema version.

    Raises :class:`TrackerError` where there is no case.
    """
    if case not in _versions:
        _versions[case] = _schema_version(case.location)
    return _too_new(_versions[case]) if _versions[case] > SCHEMA_VERSION else ""


def _schema_version(location: CaseLocation) -> int:
    """Return the version, 0 where it cannot be read now: another program may hold the file."""
    options, read_only = QgsDataProvider.ProviderOptions(), Qgis.DataProviderReadFlag.ForceReadOnly
    uri = location.layer_uri(CASE_INFO.name)
    info = open_native(location.provider_key, uri, options, read_only)
    if not info.isValid():
        raise TrackerError(
            tr("{} is no case: it lacks the table “{}”.").format(location.label, CASE_INFO.name),
            tr("Open a case, or create one."),
            location.without_password(info.error().message()),
        )
    version = info.maximumValue(info.fields().indexOf(_VERSION))
    return version if isinstance(version, int) else 0


def explained(location: CaseLocation, error: TrackerError) -> TrackerError:
    """Return the error that says what is wrong with the file of a layer that cannot be opened.

    Only then is the file looked into; where it is a sound case, ``error`` says it best.
    """
    if location.path is None:
        return error
    try:
        version = inspect_file(location.path)
    except TrackerError as found:
        return found
    if version <= SCHEMA_VERSION:
        return error
    return TrackerError(f"{error.message} {_too_new(version)}", details=error.details)


def _too_new(version: int) -> str:
    message = tr("The case has schema version {}; this plugin writes version {}. Update it.")
    return message.format(version, SCHEMA_VERSION)
