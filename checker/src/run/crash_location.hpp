// Where a program crashed.
#pragma once

#include <filesystem>
#include <string>

#include "gaplab/job_layout.hpp"

namespace gaplab {

/// "avg_pool.cpp:42, in global_avg_pool2d_forward": the innermost frame of the crash in that source file; empty where
/// there is none, or no addr2line.
std::string crash_location(const std::filesystem::path& worker, const crash_report& crash,
                           const std::filesystem::path& source);

}  // namespace gaplab
