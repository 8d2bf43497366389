"""Many resources: as one Bundle, or one a line for an export of any size."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5


def bundle(resources: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A collection of resources, in this order. The same resources make the same bundle."""
    entries = [_entry(place, resource) for place, resource in enumerate(resources)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        **({"entry": entries} if entries else {}),
    }


def _entry(place: int, resource: dict[str, Any]) -> dict[str, Any]:
    """FHIR wants a name for each entry, and no two alike."""
    name = uuid5(NAMESPACE_URL, f"{place} {json.dumps(resource)}")
    return {"fullUrl": name.urn, "resource": resource}


def ndjson(resources: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Each resource as one line of JSON with its line end, as it comes: nothing is kept."""
    for resource in resources:
        yield json.dumps(resource) + "\n"
