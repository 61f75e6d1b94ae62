# Two commands do everything: `make run` and `make test`. Both install into .venv in this folder.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv pip
DEMO := .demo
SOURCES := src tests benchmarks scripts/check_site scripts/index_decisions scripts/try_wheel scripts/served_demo.py scripts/gallery scripts/page_budget scripts/make_icons scripts/catalogues.py

.PHONY: run test test-postgres coverage lint catalogues budget bench cohort-spark wheel docs sbom pose requirements browser clean help

help:
	@echo "make run    install, make a demo runner, serve on a free port of 127.0.0.1 and open the sign-in link"
	@echo "make run LAN=1  the same, open to phones on your home network; /phone/ shows the code to scan"
	@echo "make test   install, then run every test (real Chromium included)"
	@echo "make test-postgres  the tests that use the database, on a throw-away PostgreSQL"
	@echo "make coverage  the tests again, with the lines they reach (a quarter slower)"
	@echo "make lint   formatting, style, types, and the one-way import rule"
	@echo "make catalogues  the sentences to translate, and what is translated"
	@echo "make budget what each page weighs and when it is painted, in a Chromium slowed down four times"
	@echo "make bench  the speed and accuracy figures, as ratios against named peers"
	@echo "make wheel  build the wheel, install it into an empty environment, ask the demo for its pages"
	@echo "make cohort-spark  Spark for runback cohort --engine spark (850 MB; needs Java 17 or 21)"
	@echo "make docs   the documentation as a site, in .site/"
	@echo "make sbom   what Runback is made of (CycloneDX), in .sbom/"

run: .venv/.runtime
	$(BIN)/runback demo --home $(DEMO) $(if $(PORT),--port $(PORT)) $(if $(LAN),--lan)

# Compiled files are kept: without them both test processes rewrite every test again, and each command compiles what it loads.
test: .venv/.dev browser
	$(BIN)/python -m compileall -q src
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

# What uses the database, against a throw-away PostgreSQL (Debian's, installed where that is allowed).
test-postgres: .venv/.dev
	PYTHONDONTWRITEBYTECODE= scripts/with_postgres $(BIN)/python -m pytest -n 2 --dist worksteal tests/store tests/services tests/web tests/cli/test_server_mode.py $(PYTEST_ARGS)

coverage: .venv/.dev browser
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered $(PYTEST_ARGS)

lint: .venv/.dev
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

# New sentences into the .po of every language, and each .po into the .mo that programs read (docs/decisions/0398).
catalogues: .venv/.dev
	$(BIN)/python -m scripts.catalogues
# Fails where a page of the demo transfers more than its bytes.
budget: .venv/.dev browser
	$(BIN)/python scripts/page_budget

# What the README's figures are made from. Without ../shared (or RUNBACK_SHARED) it makes small data, or says what it skips.
bench: .venv/.bench
	$(BIN)/python -m benchmarks

wheel: .venv/.runtime
	$(BIN)/python scripts/try_wheel

# Spark is an extra: its pins are in a file of their own. Java comes from the system.
cohort-spark: .venv/.runtime
	@java="$$JAVA_HOME/bin/java"; test -x "$$java" || java=java; "$$java" -version 2>&1 | grep -Eq '"(17|21)[."]' || \
		{ echo "Spark needs Java 17 or 21; on Debian: apt-get install openjdk-17-jre-headless"; exit 1; }
	$(UV) install --quiet --python $(BIN)/python --require-hashes -r requirements/spark.txt

# The site in .site/: the command page and the evidence page are generated, then everything is built. No network.
docs: .venv/.docs
	$(BIN)/python -m runback.cli.command_page docs/commands.md
	$(BIN)/python -m runback.knowledge.evidence_page docs/evidence.md
	scripts/index_decisions
	.venv/docs/bin/zensical build --clean
	scripts/check_site .site

# The bill of materials of the program and of the pose reader, from their pins: names, versions, hashes. NOTICE has the licences.
sbom: .venv/.sbom
	@mkdir -p .sbom
	.venv/sbom/bin/cyclonedx-py requirements --output-reproducible --of JSON -o .sbom/runback.cdx.json requirements/runtime.txt
	.venv/sbom/bin/cyclonedx-py requirements --output-reproducible --of JSON -o .sbom/pose.cdx.json pose/requirements.txt

# Pins with hashes, for every platform. --universal keeps one file for all of them.
COMPILE := $(UV) compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links
requirements: .venv/.uv
	$(COMPILE) pyproject.toml --group build -o requirements/runtime.txt
	$(COMPILE) -c requirements/runtime.txt pyproject.toml --extra server --group build -o requirements/server.txt
	$(COMPILE) -c requirements/server.txt pyproject.toml --extra server --group dev -o requirements/dev.txt
	$(COMPILE) -c requirements/dev.txt pyproject.toml --group bench -o requirements/bench.txt
	$(COMPILE) -c requirements/dev.txt pyproject.toml --extra spark -o requirements/spark.txt
	$(COMPILE) --group docs -o requirements/docs.txt
	$(COMPILE) --group sbom -o requirements/sbom.txt

# The pose reader for `runback form video`: about 520 MB in a separate environment, since its pins are old.
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

# The site's tool has a separate environment, so that its pins and the application's never meet.
.venv/.docs: .venv/.runtime requirements/docs.txt
	$(BIN)/python -m venv .venv/docs
	$(UV) install --quiet --python .venv/docs/bin/python --require-hashes -r requirements/docs.txt
	@touch $@

.venv/.sbom: .venv/.uv requirements/sbom.txt
	$(BIN)/python -m venv .venv/sbom
	$(UV) install --quiet --python .venv/sbom/bin/python --require-hashes -r requirements/sbom.txt
	@touch $@

clean:
	rm -rf .venv .site .sbom $(DEMO) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage* htmlcov
