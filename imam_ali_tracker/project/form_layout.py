"""How an attribute form is laid out: the facts first, linked rows beside them, the record last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import (
    Qgis,
    QgsAttributeEditorContainer,
    QgsAttributeEditorField,
    QgsAttributeEditorRelation,
    QgsAttributeEditorTextElement,
    QgsRelation,
    QgsVectorLayer,
)

from imam_ali_tracker.case.labels import field_label
from imam_ali_tracker.case.schema import COMMON, KEY, UUID, Table
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.present import present
from imam_ali_tracker.core.vocabularies import keys
from imam_ali_tracker.project.relations import Leading

_REMARKS = "remarks"
_RECORD = (UUID.name, *(field.name for field in COMMON if field.name != _REMARKS))
_PRECISION = "_precision"
_ZONE = "_zone"
_RELATION_EDITOR = "relation_editor"
"""QGIS's own widget; without a name it takes the same one, but logs that it had to."""
_ALL_BUT_UNLINK: dict[str | None, Any] = {
    "buttons": "Link|SaveChildEdits|AddChildFeature|DuplicateChildFeature|DeleteChildFeature"
    "|ZoomToChildFeature"
}
_LINE = 80
_CITATIONS = (
    "[% coalesce(try(eval('iat_citation(separator:=''<br><br>'', format:=''html'', "
    f"width:={_LINE})')), '–') %]"
)
"""The reports as citations with links; where the plugin is missing, a dash instead of an error.

QGIS does not break the lines of a text in a form.
"""


def lay_out_form(layer: QgsVectorLayer, table: Table, relations: Sequence[Leading]) -> None:
    """Arrange the form of ``layer`` in tabs.

    A reported date stands in one row with its precision and time zone. ``relations`` are those
    that lead to rows of this layer.
    """
    config = layer.editFormConfig()
    config.setLayout(Qgis.AttributeFormLayout.DragAndDrop)
    config.clearTabs()
    root = present(config.invisibleRootContainer())
    facts = _container(tr("Facts"), root)
    for field in table.fields:
        if field.name.endswith((_PRECISION, _ZONE)):
            continue
        if layer.fields().lookupField(field.name + _PRECISION) >= 0:
            _add_date(layer, facts, field.name)
        else:
            _add_field(layer, facts, field.name)
    _add_field(layer, facts, _REMARKS)
    config.addTab(facts)
    if relations:
        if table.name in keys("feature_table"):
            config.addTab(_citations(root))
        config.addTab(_linked_rows(relations, root))
    config.addTab(_record(layer, root))
    for name in (KEY, *_RECORD):
        index = layer.fields().lookupField(name)
        if index >= 0:
            config.setReadOnly(index, True)
    layer.setEditFormConfig(config)


def _container(
    name: str,
    parent: QgsAttributeEditorContainer,
    kind: Qgis.AttributeEditorContainerType = Qgis.AttributeEditorContainerType.Tab,
) -> QgsAttributeEditorContainer:
    container = QgsAttributeEditorContainer(name, parent)
    container.setType(kind)
    return container


def _add_field(layer: QgsVectorLayer, parent: QgsAttributeEditorContainer, name: str) -> None:
    index = layer.fields().lookupField(name)
    if index >= 0:
        parent.addChildElement(QgsAttributeEditorField(name, index, parent))


def _add_date(layer: QgsVectorLayer, parent: QgsAttributeEditorContainer, name: str) -> None:
    row = _container(field_label(name), parent, Qgis.AttributeEditorContainerType.Row)
    row.setShowLabel(False)
    for column, stretch in ((name, 4), (name + _PRECISION, 2), (name + _ZONE, 2)):
        _add_field(layer, row, column)
        element = row.children()[-1]
        element.setHorizontalStretch(stretch)
        element.setShowLabel(column == name)  # the others say themselves what they are
    parent.addChildElement(row)


def _citations(root: QgsAttributeEditorContainer) -> QgsAttributeEditorContainer:
    tab = _container(tr("Reports"), root)
    text = QgsAttributeEditorTextElement(tr("Reports"), tab)
    text.setText(_CITATIONS)
    text.setShowLabel(False)
    tab.addChildElement(text)
    return tab


def _linked_rows(
    relations: Sequence[Leading], root: QgsAttributeEditorContainer
) -> QgsAttributeEditorContainer:
    tab = _container(tr("Linked rows"), root)
    for identifier, title, is_needed in relations:
        relation = QgsRelation()  # the form keeps only its id, and finds it when it is shown
        relation.setId(identifier)
        element = QgsAttributeEditorRelation(relation, tab)
        element.setLabel(title)
        element.setRelationWidgetTypeId(_RELATION_EDITOR)
        if is_needed:
            element.setRelationEditorConfiguration(_ALL_BUT_UNLINK)
        tab.addChildElement(element)
    return tab


def _record(
    layer: QgsVectorLayer, root: QgsAttributeEditorContainer
) -> QgsAttributeEditorContainer:
    tab = _container(tr("Record"), root)
    for name in _RECORD:
        _add_field(layer, tab, name)
    return tab
