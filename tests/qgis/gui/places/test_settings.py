"""The choices of the analyst, as the profile keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from qgis.core import QgsSettings

from imam_ali_tracker.core import settings
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.settings import Setting
from imam_ali_tracker.reports.session import read_policy

PREFIX = "imam_ali_tracker"
ALL = {name: each for name, each in vars(settings).items() if isinstance(each, Setting)}


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    QgsSettings().remove(PREFIX)
    yield
    QgsSettings().remove(PREFIX)


def stored_in_file() -> None:
    """Read from the file what was written: a running QSettings keeps the types, a file does not."""
    QgsSettings().sync()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PRIVATE_NETWORKS", ("10.1.2.0/24",)),
        ("PRIVATE_NETWORKS", ("10.1.2.0/24", "127.0.0.0/8")),
        ("ARCHIVE_LOOKUPS", True),
        ("LENGTH_UNIT", "nmi"),
        ("POSITION_ACCURACY_M", 250.5),
        ("MARKING", "Public sources, only"),
    ],
)
def test_a_choice_is_kept_and_the_default_comes_back(name: str, value: Any) -> None:
    setting = ALL[name]
    assert setting.value() == setting.default
    setting.choose(value)
    stored_in_file()
    assert setting.value() == value
    assert type(setting.value()) is type(setting.default)
    setting.choose(setting.default)
    assert setting.value() == setting.default
    assert not QgsSettings().contains(f"{PREFIX}/{setting.key}")


def test_what_a_file_holds_as_text_is_read() -> None:
    QgsSettings().setValue(f"{PREFIX}/{settings.ARCHIVE_LOOKUPS.key}", "true")
    QgsSettings().setValue(f"{PREFIX}/{settings.POSITION_ACCURACY_M.key}", "12.5")
    QgsSettings().setValue(f"{PREFIX}/{settings.PRIVATE_NETWORKS.key}", "")
    assert settings.ARCHIVE_LOOKUPS.value() is True
    assert settings.POSITION_ACCURACY_M.value() == 12.5
    assert settings.PRIVATE_NETWORKS.value() == ()


def test_a_value_that_cannot_be_read_counts_as_not_chosen() -> None:
    QgsSettings().setValue(f"{PREFIX}/{settings.POSITION_ACCURACY_M.key}", "near")
    assert settings.POSITION_ACCURACY_M.value() == settings.POSITION_ACCURACY_M.default


def test_keys_are_told_apart() -> None:
    assert len({each.key for each in ALL.values()}) == len(ALL) > 5


def test_fetching_follows_the_choices() -> None:
    assert read_policy().allowed_networks == ()
    assert read_policy().archive_lookups is False
    settings.PRIVATE_NETWORKS.choose(("10.0.0.0/8",))
    settings.ARCHIVE_LOOKUPS.choose(value=True)
    assert read_policy().allowed_networks == ("10.0.0.0/8",)
    assert read_policy().archive_lookups is True


def test_a_network_that_is_none_is_said_when_it_is_used() -> None:
    settings.PRIVATE_NETWORKS.choose(("10.0.0.0/99",))
    with pytest.raises(TrackerError, match=r"10\.0\.0\.0/99"):
        read_policy()
