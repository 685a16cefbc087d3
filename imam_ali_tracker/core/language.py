"""The plugin's texts in the language that QGIS speaks, where a translation of them is there."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

from imam_ali_tracker.core import i18n

_NAME = "imam_ali_tracker"


class Language:
    """Translates into ``locale``, such as ``pt_BR``, from now on until :meth:`forget`.

    ``folder`` holds the compiled translations, ``imam_ali_tracker_pt.qm`` and the like.
    """

    def __init__(self, folder: Path, locale: str) -> None:
        translator = QTranslator()
        self._translator: QTranslator | None = None
        if translator.load(QLocale(locale), _NAME, "_", str(folder)):
            QCoreApplication.installTranslator(translator)
            self._translator = translator
        i18n.install_translator(QCoreApplication.translate)

    def forget(self) -> None:
        """Return to untranslated texts."""
        i18n.install_translator(None)
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None
