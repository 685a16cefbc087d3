"""Derived layers: read-only, complete when they are read, in step with what they come from."""

from __future__ import annotations

import threading
from typing import Any, Callable

from qgis.core import Qgis, QgsApplication, QgsDataProvider
from qgis.PyQt.QtCore import QMetaObject, Qt, QThread

from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.provider.derived import FAMILIES
from imam_ali_tracker.provider.facade import READING, FacadeProvider
from imam_ali_tracker.provider.hub import live_case
from imam_ali_tracker.provider.live import Progress
from imam_ali_tracker.provider.main_thread import ends_in_main_thread
from imam_ali_tracker.provider.messages import log
from imam_ali_tracker.provider.native import open_native
from imam_ali_tracker.provider.uri import LayerUri

_DESKTOP = "desktop"


class DerivedProvider(FacadeProvider):
    """The provider of a derived layer: a façade over its scratch file.

    Raises :class:`TrackerError` where the case cannot be read.
    """

    def __init__(
        self,
        uri: LayerUri,
        options: QgsDataProvider.ProviderOptions,
        flags: Qgis.DataProviderReadFlag,
    ) -> None:
        super().__init__(str(uri), uri, options, flags)
        self._generation = 0
        self._owes_signal = False
        # An algorithm may ask for features in its thread while the layer is told of new ones.
        self._reloading = threading.RLock()
        self._complaint = ""
        read_only = flags | Qgis.DataProviderReadFlag.ForceReadOnly
        family = FAMILIES[uri.layer]
        case = live_case(uri.location)
        ends_in_main_thread(self, case)
        case.require(family.tables)
        self._live = case.layer(family)
        self.adopt(open_native("ogr", self._live.native_uri, options, read_only), uri.subset)
        # What the scratch file does is news only when the layer says so.
        self._native.dataChanged.disconnect(self.dataChanged)
        self._live.attach(self)
        self._live.changed.connect(self._on_changed)

    def storageType(self) -> str:
        """Return what the layer properties call the format."""
        return tr("Derived from the case")

    def dataComment(self) -> str:
        """Return what the layer is, and how much of it is there while it is being made."""
        if self._live.is_current or not self._live.is_read:
            return tr("Derived from the case; it follows every change.")
        done = int(100 * self._live.part_done)
        return tr("Derived from the case; {} % of it has been made.").format(done)

    def subLayers(self) -> list[str]:
        """Return none: the scratch file is not the analyst's."""
        return []

    def reloadData(self) -> None:
        """Derive again what the analyst cancelled, and have the layer drawn."""
        self._live.resume()
        self._reload()
        self.tell_layer()

    @property
    def is_complete(self) -> bool:
        """Whether the layer has all its features and shows the case as it is now."""
        return self._live.is_current

    def complete(self, progress: Progress | None = None) -> bool:
        """Wait until the layer is complete; return ``False`` where ``progress`` said to stop.

        ``progress`` is told the part that is done (0 to 1). Raises :class:`TrackerError` where the
        case cannot be read.
        """
        done = self._live.complete(progress) if progress else self._live.complete()
        self._ready()
        return done

    def _ready(self) -> None:
        """Have features to read: complete, except for a map that may lag behind."""
        live = self._live
        if not live.is_current:
            self._bring_up_to_date()
        if self._generation != live.generation and QThread.currentThread() == self.thread():
            self._owes_signal = self._owes_signal or self._generation > 0
            self._reload()

    def _bring_up_to_date(self) -> None:
        try:
            if _may_lag() and self._live.takes_long:
                self._live.complete_behind()
            else:
                self._live.complete()
                # Others who show the layer hear of it once control is back in the event loop.
                QMetaObject.invokeMethod(self._live, "tell", Qt.ConnectionType.QueuedConnection)
        except TrackerError as error:
            if str(error) != self._complaint:
                self._complaint = str(error)
                log(error)

    def _reload(self) -> None:
        """Have the native provider look at its file again: it remembers count, extent, index."""
        self._generation = self._live.generation
        with self._reloading:
            self._native.reloadData()

    def _on_changed(self) -> None:
        if self._owes_signal or self._generation != self._live.generation:
            self._owes_signal = False
            self._reload()
            self.tell_layer()


def _may_lag() -> bool:
    """Tell whether this may be a map that is drawn on: only the desktop draws again by itself."""
    on_main = QThread.currentThread() == present(QgsApplication.instance()).thread()
    return on_main and QgsApplication.platform() == _DESKTOP


def _when_ready(name: str) -> Callable[..., Any]:
    def call(self: DerivedProvider, *arguments: Any, **named: Any) -> Any:
        self._ready()
        if QThread.currentThread() == self.thread():
            return getattr(self._native, name)(*arguments, **named)
        with self._reloading:
            return getattr(self._native, name)(*arguments, **named)

    return call


for _name in READING.split():
    setattr(DerivedProvider, _name, _when_ready(_name))
