"""School holidays by region, as the Ministry of Education published them; a city adds its own.

Christmas, May and summer are fixed by the ministry's regulations ("Regeling vaststelling
schoolvakanties 2016-2019", VO/OK/587536, and its successors); autumn and spring are its advice
(rijksoverheid.nl, "Overzicht schoolvakanties per schooljaar"). Most were compared with a second
source: kalendervip.nl (2016), vakantiespreiding.eu (2017-2018), the tables of workalendar 17.0
(2016 to 2025), timetables of schools in each region (2025-2026), schoolvakanties-nederland.nl
(2029); many rest on one table alone. Of 2026-2027 only Midden could be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

Span = tuple[date, date]  # first and last day

REGIONS = ("noord", "midden", "zuid")
_WEEK = 9  # days: with the weekends on both sides
_FORTNIGHT = 16
_SUMMER = 44
_NEAR = timedelta(days=14)  # two holidays lie further apart than this
_LONGEST_TERM = timedelta(days=91)  # no region has ever gone longer without a holiday

# The Saturday on which each begins, as month and day. Christmas and May are the same everywhere;
# the others are by region, in the order of REGIONS, with None where nobody could compare it.
_Start = tuple[int, int]
_Each = tuple[_Start | None, _Start | None, _Start | None]
_CHRISTMAS: Mapping[int, _Start] = {
    2015: (12, 19),
    2016: (12, 24),
    2017: (12, 23),
    2018: (12, 22),
    2019: (12, 21),
    2020: (12, 19),
    2021: (12, 25),
    2022: (12, 24),
    2023: (12, 23),
    2024: (12, 21),
    2025: (12, 20),
    2026: (12, 19),
    2027: (12, 25),
    2028: (12, 23),
}
_MAY: Mapping[int, _Start] = {
    2016: (4, 30),
    2017: (4, 22),
    2018: (4, 28),
    2019: (4, 27),
    2020: (4, 25),
    2021: (5, 1),
    2022: (4, 30),
    2023: (4, 29),
    2024: (4, 27),
    2025: (4, 26),
    2026: (4, 25),
    2028: (4, 29),
    2029: (4, 28),
}
_AUTUMN: Mapping[int, _Each] = {
    2016: ((10, 15), (10, 15), (10, 22)),
    2017: ((10, 21), (10, 14), (10, 14)),
    2018: ((10, 20), (10, 20), (10, 13)),
    2019: ((10, 19), (10, 19), (10, 12)),
    2020: ((10, 10), (10, 17), (10, 17)),
    2021: ((10, 16), (10, 16), (10, 23)),
    2022: ((10, 15), (10, 22), (10, 22)),
    2023: ((10, 21), (10, 14), (10, 14)),
    2024: ((10, 26), (10, 26), (10, 19)),
    2025: ((10, 18), (10, 18), (10, 11)),
    2026: (None, (10, 17), None),
    2027: ((10, 16), (10, 16), (10, 23)),
    2028: ((10, 14), (10, 21), (10, 21)),
}
_SPRING: Mapping[int, _Each] = {
    2016: ((2, 27), (2, 20), (2, 20)),
    2017: ((2, 18), (2, 25), (2, 25)),
    2018: ((2, 24), (2, 24), (2, 17)),
    2019: ((2, 16), (2, 23), (2, 23)),
    2020: ((2, 15), (2, 22), (2, 22)),
    2021: ((2, 20), (2, 20), (2, 13)),
    2022: ((2, 19), (2, 26), (2, 26)),
    2023: ((2, 25), (2, 25), (2, 18)),
    2024: ((2, 17), (2, 17), (2, 10)),
    2025: ((2, 15), (2, 22), (2, 22)),
    2026: ((2, 21), (2, 14), (2, 14)),
    2027: (None, (2, 20), None),
    2028: ((2, 19), (2, 26), (2, 26)),
    2029: ((2, 17), (2, 17), (2, 10)),
}
_SUMMERS: Mapping[int, _Each] = {
    2016: ((7, 16), (7, 9), (7, 23)),
    2017: ((7, 22), (7, 8), (7, 15)),
    2018: ((7, 21), (7, 14), (7, 7)),
    2019: ((7, 13), (7, 20), (7, 6)),
    2020: ((7, 4), (7, 18), (7, 11)),
    2021: ((7, 10), (7, 17), (7, 24)),
    2022: ((7, 16), (7, 9), (7, 23)),
    2023: ((7, 22), (7, 8), (7, 15)),
    2024: ((7, 20), (7, 13), (7, 6)),
    2025: ((7, 12), (7, 19), (7, 5)),
    2026: ((7, 4), (7, 18), (7, 11)),
    2027: (None, (7, 17), None),
    2028: ((7, 15), (7, 8), (7, 22)),
    2029: ((7, 21), (7, 7), (7, 14)),
}


def _known(place: int) -> Iterator[Span]:
    for all_over, days in ((_CHRISTMAS, _FORTNIGHT), (_MAY, _WEEK)):
        for year, start in all_over.items():
            yield _span(year, start, days)
    for by_region, days in ((_AUTUMN, _WEEK), (_SPRING, _WEEK), (_SUMMERS, _SUMMER)):
        for year, each in by_region.items():
            if (own := each[place]) is not None:
                yield _span(year, own, days)


def _span(year: int, start: _Start, days: int) -> Span:
    first = date(year, *start)
    return first, first + timedelta(days=days - 1)


KNOWN: Mapping[str, tuple[Span, ...]] = {
    region: tuple(sorted(_known(place))) for place, region in enumerate(REGIONS)
}


def with_own(known: Iterable[Span], own: Iterable[Span]) -> tuple[Span, ...]:
    """Add a city's own holidays; one that lies near a known one takes its place."""
    more = tuple(own)
    kept = (
        one
        for one in known
        if not any(first - _NEAR <= one[1] and one[0] <= last + _NEAR for first, last in more)
    )
    return tuple(sorted((*kept, *more)))


def days_of(spans: Iterable[Span]) -> frozenset[date]:
    """Return every day of some holidays."""
    return frozenset(
        first + timedelta(days=ahead)
        for first, last in spans
        for ahead in range((last - first).days + 1)
    )


def known_until(days: frozenset[date], today: date) -> date | None:
    """Return until when no holiday is missing: within thirteen weeks there always is one.

    That is the last day of a holiday, or None where the next one is missing already.
    """
    last = None
    for day in sorted(day for day in days if day >= today):
        if day - (last or today) >= _LONGEST_TERM:
            break
        last = day
    return last
