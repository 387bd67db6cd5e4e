#!/usr/bin/env bash
# Measures the simulated GPU against itself and against the plain compiler, as ratios of times taken in turn:
#   * CUDA threads a second on one core in fast mode, and how much two cores add
#   * what check mode costs over fast mode, on one core
#   * what compiling a lab's .cu file for the simulator costs over compiling its rewritten text by plain g++ -O2
# usage: checker/simulator/bench/measure.sh [ROUNDS]   (5; the fastest time of all rounds counts)
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.." && pwd -P)
rounds=${1:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gaplab=$root/gaplab

"$gaplab" sim --mode fast -o "$work/fast" "$root/checker/simulator/bench/gap.cu" -- 1 1 1 > "$work/log"
"$gaplab" sim --mode check -o "$work/check" "$root/checker/simulator/bench/gap.cu" -- 1 1 1 > "$work/log"

# fastest NAME KERNEL: the shortest of the times that the rounds noted, in seconds
fastest() { awk -v kernel="$2" '$1 == kernel && (best == "" || $2 < best) { best = $2 } END { print best }' "$work/$1.times"; }

for ((round = 0; round < rounds; ++round)); do
  GAPLAB_SIM_THREADS=1 "$work/fast" 32 512 1 >> "$work/one.times"
  GAPLAB_SIM_THREADS=2 "$work/fast" 32 512 1 >> "$work/two.times"
  "$work/check" 32 512 1 >> "$work/check.times"
done
printf 'global average pooling of 32 x 512 x 13 x 13, 256 threads a map, the fastest of %s rounds\n' "$rounds"
printf '%-10s %18s %18s %18s %18s\n' kernel 'fast, 1 core' 'fast, 2 cores' 'check, 1 core' 'check / fast'
for kernel in tree shuffles; do
  awk -v kernel="$kernel" -v one="$(fastest one "$kernel")" -v two="$(fastest two "$kernel")" \
    -v check="$(fastest check "$kernel")" 'BEGIN {
      million = 32 * 512 * 256 / 1e6
      printf "%-10s %10.2f M thr/s %10.2f x one %10.2f M thr/s %18.2f\n", kernel, million / one, one / two,
             million / check, check / one }'
done

# A compiler that keeps the text that it is given: the lab's file as the rewriter made it.
mkdir "$work/bin"
cat > "$work/bin/g++" <<END
#!/bin/sh
for argument in "\$@"; do
  case \$argument in *.ii) cp "\$argument" "$work/kept.ii" ;; esac
done
exec g++ "\$@"
END
chmod +x "$work/bin/g++"

# Without nvcc and clang, which look at the file side by side with all this. A lab's file is no program, so linking it
# fails at the end; that is counted too.
translate() { NVCC=none CLANG=none "$gaplab" sim "$@" "${includes[@]}" "$work/lab.cu" > "$work/log" 2>&1 || true; }

printf '\ncompiling a lab, all told, against g++ -O2 on the same code, rewritten for fast mode; the fastest of %s rounds\n' "$rounds"
printf '%-22s %12s %12s %8s\n' file simulator 'g++ -O2' ratio
for source in "$root"/solutions/*/*.cu; do
  lab=$(basename "$(dirname "$source")")
  includes=(-I "$root/labs/$lab" -I "$root/checker/worker")
  for ((round = 0; round < rounds; ++round)); do
    # Another comment each time, so that nothing of it is in the cache.
    { cat "$source" && echo "// $$ $round"; } > "$work/lab.cu"
    CXX=$work/bin/g++ translate --mode fast
    begin=$(date +%s%N)
    translate --mode check
    middle=$(date +%s%N)
    g++ -E -std=c++17 -x c++ -DGAPLAB_SIM_FAST=1 -isystem "$root/checker/simulator/include" -include cuda_runtime.h \
      -D__global__= -D__device__= "${includes[@]}" "$work/lab.cu" > "$work/preprocessed"
    g++ -x c++ -fpreprocessed -std=c++17 -O2 -g -pthread -w -c "$work/kept.ii" -o "$work/plain.o"
    end=$(date +%s%N)
    echo "$((middle - begin)) $((end - middle))" >> "$work/compile.times"
  done
  awk -v file="$(basename "$source")" '{ if (!a || $1 < a) a = $1; if (!b || $2 < b) b = $2 }
    END { printf "%-22s %10.2f s %10.2f s %8.2f\n", file, a / 1e9, b / 1e9, a / b }' "$work/compile.times"
  rm "$work/compile.times"
done
