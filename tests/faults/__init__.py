"""The fault runner: the real server, broken by real means, and what the patient meets then.

`python -m tests.faults [--database sqlite|postgresql] [F1 F9 ...]` prints one line a fault and
database: held, or did not hold and why. tests/test_faults_are_survived.py runs the fast ones.

How a fault is written, in a file named after what it breaks:

    @fault(4, "database killed mid-submit", fast=True)
    def killed_mid_submit(site: Site) -> None:
        server = site.serve()            # gunicorn as deploy/candor.service starts it, production
        patient = Caller(server)         # tests.patient.Patient over HTTP: walk, show, send, press
        patient.start().walk("contact")
        site.engine.stop()               # SQLite or PostgreSQL: stop, start, freeze, thaw, cut
        page = patient.send("contact")   # a tests.page.Page
        assert page.status == 503

It raises AssertionError if the fault does not hold. Whatever else it raises counts as not held too.
The site is new and its own: an empty, migrated database, a folder, and fresh keys. All that it
started is stopped afterwards. `fast` ones are also run inside `make test`.

- site.serve(*gunicorn_arguments, **environment): starts a server. `server.log` is all it wrote.
- site.engine.rows(sql), .run(sql): straight at the database, past the product.
- site.python(code): runs Python with Django set up on this database; the answer is what it printed.
  site.manage("purge", ...) runs a command. Both take `check=False` and `env={...}`.
- site.own_code(): a copy of the code that only this site has, to take files out of.
- server.worker_of(patient), .workers, .kill(pid), .stop(), .hup().
- patient.seconds: how long the last answer took. Unanswered is raised where none came.
  patient.more_headers: what each request carries besides, or instead of its own.
- tests.faults.means: background(...), slow(...) and other ways to open a window in time.
"""
