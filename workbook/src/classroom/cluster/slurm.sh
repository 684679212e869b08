#!/bin/sh
#SBATCH --job-name=grade
#SBATCH --array=1-@SHARDS@
#SBATCH --cpus-per-task=4
#SBATCH --time=06:00:00
#SBATCH --output=@CLASS@/grade-%a.log
# Grades @CLASS@/submissions in @SHARDS@ parts, each in a task of the array. Submit it from the workbook's root, on a file system
# that the nodes share, and then the merge:
#
#     array=$(sbatch --parsable slurm.sh)
#     sbatch --dependency=afterany:"$array" slurm-merge.sh
set -eu

part=$SLURM_ARRAY_TASK_ID
# On the node's own disk: with one target folder for all nodes, each build would wait for the others.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${TMPDIR:-/tmp}/workbook-$(id -u)}"
cargo workbook grade @CLASS@/submissions --out "@CLASS@/parts/$part" --shard "$part/@SHARDS@" \
    --jobs "$SLURM_CPUS_PER_TASK"@OPTIONS@
