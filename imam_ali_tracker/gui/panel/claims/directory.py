"""Finds and names what claims are about, as far as it has been read by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imam_ali_tracker.claims.model import Reference, Register
from imam_ali_tracker.gui.panel.claims.naming import shown_name
from imam_ali_tracker.gui.panel.claims.subjects import Subjects, some_of_each

if TYPE_CHECKING:
    from imam_ali_tracker.gui.panel.distances.site_search import Target
    from imam_ali_tracker.gui.site_register import SiteRegister


class Directory:
    """Sites are those of the open case at any time; the rest is what was set last."""

    def __init__(self, sites: SiteRegister) -> None:
        self._sites = sites
        self._register = Register()
        self._subjects = Subjects()

    def set_register(self, register: Register) -> None:
        """Name what is in a register, until :meth:`set_subjects` says what else there is."""
        self._register = register
        self._subjects = Subjects()

    def set_subjects(self, subjects: Subjects) -> None:
        """Find and name these."""
        self._register = subjects.register
        self._subjects = subjects

    def find(self, text: str, limit: int) -> list[Target]:
        """Return what has a name that contains ``text``, in any script; some of every kind."""
        sites = [("sites", site.uuid, site.name) for site in self._sites.search(text, limit)]
        return some_of_each([sites, *self._subjects.groups(text, limit)], limit)

    def find_claims(self, text: str, limit: int) -> list[Target]:
        """Return the claims whose statement contains ``text``."""
        found = self._subjects.claims(text, limit)
        return [(table, uuid, self.claim_name(uuid)) for table, uuid, _shown in found]

    def name_of(self, reference: Reference) -> str:
        """Return what a reference is called, empty where it is nothing but words."""
        site = self._sites.get(reference.uuid) if reference.table == "sites" else None
        return shown_name(reference, self._register) if site is None else site.name

    def claim_name(self, uuid: str) -> str:
        """Return the statement of a claim."""
        claim = self._register.claims.get(uuid)
        return uuid if claim is None else claim.statement
