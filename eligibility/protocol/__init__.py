"""The protocol: what a clinician reviews. It is checked as a whole when it is imported."""

from django.utils.translation import gettext_lazy as _

from eligibility.core.conditions import ALWAYS
from eligibility.core.protocol import Protocol
from eligibility.core.rules import Kind, Outcome, Rule, Says
from eligibility.protocol.parts import PARTS
from eligibility.protocol.rules import (
    danger_signs,
    listed,
    studies,
    talk_over,
    talk_over_health,
)
from eligibility.protocol.sources import OURS

PROTOCOL = Protocol(
    version="2026.1",
    parts=PARTS,
    rules=(
        *danger_signs.RULES,
        *listed.RULES,
        *studies.RULES,
        *talk_over.RULES,
        *talk_over_health.RULES,
    ),
    otherwise=Rule(
        slug="not_covered",
        kind=Kind.UNKNOWN,
        when=ALWAYS,
        outcome=Outcome.NEED_INFORMATION,
        says=Says(
            title=_("An answer that our rules do not cover"),
            short=_("an answer that our rules do not cover"),
            why=_("One of your answers is not in our rules. We do not read that as good news."),
            next_step=_("Go through your answers with your doctor."),
            staff=_("An answer is neither clear nor named by a rule. Tell the Candor team."),
        ),
        cites=(OURS.at("Safety", "Allow-list", says=_("Only clear answers count as clear.")),),
    ),
)
