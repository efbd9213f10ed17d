#!/usr/bin/env python3
"""Draws docs/images/transfers.svg and index.svg from the tables in docs/benchmarks.md: each measure as a multiple of what it must reach."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent

# A row of the table, what it is called in the plot, what it must reach, what it should, and whether less is better.
PLOTS = {
    "transfers": [
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
    ],
    "index": [
        ("index server of 1 M files, resident: a file", "memory a file, 1,000,000 files", 250, 150, True),
        ("index server of 10 M files, resident: a file (`resident-10m`)", "memory a file, 10,000,000 files", 250, 150, True),
        ("search index of 1 M files: two words, a core", "two words in the process, a core", 60_000, 200_000, False),
        ("two rare words over TCP / redis EVAL", "two rare words over TCP, against EVAL", 3, 6, False),
        ("two common words over TCP / redis EVAL", "two common words over TCP, against EVAL", 100, 300, False),
        ("16 pipelined / redis-benchmark GET", "16 pipelined, against GET", 0.5, 1.0, False),
        ("p99 at half of the peak rate (20,434/s), 5,000 files/s come and go", "p99 while files come and go", 10, 3, True),
        ("registration, memory directory", "registration, in memory", 150_000, 400_000, False),
        ("registration, Redis directory", "registration, in Redis", 30_000, 80_000, False),
        ("18,900 idle peers, memory each", "memory of an idle peer", 12, 6, True),
        ("heartbeats of 20,000 idle peers, a core's time, from that of 18,900", "time of idle peers", 25, 10, True),
        ("restart on Redis, 1,000,000 files searchable after", "restart on Redis", 20, 8, True),
        ("silent crash among 10,000 peers, out of all results, slowest of 20", "silent crash among 10,000 peers", 17, 16, True),
    ],
}
LEFT, UNIT, ROW, TOP = 290, 150, 26, 34


def read_medians():
    table = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| ([\d.,]+)[^|]*\|", table, re.MULTILINE)
    return {name: float(number.replace(",", "")) for name, number in rows}


def ratio(value, floor, less):
    return floor / value if less else value / floor


def draw(measures, medians):
    height = TOP + ROW * len(measures) + 12
    width = LEFT + 4 * UNIT + 20
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
           'font-family="sans-serif" font-size="13">')
    yield f'<rect width="{width}" height="{height}" fill="white"/>'
    yield f'<text x="{LEFT + UNIT}" y="20" text-anchor="middle">must</text>'
    yield f'<text x="{LEFT + UNIT + 14}" y="20" dx="14" fill="#c60">◆ should</text>'
    for index, (row, label, floor, goal, less) in enumerate(measures):
        y = TOP + ROW * index
        reached, wanted = (min(4.0, ratio(value, floor, less)) for value in (medians[row], goal))
        colour = "#2a7" if reached >= 1 else "#c44"
        yield f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end">{label}</text>'
        yield f'<rect x="{LEFT}" y="{y + 3}" width="{reached * UNIT:.0f}" height="{ROW - 9}" fill="{colour}"/>'
        yield f'<text x="{LEFT + 6}" y="{y + 15}" fill="white">{medians[row]:.10g}</text>'
        yield f'<text x="{LEFT + wanted * UNIT:.0f}" y="{y + 16}" text-anchor="middle" fill="#c60">◆</text>'
    yield f'<path d="M{LEFT + UNIT} 26V{height - 8}" stroke="black" stroke-dasharray="4 3"/>'
    yield "</svg>"


for name, measures in PLOTS.items():
    (ROOT / f"docs/images/{name}.svg").write_text("\n".join(draw(measures, read_medians())) + "\n", encoding="utf-8")
