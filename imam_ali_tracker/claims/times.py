"""Claims about time: order ("constructed after the reported strike") and dates ("on Tuesday").

What an event is dated by: an observation by its own dates, any other reference by the dates of the
claim. A wording such as "in May" is compared with the dates that the case records for the claim;
without a wording, the claim's dates are compared with those of the observation that it speaks of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imam_ali_tracker.claims.findings import Finding
from imam_ali_tracker.claims.intervals import Verdict
from imam_ali_tracker.claims.periods import decide_order
from imam_ali_tracker.claims.relative_dates import Resolution, resolve
from imam_ali_tracker.core.i18n import tr

if TYPE_CHECKING:
    from imam_ali_tracker.claims.findings import Words
    from imam_ali_tracker.claims.model import Claim, Reference, Register
    from imam_ali_tracker.claims.periods import Period

_ORDER = frozenset({"before", "after"})


def observed(reference: Reference, register: Register) -> Period | None:
    """Return when the observation, or the event of the claim, that is referred to took place."""
    dated = register.observations.get(reference.uuid)
    if dated is not None:
        return dated.period
    claim = register.claims.get(reference.uuid)
    return None if claim is None else claim.event


def check_order(claim: Claim, register: Register, words: Words) -> Finding:
    """Return the verdict on one claim about the order of two events."""
    subject = observed(claim.subject, register) or claim.event
    other = observed(claim.object, register)
    comparator = words.comparators.get(claim.comparator, claim.comparator)
    if subject is None or other is None:
        undated = claim.subject if subject is None else claim.object
        reason = tr("Nothing in the case dates {}, so “{}” cannot be told.").format(
            _named(undated, register, words), comparator
        )
        return Finding(claim.uuid, Verdict.CANNOT_TELL, reason, tr("A date of both events."))
    verdict = decide_order(claim.comparator, subject, other)
    if verdict is None:
        reason = tr("“{}” does not compare dates.").format(comparator)
        return Finding(claim.uuid, Verdict.NOT_CHECKABLE, reason, tr("Which comes first."))
    facts = tr("{} is dated {}, {} {}").format(
        _named(claim.subject, register, words),
        subject,
        _named(claim.object, register, words),
        other,
    )
    reason = f"{facts}; {_judgement(verdict).format(comparator)}"
    undecided = verdict is Verdict.CANNOT_TELL
    needed = tr("The time of day of both, or imagery from between them.") if undecided else ""
    return Finding(claim.uuid, verdict, reason, needed, subject)


def _named(reference: Reference, register: Register, words: Words) -> str:
    observation = register.observations.get(reference.uuid)
    if observation is None:
        place = register.places.get(reference.uuid)
        return reference.text or (place.name if place else tr("what the claim speaks of"))
    kind = words.observation_kinds.get(observation.kind, observation.kind)
    place = register.places.get(observation.site)
    return tr("{} at {}").format(kind, place.name) if place else kind


def _judgement(verdict: Verdict) -> str:
    if verdict is Verdict.CONSISTENT:
        return tr("all of the first is “{}” the second.")
    if verdict is Verdict.INCONSISTENT:
        return tr("none of the first is “{}” the second.")
    return tr("that is not exact enough to tell whether the first is “{}” the second.")


def check_date(claim: Claim, register: Register, words: Words) -> Finding:
    """Return the verdict on one claim about when something was."""
    if claim.comparator in _ORDER:
        return check_order(claim, register, words)
    resolution = _resolution(claim, register)
    if resolution is not None:
        return _check_wording(claim, register, resolution)
    recorded = claim.event
    seen = observed(claim.object, register) or observed(claim.subject, register)
    notes = _unresolved(claim)
    if recorded is None:
        reason = tr("The claim gives no date that can be read.")
        return Finding(claim.uuid, Verdict.NOT_CHECKABLE, reason, tr("A date."), None, notes)
    if seen is None:
        reason = tr("The claim says {}; nothing else in the case dates that.").format(recorded)
        needed = tr("A second source of the date.")
        return Finding(claim.uuid, Verdict.CANNOT_TELL, reason, needed, None, notes)
    verdict = decide_order("during", seen, recorded) or Verdict.CANNOT_TELL
    facts = tr("The claim says {}, the observation is dated {}").format(recorded, seen)
    return _finding(claim, verdict, facts, seen, notes)


def _check_wording(claim: Claim, register: Register, resolution: Resolution) -> Finding:
    """Compare what the wording means with what the case records, or else with what was seen."""
    recorded = claim.event
    seen = recorded or observed(claim.object, register) or observed(claim.subject, register)
    notes = _published_inferred(claim, register)
    if seen is None:
        reason = tr("{} Nothing in the case dates the event.").format(resolution.reason)
        needed = tr("A date of the event from another source.")
        return Finding(claim.uuid, Verdict.CANNOT_TELL, reason, needed, resolution.period, notes)
    readings = (resolution.period, *resolution.alternatives)
    verdicts = [decide_order("during", seen, reading) for reading in readings]
    best = next((v for v in (Verdict.CONSISTENT, Verdict.CANNOT_TELL) if v in verdicts), None)
    facts = tr("{} The case records {}").format(resolution.reason, seen)
    return _finding(claim, best or Verdict.INCONSISTENT, facts, resolution.period, notes)


def _finding(
    claim: Claim, verdict: Verdict, facts: str, measured: Period, notes: tuple[str, ...]
) -> Finding:
    judgements = {
        Verdict.CONSISTENT: tr("the two agree."),
        Verdict.INCONSISTENT: tr("the two exclude each other."),
        Verdict.CANNOT_TELL: tr("that is not exact enough to tell."),
    }
    undecided = verdict is Verdict.CANNOT_TELL
    needed = tr("A more exact date of the event.") if undecided else ""
    return Finding(claim.uuid, verdict, f"{facts}; {judgements[verdict]}", needed, measured, notes)


def _resolution(claim: Claim, register: Register) -> Resolution | None:
    report = register.reports.get(claim.report)
    if not claim.value_text:
        return None
    return resolve(
        claim.value_text,
        report.published if report else None,
        said=claim.said,
        antecedent=observed(claim.object, register),
    )


def _unresolved(claim: Claim) -> tuple[str, ...]:
    if not claim.value_text:
        return ()
    return (tr("“{}” gives no date by itself.").format(claim.value_text),)


def _published_inferred(claim: Claim, register: Register) -> tuple[str, ...]:
    report = register.reports.get(claim.report)
    if report is None or report.published_basis != "inferred":
        return ()
    return (tr("The date of publication is itself inferred."),)
