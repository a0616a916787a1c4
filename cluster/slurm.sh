#!/bin/bash
# The rows of a table of jobs as a Slurm job array. Every task solves one part of the rows, each row
# in a process of its own, and takes the next one when it is done.
#
#   sbatch --array=1-20 cluster/slurm.sh jobs.csv
#
# The folder of the batch, jobs.batch beside the table unless OUT says another, must be one that all
# nodes share. Rows that have a result are passed over: after a node was lost, `sbatch` the same line
# again, or leave it to --requeue, and only what is missing is solved.
#   callsheet gather jobs.batch     says what is there so far, whenever it is asked.
#
#SBATCH --job-name=callsheet
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --output=/dev/null
#SBATCH --error=callsheet-%A-%a.err

set -euo pipefail
table=${1:?the table of jobs}
out=${OUT:-${table%.*}.batch}

# Part I of N, whatever numbers the array has.
part=$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN + 1))
parts=$((SLURM_ARRAY_TASK_MAX - SLURM_ARRAY_TASK_MIN + 1))

# Slurm asks with SIGTERM before it ends a task: `exec`, so that the program hears it.
exec "${CALLSHEET:-callsheet}" batch "$table" --out "$out" --shard "$part/$parts" \
    --jobs 1 --threads "${SLURM_CPUS_PER_TASK:-1}"
