"""Dates, vocabularies and names as a reader expects them."""

from __future__ import annotations

from imam_ali_tracker.case.citing import date_text
from imam_ali_tracker.case.row_rules import begins_after
from imam_ali_tracker.case.schema import SITES
from imam_ali_tracker.core.dates import Precision
from imam_ali_tracker.core.errors import TrackerError
from imam_ali_tracker.core.i18n import tr
from imam_ali_tracker.core.vocabularies import NAMES, label
from imam_ali_tracker.project.expressions import arguments
from imam_ali_tracker.project.expressions.case_rows import facts_of, row_arguments, row_of
from imam_ali_tracker.project.expressions.function import Argument, Call, Declared


def declared() -> list[Declared]:
    """Return the functions of this module."""
    return [
        Declared(
            "iat_date",
            tr("Returns a reported date for readers, no more precise than it is known."),
            (
                Argument("date", tr('the date, such as "published"')),
                Argument("precision", tr('its precision, such as "published_precision"'), None),
                Argument("zone", tr('its time zone, such as "published_zone"'), None),
            ),
            (
                ("iat_date(to_date('2019-09-24'))", tr("24 September 2019")),
                ("iat_date(to_date('2019-09-01'), 'month')", tr("September 2019")),
            ),
            _date,
        ),
        Declared(
            "iat_begins_after",
            tr(
                "Returns whether all of a reported date lies after all of another, as far as their "
                "precision tells: whether a period ends before it begins."
            ),
            (
                Argument(
                    "date",
                    tr("a date, alone or in an array with its precision and time zone"),
                ),
                Argument("other", tr("the date that is expected to be later, in the same way")),
            ),
            (
                ("iat_begins_after(to_date('2019-09-24'), to_date('2019-01-01'))", "True"),
                (
                    "iat_begins_after(to_date('2019-09-24'), array(to_date('2019-01-01'), 'year'))",
                    "False",
                ),
            ),
            _begins_after,
            tr("NULL where one of the two dates is not known."),
        ),
        Declared(
            "iat_label",
            tr("Returns what a stored key means: cases keep keys, which no language changes."),
            (
                Argument("vocabulary", tr("the list, such as 'site_kind' or 'verdict'")),
                Argument("key", tr("the key; one that is not in the list is returned as it is")),
            ),
            (("iat_label('position_basis', 'imagery')", label("position_basis", "imagery")),),
            _label,
        ),
        Declared(
            "iat_names",
            tr(
                "Returns the names of a site that are recorded beside its own. NULL where there "
                "are none."
            ),
            (
                *row_arguments(),
                Argument("script", tr("only those in a script: 'Latn', 'Arab', 'Hebr' …"), ""),
                Argument("separator", tr("what stands between them"), ", "),
            ),
            (("iat_names(script:='Latn')", "Al-Imam Ali, T-Imam Ali"),),
            _names,
            columns=("uuid",),
        ),
    ]


def _date(call: Call) -> str:
    date = arguments.reported_date(*call.values)
    return date_text(None if call.values[1] == Precision.UNKNOWN.value else date)


def _begins_after(call: Call) -> bool | None:
    first, last = (
        arguments.reported_date(*(each if isinstance(each, list) else [each]))
        for each in call.values
    )
    return None if first is None or last is None else begins_after(first, last)


def _label(call: Call) -> str:
    vocabulary, key = call.values
    if vocabulary not in NAMES:
        raise TrackerError(
            tr("There is no list “{}”.").format(vocabulary),
            tr("The lists are: {}.").format(", ".join(NAMES)),
        )
    return label(vocabulary, str(key))


def _names(call: Call) -> str | None:
    script, separator = call.values[2:]
    row = row_of(call)
    if row is None:
        return None
    if row.table != SITES.name:
        raise TrackerError(
            tr("The feature is not a site."), tr("Take a feature of the layer of sites.")
        )
    names = facts_of(row, call).names.get(row.uuid, [])
    wanted = sorted(str(each["name"]) for each in names if script in ("", each["script"]))
    return separator.join(dict.fromkeys(wanted)) or None
