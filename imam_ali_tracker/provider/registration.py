"""Registering the provider with QGIS, once per process and for good.

QGIS can neither replace nor remove a provider. What is registered is therefore a thin shell that
looks its implementation up at every call: after the plugin was reloaded, new layers run the new
code, and after it was unloaded, layers that are still in the project go on working. A new virtual
method of the shell itself is in use after the next start of QGIS.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Callable

from qgis.core import QgsProviderMetadata, QgsProviderRegistry
from qgis.PyQt.QtCore import QTimer

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present

PROVIDER_KEY = "imam_ali_tracker"

_IMPLEMENTATION = "imam_ali_tracker.provider.metadata"
_DELEGATED = {
    "absoluteToRelativeUri": "absolute_to_relative_uri",
    "capabilities": "capabilities",
    "cleanUri": "clean_uri",
    "createProvider": "create_provider",
    "decodeUri": "decode_uri",
    "encodeUri": "encode_uri",
    "icon": "icon",
    "loadStoredStyle": "load_stored_style",
    "loadStyle": "load_style",
    "querySublayers": "query_sublayers",
    "relativeToAbsoluteUri": "relative_to_absolute_uri",
    "saveLayerMetadata": "save_layer_metadata",
    "saveStyle": "save_style",
    "sidecarFilesForUri": "sidecar_files",
    "styleExists": "style_exists",
    "supportedLayerTypes": "supported_layer_types",
    "validLayerTypesForUri": "valid_layer_types",
}
"""QGIS's virtual methods and the functions of the implementation that answer them."""


def register() -> None:
    """Make the provider known to QGIS; further calls change nothing.

    Raises :class:`TrackerError` where QGIS refuses it.
    """
    registry = present(QgsProviderRegistry.instance())
    if PROVIDER_KEY in registry.providerList():
        return
    shell = _shell()
    if not registry.registerProvider(shell):
        raise TrackerError(
            tr("QGIS does not take the data provider of the plugin."), tr("Restart QGIS.")
        )
    # Nothing in QGIS keeps the Python half alive, and a module goes when the plugin is reloaded;
    # layers would then be invalid without a word. A class of QGIS stays as long as Python does.
    setattr(QgsProviderRegistry, f"_{PROVIDER_KEY}", shell)
    QTimer.singleShot(0, _keep_coordinate_systems)  # before anybody can begin a task


def _keep_coordinate_systems() -> None:
    from imam_ali_tracker.provider.coordinate_systems import keep_usual

    keep_usual()


def _shell() -> QgsProviderMetadata:
    methods = {name: _late(function) for name, function in _DELEGATED.items()}
    kind = type("TrackerProviderMetadata", (QgsProviderMetadata,), methods)
    shell: QgsProviderMetadata = kind(PROVIDER_KEY, tr("Imam Ali Tracker case"))
    return shell


def _late(function: str) -> Callable[..., Any]:
    def call(_shell: QgsProviderMetadata, *arguments: Any) -> Any:
        return getattr(import_module(_IMPLEMENTATION), function)(*arguments)

    return call
