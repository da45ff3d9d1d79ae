# One target per thing that a person does. `make` alone lists them.
# Set-up is a file target: it runs once, and again only when what it is made from has changed.

SHELL := /bin/bash
# The first that runs: a version manager may leave a name on PATH that does not.
PYTHON ?= $(shell for v in python3.13 python3.12 python3.11 python3; do \
  $$v -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$v && exit; \
  done; echo python3)
VENV := .venv
BIN := $(VENV)/bin
# Bytecode is what makes the second start quick; some shells switch it off.
unexport PYTHONDONTWRITEBYTECODE

# Many tests wait (for a paced cloud, for a browser): two workers a core keep the cores busy.
WORKERS ?= $(shell $(BIN)/python -c 'import os; print(2 * (os.cpu_count() or 1))')

.DEFAULT_GOAL := help
.PHONY: help demo ui test screenshots check format clean lock gen bench docs

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.runtime: requirements/runtime.txt requirements/tools.txt pyproject.toml tools/setup.py
	@$(PYTHON) tools/setup.py runtime

$(VENV)/.dev: requirements/dev.txt requirements/tools.txt pyproject.toml tools/setup.py
	@$(PYTHON) tools/setup.py dev

demo: $(VENV)/.runtime ## Raise the dev environment in the simulated cloud
	@$(BIN)/crm-infra demo

ui: $(VENV)/.runtime ## Open the Dagster UI on loopback (Ctrl-C stops everything)
	@$(BIN)/crm-infra ui

test: $(VENV)/.dev ## Run all tests
	@$(BIN)/python tools/system_packages.py
	@$(BIN)/python tools/policy_tool.py & \
	  $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder -q $(ARGS)

screenshots: $(VENV)/.dev ## Take the pictures of docs/pictures anew, in a real browser
	@$(BIN)/python tools/system_packages.py
	@PICTURES=docs/pictures $(BIN)/python -m pytest -n 0 -q tests/browser $(ARGS)

check: $(VENV)/.dev ## Lint, format, types and import directions
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache | tail -n 3; exit $${PIPESTATUS[0]}
	@$(BIN)/pyright

format: $(VENV)/.dev ## Format the code
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format -q .

gen: $(VENV)/.dev ## Generate the plugin protocol's stubs from our .proto
	@$(BIN)/python tools/generate_stubs.py

docs: $(VENV)/.dev ## Rewrite the documents that are generated
	@$(BIN)/python tools/generate_docs.py

bench: $(VENV)/.dev ## Measure, and rewrite the table in benchmarks/README.md
	@$(BIN)/python -m benchmarks

lock: $(VENV)/.dev ## Resolve the dependencies anew and pin them with hashes
	@for set in runtime dev tools checkov; do $(BIN)/uv pip compile -q --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-emit-index-url --no-header \
	  requirements/$$set.in -o requirements/$$set.txt $(ARGS); done

clean: ## Stop simcloud and remove everything that was made here
	@if [ -x $(BIN)/crm-infra ]; then $(BIN)/crm-infra sim stop || true; fi
	@rm -rf $(VENV) .crm-infra .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
