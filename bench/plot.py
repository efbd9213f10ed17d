#!/usr/bin/env python3
"""Draws docs/images/transfers.svg from the table in docs/benchmarks.md: each measure as a multiple of what it must reach."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent

# A row of the table, what it is called in the plot, what it must reach, what it should, and whether less is better.
MEASURES = [
    ("gvnap / curl, a round", "1 GiB, against curl from nginx", 0.7, 1.0, False),
    ("gvnap / aria2c, a round", "1 GiB, against aria2c with checksum", 4, 6, False),
    ("three sources / one, a round", "three sources, against one", 2.6, 2.9, False),
    ("20 at once / one, a round", "20 from a slow source, against one", 2.5, 1.5, True),
    ("64 streams / one, a round", "64 streams, against one", 0.8, 1.0, False),
    ("Jain's fairness index of the 64", "fairness of the 64", 0.95, 0.98, False),
    ("peak resident of the downloader, 4 GiB", "memory of the downloader", 150, 80, True),
    ("peak resident of the source", "memory of the source", 150, 80, True),
    ("hashing from the page cache, one core", "hashing, one core", 1.0, 1.4, False),
    ("a folder of 10,000 files of 4 KiB", "a folder of small files", 3000, 10000, False),
]
LEFT, UNIT, ROW, TOP = 290, 150, 26, 34


def read_medians():
    table = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| ([\d.,]+)[^|]*\|", table, re.MULTILINE)
    return {name: float(number.replace(",", "")) for name, number in rows}


def ratio(value, floor, less):
    return floor / value if less else value / floor


def draw(medians):
    height = TOP + ROW * len(MEASURES) + 12
    width = LEFT + 4 * UNIT + 20
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
           'font-family="sans-serif" font-size="13">')
    yield f'<rect width="{width}" height="{height}" fill="white"/>'
    yield f'<text x="{LEFT + UNIT}" y="20" text-anchor="middle">must</text>'
    yield f'<text x="{LEFT + UNIT + 14}" y="20" dx="14" fill="#c60">◆ should</text>'
    for index, (row, label, floor, goal, less) in enumerate(MEASURES):
        y = TOP + ROW * index
        reached, wanted = (min(4.0, ratio(value, floor, less)) for value in (medians[row], goal))
        colour = "#2a7" if reached >= 1 else "#c44"
        yield f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end">{label}</text>'
        yield f'<rect x="{LEFT}" y="{y + 3}" width="{reached * UNIT:.0f}" height="{ROW - 9}" fill="{colour}"/>'
        yield f'<text x="{LEFT + 6}" y="{y + 15}" fill="white">{medians[row]:g}</text>'
        yield f'<text x="{LEFT + wanted * UNIT:.0f}" y="{y + 16}" text-anchor="middle" fill="#c60">◆</text>'
    yield f'<path d="M{LEFT + UNIT} 26V{height - 8}" stroke="black" stroke-dasharray="4 3"/>'
    yield "</svg>"


(ROOT / "docs/images/transfers.svg").write_text("\n".join(draw(read_medians())) + "\n", encoding="utf-8")
