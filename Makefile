# Two commands: `make run` to try Candor, `make test` to check it. Both set themselves up.
PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
LOCK = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --quiet

.PHONY: run test test-sqlite test-postgresql setup lint lock clean browser \
	crowd timings bench load bench-rules bench-pdf bench-export bench-staff bench-upkeep \
	mutants faults kills clicks container random-patients hostile fhir-forms lighthouse html-check

run: .venv/.run var/demo.env
	@set -a && . ./var/demo.env && set +a && \
	$(BIN)/python manage.py migrate --verbosity 0 && \
	$(BIN)/python manage.py demo --port $(PORT) && \
	exec $(BIN)/gunicorn --no-control-socket --workers 1 --threads 8 --bind 127.0.0.1:$(PORT) \
		--log-level warning config.wsgi

test: .venv/.test browser lint
	$(BIN)/python manage.py prove
	$(BIN)/python -m tests.agreement
	@$(MAKE) --no-print-directory -j2 test-sqlite test-postgresql

# The whole suite on one database. Both at the same time take little longer than one.
test-sqlite test-postgresql: test-%: .venv/.test browser
	TEST_DATABASE=$* $(BIN)/python -m pytest

setup: .venv/.test browser

lint: .venv/.test
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy --no-error-summary

# The browser journeys need a Chromium: one on PATH, else Debian's, else Playwright's own download.
browser: .venv/.test
	@$(BIN)/python -m tests.browser

# The patient's journey beside a bare wizard of django-formtools. By hand, never a test.
bench: .venv/.test
	@$(BIN)/python -m bench.wizard

# Two hundred patients at once beside the same wizard; SOAK=10000 MINUTES=120 reads the memory over
# so many journeys instead. By hand, never a test.
load: .venv/.test
	@$(BIN)/python -m bench.load --minutes $(or $(MINUTES),8) $(if $(SOAK),--soak $(SOAK))

# The speed of the rules beside a table of dicts and a rule engine in Rust. By hand, never a test.
bench-rules: .venv/.test
	@$(BIN)/python -m bench.rules

# The time and size of the PDF beside an untagged one of the same text. By hand, never a test.
bench-pdf: .venv/.test
	@$(BIN)/python -m bench.pdf

# The clinic's list at a million submissions beside a thousand. By hand, never a test.
bench-staff: .venv/.test
	@$(BIN)/python -m bench.staff

# The speed and memory of the export beside Django's own way to read rows. By hand, never a test.
bench-export: .venv/.test
	@$(BIN)/python -m bench.export --rows $(or $(N),100000)

# Keys, backup, access log and purge of a database of 100,000 submissions. By hand, never a test.
bench-upkeep: .venv/.test
	@$(BIN)/python -m bench.upkeep --rows $(or $(N),100000)

# Every line of the rules and their language bent in every way we know. By hand, never a test.
mutants: .venv/.test
	@$(BIN)/python -m tests.mutation --write docs/mutation.md

# 48 faults on both databases: servers killed, frozen, cut off and filled up. By hand, never a test:
# it takes half an hour, nginx, and the right to mount a small disk.
faults: .venv/.test
	@$(BIN)/python -m tests.faults

# Only the last power cuts of those: 500 kills while 50 patients send. By hand, never a test.
kills: .venv/.test
	KILLS=$(or $(N),500) PATIENTS=50 $(BIN)/python -m tests.faults F47

# The container image, built and used by a patient. By hand, never a test: it needs docker or podman.
container: .venv/.test
	@$(BIN)/python -m tests.container

# 10,000 patients press "send" three times at once, and 10,000 times two windows answer one question
# at once: each sheet is there once, and each answer once. By hand, never a test.
clicks: .venv/.test
	SENT=$(or $(N),10000) MEETINGS=$(or $(N),10000) $(BIN)/python -m tests.faults F13 F14

# 2,000 patients in 50 threads, from start to sheet: no page shows another's name. By hand.
crowd: .venv/.test
	CROWD=$(or $(N),2000) $(BIN)/python -m pytest tests/test_patients_never_mix.py

# 2,000 references that are known beside 2,000 that are not: medians within 5 %. By hand, never a test.
timings: .venv/.test
	@$(BIN)/python -m tests.timings

# Random patients against a model, 100,000 steps on each database. By hand, never a test.
random-patients: .venv/.test
	@$(BIN)/python -m tests.random_patients --steps $(or $(N),100000)

# Every hostile text through every field to every place that shows it. By hand, never a test.
hostile: .venv/.test browser
	@$(BIN)/python -m tests.hostile

# Lighthouse on every page of the patient's side. By hand, never a test: it needs Node.
lighthouse: .venv/.test browser
	@$(BIN)/python -m tests.lighthouse

# The Nu HTML checker on the same pages. By hand, never a test: it needs Java, and npm to fetch it.
html-check: .venv/.test
	@$(BIN)/python -m tests.html_check

# Our questionnaire in another maker's form, which npm fetches into var/. By hand, never a test.
fhir-forms: .venv/.test browser
	@$(BIN)/python -m tests.lhc_forms

# Keys for this machine only. They are made once, stay in var/ and are never committed.
var/demo.env: .venv/.run
	@mkdir -p var && umask 077 && $(BIN)/python -m config.keys > $@.new && mv $@.new $@

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Candor needs Python 3.11 or newer. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ echo "Python has no venv module here. On Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/.run: requirements.txt .venv/.python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.test: requirements-test.txt .venv/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Needs uv on PATH. Plain pip installs what it writes.
lock:
	$(LOCK) -o requirements.txt
	$(LOCK) --extra test -c requirements.txt -o requirements-test.txt

clean:
	rm -rf .venv var
