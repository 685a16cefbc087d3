"""What QGIS asks of a data provider before and beside any layer.

These functions answer the virtual methods of ``QgsProviderMetadata``; see
:mod:`imam_ali_tracker.provider.registration` for which answers what.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsDataProvider,
    QgsLayerMetadata,
    QgsProviderMetadata,
    QgsProviderRegistry,
    QgsReadWriteContext,
)
from qgis.PyQt.QtGui import QIcon

from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.own_names import by_own_name
from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.core.present import present
from imam_ali_tracker.provider.derived import FAMILIES
from imam_ali_tracker.provider.derived_provider import DerivedProvider
from imam_ali_tracker.provider.facade import FacadeProvider
from imam_ali_tracker.provider.soundness import explained
from imam_ali_tracker.provider.stored import StoredProvider, native_uri
from imam_ali_tracker.provider.sublayers import query_sublayers
from imam_ali_tracker.provider.uri import LayerUri, relocated, without_password

__all__ = ["query_sublayers"]


def create_provider(
    text: str,
    options: QgsDataProvider.ProviderOptions,
    flags: Qgis.DataProviderReadFlag,
) -> QgsDataProvider:
    """Open a layer; one that cannot be opened is invalid and says why."""
    try:
        uri = LayerUri.parse(text)
    except TrackerError as error:
        return _refused(text, error, options, flags)
    kind = DerivedProvider if _is_derived(uri) else StoredProvider
    try:
        return kind(uri, options, flags)
    except TrackerError as error:
        return _refused(text, explained(uri.location, error), options, flags)


def _refused(
    text: str,
    error: TrackerError,
    options: QgsDataProvider.ProviderOptions,
    flags: Qgis.DataProviderReadFlag,
) -> FacadeProvider:
    refused = FacadeProvider(text, None, options, flags)
    refused.refuse(error)
    return refused


def _is_derived(uri: LayerUri) -> bool:
    return uri.layer in FAMILIES and not uri.stored


def capabilities() -> QgsProviderMetadata.ProviderMetadataCapability:
    """Return that URIs are told apart by the type of their layers."""
    return QgsProviderMetadata.ProviderMetadataCapability.LayerTypesForUri


def icon() -> QIcon:
    """Return the plugin's icon."""
    return QIcon(str(resource("icons", "plugin.svg")))


def supported_layer_types() -> list[Qgis.LayerType]:
    """Return that layers are vector layers."""
    return [Qgis.LayerType.Vector]


def valid_layer_types(text: str) -> list[Qgis.LayerType]:
    """Return which types of layers a URI can be opened as."""
    return [] if _parsed(text) is None else [Qgis.LayerType.Vector]


def decode_uri(text: str) -> dict[str, Any]:
    """Return the parts of a URI under the names that QGIS looks for."""
    uri = _parsed(text)
    if uri is None:
        return {}
    parts: dict[str, Any] = {"layerName": uri.layer}
    if uri.stored:
        parts["rows"] = "stored"
    if uri.subset:
        parts["subset"] = uri.subset
    if uri.location.path is not None:
        return {"path": uri.location.path.as_posix(), **parts}
    native = _native(uri.location).decodeUri(str(uri.location))
    return {**native, **parts, "schema": uri.location.schema}


def encode_uri(parts: dict[str, Any]) -> str:
    """Put a URI together from its parts; parts that name no layer of a case give an empty one."""
    try:
        if "path" in parts:
            location = CaseLocation.parse(parts["path"])
        else:
            named: dict[str | None, Any] = {
                key: value for key, value in parts.items() if key not in _OWN_PARTS
            }
            location = CaseLocation.parse(_metadata("postgres").encodeUri(named))
    except TrackerError:
        return ""
    layer, subset = parts.get("layerName", ""), parts.get("subset", "")
    return str(LayerUri(location, layer, "rows" in parts, subset)) if layer else ""


_OWN_PARTS = ("layerName", "rows", "subset")


def absolute_to_relative_uri(text: str, context: QgsReadWriteContext) -> str:
    """Return a URI as it is stored in a project: its file relative to the project's."""
    return relocated(text, context.pathResolver().writePath)


def relative_to_absolute_uri(text: str, context: QgsReadWriteContext) -> str:
    """Return a URI as it is used, from what is stored in a project."""
    return relocated(text, context.pathResolver().readPath)


def sidecar_files(text: str) -> list[str]:
    """Return the files that belong to the case's file."""
    uri = _parsed(text)
    if uri is None or uri.location.path is None:
        return []
    return [
        path for path in (f"{uri.location.path}-wal", f"{uri.location.path}-shm") if _there(path)
    ]


def _there(path: str) -> bool:
    return Path(path).exists()


def clean_uri(text: str, *_: Any) -> str:
    """Return a URI as it may be shown: without credentials."""
    return without_password(text)


def load_style(text: str, error: str) -> str:
    """Return the style that is stored as default with a table of the case."""
    uri = _stored(text)
    return "" if uri is None else _native(uri.location).loadStyle(_native_uri(uri), error)


def load_stored_style(text: str, name: str, error: str) -> str:
    """Return a style that is stored with a table of the case."""
    uri = _stored(text)
    if uri is None:
        return ""
    return _native(uri.location).loadStoredStyle(_native_uri(uri), name, error)


def save_style(text: str, *style: Any) -> bool:
    """Store a style with a table of the case."""
    uri = _stored(text)
    return uri is not None and _native(uri.location).saveStyle(_native_uri(uri), *style)


def style_exists(text: str, name: str) -> tuple[bool, str]:
    """Tell whether a style of this name is stored with a table of the case."""
    uri = _stored(text)
    if uri is None:
        return False, ""
    return _native(uri.location).styleExists(_native_uri(uri), name)


def save_layer_metadata(text: str, metadata: QgsLayerMetadata) -> tuple[bool, str]:
    """Store the description of a layer with a table of the case."""
    uri = _stored(text)
    if uri is None:
        return False, tr("A derived layer has no place of its own for metadata.")
    return _native(uri.location).saveLayerMetadata(_native_uri(uri), metadata)


def _parsed(text: str) -> LayerUri | None:
    try:
        return LayerUri.parse(text)
    except TrackerError:
        return None


def _stored(text: str) -> LayerUri | None:
    """Return the parts of the URI of a stored layer, ``None`` for any other."""
    uri = _parsed(text)
    return None if uri is None or _is_derived(uri) else uri


def _native_uri(uri: LayerUri) -> str:
    return by_own_name(uri.location.provider_key, native_uri(uri))


def _native(location: CaseLocation) -> QgsProviderMetadata:
    return _metadata(location.provider_key)


def _metadata(key: str) -> QgsProviderMetadata:
    return present(present(QgsProviderRegistry.instance()).providerMetadata(key))
