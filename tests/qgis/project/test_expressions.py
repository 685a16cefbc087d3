"""The expression functions on a real case, as labels, forms and layouts evaluate them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsGeometry,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPalLayerSettings,
    QgsProject,
    QgsRectangle,
    QgsUnsetAttributeValue,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QDate, QSize

from imam_ali_tracker.case.changes import ChangeSet
from imam_ali_tracker.case.location import CaseLocation
from imam_ali_tracker.case.store import Case
from imam_ali_tracker.project.expressions import case_facts
from imam_ali_tracker.project.expressions.function import PREFIX, Call, Declared, TrackerFunction
from imam_ali_tracker.project.expressions.registration import declarations, register, unregister
from imam_ali_tracker.provider.registration import PROVIDER_KEY
from imam_ali_tracker.provider.registration import register as register_provider
from imam_ali_tracker.provider.uri import layer_uri
from tests.support.expressions_doc import TARGET, document
from tests.support.headless import run_qgis_process

SITE = "Imam Ali base"
UNCITED = "name = 'A site that no report speaks of'"
EARTH = QgsCoordinateReferenceSystem("EPSG:4326")


@pytest.fixture(autouse=True)
def functions(qgis_app: QgsApplication) -> Iterator[None]:
    register_provider()
    register()
    yield
    unregister()
    assert not case_facts._known


@pytest.fixture
def path(tmp_path: Path, reference_file: Path) -> Path:
    return Path(shutil.copy(reference_file, tmp_path / "case.gpkg"))


@pytest.fixture
def with_uncited(path: Path) -> Path:
    row = {"kind": "other", "position_basis": "unknown", "name": UNCITED.split("'")[1]}
    with Case.open(path) as case:
        case.apply(ChangeSet(inserts={"sites": [row]}))
    return path


def layer_of(path: Path, name: str) -> QgsVectorLayer:
    layer = QgsVectorLayer(layer_uri(CaseLocation.parse(path), name), name, PROVIDER_KEY)
    assert layer.isValid(), layer.dataProvider().error().message()
    return layer


def found(layer: QgsVectorLayer, condition: str) -> QgsFeature:
    return next(layer.getFeatures(condition))


def evaluated(
    text: str, layer: QgsVectorLayer | None = None, feature: QgsFeature | None = None
) -> tuple[Any, str]:
    """Return the value of an expression, and its error."""
    expression = QgsExpression(text)
    assert not expression.hasParserError(), expression.parserErrorString()
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    if feature is not None:
        context.setFeature(feature)
    expression.prepare(context)
    return expression.evaluate(context), expression.evalErrorString()


def value(text: str, layer: QgsVectorLayer | None = None, feature: QgsFeature | None = None) -> Any:
    result, error = evaluated(text, layer, feature)
    assert error == ""
    return result


def by_name() -> dict[str, Declared]:
    return {each.name: each for each in declarations()}


def names_in_qgis() -> list[str]:
    return [each.name() for each in QgsExpression.Functions() if each.name().startswith(PREFIX)]


def test_all_are_registered_in_a_group_of_their_own_with_help() -> None:
    ours = [each for each in QgsExpression.Functions() if each.name().startswith(PREFIX)]
    assert sorted(each.name() for each in ours) == sorted(by_name())
    for each in ours:
        assert each.groups() == ["Imam Ali Tracker"]
        for part in ("<h3>", 'class="syntax"', 'class="examples"', each.name()):
            assert part in each.helpText()
        for argument in by_name()[each.name()].arguments:
            assert f'<td class="argument">{argument.name}</td>' in each.helpText()


def test_loading_three_times_leaves_one_of_each_and_unloading_none() -> None:
    for _ in range(3):
        register()
        assert len(names_in_qgis()) == len(set(names_in_qgis())) == len(by_name())
        unregister()
        assert names_in_qgis() == []
    assert QgsExpression("iat_verdict()").hasParserError()


def test_an_expression_that_is_parsed_outlives_the_functions(path: Path) -> None:
    """As one of a data-defined property does when the plugin is unloaded while a map is drawn."""
    expression = QgsExpression("iat_label('verdict', 'inconsistent')")
    assert expression.evaluate() == "Inconsistent"
    unregister()
    register()
    assert expression.evaluate() == "Inconsistent"


@pytest.mark.parametrize(
    "name",
    [
        *("iat_distance", "iat_azimuth", "iat_length", "iat_label", "iat_position", "iat_point"),
        "iat_begins_after",
    ],
)
def test_examples_give_what_the_help_says(name: str) -> None:
    for text, result in by_name()[name].examples:
        assert str(value(text)) == result


def test_examples_of_buffers_and_dates() -> None:
    buffer, date = by_name()["iat_buffer"].examples[0], by_name()["iat_date"].examples
    assert str(value(buffer[0])) == buffer[1]
    assert [value(text) for text, _ in date] == [result for _, result in date]


def test_what_a_form_has_not_filled_yet_is_unknown(path: Path) -> None:
    """QGIS 3.44 gives a value of its own for a column that the database fills."""
    layer = layer_of(path, "observations")
    feature = QgsFeature(layer.fields())
    feature["date_from"], feature["date_to"] = QDate(2019, 9, 24), QDate(2019, 1, 1)
    unset = QgsUnsetAttributeValue("DEFAULT")
    feature["date_from_zone"] = feature["date_to_precision"] = unset
    text = (
        'iat_begins_after(array("date_from", "date_from_precision", "date_from_zone"), '
        'array("date_to", "date_to_precision", "date_to_zone"))'
    )
    assert value(text, layer, feature) is True


def test_an_error_that_nobody_foresaw_is_one_of_the_expression() -> None:
    def run(call: Call) -> Any:
        raise ZeroDivisionError("by mistake")

    parent = QgsExpression("1")
    function = TrackerFunction(Declared("iat_broken", "", (), (), run))
    assert function.func((), None, parent, None) is None
    assert parent.evalErrorString() == "iat_broken: ZeroDivisionError: by mistake"


@pytest.mark.parametrize(
    ("to", "km"), [("Beirut", 1469.7), ("Tartus", 1414.4), ("Latakia", 1416.2)]
)
def test_distances_are_geodesic(path: Path, to: str, km: float) -> None:
    sites = layer_of(path, "sites")
    one, other = (
        f"geometry(get_feature_by_id(@layer, {found(sites, f'name = {name!r}').id()}))"
        for name in ("Tehran", to)
    )
    assert value(f"iat_distance({one}, {other})", sites) == pytest.approx(km, abs=0.05)
    assert value(f"iat_length(make_line({one}, {other}))", sites) == pytest.approx(km, abs=0.05)


def test_a_line_of_several_parts_is_as_long_as_all() -> None:
    parts = "geom_from_wkt('MULTILINESTRING((40 34, 41 34), (50 34, 51 34))')"
    one = value("iat_length(geom_from_wkt('LINESTRING(40 34, 41 34)'))")
    assert value(f"iat_length({parts})") == pytest.approx(2 * one)


def test_a_distance_to_an_area_is_to_its_nearest_point() -> None:
    square = "geom_from_wkt('POLYGON((40 34, 42 34, 42 36, 40 36, 40 34))')"
    assert value(f"iat_distance(make_point(41, 35), {square})") == 0
    outside = value(f"iat_distance({square}, make_point(43, 35), 'm')")
    along = value("iat_distance(make_point(42, 35), make_point(43, 35), 'm')")
    assert 0.99 * along < outside <= along


def test_coordinates_of_another_crs_are_taken_by_its_name() -> None:
    utm = "transform(make_point(40.9, 34.4), 'EPSG:4326', 'EPSG:32637')"
    there = f"iat_distance({utm}, {utm}, crs:='EPSG:32637')"
    assert value(there) == pytest.approx(0, abs=1e-9)
    result, error = evaluated(f"iat_distance({utm}, {utm})")
    assert result is None
    assert "longitude and latitude" in error
    assert "@layer_crs" in error
    area = value(f"iat_buffer({utm}, 10, crs:='EPSG:32637')")
    assert area.boundingBox().width() == pytest.approx(20_000, rel=0.01)


def test_a_buffer_has_its_size_on_the_ground() -> None:
    ring = value("iat_buffer(make_point(40.9, 34.4), 300, 'km', inner:=299)")
    for vertex in list(ring.vertices())[::10]:
        far = value(f"iat_distance(make_point(40.9, 34.4), make_point({vertex.x()},{vertex.y()}))")
        assert min(abs(far - 300), abs(far - 299)) < 0.01
    sector = value("iat_buffer(make_point(40.9, 34.4), 300, azimuth_from:=0, azimuth_to:=90)")
    full = value("iat_buffer(make_point(40.9, 34.4), 300)")
    assert sector.area() == pytest.approx(full.area() / 4, rel=0.02)
    across = value("iat_buffer(make_point(179.9, 10), 100)")
    assert across.isMultipart()
    assert across.boundingBox().width() == pytest.approx(360)


def test_lines_and_areas_have_buffers_too() -> None:
    line = value("iat_buffer(geom_from_wkt('LINESTRING(40 34, 42 34)'), 10)")
    assert line.contains(QgsGeometry.fromWkt("POINT(41 34.08)"))
    square = "geom_from_wkt('POLYGON((40 34, 42 34, 42 36, 40 36, 40 34))')"
    assert value(f"area(iat_buffer({square}, -10))") < value(f"area({square})")
    assert value(f"iat_buffer({square}, -500)") is None


@pytest.mark.parametrize("notation", ["decimal", "dms", "dm", "mgrs", "plus"])
def test_positions_are_written_and_read_back(notation: str) -> None:
    point = "make_point(40.91861, 34.45)"
    back = f"iat_point(iat_position({point}, '{notation}'))"
    assert value(f"iat_distance({point}, {back}, 'm')") < 20


@pytest.mark.parametrize(
    "text",
    [
        "iat_distance(NULL, make_point(1, 2))",
        "iat_azimuth(make_point(1, 2), make_point(1, 2))",
        "iat_distance(geom_from_wkt('POINT EMPTY'), make_point(1, 2))",
        "iat_buffer(make_point(1, 2), NULL)",
        "iat_buffer(make_point(1, 2), 0)",
        "iat_label('verdict', NULL)",
        "iat_date(NULL, 'day')",
    ],
)
def test_null_gives_null(text: str) -> None:
    assert evaluated(text) == (None, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("iat_distance('a', make_point(1, 2))", "“a” is not a geometry"),
        ("iat_distance(make_point(1, 2), make_point(1, 2), 'parsec')", "not a unit of length"),
        ("iat_distance(make_point(1, 2), make_point(1, 2), crs:='?')", "not a CRS"),
        ("iat_distance(make_point(1, 95), make_point(1, 2))", "longitude and latitude"),
        ("iat_azimuth(make_line(make_point(1,1), make_point(2,2)), make_point(1, 2))", "one point"),
        ("iat_buffer(make_point(1, 2), 'far')", "must be a number, not far"),
        ("iat_buffer(make_point(1, 2), -5)", "Only areas can be shrunk"),
        ("iat_buffer(make_point(1, 2), 5, segments:=2)", "between 4 and 10000"),
        ("iat_length(make_point(1, 2))", "not a line"),
        ("iat_position(make_point(1, 2), 'utm')", "not a notation"),
        ("iat_point('nowhere at all')", "nowhere"),
        ("iat_label('planets', 'earth')", "There is no list “planets”"),
        ("iat_date('soon')", "not a date"),
        ("iat_verdict()", "There is no layer"),
        ("iat_verdict('x', 'nowhere')", "There is no layer “nowhere”"),
    ],
)
def test_bad_arguments_say_what_is_wrong(text: str, said: str) -> None:
    result, error = evaluated(text)
    assert result is None
    assert error.startswith(text[: text.index("(")])
    assert said in error


def test_reports_of_a_feature_are_counted_and_cited(with_uncited: Path) -> None:
    path = with_uncited
    sites = layer_of(path, "sites")
    site = found(sites, f"name = '{SITE}'")
    with Case.open(path, read_only=True) as case:
        attached = {
            row["report"]
            for row in case.rows("citations")
            if (row["feature_table"], row["feature_uuid"]) == ("sites", site["uuid"])
        }
        reports = {row["uuid"]: row for row in case.rows("reports")}
    assert value("iat_report_count()", sites, site) == len(attached) > 1
    lines = value("iat_citation(separator:='\n')", sites, site).split("\n")
    for uuid in attached:
        assert any(reports[uuid]["url"] in line for line in lines)
    uncited = found(sites, UNCITED)
    assert value("iat_report_count()", sites, uncited) == 0
    assert value("iat_citation()", sites, uncited) is None


def test_a_row_is_given_as_feature_or_uuid_and_the_layer_by_name(
    path: Path, new_project: QgsProject
) -> None:
    sites = layer_of(path, "sites")
    new_project.addMapLayer(sites)
    site = found(sites, f"name = '{SITE}'")
    count = value("iat_report_count()", sites, site)
    for text in (
        "iat_report_count(@feature)",
        "iat_report_count(@feature, @layer)",
        "iat_report_count(\"uuid\", 'sites')",
        f"iat_report_count(\"uuid\", '{sites.id()}')",
        "iat_report_count(get_feature('sites', 'uuid', \"uuid\"), 'sites')",
        f"iat_report_count(\"uuid\", '{sites.source()}')",
    ):
        assert value(text, sites, site) == count
    assert value(f"iat_report_count('{site['uuid']}', 'sites')") == count
    assert value("iat_report_count(NULL)", sites, site) is None


def test_a_report_cites_itself(path: Path) -> None:
    reports = layer_of(path, "reports")
    report = found(reports, "title IS NOT NULL")
    assert value("iat_report_count()", reports, report) == 1
    assert report["url"] in value("iat_citation()", reports, report)
    assert value("iat_report_count('nobody')", reports) == 0
    assert value("iat_citation('nobody')", reports) is None


def test_derived_layers_speak_of_the_rows_they_come_from(path: Path) -> None:
    sites, circles = layer_of(path, "sites"), layer_of(path, "position_accuracy")
    site = found(sites, f"name = '{SITE}'")
    circle = found(circles, f"uuid = '{site['uuid']}'")
    text = "iat_citation()"
    assert value(text, circles, circle) == value(text, sites, site)
    places = layer_of(path, "report_places")
    place = found(places, "url IS NOT NULL")
    assert place["url"] in value(text, places, place)


def test_html_is_escaped_and_linked(path: Path) -> None:
    sites = layer_of(path, "sites")
    site = found(sites, f"name = '{SITE}'")
    with Case.open(path) as case:
        cited = next(r for r in case.rows("citations", where={"feature_uuid": site["uuid"]}))
        bad = {
            "title": "<img src='http://x/'>",
            "url": 'https://x.org/?a="b"&c',
            "publisher": "A&B",
        }
        case.apply(
            ChangeSet(
                updates={
                    "reports": {cited["report"]: bad},
                    "citations": {cited["uuid"]: {"quote": "<b>bold</b>"}},
                }
            )
        )
    html = value("iat_citation(format:='html')", sites, site)
    assert "<img" not in html
    assert "<b>" not in html
    assert '<a href="https://x.org/?a=&quot;b&quot;&amp;c">' in html
    assert "A&amp;B" in html
    _, error = evaluated("iat_citation(format:='pdf')", sites, site)
    assert "not a format" in error


def test_an_address_that_is_no_web_page_is_not_linked(path: Path) -> None:
    from imam_ali_tracker.case.citing import reference_html

    row = {"publisher": None, "title": "t", "authors": (), "published": None}
    assert "<a" not in reference_html({**row, "url": "javascript:alert(1)"})
    assert "<a" not in reference_html({**row, "url": "file:///etc/passwd"})
    assert "<a" in reference_html({**row, "url": "HTTPS://example.org"})


def test_verdicts_are_those_of_the_check(path: Path) -> None:
    from imam_ali_tracker.provider.claim_check import check_claims

    claims = layer_of(path, "claims")
    with Case.open(path, read_only=True) as case:
        findings = {each.claim: each for each in check_claims(case).findings}
    assert len(findings) > 5
    for claim in claims.getFeatures():
        finding = findings[claim["uuid"]]
        checked = value("iat_claim_check()", claims, claim)
        assert checked["verdict"] == finding.verdict.value
        assert checked["reason"] == finding.reason
        assert checked["measured"] == finding.measured_text
        assert value("iat_verdict()", claims, claim) == checked["label"]
        assert value("iat_report_count()", claims, claim) >= 1
    assert value("iat_verdict('nobody')", claims) is None


def test_claims_about_a_feature_are_counted(path: Path) -> None:
    sites, claims = layer_of(path, "sites"), layer_of(path, "claims")
    site = found(sites, f"name = '{SITE}'")
    about = [
        claim
        for claim in claims.getFeatures()
        if site["uuid"] in (claim["subject_uuid"], claim["object_uuid"])
    ]
    assert value("iat_claim_count()", sites, site) == len(about) > 0
    verdicts = ("consistent", "inconsistent", "cannot_tell", "not_checkable")
    counts = [value(f"iat_claim_count(verdict:='{each}')", sites, site) for each in verdicts]
    assert sum(counts) == len(about)
    _, error = evaluated("iat_claim_count(verdict:='true')", sites, site)
    assert "not a verdict" in error
    _, error = evaluated("iat_verdict()", sites, site)
    assert "not a claim" in error


def test_names_in_other_scripts(path: Path) -> None:
    sites = layer_of(path, "sites")
    site = found(sites, f"name = '{SITE}'")
    arabic = value("iat_names(script:='Arab')", sites, site)
    assert any("\u0600" < letter < "\u0700" for letter in arabic)
    assert arabic in value("iat_names(separator:=', ')", sites, site) or ", " in arabic
    assert value("iat_names(script:='Cyrl')", sites, site) is None


def test_values_follow_the_case(with_uncited: Path) -> None:
    path = with_uncited
    sites = layer_of(path, "sites")
    site = found(sites, UNCITED)
    assert value("iat_report_count()", sites, site) == 0
    with Case.open(path) as case:
        report = next(case.rows("reports"))["uuid"]
        row = {"report": report, "feature_table": "sites", "feature_uuid": site["uuid"]}
        undo = case.apply(ChangeSet(inserts={"citations": [row]}))
    assert value("iat_report_count()", sites, site) == 1
    with Case.open(path) as case:
        case.apply(undo)
    assert value("iat_report_count()", sites, site) == 0


def test_many_rows_read_the_case_once_and_few_are_looked_up(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = layer_of(path, "claims")
    read: list[object] = []
    real = case_facts.open_reader
    monkeypatch.setattr(case_facts, "open_reader", lambda where: read.append(where) or real(where))
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(claims))
    found = []
    for number, feature in enumerate(claims.getFeatures()):
        context.setFeature(feature)
        expressions = [QgsExpression(f"iat_{name}()") for name in ("report_count", "citation")]
        found.append(tuple(each.evaluate(context) for each in expressions))
        if number == 0:
            assert len(read) <= 3
    assert len(found) > 2 * case_facts._FEW
    assert len(read) < case_facts._FEW + 5
    # Looked up and read as a whole, a row says the same.
    monkeypatch.setattr(case_facts, "_FEW", 0)
    case_facts.forget()
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(claims))
    for feature, before in zip(claims.getFeatures(), found):
        context.setFeature(feature)
        expressions = [QgsExpression(f"iat_{name}()") for name in ("report_count", "citation")]
        assert tuple(each.evaluate(context) for each in expressions) == before


def test_a_case_that_is_gone_is_an_error_not_a_crash(path: Path) -> None:
    sites = layer_of(path, "sites")
    site = found(sites, f"name = '{SITE}'")
    path.rename(path.with_name("elsewhere.gpkg"))
    result, error = evaluated("iat_report_count()", sites, site)
    assert result is None
    assert "cannot be reached" in error


def test_other_layers_are_refused(path: Path) -> None:
    other = QgsVectorLayer("Point?crs=EPSG:4326&field=uuid:string", "other", "memory")
    feature = QgsFeature(other.fields())
    feature.setAttributes(["x"])
    _, error = evaluated("iat_report_count()", other, feature)
    assert "not one of a case" in error


def test_labels_are_drawn_in_the_threads_of_a_map(path: Path) -> None:
    sites = layer_of(path, "sites")
    labels = QgsPalLayerSettings()
    labels.fieldName = "iat_report_count() || ' ' || iat_names(script:='Arab')"
    labels.isExpression = True
    sites.setLabeling(QgsVectorLayerSimpleLabeling(labels))
    sites.setLabelsEnabled(True)
    settings = QgsMapSettings()
    settings.setLayers([sites])
    settings.setDestinationCrs(EARTH)
    settings.setExtent(QgsRectangle(30, 28, 56, 42))
    settings.setOutputSize(QSize(900, 600))
    settings.setFlag(QgsMapSettings.Flag.DrawLabeling, True)
    settings.setExpressionContext(
        QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(None))
    )
    job = QgsMapRendererParallelJob(settings)
    ended: list[bool] = []
    job.finished.connect(lambda: ended.append(True))
    job.start()
    end = time.monotonic() + 30
    while not ended and time.monotonic() < end:
        QgsApplication.processEvents()
        time.sleep(0.01)
    assert ended
    drawn = job.takeLabelingResults().labelsWithinRect(QgsRectangle(-180, -90, 180, 90))
    assert any("\u0639" in label.labelText for label in drawn)
    assert not job.errors()


def test_the_documentation_is_made_from_the_functions() -> None:
    assert TARGET.read_text(encoding="utf-8") == document()


def test_functions_work_in_qgis_process(tmp_path: Path, path: Path) -> None:
    """With a formula on a layer of the case, as a script would run it."""
    output = tmp_path / "claims.csv"
    claims = layer_uri(CaseLocation.parse(path), "claims")
    done = run_qgis_process(
        [
            "run",
            "native:fieldcalculator",
            f"--INPUT={PROVIDER_KEY}://{claims}",
            "--FIELD_NAME=checked",
            "--FIELD_TYPE=2",
            "--FORMULA=iat_verdict() || ': ' || iat_report_count()",
            f"--OUTPUT={output}",
        ],
        tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Inconsistent: 1" in output.read_text(encoding="utf-8")
