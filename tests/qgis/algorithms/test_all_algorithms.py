"""What holds for every algorithm of the provider, and the document made from them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from qgis.core import Qgis, QgsProcessingAlgorithm

from imam_ali_tracker.algorithms.provider import TrackerAlgorithms
from tests.support.algorithms_doc import TARGET, document


@pytest.fixture(scope="module")
def provider() -> Iterator[TrackerAlgorithms]:
    provider = TrackerAlgorithms()
    provider.refreshAlgorithms()
    yield provider


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
        assert isinstance(algorithm.create(), QgsProcessingAlgorithm)


def test_parameters_are_named_and_titled(provider: TrackerAlgorithms) -> None:
    for algorithm in provider.algorithms():
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
