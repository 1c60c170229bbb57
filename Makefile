# Everything a person types here works on a fresh machine with Python 3.11 or newer (with venv), make and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --quiet
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
PIP_BENCHMARK := $(VENV)-benchmark/bin/python -m pip --disable-pip-version-check --quiet --quiet

.PHONY: install demo test soak quality labelled-pages check format lock

install: $(VENV)/.installed

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Trawlnet needs Python 3.11 or newer: run make PYTHON=python3.11 with one that is.")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt requirements-build.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing Trawlnet into $(VENV) (once, about a minute) ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --require-hashes -r requirements-build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what the tests need ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

demo: $(VENV)/.installed
	@$(BIN)/trawlnet demo $(DEMO_ARGS)

# TEST_ARGS="-n 2": with two workers, each with servers of its own, for a machine that has nothing else to do.
test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest $(TEST_ARGS)

# Crawlers and their store killed 312 times; some ten minutes. SOAK_ARGS=--redis: on the system's redis-server.
soak: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.benchmarks.soak $(SOAK_ARGS)

# How well pages are read beside other extractors, which get an environment of their own; QUALITY_ARGS=--json ...
quality: labelled-pages $(VENV)-benchmark/.installed
	@$(VENV)-benchmark/bin/python -m tests.benchmarks.clean_quality $(QUALITY_ARGS)

labelled-pages:
	@test -f ../shared/data/score.py || test -n "$(findstring --data,$(QUALITY_ARGS))" || \
		{ echo "Nothing to measure on: the labelled pages (../shared/data) are not beside the repository." >&2; exit 1; }

$(VENV)-benchmark/.installed: requirements-benchmark.txt requirements-build.txt pyproject.toml
	@echo "Installing the extractors that we are measured beside into $(VENV)-benchmark (once, some minutes) ..." >&2
	@$(PYTHON) -m venv $(VENV)-benchmark
# Every package is in the list: --no-deps, for old pips stumble over an extra that two packages ask for.
	@$(PIP_BENCHMARK) install --no-deps --require-hashes -r requirements-benchmark.txt
	@$(PIP_BENCHMARK) install --require-hashes -r requirements-build.txt
	@$(PIP_BENCHMARK) install --no-deps --no-build-isolation --editable .
	@touch $@

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Pins every dependency, transitive ones too, with hashes and without an index address; needs uv.
lock:
	uv pip compile pyproject.toml $(LOCK) -o requirements.txt
	uv pip compile pyproject.toml --extra dev $(LOCK) -o requirements-dev.txt
	uv pip compile requirements-build.in $(LOCK) -o requirements-build.txt
	uv pip compile pyproject.toml requirements-benchmark.in $(LOCK) -o requirements-benchmark.txt

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
