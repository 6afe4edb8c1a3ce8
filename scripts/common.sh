# shellcheck shell=bash disable=SC2034  # root, build_root, jobs are for those who source this
# SPDX-License-Identifier: Apache-2.0
#
# What the scripts beside this file share. Sourced, never run.

# The checkout, and the folder that holds the build trees (one for each preset).
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
build_root=${SIGMARK_BUILD_ROOT:-$root/build}
jobs=${SIGMARK_JOBS:-$(nproc)}
script=scripts/$(basename -- "$0")

# Progress and errors go to stderr, so that stdout holds results only.
say() { printf '%s: %s\n' "$script" "$*" >&2; }
usage_error() {
  say "$* (see $script --help)"
  exit 2
}

# The comment block at the head of the calling script is its help.
print_help() { awk 'NR > 3 && !/^#/ { exit } NR > 3 { sub(/^# ?/, ""); print }' "$0"; }

# Every file of the tree `$1` that belongs to the project, NUL-terminated and relative to it: what git tracks or would
# add, or everything outside build/ where the tree came without git. safe.directory: CI may clone as another user.
list_files() {
  if [[ -e $1/.git ]]; then
    git -C "$1" -c safe.directory='*' ls-files -z --cached --others --exclude-standard | drop_deleted "$1"
  else
    (cd -- "$1" && find . -path ./build -prune -o -path '*/node_modules' -prune -o -type f -printf '%P\0')
  fi
}

# Leaves out files that git still tracks but that are gone from the working tree.
drop_deleted() {
  local file
  while IFS= read -r -d '' file; do
    if [[ -e $1/$file ]]; then printf '%s\0' "$file"; fi
  done
}

# set_up [FLAG of scripts/setup…]. Where apt-get is missing (2), the user has been told what is needed; CMake says what
# is not there.
set_up() {
  local status=0
  "$root/scripts/setup" "$@" || status=$?
  ((status == 0 || status == 2))
}

# configure PRESET [OPTION…]: quiet when it succeeds.
configure() {
  local preset=$1 log
  shift
  mkdir -p -- "$build_root/$preset"
  log=$build_root/$preset/configure.log
  if ! (cd -- "$root" && cmake --preset "$preset" -B "$build_root/$preset" "$@") >"$log" 2>&1; then
    cat -- "$log" >&2
    return 1
  fi
}

# build PRESET [TARGET…]: all of them where none is named; Ninja's own progress, on stderr.
build() {
  local preset=$1
  shift
  cmake --build "$build_root/$preset" --parallel "$jobs" ${1:+--target "$@"} >&2
}
