// What clang's CUDA front end says of a file, reduced to what is certain.
#pragma once

#include <string>

namespace gaplab {

/// The mistakes among clang's messages, in lines "FILE:LINE: error: ...", in words that name the way out:
///   - a host function called by device code, and the reverse;
///   - a kernel called like a function;
///   - a kernel that returns something.
/// Anything else that clang says may come from the headers that stand for CUDA's here, and is left out, as is whatever
/// lies in a system's header.
std::string cuda_mistakes(const std::string& messages);

}  // namespace gaplab
