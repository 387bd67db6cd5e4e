#!/bin/sh
# Compiles one_side.cpp, which lies beside this file, and runs it. CXX names another compiler than g++.
set -eu
course=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$course"
"${CXX:-g++}" -std=c++20 -O2 -Ichecker/worker -Ilabs/04_conv1x1_gap -Ilabs/05_heads docs/experiments/one_side.cpp \
  -o "$place/one_side"
"$place/one_side"
