// File systems on which a change made elsewhere is not told.
#pragma once

#include <filesystem>
#include <string>

namespace gaplab {

/// "NFS", for a file system type as statfs() gives it, if it is a network's or another machine's; empty for all others.
std::string name_of_remote(unsigned long type);

/// That of the folder's file system, or of the nearest folder above it that is there.
std::string remote_mount(std::filesystem::path folder);

}  // namespace gaplab
