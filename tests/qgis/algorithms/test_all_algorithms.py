"""What holds for every algorithm of the provider, and the document made from them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterFeatureSource,
)
from qgis.PyQt.QtCore import QFile

from imam_ali_tracker.algorithms.corridor_zones import CorridorZones
from imam_ali_tracker.algorithms.models import ShippedModel
from imam_ali_tracker.algorithms.provider import TrackerAlgorithms
from imam_ali_tracker.core.present import present
from tests.support.algorithms_doc import TARGET, document
from tests.support.in_process import memory_layer, run_here


@pytest.fixture(scope="module")
def provider() -> Iterator[TrackerAlgorithms]:
    provider = TrackerAlgorithms()
    provider.refreshAlgorithms()
    yield provider


@pytest.fixture
def registered() -> Iterator[None]:
    """Offer the algorithms as the plugin does, so that a model finds them."""
    registry = present(QgsApplication.processingRegistry())
    provider = TrackerAlgorithms()
    assert registry.addProvider(provider)
    yield
    registry.removeProvider(provider)


def test_the_document_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == document(), (
        "run: python -m tests.support.algorithms_doc"
    )


def test_every_algorithm_says_what_it_is(provider: TrackerAlgorithms) -> None:
    algorithms = provider.algorithms()
    assert len(algorithms) == len({each.name() for each in algorithms}) > 10
    for algorithm in algorithms:
        assert re.fullmatch(r"[a-z]+", algorithm.name())
        assert algorithm.displayName()
        assert len(algorithm.shortHelpString()) > 80, algorithm.name()
        assert algorithm.group()
        assert not algorithm.icon().isNull()
        assert QFile.exists(algorithm.svgIconPath()), algorithm.name()
        assert isinstance(algorithm.create(), QgsProcessingAlgorithm)


def test_parameters_are_named_and_titled(provider: TrackerAlgorithms) -> None:
    # QGIS itself names what a model makes.
    own = [each for each in provider.algorithms() if not isinstance(each, ShippedModel)]
    assert len(own) < len(provider.algorithms())
    for algorithm in own:
        for parameter in algorithm.parameterDefinitions():
            assert re.fullmatch(r"[A-Z][A-Z_]*", parameter.name()), algorithm.name()
            assert parameter.description(), f"{algorithm.name()} {parameter.name()}"
        for output in algorithm.outputDefinitions():
            assert re.fullmatch(r"[A-Z][A-Z_]*", output.name()), algorithm.name()
            assert output.description()


def test_none_is_hidden_from_models_or_the_command_line(provider: TrackerAlgorithms) -> None:
    hidden = (
        Qgis.ProcessingAlgorithmFlag.HideFromModeler,
        Qgis.ProcessingAlgorithmFlag.HideFromToolbox,
        Qgis.ProcessingAlgorithmFlag.NotAvailableInStandaloneTool,
    )
    for algorithm in provider.algorithms():
        assert not any(algorithm.flags() & flag for flag in hidden), algorithm.name()


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imam_ali_tracker.core.requirements.find_spec", lambda _: None)
    layer = memory_layer("LineString?crs=EPSG:4326", ["LineString (1 1, 2 2)"])
    done = run_here(CorridorZones(), {"INPUT": layer, "OUTPUT": "TEMPORARY_OUTPUT"})
    assert not done.ok
    assert "python3 -m pip install pyproj" in done.text


def test_a_model_chains_algorithms(registered: None) -> None:
    model = QgsProcessingModelAlgorithm("Zone around points", "", "")
    points = QgsProcessingParameterFeatureSource("POINTS", "Points")
    model.addModelParameter(points, QgsProcessingModelParameter("POINTS"))
    lines = QgsProcessingModelChildAlgorithm("imam_ali_tracker:corridorlines")
    lines.setChildId("lines")
    taken = QgsProcessingModelChildParameterSource.fromModelParameter("POINTS")
    lines.addParameterSources("INPUT", [taken])
    model.addChildAlgorithm(lines)
    zones = QgsProcessingModelChildAlgorithm("imam_ali_tracker:corridorzones")
    zones.setChildId("zones")
    made = QgsProcessingModelChildParameterSource.fromChildOutput("lines", "OUTPUT")
    zones.addParameterSources("INPUT", [made])
    width = QgsProcessingModelChildParameterSource.fromStaticValue(20)
    zones.addParameterSources("WIDTH", [width])
    output = QgsProcessingModelOutput("ZONES", "Zones")
    output.setChildOutputName("OUTPUT")
    output.setChildId("zones")
    zones.setModelOutputs({"ZONES": output})
    model.addChildAlgorithm(zones)
    model.updateDestinationParameters()
    (name,) = [each.name() for each in model.destinationParameterDefinitions()]
    layer = memory_layer("Point?crs=EPSG:4326", ["Point (40 34)", "Point (41 34)"])
    done = run_here(model, {"POINTS": layer, name: "TEMPORARY_OUTPUT"})
    assert done.ok, done.text
    (zone,) = done.rows(name)
    assert (zone["points"], zone["widest_m"]) == (2, 20_000.0)
