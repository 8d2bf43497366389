"""The language a browser reads in, once its person has chosen one."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def remember(response: HttpResponse, language: str) -> HttpResponse:
    """The response, after which this browser reads in `language`. One that we do not have changes
    nothing."""
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def carry_on(request: HttpRequest, response: HttpResponse, language: str) -> HttpResponse:
    """The response, in the language of what is opened again, unless this browser has chosen."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return response if chosen else remember(response, language)
