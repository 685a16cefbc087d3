"""What the tests of fetching share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.certificates import PrivateAuthority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateAuthority]:
    """A private certificate authority, made for this run."""
    yield PrivateAuthority(tmp_path_factory.mktemp("authority"))
