"""The time and the size of the PDF: `python -m bench.pdf [--rounds N] [--people N]`.

Measured is the warm time from a sheet that is worked out to the bytes of its PDF:

- `ours`: `pdf_of`, tagged (PDF/UA-1), with its fonts, tables, boxes and links to the sources.
- `plain`: reportlab, untagged: the same pages with their headings, tables, boxes, lines, links and
  "Page x of y", in a font that is not in the file.

No two people gave the same answers or have the same name. In each round each program makes the PDF
of each person, in an order shuffled anew; a ratio compares both in the same round. What the plain
one needs is worked out before anything is timed. The compiler remembers its last documents, so
there must be so many people that none is met again before it is forgotten: twenty are enough.
"""

import argparse
import base64
import gc
import os
import random
import secrets
import statistics
import sys
import time
from collections.abc import Callable

import django

from bench.pdf.plain import leading_for, pages_of, plain_pdf

MUST, AIM = 1.0, 0.5
MUST_KB, AIM_KB, PAGES = 60, 40, 3

Maker = Callable[[], bytes]


def prepare() -> None:
    """Settings of a test run, without a database."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CANDOR_MODE": "test",
        "DATABASE_URL": "sqlite://:memory:",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DATA_KEYS": f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
    }
    django.setup()


def makers(people: int, seed: int) -> list[tuple[Maker, Maker]]:
    """For each person, what makes our PDF and what makes the plain one."""
    from tests.oracle import random_answers
    from tests.test_the_pdf_is_the_page import sheet

    rng = random.Random(seed)  # noqa: S311 (these answers keep no secret)
    return [pair(sheet(f"Person {n}", **random_answers(rng))) for n in range(people)]


def pair(one: object) -> tuple[Maker, Maker]:
    """Both makers of one sheet. They give as many pages."""
    from eligibility.summary.contents import contents
    from eligibility.summary.pdf import pdf_of

    told = contents(one)
    leading = leading_for(told, pages_of(pdf_of(one)))
    return lambda: pdf_of(one), lambda: plain_pdf(told, leading)


def seconds(make: list[Maker]) -> float:
    """The time of one PDF, over all people."""
    gc.collect()
    start = time.perf_counter()
    for maker in make:
        maker()
    return (time.perf_counter() - start) / len(make)


def measure(ours: list[Maker], plain: list[Maker], rounds: int) -> list[tuple[float, float]]:
    """Seconds for ours and for the plain one, in each round."""
    rng = random.Random(rounds)  # noqa: S311
    found = []
    for _ in range(rounds):
        order = rng.sample((ours, plain), 2)
        took = {id(make): seconds(make) for make in order}
        found.append((took[id(ours)], took[id(plain)]))
    return found


def verdict(value: float, must: float, aim: float) -> str:
    return f"must {must:g}: {'ok' if value <= must else 'FAIL'}; aim {aim:g}: " + (
        "ok" if value <= aim else "not yet"
    )


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def report(times: list[tuple[float, float]], ours: list[Maker], plain: list[Maker]) -> None:
    """Prints times, sizes and how goals 10 and 11 stand."""
    for name, column, make in (("ours", 0, ours), ("plain", 1, plain)):
        found = sorted(1000 * pair[column] for pair in times)
        size = statistics.median(len(maker()) for maker in make)
        numbers = f"{statistics.median(found):>8.1f}{found[0]:>8.1f}{found[-1]:>8.1f}"
        say(f"{name:8}{numbers} ms (median, min, max), {size / 1000:.1f} KB")
    ratio = statistics.median(own / floor for own, floor in times)
    say(f"goal 10, ours / plain: {ratio:.2f}. {verdict(ratio, MUST, AIM)}")
    made = [maker() for maker in ours]
    pages = statistics.mean(map(pages_of, made))
    share = PAGES * statistics.mean(map(len, made)) / pages / 1000
    say(f"a sheet has {pages:.1f} pages on average")
    say(f"goal 11, KB for each {PAGES} pages: {share:.1f}. {verdict(share, MUST_KB, AIM_KB)}")


def main() -> None:
    """Prepares, measures and reports. It ends well whatever the times are."""
    parser = argparse.ArgumentParser(prog="python -m bench.pdf", description="Goals 10 and 11.")
    parser.add_argument("--rounds", type=int, default=9, help="times through all people")
    parser.add_argument("--people", type=int, default=20, help="different sheets, 20 or more")
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    prepare()
    ours, plain = map(list, zip(*makers(options.people, options.seed), strict=True))
    report(measure(ours, plain, options.rounds), ours, plain)


if __name__ == "__main__":
    main()
