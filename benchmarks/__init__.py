"""Benchmarks: each compares the *staged* plugin with a peer measured in the same run.

Importing this package stages the plugin and puts it before the source tree, so that
``python -m benchmarks.<name>`` measures what ships.
"""

from tests.support import staging

staging.stage()
staging.use_staged()
