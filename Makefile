# A newcomer's whole set-up: `make demo`, then `make test`.

.PHONY: demo page page-check test build release windows linux wheel sample docs bench bench-quick fuzz

# Solves the 2024 campaign and says where its report is.
demo: build
	cargo run --quiet --locked -- solve instances/cqust-2024 --out reports/demo
	@echo
	@echo "Open reports/demo/report.html"

# The planner's page of the 2024 campaign, in the browser.
page: build
	cargo run --quiet --locked -- open instances/cqust-2024

# The page's modules under `tsc --checkJs`, and axe over every page; both come from npm, and where they can't it is said.
page-check: build
	python3 tests/machines/page.py --program target/debug/callsheet

build:
	@bash .ci/prerequisites
	cargo build --locked

# The fast and small program, in target/release.
release:
	@bash .ci/prerequisites
	cargo build --release --locked

# The same, then everything that must hold. Random tests draw the same campaigns each time; `make fuzz` draws others.
test: demo
	@bash .ci/prerequisites --browser
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo check --locked --no-default-features --lib
	@bash .ci/deny
	RUSTDOCFLAGS=-Dwarnings cargo doc --locked --no-deps
	CALLSHEET_REQUIRE_BROWSER=1 PROPTEST_RNG_SEED=2024 cargo test --locked

# callsheet.exe and the zip for offices, in target/windows.
windows:
	@bash .ci/windows

# For Linux, in target/linux: one static program and a Debian package of it; and with `wheel` a wheel of it, too.
linux:
	@bash .ci/linux

wheel:
	@bash .ci/linux --wheel

# Builds the book of the docs, where mdBook is installed.
docs:
	@if command -v mdbook >/dev/null; then mdbook build docs; else echo "mdBook is not installed."; fi

# Rewrites the committed sample report, whatever has become of it, after an intended change.
sample: build
	cargo run --quiet --locked -- solve instances/cqust-2024 --force

# callsheet, CP-SAT and plain HiGHS on the same problems: see benches/README.md. BENCH="--only series --sizes 60" chooses.
BENCH_PYTHON = target/bench-venv/bin/python

bench: release target/bench-venv/ready
	$(BENCH_PYTHON) benches/run.py $(BENCH)
	$(BENCH_PYTHON) benches/table.py
	$(BENCH_PYTHON) benches/season.py

bench-quick: release target/bench-venv/ready
	$(BENCH_PYTHON) benches/run.py --quick $(BENCH)
	$(BENCH_PYTHON) benches/table.py --results target/bench/quick.jsonl --out target/bench/report

# The machines that try to prove the program wrong: see docs/method/machines.md. CASES of each, from SEED on, and seconds
# for each reader.
CASES = 2000
SEED = 1
FUZZ_SECONDS = 300

fuzz: release target/bench-venv/ready
	PROPTEST_RNG_SEED=$(SEED) cargo test --locked --test it
	python3 tests/machines/mutate.py --program target/release/callsheet --cases $(CASES) --seed $(SEED) --keep target/fuzz/mutate
	python3 tests/machines/kill.py --program target/release/callsheet --cases $(CASES) --seed $(SEED)
	$(BENCH_PYTHON) tests/machines/model/run.py --program target/release/callsheet --count $(CASES) --seed $(SEED) --keep target/fuzz/model
	tests/fuzz/run $(FUZZ_SECONDS)

target/bench-venv/ready: benches/requirements.txt
	python3 -m venv target/bench-venv
	$(BENCH_PYTHON) -m pip install --quiet --requirement benches/requirements.txt
	touch $@
