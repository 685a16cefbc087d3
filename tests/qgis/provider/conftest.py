"""Layers of every kind, in a GeoPackage and in PostGIS, for tests that must hold for all.

pytest loads this before the staged plugin can be imported, so the fixtures import it themselves.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from qgis.core import QgsFeature, QgsVectorLayer
from qgis.PyQt import sip

from tests.support.postgres import PostgresCluster

if TYPE_CHECKING:
    from imam_ali_tracker.case.location import CaseLocation

KEY = "imam_ali_tracker"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Kind:
    """A kind of layer: its name in the URI, and what it can do."""

    layer: str
    stored: bool = True
    spatial: bool = True

    def __str__(self) -> str:
        return f"{self.layer}{'' if self.stored else '-derived'}".replace(" ", "_")


STORED = (
    Kind("sites"),
    Kind("footprints"),
    Kind("reports", spatial=False),
    Kind("buffers", spatial=False),
)
FOREIGN = (Kind("analyst's notes"), Kind("plain list", spatial=False))
DERIVED = tuple(
    Kind(name, stored=False)
    for name in (
        *("buffers", "position_accuracy", "corridor_lines", "corridor_zones"),
        *("report_places", "claim_lines"),
    )
)
BACKENDS = ("gpkg", "postgis")
_SUBJECTS = tuple(itertools.product((*STORED, *FOREIGN, *DERIVED), BACKENDS))


def _named(pair: tuple[Kind, str]) -> str:
    return f"{pair[0]}-{pair[1]}"


def _only(*subjects: tuple[Kind, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("subject", subjects, indirect=True, ids=_named, scope="module")


spatial_only = _only(*(pair for pair in _SUBJECTS if pair[0].spatial))
"""Marks tests of ``subject`` that make no sense without geometry."""
stored_only = _only(*(pair for pair in _SUBJECTS if pair[0].stored))
"""Marks tests of ``subject`` that make no sense for derived layers."""


@pytest.fixture(scope="session")
def provider_database(postgres: PostgresCluster) -> Iterator[str]:
    """A database with PostGIS for all tests of the provider; each case has its own schema."""
    name = postgres.create_database()
    yield name
    postgres.drop_database(name)


class Locations:
    """Makes cases with the rows of the sample and tables of the analyst's own beside them."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self._request = request
        self._folder = folder
        self._shared: dict[str, CaseLocation] = {}
        self._own: CaseLocation | None = None

    def shared(self, backend: str) -> CaseLocation:
        """Return the case of this session that nobody writes."""
        if backend not in self._shared:
            self._shared[backend] = self._made(backend)
        return self._shared[backend]

    def own(self, backend: str) -> CaseLocation:
        """Return a case for one test, like the shared one."""
        if backend == "postgis":
            return self._reset(backend)
        from imam_ali_tracker.case.location import CaseLocation

        copy = self._path()
        shutil.copyfile(str(self.shared(backend)), copy)
        return CaseLocation.parse(copy)

    def _reset(self, backend: str) -> CaseLocation:
        """Bring the one schema that tests may write back to what the shared one holds."""
        from imam_ali_tracker.case.schema import TABLES

        shared = self.shared(backend)
        if self._own is None:
            self._own = self._made(backend)
        statements = []
        for table in TABLES:
            ours, theirs = (f'"{case.schema}"."{table}"' for case in (self._own, shared))
            statements += [
                f"TRUNCATE {ours}",
                f"INSERT INTO {ours} SELECT * FROM {theirs}",
                f"SELECT setval(pg_get_serial_sequence('{ours}', 'fid'), 1000)",
            ]
        cluster: PostgresCluster = self._request.getfixturevalue("postgres")
        cluster.sql(self._request.getfixturevalue("provider_database"), "; ".join(statements))
        return self._own

    def fresh(self, backend: str) -> CaseLocation:
        """Return a case like the shared one that no other test has opened or will open."""
        return self._made(backend)

    def empty(self, backend: str) -> CaseLocation:
        """Return where a case can be created."""
        from imam_ali_tracker.case.location import CaseLocation

        if backend == "gpkg":
            return CaseLocation.parse(self._path())
        cluster: PostgresCluster = self._request.getfixturevalue("postgres")
        dsn = cluster.dsn(self._request.getfixturevalue("provider_database"))
        return CaseLocation.parse(f"{dsn} schema='Case {next(_numbers)}'")

    def _path(self) -> Path:
        folder = self._folder / str(next(_numbers))
        folder.mkdir()
        return folder / "case.gpkg"

    def _made(self, backend: str) -> CaseLocation:
        from imam_ali_tracker.case.changes import ChangeSet
        from imam_ali_tracker.case.store import Case
        from tests.qgis.provider import foreign, sample

        location = self.empty(backend)
        with Case.create(location, "Sample") as case:
            case.apply(ChangeSet(inserts=sample.rows()))
        foreign.add_tables(location)
        return location


@pytest.fixture(scope="session")
def locations(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Locations:
    """Where cases are made."""
    return Locations(request, tmp_path_factory.mktemp("provider"))


@pytest.fixture(scope="session", autouse=True)
def registered(qgis_app: object) -> None:
    """The provider, registered as the plugin does it."""
    from imam_ali_tracker.provider.registration import register

    register()


def open_layer(location: CaseLocation, kind: Kind) -> QgsVectorLayer:
    """Return a layer of a case, which must be valid."""
    from imam_ali_tracker.provider.uri import layer_uri

    stored = kind.stored and kind.layer == "buffers"
    layer = QgsVectorLayer(layer_uri(location, kind.layer, stored), str(kind), KEY)
    assert layer.isValid(), layer.dataProvider().error().message()
    return layer


@dataclass(frozen=True)
class Subject:
    """A layer under test, and its features as a plain pass over it gives them."""

    kind: Kind
    backend: str
    layer: QgsVectorLayer
    features: tuple[QgsFeature, ...]

    @property
    def provider(self) -> Any:
        """The layer's provider."""
        return self.layer.dataProvider()

    @property
    def ids(self) -> set[int]:
        """The ids of all features."""
        return {feature.id() for feature in self.features}


@pytest.fixture(scope="module", params=_SUBJECTS, ids=_named)
def subject(request: pytest.FixtureRequest, locations: Locations) -> Iterator[Subject]:
    """A layer of each kind in each database, for reading."""
    kind, backend = request.param
    layer = open_layer(locations.shared(backend), kind)
    features = tuple(QgsFeature(feature) for feature in layer.getFeatures())
    assert len(features) > 1, "the sample leaves nothing to test"
    yield Subject(kind, backend, layer, features)
    assert {f.id() for f in layer.getFeatures()} == {f.id() for f in features}
    # pytest lets go of the last subject only after QGIS has ended, which no layer survives.
    sip.delete(layer)
