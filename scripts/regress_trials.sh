# shellcheck shell=bash disable=SC2034,SC2154  # out, trials, plant, base and the rest are scripts/regress's
# SPDX-License-Identifier: Apache-2.0
#
# How often the gate errs. Sourced by scripts/regress for --trials, never run.

# choose N: the N-th random line of the input, by --seed.
choose() {
  local -a lines
  mapfile -t lines
  echo "${lines[$((16#$(printf '%s' "$seed $1" | sha256sum | cut -c 1-8) % ${#lines[@]}))]}"
}

# Names such as logistic/simd/exp_reduction/binary32/AVX2 of what is selected, but for the yardstick.
kernels() { "$new/bench_accuracy" "${flags[@]}" --list | grep -E '^([^/]+/){4}[^/]+$' | grep -v '/textbook/naive/'; }

# rows PART VERDICT [KERNEL [MODE]]: how many rows of the last comparison.
rows() {
  jq --arg part "$1" --arg verdict "$2" --arg kernel "${3:-}" --arg mode "${4:-}" '
    [.rows[] | select(.part == $part and .verdict == $verdict and ($mode == "" or .key.mode == $mode))
      | [.key.function, .key.implementation, .key.format, .key.isa] | join("/")
      | select($kernel == "" or . == $kernel)] | length' "$out/compare.json"
}

# keep NAME: the comparison, for who wants to know more of a trial.
keep() { cp -- "$out/compare.json" "$out/trials/$1.json"; }

note() { printf '%s\n' "$*" | tee -a -- "$out/trials.txt" >&2; }

# same_trial N: the tree against itself.
same_trial() {
  only=speed plant=''
  compare_programs || return
  keep "itself-$1"
  local inconclusive all
  inconclusive=$(rows speed inconclusive)
  all=$(jq '[.rows[] | select(.part == "speed")] | length' "$out/compare.json")
  note "itself $1: exit $status, $all speed rows: $(rows speed worse) worse, $(rows speed better) better, $inconclusive inconclusive"
  if ((status != 0)); then ((false_alarms += 1)); fi
  if ((inconclusive * 20 > all)); then ((undecided += 1)); fi
}

# slow_trial N: the slowed kernel's throughput should be worse, and no other kernel. (What its wrapper costs a single call
# is of its own size, and judged by nobody.)
slow_trial() {
  local kernel caught others
  kernel=$(kernels | choose "slow $1")
  only=speed plant=slow:$kernel
  compare_programs || return
  keep "slow-$1"
  caught=$(rows speed worse "$kernel" throughput)
  others=$(($(rows speed worse) - $(rows speed worse "$kernel")))
  note "slow $1: $kernel: exit $status, caught $caught of 1; of the others $others worse, $(rows speed inconclusive) inconclusive"
  if ((status == 1 && caught == 1)); then ((slow_caught += 1)); fi
  if ((others > 0)); then ((false_alarms += 1)); fi
}

# lane_trial N: accuracy and behaviour of the kernel alone, which is all that they depend on.
lane_trial() {
  local kernel function family impl format isa
  kernel=$(kernels | choose "lane $1")
  IFS=/ read -r function family impl format isa <<<"$kernel"
  local -a flags=(--impl="^$family/$impl\$" --function="$function" --format="$format" --isa="$isa")
  only=accuracy,behaviour plant=lane:$kernel
  compare_programs || return
  keep "lane-$1"
  note "lane $1: $kernel: exit $status, $(rows accuracy worse "$kernel") accuracy and $(rows behaviour worse "$kernel") behaviour rows worse"
  if ((status == 1 && $(rows accuracy worse "$kernel") > 0)); then ((lane_caught += 1)); fi
}

run_trials() {
  local i false_alarms=0 undecided=0 slow_caught=0 lane_caught=0
  if ! command -v jq >/dev/null; then usage_error "--trials needs jq; scripts/setup installs it"; fi
  "$new/bench_accuracy" "${flags[@]}" --list >/dev/null || return
  kernels >/dev/null || usage_error "no kernel but the yardstick is selected"
  mkdir -p -- "$out/trials"
  base=$new
  new=${new%/bin}/tests/planted
  : >"$out/trials.txt"  # and trials/*.json
  for ((i = 1; i <= trials; ++i)); do same_trial "$i" || return; done
  for ((i = 1; i <= trials; ++i)); do
    slow_trial "$i" || return
    lane_trial "$i" || return
  done
  note "$trials comparisons of the tree with itself and $trials with a slow kernel: $false_alarms false alarms;" \
    "with itself, more than 5 % of the rows inconclusive in $undecided"
  note "a kernel a tenth slower: caught in $slow_caught of $trials; one lane wrong by an ulp: caught in $lane_caught of $trials"
  ((false_alarms == 0 && undecided == 0 && slow_caught == trials && lane_caught == trials))
}
