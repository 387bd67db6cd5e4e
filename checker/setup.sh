#!/usr/bin/env bash
# Sets gaplab up: installs what is missing, builds, and leaves ./gaplab at the root. See --help.
set -euo pipefail

usage() {
  cat <<'END'
usage: checker/setup.sh [--dev]

Installs what is missing (as root, with apt-get; else it says what to type), builds the checker, and leaves the
program ./gaplab at the root of the course. Run it again after every update: it does only what is left to do.

  --dev     for work on the checker: what its tests and checks need too, and the tests built (ctest --preset all)
  --help    this text

Exit code: 0 gaplab is ready, 2 bad usage, 3 something that only you can mend is missing, or the build failed.
END
}

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
here=$PWD
preset=release
for argument in "$@"; do
  case $argument in
    --dev) preset=dev ;;
    -h | --help) usage && exit 0 ;;
    *) printf 'setup.sh: what is "%s"?\n\n' "$argument" >&2 && usage >&2 && exit 2 ;;
  esac
done
build=$root/build/$preset
terminal=no
[[ ! -t 1 ]] || terminal=yes

stop() {
  printf '\nsetup.sh: %s\n' "$1" >&2
  exit 3
}

# status TEXT: on a terminal, replaces the line; in a log, stays silent.
status() {
  [[ $terminal == no ]] || printf '\r\033[K%s' "$1"
}

# said TEXT: a line that stays.
said() {
  status ''
  printf '%s\n' "$1"
}

# --- What is missing -----------------------------------------------------------------------------------------------

programs=(g++ cmake ninja)
declare -A package_of=([g++]=g++ [cmake]=cmake [ninja]=ninja-build [clang-format]=clang-format [clang-tidy]=clang-tidy
  [clang++]=clang [gdb]=gdb)
libraries=(libhdf5-dev libcli11-dev libfmt-dev libtomlplusplus-dev nlohmann-json3-dev libmd-dev libarchive-dev zlib1g-dev)
headers=(hdf5.h CLI/CLI.hpp fmt/format.h toml++/toml.h nlohmann/json.hpp sha256.h archive.h zlib.h)
if [[ $preset == dev ]]; then
  programs+=(clang++ clang-format clang-tidy gdb)
  libraries+=(catch2)
  headers+=(catch2/catch_test_macros.hpp\|catch2/catch.hpp)
fi

missing_packages() {
  local name installed
  for name in "${programs[@]}"; do
    command -v "$name" > /dev/null || echo "${package_of[$name]}"
  done
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${libraries[@]}" 2> /dev/null || true)
  for name in "${libraries[@]}"; do
    [[ $'\n'$installed$'\n' == *$'\n'"installed $name"$'\n'* ]] || echo "$name"
  done
}

# On a system without dpkg: the programs and headers that are not there, by their own names.
missing_parts() {
  local name found
  for name in "${programs[@]}"; do
    command -v "$name" > /dev/null || echo "$name"
  done
  command -v g++ > /dev/null || return 0
  for name in "${headers[@]}"; do
    found=$(printf '#if __has_include(<%s>) || __has_include(<%s>)\nfound\n#endif\n' "${name%|*}" "${name#*|}" |
      g++ -E -P -x c++ -I/usr/include/hdf5/serial - 2> /dev/null)
    [[ $found == found ]] || echo "<${name%|*}>"
  done
}

install_packages() {
  local log=$root/build/install.log options=(-y --no-install-recommends -o DPkg::Lock::Timeout=60)
  mkdir -p "$root/build"
  said "Installing with apt-get (a few minutes): $*"
  export DEBIAN_FRONTEND=noninteractive
  # The package lists may be missing or old; only then are they fetched.
  apt-get install "${options[@]}" "$@" > "$log" 2>&1 < /dev/null ||
    { apt-get update >> "$log" 2>&1 < /dev/null && apt-get install "${options[@]}" "$@" >> "$log" 2>&1 < /dev/null; } ||
    { tail -n 15 "$log" >&2 && stop "apt-get could not install the packages; the whole log is $log"; }
}

# A browser, for one test, which is skipped where there is none. Ubuntu has none as a package.
browser_there() {
  command -v chromium > /dev/null || command -v chromium-browser > /dev/null || command -v google-chrome > /dev/null
}

browser_package() {
  [[ $preset == dev ]] && ! browser_there && grep -qx 'ID=debian' /etc/os-release && echo chromium
}

# What makes a site of the docs, for one test, which is left out where it is not there.
site_package() {
  [[ $preset == dev ]] && ! command -v mkdocs > /dev/null && echo mkdocs-material
}

if command -v dpkg-query > /dev/null && command -v apt-get > /dev/null; then
  mapfile -t missing < <(missing_packages; browser_package || true; site_package || true)
  if ((${#missing[@]})); then
    if ((EUID == 0)); then
      install_packages "${missing[@]}"
    else
      printf 'These packages are missing: %s\n' "${missing[*]}" >&2
      printf 'Install them with\n\n    sudo apt-get install -y --no-install-recommends %s\n' "${missing[*]}" >&2
      stop "installing packages needs root; type the command above, or ask who looks after this machine, then run me again."
    fi
  fi
else
  mapfile -t missing < <(missing_parts)
  if ((${#missing[@]})); then
    printf 'These are missing: %s\n' "${missing[*]}" >&2
    dev_fedora='' dev_arch=''
    [[ $preset == release ]] || { dev_fedora=' catch-devel clang clang-tools-extra chromium gdb' dev_arch=' catch2 clang chromium gdb'; }
    if command -v dnf > /dev/null; then
      printf 'On Fedora all of them come with\n\n    sudo dnf install -y %s%s\n' "gcc-c++ cmake ninja-build hdf5-devel \
hdf5-static libaec-devel zlib-devel cli11-devel fmt-devel tomlplusplus-devel json-devel libmd-devel libarchive-devel" "$dev_fedora" >&2
    elif command -v pacman > /dev/null; then
      printf 'On Arch Linux all of them come with\n\n    sudo pacman -S --needed %s%s\n' \
        "gcc cmake ninja hdf5 libaec cli11 fmt tomlplusplus nlohmann-json libmd libarchive zlib" "$dev_arch" >&2
    else
      printf 'On Debian 12 and Ubuntu 24.04 all of them come with\n\n    sudo apt-get install -y %s\n' \
        "g++ cmake ninja-build ${libraries[*]}" >&2
    fi
    stop "I install only with apt-get; install them as your system does it, then run me again."
  fi
fi

# --- Configure and build -------------------------------------------------------------------------------------------

configured() {
  [[ -f $build/build.ninja && ! $root/CMakePresets.json -nt $build/CMakeCache.txt ]]
}

# A build folder remembers where it was made; after a move it is of no use.
if [[ -f $build/CMakeCache.txt ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt"; then
  rm -rf -- "$build"
fi
log=$build/setup.log
mkdir -p "$build"
if ! configured; then
  status 'Configuring ...'
  (cd "$root" && cmake --preset "$preset") > "$log" 2>&1 || {
    said 'Configuring failed:'
    tail -n 30 "$log" >&2
    stop "CMake could not configure; the whole log is $log"
  }
  touch "$build/CMakeCache.txt"
fi

# A compiler needs up to 1 GiB; so many run at once as there are cores and memory for.
jobs=$(nproc)
memory=$(awk '/^MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)
((memory >= jobs)) || jobs=$((memory > 0 ? memory : 1))

# Reads ninja's lines: "[12/60] Building CXX object ...". On a terminal one line moves on; a log gets four.
show_progress() {
  local line quarter=0
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\ (.*)$ ]] || continue
    local done=${BASH_REMATCH[1]} all=${BASH_REMATCH[2]} what=${BASH_REMATCH[3]}
    [[ $what != Re-checking* && $what != Re-running* ]] || continue
    what=${what##*/}
    status "Building $done/$all: ${what%.o}"
    if [[ $terminal == no ]] && ((all > 4 && done * 4 / all > quarter)); then
      quarter=$((done * 4 / all))
      printf 'Building %s/%s\n' "$done" "$all"
    fi
  done
}

began=$SECONDS
export NINJA_STATUS='[%f/%t] '
if ! (cd "$root" && cmake --build --preset "$preset" -j "$jobs") 2>&1 | tee "$log" | show_progress; then
  said 'The build failed:'
  { grep -n -m 1 -A 40 -E '^FAILED:|^ninja: error|CMake Error' "$log" || tail -n 40 "$log"; } | sed 's/^[0-9]*[:-]//' >&2
  stop "the whole log is $log"
fi
((SECONDS - began < 3)) || said "Built in $((SECONDS - began)) s."
[[ $root/gaplab -ef $build/gaplab ]] ||
  cmake "-DFROM=$build/gaplab" "-DTO=$root/gaplab" -P "$root/checker/cmake/place.cmake"

# --- What there is -------------------------------------------------------------------------------------------------

cuda_toolkit() {
  local nvcc
  for nvcc in "$(command -v nvcc || true)" "${CUDA_HOME:-}/bin/nvcc" /usr/local/cuda/bin/nvcc /opt/cuda/bin/nvcc; do
    if [[ -x $nvcc ]]; then
      printf '%s (%s)\n' "$("$nvcc" --version | sed -n 's/.*release \([0-9.]*\).*/\1/p')" "$nvcc"
      return
    fi
  done
  echo none
}

# The driver's own list answers at once; nvidia-smi may take a second, but knows more systems.
gpu() {
  local names
  names=$(sed -n 's/^Model:[[:space:]]*//p' /proc/driver/nvidia/gpus/*/information 2> /dev/null || true)
  if [[ -z $names ]] && command -v nvidia-smi > /dev/null; then
    names=$(timeout 5 nvidia-smi -L 2> /dev/null | sed -n 's/^GPU [0-9]*: \(.*\) (UUID.*/\1/p' || true)
  fi
  if [[ -z $names && -e /dev/nvidia0 ]]; then names='present (/dev/nvidia0)'; fi
  printf '%s\n' "${names:-none}" | paste -sd , - | sed 's/,/, /g'
}

status ''
printf '%s is ready.\n' "gaplab $(sed -n 's/^project(gaplab VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")"
printf '  compiler      g++ %s\n' "$(g++ -dumpfullversion)"
printf '  CUDA toolkit  %s\n' "$(cuda_toolkit)"
printf '  GPU           %s\n' "$(gpu)"
[[ $preset == release ]] || command -v mkdocs > /dev/null || echo '  no mkdocs     the site of the docs is not built'
[[ $preset == release ]] || browser_there || echo '  no chromium   the test of the page in a browser is skipped'
go=''
[[ $here == "$root" ]] || printf -v go 'cd %q && ' "$root"
if [[ $preset == dev ]]; then
  printf 'Next: %sctest --preset all\n' "$go"
else
  printf 'Next: %s./gaplab list\n' "$go"
fi
