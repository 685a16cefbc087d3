"""The ground the QGIS tests stand on: version, staged plugin, private profile, no network."""

from __future__ import annotations

import os
from pathlib import Path

from qgis.core import Qgis, QgsApplication, QgsBlockingNetworkRequest, QgsVectorLayer
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkRequest

from tests.support import sockets
from tests.support.postgres import PostgresCluster


def test_qgis_is_new_enough_and_has_its_own_profile() -> None:
    assert Qgis.versionInt() >= 34000
    profile = Path(QgsApplication.qgisSettingsDirPath()).resolve()
    assert profile.is_relative_to(Path(os.environ["QGIS_CUSTOM_CONFIG_PATH"]).resolve())


def test_the_staged_plugin_is_what_is_imported(staged_plugin: Path) -> None:
    import imam_ali_tracker

    assert Path(imam_ali_tracker.__file__).parent == staged_plugin
    assert (staged_plugin / "metadata.txt").is_file()


def test_requests_of_qgis_stay_on_this_machine() -> None:
    request = QgsBlockingNetworkRequest()
    outcome = request.get(QNetworkRequest(QUrl("http://192.0.2.1/picture.png")))
    assert outcome != QgsBlockingNetworkRequest.ErrorCode.NoError
    assert sockets.take_violations() == ["QGIS request to 'http://192.0.2.1/picture.png'"]


def test_postgis_is_a_real_server(postgres: PostgresCluster, postgres_database: str) -> None:
    version = postgres.sql(postgres_database, "SELECT postgis_lib_version()")
    assert int(version.split(".")[0]) >= 3
    postgres.sql(
        postgres_database,
        "CREATE TABLE p (fid serial PRIMARY KEY, geom geometry(Point, 4326));"
        "INSERT INTO p (geom) VALUES (ST_SetSRID(ST_MakePoint(40.9, 34.4), 4326))",
    )
    uri = f"{postgres.dsn(postgres_database)} key='fid' srid=4326 type=Point table=\"p\" (geom)"
    layer = QgsVectorLayer(uri, "p", "postgres")
    assert layer.isValid(), layer.error().message()
    assert [f.geometry().asPoint().x() for f in layer.getFeatures()] == [40.9]
    layer.deleteLater()
