"""The claim checker: what reports claim, checked against geometry, arithmetic and dates; no QGIS.

Everything here is a function over plain values. ``rows.register_of`` makes them from the rows of a
case, ``checker.check`` returns a ``Finding`` per claim, ``lines.claim_lines`` what the map shows of
them, ``lineage.Families`` how claims changed from report to report::

    register = register_of(tables, position_of, [read_coastline(path)])
    claims = list(register.claims.values())
    findings = check(claims, register)
    drawn = claim_lines(claims, findings)

Modules
    model
        claims, the places, corridors, observations and reports they speak of: the ``Register``.
    rows
        from rows (dicts by the schema's field names) to the model.
    checker
        ``check(claims, register) -> list[Finding]``: every kind, all geodesics in one batch.
    findings
        ``Finding`` (verdict, reason, needed, measured interval, notes, conversion, line).
    intervals
        ``Verdict``, ``Interval``, ``allowed_range``: only a whole interval decides a comparator.
    quantities, conversions
        numbers as printed, in any script; conversions in exact arithmetic.
    distances, lengths, endpoints, coastlines
        what is measured, from where to where, and the shortest possible.
    locations, whereabouts
        printed coordinates, directions, positions that are another place's, sources that disagree.
    counts
        what is drawn at a site; unlike things do not add up.
    periods, date_phrases, relative_dates, times
        order in time, and "on Tuesday" against the day of publication.
    lineage
        variants of one claim in order of publication, and what changed.
    printed_quantities, proposals
        ``propose(sentence, named)``: the claims that a sentence makes, for the analyst to record.
    lines
        ``claim_lines``: end points, labels and verdicts, and the claims that have no line.
"""
