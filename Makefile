PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check docs picture env clean

env: .venv/.ready

.venv/.ready: pyproject.toml setup.py $(wildcard extraction/*.pyx extraction/*.pxd linking/*.pyx)
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

demo: env
	$(BIN)/python -m demo_world

test: env
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow"

check: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: env
	$(BIN)/python -m kitewire.commands.reference > docs/commands.md

picture: env
	$(BIN)/python -m docs.draw_picture
	$(BIN)/python -m docs.draw_pages
	$(BIN)/python -m docs.draw_desk

clean:
	rm -rf .venv build *.egg-info demo-output
