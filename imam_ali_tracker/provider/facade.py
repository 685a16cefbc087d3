"""A provider that stands in front of a native one and hands everything on to it.

Feature source and feature iterators are the native ones, so reading, filtering and drawing run
without Python. Everything else is handed on too, even what QGIS could derive by itself: where its
base class calls back for features and drops the iterator half-way, a Python reference keeps the
iterator and its connection, and after four of them the pool of connections blocks for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from qgis.core import (
    Qgis,
    QgsDataProvider,
    QgsError,
    QgsErrorMessage,
    QgsMapLayer,
    QgsVectorDataProvider,
)

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.provider.native import open_native
from imam_ali_tracker.provider.registration import PROVIDER_KEY

if TYPE_CHECKING:
    from imam_ali_tracker.provider.uri import LayerUri

READING = (
    "featureSource getFeatures allFeatureIds materialize featureCount empty hasFeatures "
    "uniqueValues uniqueStringsMatching minimumValue maximumValue enumValues aggregate "
    "extent extent3D sourceExtent sourceExtent3D updateExtents hasSpatialIndex"
)
_DESCRIBING = (
    "fields wkbType crs sourceCrs sourceName storageType dataComment isSqlQuery flags "
    "vectorLayerTypeFlags capabilities attributeEditCapabilities encoding setEncoding "
    "fieldNameIndex fieldNameMap attributeIndexes pkAttributeIndexes palAttributeIndexNames "
    "geometryColumnName fieldConstraints doesStrictFeatureTypeCheck metadata hasMetadata "
    "translateMetadataKey translateMetadataValue htmlMetadata layerMetadata writeLayerMetadata "
    "styleStorageCapabilities temporalCapabilities elevationProperties createRenderer "
    "createLabeling dependencies discoverRelations subLayers subLayerCount subLayerStyles "
    "setSubLayerVisibility setLayerOrder"
)
_WORKING = (
    "isValid subsetString supportsSubsetString subsetStringDialect subsetStringHelpUrl "
    "timestamp dataTimestamp reloadData cancelReload enterUpdateMode leaveUpdateMode "
    "invalidateConnections setListening transaction lastError"
)
_DEFAULTS = "defaultValue defaultValueClause skipConstraintCheck"


class FacadeProvider(QgsVectorDataProvider):
    """The façade over a native provider, which belongs to it and goes with it."""

    def __init__(
        self,
        text: str,
        uri: LayerUri | None,
        options: QgsDataProvider.ProviderOptions,
        flags: Qgis.DataProviderReadFlag,
    ) -> None:
        super().__init__(text, options, flags)
        self._text = text
        self._uri = uri
        self._label = f"{uri.location.label}: {uri.layer}" if uri else text

    def adopt(self, native: QgsVectorDataProvider, subset: str = "") -> None:
        """Make ``native`` the provider behind this one.

        Raises :class:`TrackerError` where it is invalid or does not take the filter.
        """
        if not native.isValid():
            raise TrackerError(
                tr("The layer {} cannot be opened.").format(self._label),
                tr("Check that the case is there and has such a table."),
                present(self._uri).location.without_password(native.error().message()),
            )
        if subset and not native.setSubsetString(subset, False):
            raise TrackerError(
                tr("The filter “{}” cannot be applied.").format(subset),
                tr("Check the names of its fields."),
            )
        self._front(native)

    def refuse(self, error: TrackerError) -> None:
        """Be an invalid provider that says why."""
        read_only = Qgis.DataProviderReadFlag.ForceReadOnly
        self._front(open_native("ogr", "", QgsDataProvider.ProviderOptions(), read_only))
        message = QgsError()
        message.append(QgsErrorMessage(str(error), tr("Imam Ali Tracker")))
        self.setError(message)

    def _front(self, native: QgsVectorDataProvider) -> None:
        # A native layer that outlives the interpreter crashes it: Qt deletes it with its parent.
        native.setParent(self)
        self._native = native
        native.dataChanged.connect(self.dataChanged)
        native.fullExtentCalculated.connect(self.fullExtentCalculated)
        native.notify.connect(self.notify)
        native.raiseError.connect(self.raiseError)
        self.setNativeTypes(native.nativeTypes())

    def name(self) -> str:
        """Return the key of this provider."""
        return PROVIDER_KEY

    def description(self) -> str:
        """Return the name that QGIS shows for this provider."""
        return tr("Imam Ali Tracker case")

    def dataSourceUri(self, expandAuthConfig: bool = False) -> str:  # noqa: ARG002
        """Return the URI with the filter that is set; it never holds expanded credentials."""
        return str(self._uri.with_subset(self.subsetString())) if self._uri else self._text

    def setSubsetString(self, subset: str | None, updateFeatureCount: bool = True) -> bool:
        """Filter the layer; a filter that the database refuses changes nothing."""
        if not self._native.setSubsetString(subset, updateFeatureCount):
            return False
        self.setDataSourceUri(self.dataSourceUri())
        return True

    def handlePostCloneOperations(self, source: QgsVectorDataProvider | None) -> None:
        """Let the native provider take over what it needs from its original."""
        if isinstance(source, FacadeProvider):
            self._native.handlePostCloneOperations(source._native)  # noqa: SLF001

    def tell_layer(self) -> None:
        """Have the layer that this provider belongs to read and drawn anew."""
        self.dataChanged.emit()
        layer = self.parent()
        # Of the change of data alone a map takes no notice.
        if isinstance(layer, QgsMapLayer):
            layer.triggerRepaint()

    def _hand_on_properties(self) -> None:
        """Set what QGIS sets by a method that cannot be overridden."""
        evaluate = QgsDataProvider.ProviderProperty.EvaluateDefaultValues
        self._native.setProviderProperty(evaluate, self.providerProperty(evaluate, False))


def _handed_on(name: str) -> Callable[..., Any]:
    def call(self: FacadeProvider, *arguments: Any, **named: Any) -> Any:
        return getattr(self._native, name)(*arguments, **named)

    return call


def _handed_on_with_properties(name: str) -> Callable[..., Any]:
    def call(self: FacadeProvider, *arguments: Any, **named: Any) -> Any:
        self._hand_on_properties()
        return getattr(self._native, name)(*arguments, **named)

    return call


for _name in f"{READING} {_DESCRIBING} {_WORKING}".split():
    setattr(FacadeProvider, _name, _handed_on(_name))
for _name in _DEFAULTS.split():
    setattr(FacadeProvider, _name, _handed_on_with_properties(_name))
