# Two commands do everything: `make run` and `make test`. Both install into .venv in this folder.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv pip
DEMO := .demo
SOURCES := src tests benchmarks

.PHONY: run test lint bench pose requirements browser clean help

help:
	@echo "make run    install, make a demo runner, serve on a free port of 127.0.0.1 and open the sign-in link"
	@echo "make test   install, then run every test (real Chromium included) with coverage"
	@echo "make lint   formatting, style, types, and the one-way import rule"
	@echo "make bench  the speed and accuracy figures, as ratios against named peers"

run: .venv/.runtime
	$(BIN)/runback demo --home $(DEMO) $(if $(PORT),--port $(PORT))

test: .venv/.dev browser
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered $(PYTEST_ARGS)

lint: .venv/.dev
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

# What the README's figures are made from. Longer ones are run by hand: kills, fuzz, apple_export, spine_opensim.
SHARED ?= ../shared
BENCH := $(BIN)/python -m
bench: .venv/.bench
	$(BENCH) benchmarks.fit $(SHARED)/corpus
	$(BENCH) benchmarks.xml $(SHARED)/corpus
	$(BENCH) benchmarks.history_truth $(SHARED)/corpus
	$(BENCH) benchmarks.imports $(SHARED)/corpus/arthurfsy2
	$(BENCH) benchmarks.startup
	$(BENCH) benchmarks.pages
	$(BENCH) benchmarks.check_vignettes $(SHARED)/knowledge/vignettes.yaml
	$(BENCH) benchmarks.plan_sweep 2000
	$(BENCH) benchmarks.spine

# Pins with hashes, for every platform. --universal keeps one file for all of them.
COMPILE := $(UV) compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links
requirements: .venv/.uv
	$(COMPILE) pyproject.toml --group build -o requirements/runtime.txt
	$(COMPILE) -c requirements/runtime.txt pyproject.toml --group dev -o requirements/dev.txt
	$(COMPILE) -c requirements/dev.txt pyproject.toml --group bench -o requirements/bench.txt

# The pose reader for `runback form video`: about 520 MB in an environment of its own, since its pins are old.
pose: .venv/.uv
	$(BIN)/python -m venv .venv/pose
	$(UV) install --quiet --python .venv/pose/bin/python --no-deps --require-hashes -r pose/requirements.txt

browser:
	@scripts/ensure_browser

.venv/.uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Runback needs Python 3.11 or newer; set PYTHON=python3.11 (or newer)."; exit 1; }
	$(PYTHON) -m venv .venv || { echo "Python cannot make a virtual environment; on Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.runtime: .venv/.uv requirements/runtime.txt pyproject.toml
	$(UV) install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	$(UV) install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	@touch $@

.venv/.dev: .venv/.runtime requirements/dev.txt
	$(UV) install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

.venv/.bench: .venv/.dev requirements/bench.txt
	$(UV) install --quiet --python $(BIN)/python --require-hashes -r requirements/bench.txt
	@touch $@

clean:
	rm -rf .venv $(DEMO) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage* htmlcov
