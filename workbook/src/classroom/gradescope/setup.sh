#!/bin/sh
# Gradescope runs this once, as root, to build the image in which it grades.
set -eu
base=${AUTOGRADER:-/autograder}
export HOME="${HOME:-/root}" DEBIAN_FRONTEND=noninteractive

apt-get update
apt-get install -y --no-install-recommends bubblewrap build-essential ca-certificates curl git
curl --proto '=https' --tlsv1.2 --silent --show-error --fail https://sh.rustup.rs |
    sh -s -- -y --profile minimal --default-toolchain @TOOLCHAIN@
export PATH="$HOME/.cargo/bin:$PATH"

# Grading a student who handed in nothing compiles what the checks need. No answer runs here.
cd "$base/source/workbook"
cargo build --locked --package workbook
mkdir -p /tmp/warm/submissions/none
target/debug/workbook grade /tmp/warm/submissions --out /tmp/warm/results --assignment ../assignment.toml@HIDDEN@ \
    --unsafe-no-sandbox
rm -r /tmp/warm

# For the build's log: `grade` tries the sandbox again where it runs, and refuses to run without one.
target/debug/workbook sandbox || true
