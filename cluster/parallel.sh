#!/bin/bash
# The rows of a table of jobs under GNU parallel, in parts: `cluster/parallel.sh jobs.csv`, with the
# options of parallel behind it. `--sshloginfile nodes` sends parts to other machines, on which the
# folder must be the same one; `--joblog FILE --resume-failed` tries only parts that failed. Rows
# that have a result are passed over in any case.
set -euo pipefail
table=${1:?the table of jobs}
parts=${PARTS:-20}
seq "$parts" | parallel --halt never --retries 3 "${@:2}" \
    "${CALLSHEET:-callsheet}" batch "$table" --shard "{}/$parts" --jobs 1 --threads 1
