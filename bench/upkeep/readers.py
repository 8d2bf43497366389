"""Who reads the clinic's records while something else is done to all of them."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any


class Readers:
    """Opens one record after another, all that is sealed in it, for as long as the block lasts.
    `failed` is why a read failed, for each that did."""

    def __init__(self) -> None:
        from eligibility.models import Submission

        self.records = Submission.objects
        self.ids = list(self.records.values_list("pk", flat=True)[:20_000])
        self.count, self.failed, self.over = 0, list[str](), False
        self.thread = ThreadPoolExecutor(1)

    def __enter__(self) -> "Readers":
        self.reading = self.thread.submit(self._read)
        return self

    def __exit__(self, *_error: Any) -> None:
        self.over = True
        self.thread.shutdown()
        self.reading.result()

    def _read(self) -> None:
        chance = random.Random(1)  # noqa: S311
        while not self.over:
            try:
                record = self.records.get(pk=chance.choice(self.ids))
                assert record.answers and record.assessment and record.identity  # noqa: S101
            except Exception as why:
                self.failed.append(f"{type(why).__name__}: {why}")
            self.count += 1


def moved() -> float:
    """The part of the records that rests on the key k2."""
    from eligibility.models import Submission

    under = Submission.objects.extra(where=["answers LIKE 'k2.%%'"])
    return float(under.count() / Submission.objects.count())
