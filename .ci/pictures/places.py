"""The plugin in QGIS's own places: browser, data source manager, locator, options, forms."""

from __future__ import annotations

from qgis.PyQt.QtCore import QPoint, QRect, QTimer
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QLineEdit, QTreeView, QWidget

from pictures.desk import PACKAGE, Desk


def walk(desk: Desk) -> None:
    """Show each place."""
    _browser(desk)
    _sources(desk)
    _locator(desk)
    _options(desk)


def _browser(desk: Desk) -> None:
    dock = desk.window.findChild(QDockWidget, "Browser")
    dock.show()
    desk.settle()
    view = dock.findChild(QTreeView)
    model = view.model()
    roots = {
        str(model.data(model.index(row, 0))): model.index(row, 0) for row in range(model.rowCount())
    }
    root = roots["Imam Ali Tracker"]
    view.expand(root)
    desk.wait(lambda: model.rowCount(root) > 0)
    recent = model.index(0, 0, root)
    view.expand(recent)
    desk.wait(lambda: model.rowCount(recent) > 0)
    case = model.index(0, 0, recent)
    view.expand(case)
    desk.wait(lambda: model.rowCount(case) > 5)
    view.scrollTo(root, QTreeView.ScrollHint.PositionAtTop)
    desk.settle()
    desk.keep("browser", dock)
    dock.hide()


def _sources(desk: Desk) -> None:
    desk.iface.openDataSourceManagerPage(PACKAGE)
    page = next(w for w in QApplication.allWidgets() if type(w).__name__ == "CaseSourceWidget")
    page.file_widget.setFilePath("case.gpkg")
    desk.wait(lambda: len(page.chosen()) > 5)
    dialog = page.window()
    dialog.resize(860, 560)
    desk.settle()
    desk.keep("data-source-manager", dialog)
    dialog.close()


def _locator(desk: Desk) -> None:
    desk.iface.locatorSearch("iat kamal")
    desk.wait(lambda: _listed(desk))
    desk.rest(0.6)
    height = desk.window.height()
    desk.keep("locator", desk.window, QRect(QPoint(0, height - 420), QPoint(620, height)))
    for line in desk.window.findChild(QWidget, "LocatorWidget").findChildren(QLineEdit):
        line.clear()
    desk.canvas.setFocus()
    desk.rest()


def _listed(desk: Desk) -> bool:
    return any(
        view.isVisible()
        and view.model() is not None
        and "Locator" in view.model().metaObject().className()
        and view.model().rowCount() > 1
        for view in desk.window.findChildren(QTreeView)
    )


def _options(desk: Desk) -> None:
    failures: list[BaseException] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        try:
            desk.keep("options", dialog)
        except BaseException as error:  # noqa: BLE001 - raised when the dialog is closed
            failures.append(error)
        finally:
            dialog.reject()

    QTimer.singleShot(1500, look)
    desk.iface.showOptionsDialog(desk.window, PACKAGE)
    if failures:
        raise failures[0]
