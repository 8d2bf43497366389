"""The views of the list that the clinic works from: each a plain address with its count.

A count stops at 1,000, so that it costs the same in a large clinic. All of them, and the names of
the staff, ride along in the query of the list itself.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import Aggregate, F, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from eligibility.review.queue.filters import FILTERS
from eligibility.review.queue.shelves import all_of, count_to

MOST, MOST_STAFF = 999, 200
FILTER = {each.parameter_name: each for each in FILTERS}


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """A view of the list: its name, and the filters in its address."""

    slug: str
    label: Any
    asks: dict[str, str]

    def counted(self, request: HttpRequest) -> Combinable:
        """How many there are, as part of another query."""
        wheres = (FILTER[name].where(value, request) for name, value in self.asks.items())
        return count_to(MOST + 1, all_of(wheres))


SHORTCUTS = (
    Shortcut(slug="urgent", label=_("Urgent and open"), asks={"clock": "any"}),
    Shortcut(slug="new", label=_("New"), asks={"status": "new"}),
    Shortcut(slug="mine", label=_("Mine"), asks={"status": "open", "assigned": "me"}),
    Shortcut(slug="nobody", label=_("Unassigned"), asks={"status": "open", "assigned": "nobody"}),
    Shortcut(slug="in_review", label=_("In review"), asks={"status": "in_review"}),
    Shortcut(slug="contacted", label=_("Contacted, no visit yet"), asks={"status": "contacted"}),
    Shortcut(slug="all", label=_("All"), asks={}),
)


class AsJson(Aggregate):
    """The values of a few columns, as JSON text: a list of lists."""

    template = "json_group_array(json_array(%(expressions)s))"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return self.as_sql(
            compiler, connection, template="json_agg(json_build_array(%(expressions)s))::text"
        )


def staff() -> Any:
    """The people who work here, for a choice."""
    active = get_user_model().objects.filter(is_active=True, is_staff=True)
    return active.order_by(get_user_model().USERNAME_FIELD)[:MOST_STAFF]


def aside(request: HttpRequest) -> dict[str, Combinable]:
    """What the page shows beside the list, as columns that are the same in each row."""
    users = get_user_model().objects.filter(pk__in=staff().values("pk")).order_by()
    one_row = users.annotate(one=Value(1)).values("one")
    names = one_row.annotate(names=AsJson("pk", F(get_user_model().USERNAME_FIELD)))
    counts = {f"count_{each.slug}": each.counted(request) for each in SHORTCUTS}
    return counts | {"staff_names": Subquery(names.values("names"))}


def staff_of(rows: list[Any]) -> list[tuple[int, str]]:
    """The staff by name, as a row brought them. A page without rows brings none."""
    found = json.loads(rows[0].staff_names or "[]") if rows else []
    return sorted(((number, name) for number, name in found), key=lambda pair: pair[1])


def links(rows: list[Any], shown: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Each view with its address and its count, as a row brought it. `shown` is what the page is
    filtered by. A page without rows brings no counts."""
    for each in SHORTCUTS:
        count = getattr(rows[0], f"count_{each.slug}") if rows else None
        yield {
            "label": each.label,
            "href": f"?{urlencode(each.asks)}",
            "count": f"{MOST}+" if count and count > MOST else count,
            "selected": {name: values[-1] for name, values in shown.items()} == each.asks,
        }
