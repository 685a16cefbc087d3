"""The provider stays registered through unloading and reloading of the plugin."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from qgis.core import Qgis, QgsProviderRegistry
from qgis.PyQt import sip

from tests.qgis.provider.conftest import DERIVED, KEY, STORED, Locations, open_layer
from tests.qgis.provider.sample import point, uid

if TYPE_CHECKING:
    from types import ModuleType

PACKAGE = "imam_ali_tracker"


@pytest.fixture
def reloading() -> Iterator[None]:
    """Put the modules back as they were."""
    before = {name: module for name, module in sys.modules.items() if _is_ours(name)}
    yield
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]
    sys.modules.update(before)


def _is_ours(name: str) -> bool:
    return name == PACKAGE or name.startswith(f"{PACKAGE}.")


def _reload() -> ModuleType:
    """Forget all modules of the plugin, as QGIS does when it reloads one, and register again."""
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]
    gc.collect()
    registration = importlib.import_module(f"{PACKAGE}.provider.registration")
    registration.register()
    return registration


def test_registered_once() -> None:
    """Registering again changes nothing; QGIS knows the provider and what it is."""
    from imam_ali_tracker.provider.registration import PROVIDER_KEY, register

    assert PROVIDER_KEY == KEY
    registry = QgsProviderRegistry.instance()
    metadata = registry.providerMetadata(KEY)
    register()
    gc.collect()
    assert registry.providerMetadata(KEY) is metadata
    assert registry.providerList().count(KEY) == 1
    assert metadata.supportedLayerTypes() == [Qgis.LayerType.Vector]
    assert not metadata.icon().isNull()
    assert metadata.description()


def test_layers_outlive_a_reload(reloading: None, locations: Locations) -> None:
    """Layers go on working when the plugin is unloaded, reloaded three times, and with new ones."""
    location = locations.own("gpkg")
    sites, buffers = open_layer(location, STORED[0]), open_layer(location, DERIVED[0])
    count = buffers.featureCount()
    kinds = {type(buffers.dataProvider())}
    others = []
    for number in range(3):
        _reload()
        again = open_layer(location, DERIVED[0])
        kinds.add(type(again.dataProvider()))
        assert again.featureCount() == buffers.featureCount() == count
        site = next(f for f in sites.getFeatures() if f["uuid"] == uid("site 0"))
        assert sites.startEditing()
        assert sites.changeGeometry(site.id(), point(10.0 + number, 10.0))
        assert sites.commitChanges()
        for layer in (buffers, again, *others):
            first = next(f for f in layer.getFeatures() if f["uuid"] == uid("buffer 0"))
            assert first.geometry().boundingBox().center().x() == pytest.approx(10 + number, 1e-3)
        others.append(again)
    # New layers run the code that was loaded last.
    assert len(kinds) == 4
    for layer in (sites, buffers, *others):
        sip.delete(layer)


def test_layers_work_while_the_plugin_is_unloaded(reloading: None, locations: Locations) -> None:
    """After unloading a layer can still be read, and a new one opened: a project may hold it."""
    location = locations.shared("gpkg")
    buffers = open_layer(location, DERIVED[0])
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]
    gc.collect()
    copy = buffers.clone()
    assert copy.isValid()
    assert copy.featureCount() == buffers.featureCount() > 0
    for layer in (buffers, copy):
        sip.delete(layer)
