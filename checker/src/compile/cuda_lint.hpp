// What clang's CUDA front end says of a file, reduced to what is certain.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace gaplab {

/// How clang is made to read CUDA without a toolkit: with the simulator's headers, of which `first` in the folder lint/
/// comes before the file.
std::vector<std::string> clang_cuda_options(const std::filesystem::path& headers, const std::string& first);

/// The mistakes among clang's messages, in lines "FILE:LINE: error: ...", in words that name the way out:
///   - a host function called by device code, and the reverse;
///   - a kernel called like a function;
///   - a kernel that returns something.
/// Anything else that clang says may come from the headers that stand for CUDA's here, and is left out, as is whatever
/// lies in a system's header.
std::string cuda_mistakes(const std::string& messages);

}  // namespace gaplab
