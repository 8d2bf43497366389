"""Whatever a name is made of, there is a PDF, and the name is only ever text in it."""

import io
import re
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from django.test import override_settings
from django.utils.translation import override
from pypdf import PdfReader

from eligibility.protocol.questions.finish import FULL_NAME
from eligibility.summary import pdf as pdfs
from eligibility.summary.pdf import pdf_of
from tests.tagged import Tagged, squeezed
from tests.test_the_pdf_is_the_page import assert_alike, page_of, sheet

MARKUP = (
    '#read("/etc/passwd")',
    "$x$ $ sum_(i=0)^n $",
    '#import "@preview/cetz:0.3.4": *',
    '#eval("1+1") #panic() #sys.inputs',
    "= Heading\\ *strong* _emph_ `raw` <label> @ref // comment /* x */",
    '#image("/etc/hostname") #include "x.typ"',
    "]#set page(width: 1pt)[",
    '","blocks":[],"x":"\\u0000\\"}]}',
    "https://evil.example/?x=1 mailto:a@b.example",
    "<script>alert(1)</script>&amp;{{ 7*7 }}{% now %}",
    "{page} {pages} %(page)s \\n \\\\ --- ~ ...",
)
STRANGE = (
    "\u202eevil\u202c \u2066x\u2069",
    "\u200b\u200d\ufeff\u00ad a",
    "Zo\u0308e\u0301 " + "Z\u0351\u036b\u0343" * 9,
    "-\u0301 a mark without a letter",
    "王小明 محمد أمين שלום 😀 👨‍👩‍👧‍👦 🇺🇸 ✅",
    "a\u2028b\u2029c\u0085d",
    "\ue000\uf8ff\ufffe\U0010ffff\U000e0041",
    "﷽ ꧅ 𒐫 ⸻",
    "x" * 400,
    "王" * 400,
    "Mary Ann " * 44,
    "\x00\x01\x7f\ud800",
)


def scripts() -> dict[str, str]:
    """Three letters of every script that Unicode names."""
    found: dict[str, str] = {}
    for code in range(0x41, 0x1F000):
        letter = chr(code)
        if unicodedata.category(letter) in ("Lu", "Ll", "Lo"):
            script = unicodedata.name(letter, "NONE").split()[0]
            if len(found.setdefault(script, "")) < 3:
                found[script] += letter
    return found


def name_in(pdf: Tagged) -> str:
    """The name as it stands among the facts."""
    found = re.search("Name(.*?)Dateofbirth", pdf.text)
    assert found
    return found[1]


def assert_shown(name: str) -> None:
    """Each sign of the name is in the PDF or a mark is in its place, and then the sheet says so."""
    pdf = Tagged(pdf_of(sheet(name)))
    shown = name_in(pdf)
    lost = set(shown) - set(squeezed(name)) - {"□"}
    assert shown and not lost, f"{name!a} became {shown!a}"
    assert ("couldnotbeprintedhere" in pdf.text) == ("□" in shown)
    assert len(pdf.pages) < 10


@pytest.mark.shows("T10", "T11")
@pytest.mark.parametrize("name", MARKUP)
def test_markup_in_a_name_is_shown_as_it_was_typed(name: str) -> None:
    of = sheet(name)
    pdf = Tagged(pdf_of(of))
    assert name_in(pdf) == squeezed(name)
    assert_alike(page_of(of), pdf)


@pytest.mark.shows("F29")
def test_names_in_more_than_sixty_scripts_make_a_pdf() -> None:
    found = scripts()
    assert len(found) > 60
    letters = list(found.values())
    for start in range(0, len(letters), 20):
        assert_shown(" ".join(letters[start : start + 20]))


@pytest.mark.shows("F28", "F29")
@pytest.mark.parametrize("name", STRANGE, ids=range(len(STRANGE)))
def test_strange_names_make_a_pdf(name: str) -> None:
    pdf = Tagged(pdf_of(sheet(name)))
    assert len(pdf.pages) < 10
    assert ("couldnotbeprintedhere" in pdf.text) == ("□" in name_in(pdf))


@pytest.mark.shows("F28", "F29")
@pytest.mark.parametrize(
    ("name", "shown"),
    {
        "Ana Muñoz Ibáñez": "AnaMuñozIbáñez",
        "Đặng Thị Ngọc": "ĐặngThịNgọc",
        "Łukasz Żółć": "ŁukaszŻółć",
        "Ольга Γιώργος": "ОльгаΓιώργος",
        "王小明": "□□□",
        "Li 李 Na": "Li□Na",
        "Ana 😀": "Ana□",
        "한국 ไทย": "□□□□□",
        "\u202eRuth": "Ruth",
    }.items(),
)
def test_what_no_font_has_gets_a_mark_and_all_else_stays(name: str, shown: str) -> None:
    pdf = Tagged(pdf_of(sheet(name)))
    assert name_in(pdf) == squeezed(shown)
    assert all(f"{'' if '□' in shown else name.strip(chr(0x202E))}" in page for page in pdf.pages)


def test_arabic_hebrew_and_hindi_names_are_written_in_their_letters() -> None:
    for name in ("محمد", "שלום", "हिन्दी"):
        assert "□" not in name_in(Tagged(pdf_of(sheet(name))))


def test_the_sheet_says_so_in_spanish_too() -> None:
    with override("es"):
        pdf = Tagged(pdf_of(sheet("王小明", "es")))
    assert "nosepuedenimprimiraquí" in pdf.text


def test_what_cannot_be_printed_together_is_printed_without_what_is_not_latin() -> None:
    with patch.object(pdfs, "_prints", lambda cluster: True):
        pdf = Tagged(pdf_of(sheet("Zoë 王")))
    assert name_in(pdf) == "Zoë□"


def test_an_error_of_ours_is_not_hidden() -> None:
    with patch.object(pdfs, "_template", lambda: b"#panic()"), pytest.raises(pdfs.REFUSED):
        pdf_of(sheet())


@override_settings(CLINIC_NAME='#read("/etc/passwd") 診所', FUNDED_BY="$x$")
def test_the_name_of_the_clinic_is_only_text_too() -> None:
    pdf = Tagged(pdf_of(sheet()))
    assert '#read("/etc/passwd")□□' in pdf.text and "$x$" in pdf.text


@pytest.mark.shows("F28", "F29")
def test_every_name_the_form_takes_makes_a_pdf() -> None:
    for name in ("'; DROP TABLE x; --", "Ⅷ ﬁ ½ ™ № ℞ ☃ ♥", "\U0001f468\u200d⚕️ Dr", "ǅ Ĳ ŉ ẞ"):
        assert_shown(FULL_NAME.parse(name))


def test_eight_threads_get_each_their_own_sheet() -> None:
    names = [f"Person {'abcdefgh'[number % 8] * 6} {number}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda name: pdf_of(sheet(name)), names))
    firsts = [PdfReader(io.BytesIO(data)).pages[0].extract_text() for data in made]
    assert all(first.count(name) == 2 for name, first in zip(names, firsts, strict=True))


ALONE = """
import resource, sys
import django
django.setup()
from django.utils.translation import override
from pypdf import PdfReader
from eligibility.summary.pdf import pdf_of
from tests.test_any_name_makes_a_pdf import MARKUP, STRANGE
from tests.test_the_pdf_is_the_page import sheet

sheets = [sheet(name) for name in (*MARKUP, *STRANGE)]
for language in ("en", "es"):
    with override(language):
        pdf_of(sheet("One to begin with, 王"))
seen = []
watched = ("open", "socket", "subprocess", "os.", "import", "urllib", "ctypes")
sys.addaudithook(lambda event, args: seen.append(event) if event.startswith(watched) else None)
resource.setrlimit(resource.RLIMIT_NOFILE, (0, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
try:
    open("/etc/passwd")
except OSError:
    seen.clear()
    for made in sheets:
        assert pdf_of(made).startswith(b"%PDF")
    assert seen == [], seen
    sys.stdout.write("all made")
"""


@pytest.mark.shows("T11", "ASVS 13.2.4", "ASVS 1.3.3")
def test_hostile_names_open_no_file_and_no_connection() -> None:
    """In a process in which nothing can be opened any more: any try of the compiler would fail."""
    done = subprocess.run(
        [sys.executable, "-c", ALONE], capture_output=True, text=True, check=False
    )
    assert done.stdout == "all made", done.stderr
