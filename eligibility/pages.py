"""What belongs to no questionnaire: the language, the page about us, and what every page knows."""

from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from eligibility.errors import not_found
from eligibility.language import remember
from eligibility.proof.record import proved_on
from eligibility.proof.statements import THEOREMS
from eligibility.protocol import PROTOCOL, sources
from eligibility.protocol.content.cards import CARDS
from eligibility.protocol.content.decisions import DECISIONS
from eligibility.protocol.content.outcomes import OUTCOMES
from eligibility.protocol.content.risks import LISTED_RISKS, OTHER_RISKS
from eligibility.security import kiosk
from eligibility.security.packing import tightly
from eligibility.summary.how_we_decide import card_of, kinds_of_rules
from eligibility.summary.paper_form import paper_form
from eligibility.versions import digest_of


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who makes this, who pays, and what each source is worth."""
    listed = [s for s in vars(sources).values() if isinstance(s, sources.Source)]
    context = {
        "sources": listed,
        "protocol": PROTOCOL,
        "written": sources.REVIEWED,
        "next_review": sources.NEXT_REVIEW,
    }
    return render(request, "about.html", context)


@require_safe
def conditions(request: HttpRequest) -> HttpResponse:
    """What is known, and what is not, of each condition that we ask about."""
    return render(request, "conditions.html", {"cards": CARDS})


@require_safe
def how_we_decide(request: HttpRequest) -> HttpResponse:
    """The results, and a link to the page of every rule."""
    context = {
        "protocol": PROTOCOL,
        "digest": digest_of(PROTOCOL),
        "outcomes": OUTCOMES.values(),
        "kinds": kinds_of_rules(PROTOCOL),
    }
    return render(request, "how_we_decide.html", context)


@require_safe
def proved(request: HttpRequest) -> HttpResponse:
    """What was shown of all rules together."""
    context = {
        "protocol": PROTOCOL,
        "theorems": THEOREMS,
        "proved_on": proved_on(PROTOCOL, THEOREMS),
    }
    return render(request, "proved.html", context)


@require_safe
def undecided(request: HttpRequest) -> HttpResponse:
    """What a clinician must still decide, and what is done until then."""
    return render(request, "undecided.html", {"decisions": DECISIONS})


@require_safe
def rule(request: HttpRequest, kind: str, rule: str) -> HttpResponse:
    """One rule: when it comes up, why, and its source card."""
    for found in PROTOCOL.rules:
        if (found.kind.value, found.slug) == (kind, rule):
            return render(request, "rule.html", {"card": card_of(found)})
    return not_found(request)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored, for how long, and how to have it deleted."""
    return render(request, "privacy.html", {"kept": settings.RETENTION})


@require_safe
@tightly
def paper(request: HttpRequest) -> HttpResponse:
    """All questions on paper, to be filled in by hand and typed in later."""
    context = {
        "protocol": PROTOCOL,
        "digest": digest_of(PROTOCOL),
        "form": paper_form(PROTOCOL),
        "risks": LISTED_RISKS,
        "other_risks": OTHER_RISKS,
    }
    return render(request, "paper.html", context)


def set_language(request: HttpRequest) -> HttpResponse:
    """Remembers the language and goes back to the page. An address elsewhere is not followed."""
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    return remember(response, request.POST.get("language", ""))


@cache
def addresses() -> dict[str, str]:
    """The pages that every page links to. Worked out once: a reverse costs more than a sentence."""
    names = ("start", "about", "how_we_decide", "privacy", "accessibility")
    return {name: reverse(name) for name in names} | {"set_language": reverse("language")}


@cache
def frame(language: str, other_language: str, emergency_number: str) -> dict[str, SafeString]:
    """What stands around every page: head, top and foot, and a top whose mark leads nowhere, for
    where one click could leave the questions. Made once a language, for it is never another."""
    context = {
        "address": addresses(),
        "emergency_number": emergency_number,
        "language": language,
        "other_language": other_language,
    }
    return {
        "head": render_to_string("frame/head.html", context),
        "top": render_to_string("frame/top.html", context | {"way_out": True}),
        "top_that_stays": render_to_string("frame/top.html", context),
        "foot": render_to_string("frame/foot.html", context),
    }


def clinic(request: HttpRequest) -> dict[str, Any]:
    """What every template may say about this clinic. What is called is called only where it is
    shown."""
    language, here = get_language(), getattr(request, "LANGUAGE_CODE", "en")
    other_language = "es" if here == "en" else "en"
    return {
        "address": addresses,
        "clinic": settings.CLINIC_NAME,
        "language": language,
        "frame": partial(frame, language, other_language, settings.EMERGENCY_NUMBER),
        "emergency_number": settings.EMERGENCY_NUMBER,
        "funded_by": settings.FUNDED_BY,
        "kiosk": kiosk.notice(request),
        "idle_minutes": settings.IDLE_MINUTES,
        "other_language": other_language,
    }
