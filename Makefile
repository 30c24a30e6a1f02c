# reviewferry: `make` lists the targets. Everything that is missing on Debian or Ubuntu is installed.

CONFIG ?= release
SHELL := /bin/bash
BUILD := swift build -c $(CONFIG)
PACKAGES := libxml2-dev zlib1g-dev libsqlite3-dev libsimdjson-dev libpcre2-dev libxxhash-dev pkg-config tzdata
FASTER := libisal-dev
TEST_PACKAGES := python3 python3-jsonschema python3-lxml python3-prometheus-client python3-yaml openssl xxhash
# Not necessary: a test opens reports in it.
BROWSER := chromium
DEB_PACKAGES := dpkg-dev lintian
DEB_TEST_PACKAGES := debootstrap
PREFIX ?= /usr/local
IMAGE_TOOL ?= docker
VERSION = $(shell sed -n 's/^  static let text = "\(.*\)"/\1/p' Sources/reviewferry/ReviewferryCommand.swift)
PROGRAM := .build/$(CONFIG)/reviewferry
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SOURCES := Package.swift Sources Tests Benchmarks

# So many tests run at a time. Else all begin at once, and one that waits for an answer stands behind a thousand others, minutes,
# while its time limit runs.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 8

.DEFAULT_GOAL := help
.PHONY: help build demo test check lint format bench golden docs install uninstall deb deb-test image toolchain deps test-deps

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{ printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: toolchain deps ## build the tool (CONFIG=debug for a debug build)
	$(BUILD) --product reviewferry

demo: build ## convert the samples of several vendors and submit them to the emulator
	@.ci/install-packages "$(SUDO)" curl
	@.ci/demo "$$($(BUILD) --show-bin-path)/reviewferry"

test: toolchain deps test-deps ## build and run all tests
	swift build --build-tests
	swift test --skip-build

check: lint deps test-deps ## format, import table, generated docs, README commands
	.ci/import-table
	swift build --build-tests
	swift test --skip-build --filter DocumentationTests

lint: ## say where the code is not formatted
	swift format lint --strict --recursive $(wildcard $(SOURCES))

format: ## format the code in place
	swift format --in-place --recursive $(wildcard $(SOURCES))

bench: deps ## time the release build beside other programs; writes docs/benchmarks.md
	Benchmarks/run
	Benchmarks/by-stage
	Benchmarks/ledger

golden: deps ## record the expected files of the command cases again; read the diff
	swift build --build-tests
	REVIEWFERRY_RECORD=1 swift test --skip-build --filter CommandTests

docs: ## write the generated documentation again
	swift build --product reviewferry
	.ci/generate-docs .build/debug/reviewferry

# Built only where it is missing, so that 'make build && sudo make install' builds nothing as root.
$(PROGRAM):
	$(MAKE) build

install: $(PROGRAM) ## install below PREFIX (/usr/local), or below DESTDIR for packages
	.ci/install $(PROGRAM) "$(PREFIX)" "$(DESTDIR)"

uninstall: ## remove what 'make install' has put there
	.ci/install --remove "$(PREFIX)" "$(DESTDIR)"

deb: build ## make a Debian package in .build/deb
	@.ci/install-packages "$(SUDO)" $(DEB_PACKAGES)
	lintian --fail-on error,warning "$$(.ci/debian/build $(PROGRAM) .build/deb)"

deb-test: deb ## install it in a throw-away Debian, use it, upgrade, remove, purge
	@.ci/install-packages "$(SUDO)" $(DEB_TEST_PACKAGES)
	$(SUDO) .ci/debian/test "$$(ls -t .build/deb/*.deb | head -n 1)"

image: ## make a container image (IMAGE_TOOL=docker, podman or buildah)
	$(IMAGE_TOOL) build -f .ci/docker/Dockerfile -t reviewferry:$(VERSION) .

toolchain:
	@command -v swift >/dev/null || { echo "Swift 6.2 or later is needed: https://www.swift.org/install/linux/" >&2; exit 1; }

deps:
	@.ci/install-packages "$(SUDO)" $(PACKAGES)
	@.ci/install-packages "$(SUDO)" $(FASTER) || echo "without $(FASTER): gzip inputs are inflated by zlib, more slowly"

test-deps:
	@.ci/install-packages "$(SUDO)" $(TEST_PACKAGES)
	@.ci/install-packages "$(SUDO)" $(BROWSER) || echo "without $(BROWSER): no test opens a report"
