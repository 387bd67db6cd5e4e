// Lab 03's operations on one dimension, in integers: where a bin lies, and which window of avg_pool2d does the same.
#pragma once

#include "oracles/oracle.hpp"

namespace gaplab {

/// Parameters index, size and output_size, where 0 stands for None; the output is `bin`: begin and end.
operation_oracle bins_oracle();

/// Parameters size and output_size; the output is `window`: kernel_size and stride.
operation_oracle fixed_window_oracle();

}  // namespace gaplab
