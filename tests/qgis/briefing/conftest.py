"""A case in a project, ready for a briefing, and cases of one site and of very many.

The plugin is imported where it is used: this file is loaded before the plugin is staged.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from qgis.core import QgsProject

if TYPE_CHECKING:
    from tests.qgis.briefing.ready import Ready


@pytest.fixture
def ready(new_project: QgsProject, reference_file: Path) -> Ready:
    from tests.qgis.briefing.ready import Ready

    return Ready(new_project, reference_file)


@pytest.fixture(scope="session")
def lonely_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One site, of which next to nothing is known."""
    from tests.support.crowded import lonely_case

    return lonely_case(tmp_path_factory.mktemp("lonely") / "case.gpkg")


@pytest.fixture(scope="session")
def crowded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hundred sites, sixty reports with long Arabic and Hebrew titles, cited for each."""
    from tests.support.crowded import crowded_case

    return crowded_case(tmp_path_factory.mktemp("crowded") / "case.gpkg")
