# Every target sets up what it needs; `make help` lists them.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
STAMP := $(VENV)/.ready
# More workers than cores, as many tests wait for servers; a file's tests share what it starts.
# Compiled tests are kept: each worker and each process a test starts would compile them again.
PYTEST := PYTHONDONTWRITEBYTECODE= $(RUN)/python -m pytest -n 4 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help demo test coverage check format lint types imports bench soak record lock clean

help:  ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Plumbline needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 ...") if sys.version_info < (3, 11) else None'
	@echo "Setting up .venv, once; this takes about a minute." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)  ## Try everything in a browser: a local Slack, the bot in it, invented CVs
	@$(RUN)/plumbline demo

test: $(STAMP)  ## Run all tests
	$(PYTEST)

coverage: $(STAMP)  ## Run all tests slowly, and measure which branches they take
	$(PYTEST) --cov --cov-report=term --cov-fail-under=95
	@$(RUN)/python -m coverage report --include='bot/domain/*' --fail-under=100

format: $(STAMP)  ## Rewrite the code in the house format
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

lint: $(STAMP)
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/hadolint Dockerfile

types: $(STAMP)
	$(RUN)/mypy

imports: $(STAMP)
	$(RUN)/lint-imports

check: lint types imports test  ## Format, lint, types, import contracts and tests

soak: $(STAMP)  ## Kill, cut and flood for minutes: nothing lost, nothing twice
	$(RUN)/python -m tests.soak

bench: $(STAMP)  ## Measure on the material in ../shared/benchmarks
	$(RUN)/python -m tests.bench

record: $(STAMP)  ## Ask the test model about the labelled set anew, and write docs/evaluation.md
	$(RUN)/python -m tests.tools.record_replies
	$(RUN)/python -m tests.tools.evaluation_page

lock: $(STAMP)  ## Renew requirements/*.txt from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --group dev pyproject.toml -o requirements/dev.txt

clean:  ## Remove the virtual environment and all caches
	rm -rf $(VENV) .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
