# The few verbs of the house. Each sets up what it needs, once; nothing asks a question.
#   make demo PORT=8123 OPEN=0    another port, and no browser window

PORT ?= 8000
OPEN ?= 1
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
JAX_PLATFORMS ?= cpu
export JAX_PLATFORMS

# A folder that cannot run pip (broken off half-way, or its Python is gone) is made anew.
environment = @$(BIN)/python -m pip --version >/dev/null 2>&1 || \
	{ python="$$(.ci/find-python)" && "$$python" -m venv --clear .venv; }

.PHONY: help demo test coverage lint compiled bench lock docs calibrate prior studies figures messages insilico
.DEFAULT_GOAL := help

help: ## these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

demo: .venv/run-time.installed ## the web app with a virtual person's year in it (PORT=8000 OPEN=1)
	$(BIN)/andante demo --port $(PORT) $(if $(filter 0,$(OPEN)),--no-open)

# Files with slow tests begin (tests/conftest.py), so that no processor waits for the last of them. Two processes test,
# each with one thread for XLA (NPROC) and linear algebra: as many as there are processors would only get in the way.
# Hundreds of tests start andante anew, so what Python compiles is kept, whatever the account says.
pytest = @ANDANTE_CHROMIUM="$$(.ci/find-chromium)" && export ANDANTE_CHROMIUM && \
	NPROC=1 OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Both processes would begin by compiling the same: that is done once, while mypy keeps one processor.
test: .venv/dev.installed ## all checks and tests
	@$(MAKE) --no-print-directory --jobs=2 lint compiled
	$(pytest)

coverage: .venv/dev.installed ## all tests, and which lines they reach (half as long again)
	$(pytest) --cov --cov-report=term

lint: .venv/dev.installed ## format, rules, types and import contracts; changes nothing
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy docs/draw.py calibration
	$(BIN)/lint-imports

compiled: .venv/dev.installed
	@$(BIN)/python -c "from andante.learn.ready import make_ready; make_ready()"

bench: .venv/dev.installed ## every benchmark, one after the other
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

docs: .venv/dev.installed ## check that links, paths and commands in the pages are true
	$(BIN)/python -m pytest -q tests/test_docs.py

calibrate: .venv/dev.installed ## fit the body to its calibration set, and write its table and page anew (half an hour)
	$(BIN)/python calibration/calibrate.py

messages: .venv/dev.installed ## collect the words of the pages for translation, and compile the translations
	$(BIN)/python .ci/messages.py

prior: .venv/dev.installed ## write the page on where the prior comes from, and its picture, anew (a minute)
	$(BIN)/python calibration/prior.py

studies: .venv/dev.installed ## run every published study at full size, and write its page anew (20 minutes)
	$(BIN)/python calibration/run_studies.py

insilico: .venv/dev.installed ## the whole trial on virtual people, and its page anew (20 minutes)
	$(BIN)/python calibration/run_insilico.py

figures: .venv/dev.installed ## draw the pictures of the body's page anew
	$(BIN)/python docs/draw.py

lock: ## lock the newest allowed versions, with hashes
	@.ci/lock

# The locks are whole, so pip need not resolve (--no-deps): with an extra it would ask for the newest release, without a hash.
# A stamp is written only when everything before it went well. The dev set holds the run-time set.
.venv/run-time.installed: requirements/runtime.txt pyproject.toml .venv/bin/python
	@echo "Setting up .venv for andante. This takes some minutes, once."
	$(environment)
	$(PIP) install --no-deps --require-hashes -r requirements/runtime.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.installed: requirements/dev.txt requirements/runtime.txt pyproject.toml .venv/bin/python
	@echo "Setting up .venv with everything for the tests. This takes some minutes, once."
	$(environment)
	$(PIP) install --no-deps --require-hashes -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch .venv/run-time.installed $@

.venv/bin/python:
	$(environment)
