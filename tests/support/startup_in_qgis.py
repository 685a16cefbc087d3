"""What a QGIS started by a test runs before it loads any plugin (``PYQGIS_STARTUP``).

Guards the network, hides modules, and keeps QGIS's messages and errors, so that the test sees what
happened while the plugin loaded. Not imported by tests: QGIS executes this file.
"""

from __future__ import annotations

import os

from tests.support import in_qgis, sockets

sockets.install()
sockets.install_for_qgis()
in_qgis.hide_modules(os.environ["IAT_TEST_WITHOUT"].split(","))
in_qgis.keep_messages()
in_qgis.keep_errors()
