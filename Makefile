PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint bench torture clean engines hosts

demo: $(STAMP)
	$(BIN)/migrator demo --force

test: $(STAMP)
	$(BIN)/python -m pytest

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python tests/bench/crawl.py

torture: $(STAMP)
	cd tests && ../$(BIN)/python -m redirects.torture --rounds 5 --rules 250

engines:
	$(MAKE) -C tests/engines install

hosts:
	$(MAKE) -C tests/engines/hosts install

clean:
	rm -rf $(VENV) demo-blog

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --editable ".[dev]"
	touch $(STAMP)
