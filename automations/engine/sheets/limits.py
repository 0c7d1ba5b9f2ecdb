"""What reading one workbook may cost. Measured in benchmarks/reading.py; real ones stay far below.

A workbook of 100,000 rows and 12 columns asks for 0.3 GB and a second.
"""

from __future__ import annotations

MEMORY = 4 << 30  # bytes of address space of the reading process, where the system can limit it
SECONDS = 8.0  # for a workbook of any size
SECONDS_PER_MEGABYTE = 2.0  # on top, by the size of the file

FILE = 256 << 20  # bytes of a workbook as it lies on disk
PARTS = 10_000  # files inside the zip
UNPACKED = 2 << 30  # bytes of all parts together
RATIO = 250  # how much smaller than itself a part may be packed; equal rows reach 24 …
RATIO_FROM = 32 << 20  # … and below so many bytes it does not matter
TABS = 1_000
CELLS = 20_000_000
TEXT = 256 << 20  # characters of all cells together
ROWS, COLUMNS = 1_048_576, 16_384  # of a sheet, in every program
LOOSE = 4  # a grid may be this many times its filled cells …
LOOSE_FROM = 1_000_000  # … or have this many places, before only the filled cells are kept


def seconds(size: int, least: float = SECONDS) -> float:
    """Return how long reading a file of `size` bytes may take."""
    return least + SECONDS_PER_MEGABYTE * size / (1 << 20)
