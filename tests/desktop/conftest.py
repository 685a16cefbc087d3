"""What desktop tests share; QGIS runs in processes of their own, never in this one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cases import build_reference_case


@pytest.fixture(scope="session")
def reference_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the reference case, for tests to copy."""
    return build_reference_case(tmp_path_factory.mktemp("case") / "case.gpkg")
