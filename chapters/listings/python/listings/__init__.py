"""What the Python listings that measure share: src/lib.rs has the same for Rust."""

import os

_RUN = os.environ.get("LISTINGS_RUN")


def claim(holds, what):
    """Fails if this run measures and the claim does not hold."""
    if _RUN == "measure" and not holds:
        raise SystemExit(f"the claim does not hold: {what}")


def amount(full, small):
    """How much work to do: full, or small in a run for the form alone."""
    return small if _RUN == "form" else full
