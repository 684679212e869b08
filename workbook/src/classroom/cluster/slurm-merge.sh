#!/bin/sh
#SBATCH --job-name=merge
#SBATCH --cpus-per-task=1
#SBATCH --time=00:30:00
#SBATCH --output=@CLASS@/merge.log
# Puts the parts together that slurm.sh has graded. Students without a result in any part are named in the log.
set -eu

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${TMPDIR:-/tmp}/workbook-$(id -u)}"
cargo workbook merge @CLASS@/parts/* --out @CLASS@/results
