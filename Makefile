# Every target sets itself up in .venv; PYTHON chooses the interpreter (3.11.5 or newer).
PYTHON ?= python3
BIN := .venv/bin

.PHONY: install demo test lint soak bench docs lock clean

.venv/ready: pyproject.toml requirements/bootstrap.txt requirements/dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# pywb wants older releases of what others want newer: it has an environment of its own.
.venv/replay/ready: .venv/ready requirements/replay.txt
	$(PYTHON) -m venv .venv/replay
	$(BIN)/uv pip sync --quiet --python .venv/replay/bin/python --require-hashes requirements/replay.txt
	@touch $@

# What an operator needs, without the tools of the tests; $(VENV) says where.
VENV ?= venv
install:
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	$(VENV)/bin/uv pip sync --quiet --compile-bytecode --python $(VENV)/bin/python --require-hashes requirements/run.txt
	$(VENV)/bin/uv pip install --quiet --python $(VENV)/bin/python --no-deps --reinstall-package nianbao .

demo: .venv/ready
	$(BIN)/nianbao demo --archive demo-archive

# Tests wait for servers, browsers and the disk a third of their time.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(3 * os.cpu_count() // 2)')
test: .venv/ready .venv/replay/ready
	$(BIN)/pytest -n $(WORKERS) --dist loadfile -q

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

soak: .venv/ready
	$(BIN)/pytest -n auto --dist worksteal -q -m soak

bench: .venv/ready
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/bench.txt
	$(BIN)/python -m bench

docs: .venv/ready
	$(BIN)/python -m tests.docs_parts

lock:
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url --no-header \
	  --extra browse --extra cluster --extra export --extra ocr --extra dev --output-file requirements/dev.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url --no-header \
	  --extra browse --extra cluster --extra export --extra ocr --extra dev --extra bench --output-file requirements/bench.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url --no-header \
	  --extra browse --extra cluster --extra export --extra ocr --constraint requirements/dev.txt --output-file requirements/run.txt pyproject.toml
	echo "pywb>=2.10,<3" | $(BIN)/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url --no-header \
	  --output-file requirements/replay.txt -
	echo uv | $(BIN)/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url --no-header \
	  --output-file requirements/bootstrap.txt -

clean:
	rm -rf .venv demo-archive
