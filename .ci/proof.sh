# What the steps share: a step is a program in .ci/steps, and what it proved is a line that it writes with `proved`.

export PROOFS="$PWD/.ci/artefacts/proofs.txt"
export CONTAINERS_CONF="$PWD/.ci/containers.conf"
export DEBIAN_FRONTEND=noninteractive

# Says one thing that is now known to be true.
proved() {
  printf '  %s\n' "$*" | tee -a "$PROOFS"
}

# Stops the step with a reason.
refute() {
  printf '\nNOT PROVED: %s\n' "$*" >&2
  exit 1
}

# Runs one step and notes how long it took.
step() {
  local began=$SECONDS
  printf '\n=== %s ===\n' "$1"
  printf '%s\n' "$1" >> "$PROOFS"
  ".ci/steps/$1"
  printf '  (%s s)\n' "$((SECONDS - began))" >> "$PROOFS"
}

# Prints everything that was proved, and how the run ended.
summary() {
  printf '\n=== proved ===\n'
  cat "$PROOFS"
  if [ "$1" -eq 0 ]; then printf 'All steps passed'; else printf 'FAILED in the last step above'; fi
  printf ' after %s min %s s.\n' "$((SECONDS / 60))" "$((SECONDS % 60))"
}
