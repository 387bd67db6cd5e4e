#include "watch/child.hpp"

#include <filesystem>

#include "base/program_name.hpp"

namespace gaplab {

namespace fs = std::filesystem;

namespace {

/// Asked once: after an update the same path leads to the new program.
const std::string& own_path() {
  static const std::string path = [] {
    std::error_code error;
    const fs::path found = fs::read_symlink("/proc/self/exe", error);
    return error ? std::string("gaplab") : found.string();
  }();
  return path;
}

}  // namespace

std::unique_ptr<running_process> start_gaplab(const std::vector<std::string>& arguments) {
  process_request request;
  request.command = {own_path()};
  request.command.insert(request.command.end(), arguments.begin(), arguments.end());
  request.name = program_name();
  request.environment = own_environment({});
  request.limits.seconds = 600;      // far more than its own limits allow
  request.limits.open_files = 1024;  // it hands this limit on to what it starts
  request.limits.captured_output = std::size_t{1} << 20;
  request.grace = 5;
  return std::make_unique<running_process>(std::move(request));
}

}  // namespace gaplab
