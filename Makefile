# Skillpath: `make demo` and `make test` install what they need into this folder, and nowhere else.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Dozens of processes start here: none is to compile anew what another has compiled.
export PYTHONDONTWRITEBYTECODE :=

# The first Python of 3.11 or newer; override with `make PYTHON=/path/to/python`.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
  "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
JOBS ?= 2
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
# uv from the PATH where it works there, else the one that pip puts into the virtual environment.
UV = $(shell uv --version >/dev/null 2>&1 && echo uv || echo $(BIN)/uv)
# Progress is for a person to see; a log is spared one line for each package.
QUIET = $(shell test -t 2 || echo --quiet)
PACKAGES := $(VENV)/.packages-installed
MODULES := node_modules/.modules-installed
PAGE := build/web/index.html

.PHONY: help setup demo demo-chaos dev seed doctor test check bench package audit deploy rollback format lock clean load \
  screenshots

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(PACKAGES) $(MODULES) $(PAGE) ## install everything into this folder (demo, dev, test and check do it too)

demo: setup ## upload the sample CV to a local stack and follow it to a plan, from nothing to a printed assessment
	@$(BIN)/skillpath demo $(ARGS)

demo-chaos: setup ## kill workers in the middle of every step of a workflow, and show that nothing is lost or done twice
	@$(BIN)/skillpath demo-chaos $(ARGS)

dev: setup ## start the local stack and leave it running; prints where to open the page, tokens and curl lines
	@$(BIN)/skillpath dev $(ARGS)

seed: setup ## fill the local catalogue from the compiled taxonomy
	@$(BIN)/skillpath seed $(ARGS)

load: setup ## put the gateway under load for 10 minutes: errors, latencies, memory, CPU; ARGS="--minutes 1" for less
	@$(BIN)/python -m tests.load.run $(ARGS)

doctor: setup ## say what is installed, running and missing
	@$(BIN)/skillpath doctor

test: setup ## run the whole test suite; ARGS="-k name" for a part
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist loadgroup $(ARGS)

check: setup ## linters, types of Python and TypeScript, layers, and the rules that tests/architecture checks
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@bash -n .ci/run
	@$(BIN)/python -m pytest -q -rs -n $(JOBS) --dist loadgroup tests/architecture

package: setup ## build the functions' zips into build/package, the same bytes from the same code; ARGS="--architecture x86_64"
	@$(BIN)/skillpath package $(ARGS)

screenshots: setup ## make the README's pictures of the page anew, in a browser over the local stack
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

bench: setup ## cold start, warm path and memory of every function beside what else it could be; ARGS="--runs 9"
	@$(BIN)/python -m tests.benchmarks $(ARGS)

deploy: setup package ## bring this checkout to AWS, STAGE=dev or prod: the migrations, the functions, and a look at them
	@$(BIN)/skillpath deploy "$(STAGE)"

rollback: setup ## go back to the functions deployed before, STAGE=dev or prod; migrations stay
	@$(BIN)/skillpath rollback "$(STAGE)"

audit: setup ## ask PyPI and npm for known weaknesses of all that is locked
	@failed=0; \
	$(UV) tool run --quiet pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements.txt || failed=1; \
	npm audit || failed=1; \
	test $$failed = 0 || { echo "Something has a known weakness, or could not be audited: see above. A registry that says" \
	  "'not found', '405' or 'error' does not serve this data: audit where PyPI and npm themselves can be asked." >&2; exit 1; }

format: setup ## format the code, and mend what ruff can mend
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

lock: $(PACKAGES) ## renew requirements.txt and package-lock.json to the newest versions allowed
	$(UV) lock --upgrade --python $(BIN)/python
	$(UV) export --quiet --frozen --no-emit-project --format requirements-txt --all-groups --all-extras \
	  --no-header --output-file requirements.txt
	rm -rf build/lock && mkdir -p build/lock && cp package.json .npmrc build/lock
	cd build/lock && npm install --package-lock-only && cp package-lock.json ../..

clean: ## remove what was built, the local database and the caches; keeps what was installed
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis supabase/.temp
	find functions shared tests -type d -name __pycache__ -prune -exec rm -rf {} +

# A virtual environment of a checkout that was moved does not start: it is made anew.
$(PACKAGES): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none is on the PATH: install it, or run make PYTHON=/path/to/python" >&2; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || { \
	  echo "Making a virtual environment in $(VENV) with $$($(PYTHON) --version)"; rm -rf $(VENV); \
	  $(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); $(PYTHON) -m venv --without-pip $(VENV); }; }
	@$(UV) --version >/dev/null 2>&1 || { \
	  echo "Fetching uv into $(VENV)"; \
	  $(BIN)/python -m pip --version >/dev/null 2>&1 && $(BIN)/python -m pip install --quiet uv \
	  || $(PYTHON) -m pip --python $(BIN)/python install --quiet uv \
	  || { echo "uv could not be fetched: see pip's message above; where pip itself is missing (Debian: apt-get install python3-venv) install it or uv" >&2; exit 1; }; }
	@echo "Installing the Python packages of requirements.txt"
	@$(UV) pip install $(QUIET) --python $(BIN)/python --no-deps --require-hashes -r requirements.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

$(MODULES): package.json package-lock.json .npmrc
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null \
	  || { echo "Node.js 20 or newer is needed ($$(node --version 2>/dev/null || echo none) is on the PATH): install it" >&2; exit 1; }
	@echo "Installing the npm packages of package-lock.json"
	@npm ci --no-progress --loglevel=error
	@touch $@

# The page that people use, from its sources and what package-lock.json pins.
$(PAGE): $(MODULES) $(shell find functions/web/page -type f) shared/local/sample/cv.txt
	@node functions/web/page/build.mjs
	@touch $@
