# A newcomer's whole set-up: `make demo`, then `make test`.

.PHONY: demo test build sample

# Solves the 2024 campaign and says where its report is.
demo: build
	cargo run --release --quiet -- solve instances/cqust-2024 --out reports/demo
	@echo
	@echo "Open reports/demo/report.html"

build:
	@bash .ci/prerequisites
	cargo build --release --locked

# The same, then everything that must hold.
test: demo
	@bash .ci/prerequisites --browser
	cargo fmt --check
	cargo clippy --release --locked --all-targets -- -D warnings
	RUSTDOCFLAGS=-Dwarnings cargo doc --release --locked --no-deps
	CALLSHEET_REQUIRE_BROWSER=1 cargo test --release --locked

# Rewrites the committed sample report after an intended change.
sample: build
	cargo run --release --quiet -- solve instances/cqust-2024
