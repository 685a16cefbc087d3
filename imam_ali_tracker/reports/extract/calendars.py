"""Days of other calendars in the Gregorian one.

Sources: the 33-year rule of the Solar Hijri (Jalali) calendar, exact for 1178–1633; the tabular
Islamic calendar with leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29 of 30 (civil epoch), which
may differ by a day from the sighting of the moon (E. Reingold, N. Dershowitz, Calendrical
Calculations).
"""

from __future__ import annotations

from datetime import date, timedelta

_JALALI_EPOCH = date(622, 3, 21)
_HIJRI_EPOCH = date(622, 7, 19)
BUDDHIST_OFFSET = 543


def jalali_leap(year: int) -> bool:
    """Tell whether a Solar Hijri year has 366 days."""
    return year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)


def from_jalali(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of a Solar Hijri one, ``None`` where there is no such day."""
    last = 31 if month <= 6 else 30 if month < 12 or jalali_leap(year) else 29
    if not (1178 <= year <= 1633 and 1 <= month <= 12 and 1 <= day <= last):
        return None
    cycles, rest = divmod(year - 1, 33)
    leaps = cycles * 8 + sum(jalali_leap(passed) for passed in range(1, rest + 1))
    days = (year - 1) * 365 + leaps + (month - 1) * 30 + min(month - 1, 6) + day - 1
    return _JALALI_EPOCH + timedelta(days=days)


def from_hijri(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of a tabular Islamic one, ``None`` where there is no such day."""
    if not (1 <= year <= 2000 and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2 + day - 1
    return _HIJRI_EPOCH + timedelta(days=days)
