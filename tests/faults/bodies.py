"""Requests too large, with too many fields, or with the same field twice."""

import re
import socket
import time
from typing import NamedTuple

import psutil

from tests.faults.patient import Caller
from tests.faults.server import Server
from tests.faults.site import Site
from tests.faults.stored import kept, with_token
from tests.faults.table import fault
from tests.patient import FORM

QUICK = 0.3  # seconds
MEGABYTE = 1024 * 1024
MOST_MEMORY = 20 * MEGABYTE
TWICE = (("age", "age-age"), ("cancer", "cancer-cancer"), ("share", "share-share"))


class Told(NamedTuple):
    """What came back, after how long, and what it cost the worker."""

    status: int
    seconds: float


def sent_raw(patient: Caller, body: bytes, *, chunked: bool = False) -> Told:
    """Posts a body of any size. The answer is read before all of it is sent, for a server that
    refuses does not wait for the rest."""
    cookies = "; ".join(f"{name}={one.value}" for name, one in patient.cookies.items())
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}"
    head = f"POST {patient.url('age')} HTTP/1.1\r\nHost: {patient.server.host}\r\n{length}\r\n"
    head += f"Origin: https://{patient.server.host}\r\nX-Forwarded-Proto: https\r\n"
    head += f"Cookie: {cookies}\r\nContent-Type: {FORM}\r\nConnection: close\r\n\r\n"
    if chunked:
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    with socket.create_connection(("127.0.0.1", patient.server.port), timeout=20) as wire:
        wire.sendall(head.encode() + body[: 64 * 1024])
        began = time.monotonic()
        wire.settimeout(0.05)
        answer = answered(wire, body[64 * 1024 :], began + 20)
    found = re.match(rb"HTTP/1.1 (\d{3})", answer)
    assert found, f"no answer to {len(body)} bytes"
    return Told(int(found[1]), time.monotonic() - began)


def answered(wire: socket.socket, rest: bytes, deadline: float) -> bytes:
    """The first of the answer, while the rest is sent as fast as it is taken."""
    while time.monotonic() < deadline:
        try:
            return wire.recv(256)
        except TimeoutError:
            try:
                rest = rest[wire.send(rest[:65536]) :] if rest else rest
            except OSError:
                continue
    raise AssertionError("no answer in 20 seconds")


def resident(server: Server) -> int:
    return sum(int(worker.memory_info().rss) for worker in server.workers)


def busy(server: Server) -> float:
    """The seconds of processor time that the workers have used."""
    used: list[psutil._common.pcputimes] = [worker.cpu_times() for worker in server.workers]
    return sum(one.user + one.system for one in used)


@fault(23, "a POST of 10 MB")
def ten_megabytes(site: Site) -> None:
    server = site.serve()
    patient = Caller(server).start()
    patient.send("age", age=48)
    sent_raw(patient, b"age-age=49")  # what a first POST loads is loaded
    before, memory = kept(site, patient), resident(server)
    for chunked in (False, True):
        body = b"age-age=" + b"4" * (10 * MEGABYTE)
        told = min((sent_raw(patient, body, chunked=chunked) for _ in range(3)), key=lambda t: t[1])
        assert told.status in (400, 403, 413), f"{told.status} to 10 MB"
        assert told.seconds < QUICK, f"{told.seconds:.2f} s for 10 MB"
    grown = resident(server) - memory
    assert grown < MOST_MEMORY, f"{grown // MEGABYTE} MB more memory"
    assert kept(site, patient) == before
    assert patient.walk().kind == "result"


@fault(24, "a POST of 100,000 fields", fast=True)
def many_fields(site: Site) -> None:
    server = site.serve()
    patient = Caller(server).start()
    patient.send("age", age=48)
    before = kept(site, patient)
    for body in (
        b"&".join(b"f%d=1" % number for number in range(100_000)),
        b"&".join(b"f%d=" % number for number in range(8_000)),
        b"&" * 60_000,
        b"age-age=48&" * 201,
    ):
        used = busy(server)
        told = sent_raw(patient, body)
        used = busy(server) - used
        assert told.status in (400, 413), f"{told.status} to {body.count(b'&')} fields"
        assert used < QUICK, f"{used:.2f} s of processor time for {body.count(b'&')} fields"
    assert kept(site, patient) == before
    assert patient.walk().kind == "result"


@fault(44, "the same parameter twice")
def twice(site: Site) -> None:
    patient = Caller(site.serve()).start()
    patient.walk("contact")
    before = kept(site, patient)
    for step, name in TWICE:
        good = patient.given(step)
        page = patient.send_raw(step, with_token(patient, {name: [*good, "nonsense"]}))
        assert page.status == 422, f"{step}: of two values, another than the last one counts"
        page = patient.send_raw(step, with_token(patient, {name: ["nonsense", *good]}))
        assert page.status == 302, f"{step}: of two values, the last one does not count"
    assert kept(site, patient) == before
    stranger = Caller(patient.server)
    stranger.get("/resume/")
    codes = {"resume-code": ["0000-0000-0000-0000-0000", "x"]}
    answer = stranger.post_fields("/resume/", with_token(stranger, codes))
    assert answer.status_code == 422 and 'value="x"' in answer.content.decode()
    spoken = stranger.post_fields("/language/", with_token(stranger, {"language": ["en", "es"]}))
    assert spoken.status_code == 302 and stranger.cookies["__Host-language"].value == "es"
