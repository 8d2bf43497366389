"""Clients that send a byte a second, or go away in the middle."""

import re
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from urllib.parse import urlencode

from tests.faults.means import background, until
from tests.faults.patient import Caller, Unanswered
from tests.faults.server import ROOT, Server, free_port
from tests.faults.site import Site
from tests.faults.table import fault

SLOW, HELD_AT_MOST = 60, 10
AROUND = """
daemon off; user root; pid {folder}/nginx.pid; error_log {folder}/nginx.log warn;
worker_processes 1; events {{ worker_connections 512; }}
http {{ client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; {site} }}
"""
# The shipped file, but for TLS and the names of one machine.
LOCAL = (
    (r"unix:/run/candor/candor\.sock", "127.0.0.1:{behind}"),
    (r"server \{\s+listen (80|443 ssl default_server);.*?\n\}", ""),
    (r"listen 443 ssl http2;", "listen 127.0.0.1:{port};"),
    (r"listen \[::\].*?;", ""),
    (r"ssl_\w+ .*?;", ""),
    (r"proxy_set_header Host \$host;", "proxy_set_header Host 127.0.0.1:{behind};"),
    (r"server_name .*?;", "server_name _;"),
)


@fault(42, "slow or cut client")
def slow_and_cut(site: Site) -> None:
    """Stock: gunicorn alone is held by as many slow clients as it has threads; that is tried too,
    so that this check is known to see it."""
    server = site.serve()
    with behind_nginx(site, server) as front:
        patient = Caller(server).start()
        with slow_clients(front):
            patient.server = front
            for step in ("age", "red_flags", "region"):
                assert patient.send(step).location
                assert patient.seconds < HELD_AT_MOST / 5, f"held for {patient.seconds:.1f} s"
        patient.server = server
    page = patient.walk("contact")
    goes_away(patient, page.action, patient.filled(page))
    until(lambda: site.count("submission"), 10, "it was not stored")
    assert patient.press(page).location == patient.url("result")
    assert site.count("submission") == 1
    assert seen_without_nginx(server), "60 slow clients hold nobody: this check shows nothing"


def seen_without_nginx(server: Server) -> bool:
    """Whether one of some patients gets no answer. It depends on the worker that they come to."""
    with slow_clients(server):
        for _ in range(12):
            try:
                Caller(server, patience=3).get("/")
            except Unanswered:
                return True
    return False


@contextmanager
def behind_nginx(site: Site, server: Server) -> Iterator[Server]:
    """The shipped nginx before this server: something with a port to talk to."""
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    text, port = (ROOT / "deploy" / "nginx.conf").read_text(), free_port()
    for found, instead in LOCAL:
        instead = instead.format(behind=server.port, port=port)
        text, count = re.subn(found, instead, text, flags=re.DOTALL)
        assert count, f"deploy/nginx.conf has no {found} any more"
    file = site.folder / "nginx.conf"
    file.write_text(AROUND.format(folder=site.folder, site=text))
    process = subprocess.Popen([binary, "-c", file, "-e", site.folder / "nginx.log"])
    front = Front(server, port)
    try:
        until(front.answers, 20, "nginx does not start")
        yield front
    finally:
        process.terminate()
        process.wait(10)


class Front(Server):
    """nginx as a server that patients can talk to."""

    def __init__(self, behind: Server, port: int) -> None:
        self.port, self.host = port, behind.host


@contextmanager
def slow_clients(server: Server) -> Iterator[None]:
    """So many who send a form a byte at a time, from many addresses."""
    wires, ends = [], Event()
    head = f"POST /resume/ HTTP/1.1\r\nHost: {server.host}\r\nX-Forwarded-Proto: https\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n"
    for number in range(SLOW):
        place = (f"127.0.0.{2 + number % 50}", 0)
        wire = socket.create_connection(("127.0.0.1", server.port), 10, source_address=place)
        wire.sendall(head.encode())
        wires.append(wire)

    def dribble() -> None:
        while not ends.wait(1):
            for wire in wires:
                try:
                    wire.send(b"a")
                except OSError:
                    continue

    dribbling = background(dribble)
    time.sleep(2)
    yield
    ends.set()
    dribbling.result()
    for wire in wires:
        wire.close()


def goes_away(patient: Caller, address: str, fields: dict[str, list[str]]) -> None:
    """Sends a whole form and breaks the connection at once."""
    body = urlencode(fields, doseq=True)
    cookies = "; ".join(f"{name}={one.value}" for name, one in patient.cookies.items())
    host = patient.server.host
    lines = (f"POST {address} HTTP/1.1", f"Host: {host}", "X-Forwarded-Proto: https")
    lines += (f"Cookie: {cookies}", f"Origin: https://{host}", f"Content-Length: {len(body)}")
    lines += ("Content-Type: application/x-www-form-urlencoded", "", body)
    with socket.create_connection(("127.0.0.1", patient.server.port), 10) as wire:
        wire.sendall("\r\n".join(lines).encode())
        time.sleep(0.01)
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
