#include "check/stub.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "run/process.hpp"

namespace gaplab {

std::set<std::string> student_files(const lab& l) {
  std::set<std::string> files;
  for (const step& s : l.steps) files.insert(s.file);
  return files;
}

std::string stub_text(const course& c, const workspace& w, const step& s) {
  if (w.type() != workspace::kind::clone) return read_file(c.labs_folder() / s.lab / s.file);
  process_request request;
  request.command = {"git", "-C", c.root.string(), "show", fmt::format("HEAD:./labs/{}/{}", s.lab, s.file)};
  request.environment = basic_environment();
  request.limits.captured_output = std::size_t{1} << 20;
  const process_result process = run_process(std::move(request));
  if (!process.succeeded()) {
    throw environment_error(fmt::format(
        "cannot get the original {} back: these are the course's own files, and git does not have them. Work in a "
        "folder made by `gaplab init` instead",
        s.file));
  }
  return process.output;
}

}  // namespace gaplab
