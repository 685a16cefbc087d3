"""Keeping objects that end in a background thread from taking others along.

PyQt watches for the end of every object that Qt made and Python sees. It hears of it on the main
thread, a while later where the object ended in another one, and declares the Python half of what
lies at that address *then* deleted: an object that was made since and is in use ("wrapped C/C++
object has been deleted").

Qt in turn tells an object that Python made when somebody who listens to it ends, and holds a lock
of its own meanwhile. Telling it takes Python's lock, which a window may hold that waits for Qt's.
"""

from __future__ import annotations

import contextlib
from typing import TypeVar

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtBoundSignal

from imam_ali_tracker.core.own_names import in_background

Thing = TypeVar("Thing", bound=QObject)


def unwatched(thing: Thing) -> Thing:
    """Return an object, which nobody is told the end of where this is a background thread.

    To be called on what Qt made, such as a layer's data provider, whenever Python sees it anew.
    """
    silence(thing.destroyed)
    return thing


def silence(signal: pyqtBoundSignal) -> None:
    """Let nobody hear a signal any more, where this is a background thread."""
    if in_background():
        with contextlib.suppress(TypeError):  # nobody listens
            signal.disconnect()


def silence_legend(layer: QgsVectorLayer) -> None:
    """Let the legend of a layer listen to it no more, just before another one takes its place.

    QGIS gives a layer a new legend with each style and each source.
    """
    silence(layer.nameChanged)
    silence(layer.rendererChanged)


def unwatch_all(thing: QObject) -> None:
    """Let nobody listen to an object and what belongs to it any more, just before they end."""
    if in_background():
        for each in (thing, *thing.findChildren(QObject)):
            with contextlib.suppress(TypeError):  # nobody listens
                each.disconnect()
