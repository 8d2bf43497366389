"""A worker that is killed or stands still, in a step and around the moment a sheet is stored."""

import signal

from tests.faults.means import Background, background, fast_again, slow, until
from tests.faults.patient import Caller, Unanswered
from tests.faults.site import Site
from tests.faults.table import fault
from tests.page import Page

# The app, whose worker dies once the answer is made and before a byte of it is sent, if told so.
DYING = """
import os, pathlib, signal
from config.wsgi import application as site
TOLD = pathlib.Path(os.environ["DIE_ONCE"])

def application(environ, start_response):
    answer = site(environ, start_response)
    if environ["REQUEST_METHOD"] == "POST" and TOLD.exists():
        TOLD.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
"""


@fault(1, "worker killed mid-step")
def killed_in_a_step(site: Site) -> None:
    server = site.serve()
    one, other = Caller(server).start(), Caller(server).start()
    page = one.show("age")
    with slow(site, "draft", "UPDATE"):
        sent = background(one.press, page)
        server.kill(server.worker_of(one))
        assert_lost(sent)
    assert other.show("age").status == 200, "another patient notices it"
    assert one.press(page).location, "to send it again does not work"
    assert one.walk().kind == "result"
    assert site.count("submission") == 1


@fault(2, "worker killed in submit, before commit", fast=True)
def killed_before_commit(site: Site) -> None:
    server = site.serve()
    one = Caller(server).start()
    page = one.walk("contact")
    with slow(site, "submission"):
        sent = background(one.press, page)
        server.kill(server.worker_of(one))
        assert_lost(sent)
    assert (site.count("submission"), site.count("draft")) == (0, 1), "half of it is stored"
    assert answers_are_whole(one.show("contact"), page), "the draft has changed"
    assert one.press(page).location == one.url("result")
    assert (site.count("submission"), site.count("draft")) == (1, 0), "not exactly one"


@fault(3, "worker killed after commit, before the answer", fast=True)
def killed_after_commit(site: Site) -> None:
    """Stock: the retry makes a second record."""
    (site.own_code() / "dying.py").write_text(DYING)
    told = site.folder / "die"
    server = site.serve("dying:application", DIE_ONCE=str(told))
    one = Caller(server).start()
    page = one.walk("contact")
    told.touch()
    assert_lost(background(one.press, page))
    first = site.engine.rows("SELECT reference FROM eligibility_submission")
    assert len(first) == 1, "it was killed before the commit"
    assert one.press(page).location == one.url("result")
    shown = one.show("result")
    assert shown.kind == "result" and first[0][0] in shown.text, "another record is shown"
    assert site.engine.rows("SELECT reference FROM eligibility_submission") == first, "two records"


@fault(46, "worker timeout inside a long request")
def timed_out(site: Site) -> None:
    """A worker that stands still in its transaction. gunicorn ends it when its heart has not beaten
    for long; here after 3 s, not the 30 of the unit file."""
    server = site.serve("--timeout", "3")
    one, other = Caller(server).start(), Caller(server).start()
    page, beside = one.walk("contact"), other.walk("contact")
    with slow(site, "submission", seconds=2):
        sent = background(one.press, page)
        worker = server.worker_of(one)
        worker.send_signal(signal.SIGSTOP)
        assert_lost(sent)
        until(lambda: worker.pid not in [w.pid for w in server.workers], 20, "never ended")
    fast_again(site)
    assert site.count("submission") == 0
    assert other.press(beside).location == other.url("result"), "a lock is left behind"
    assert one.press(page).location == one.url("result"), "a lock is left behind"
    assert site.count("submission") == 2


def assert_lost(sent: Background[Page]) -> None:
    """The request was under way when its worker died: no answer came."""
    try:
        page = sent.result()
    except Unanswered:
        return
    raise AssertionError(f"the window was missed: {page.status}")


def answers_are_whole(now: Page, before: Page) -> bool:
    """Whether the same page asks the same with the same answers."""
    return now.status == 200 and now.inputs[1:] == before.inputs[1:]
