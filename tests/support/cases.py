"""Cases for tests and benchmarks, made from the text form that ships."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support import staging


def build_reference_case(path: Path) -> Path:
    """Build the reference case at ``path`` in a process of its own, which needs no QGIS here."""
    code = (
        "import sys; from qgis.core import QgsApplication; app = QgsApplication([], False); "
        "app.initQgis(); from imam_ali_tracker.case.location import CaseLocation; "
        "from imam_ali_tracker.case.text_form import import_case; "
        "from imam_ali_tracker.core.paths import resource; "
        "import_case(resource('case'), CaseLocation.parse(sys.argv[1])).close(); app.exitQgis()"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(path)],
        check=True,
        env={**os.environ, "PYTHONPATH": str(staging.PLUGINS_DIR), "QT_QPA_PLATFORM": "offscreen"},
        timeout=120,
    )
    return path
