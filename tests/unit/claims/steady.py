"""Settings for property tests that do not depend on how busy the machine is."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

steady = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
