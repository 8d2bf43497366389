"""The questionnaire, and answers given as JSON, in FHIR R4. Reads no record and stores nothing."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from eligibility import versions
from eligibility.core.protocol import Protocol
from eligibility.interop.contract import Refused, assessed, read_json
from eligibility.interop.fhir import bundle, ndjson, questionnaire, questionnaire_response
from eligibility.protocol import PROTOCOL

SPOKEN = [language for language, _name in settings.LANGUAGES]


class Command(BaseCommand):
    help = "Prints the questionnaire, or answers and their result, in FHIR R4."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        for name, says in (
            ("questionnaire", "the screening as a Questionnaire"),
            ("response", 'a QuestionnaireResponse from {"answers": {...}}, a Bundle from an array'),
        ):
            found = what.add_parser(name, help=says)
            found.add_argument("--language", choices=SPOKEN, default="en")
            found.add_argument("--version", dest="rules", default=PROTOCOL.version)
        found.add_argument("file", nargs="?", default="-", help="a JSON file, or - (the default)")
        found.add_argument("--ndjson", action="store_true", help="one resource a line, no Bundle")

    def handle(self, *, what: str, rules: str, language: str, **options: Any) -> None:
        try:
            protocol = versions.protocol_of(rules)
        except versions.UnknownVersion as why:
            raise CommandError(str(why), returncode=2) from None
        if what == "response":
            self.write_responses(protocol, language, options["file"], options["ndjson"])
        else:
            status = "active" if rules in versions.released() else "draft"
            asked = questionnaire(protocol, language, base=settings.FHIR_BASE, status=status)
            self.write(asked)

    def write_responses(self, protocol: Protocol, language: str, file: str, lines: bool) -> None:
        """One object, or an array of them. Prints nothing unless all are good."""
        given = _read(file)
        many = given if isinstance(given, list) else [given]
        try:
            found = [_response(protocol, language, item) for item in many]
        except Refused as why:
            raise CommandError(str(why), returncode=2) from None
        if lines:
            self.stdout.writelines(ndjson(found))
        else:
            self.write(bundle(found) if isinstance(given, list) else found[0])

    def write(self, resource: dict[str, Any]) -> None:
        """Prints one resource."""
        self.stdout.write(json.dumps(resource, indent=2))


def _read(file: str) -> Any:
    try:
        return read_json(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes())
    except OSError as why:
        raise CommandError(f"{file} cannot be read: {why.strerror}", returncode=2) from None
    except Refused as why:
        raise CommandError(str(why), returncode=2) from None


def _response(protocol: Protocol, language: str, given: Any) -> dict[str, Any]:
    return questionnaire_response(
        protocol,
        assessed(protocol, given),
        language=language,
        authored=timezone.now(),
        base=settings.FHIR_BASE,
    )
