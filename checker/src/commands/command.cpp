#include "commands/command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.hpp"
#include "base/text.hpp"
#include "check/next_step.hpp"

namespace gaplab {

void add_device_option(const declaration& command, std::string& device) {
  command.choice("--device", device, {"gpu", "sim"},
                 "Where CUDA steps run: on a GPU, or on the simulated one (default: a GPU where there is one)");
}

void require_seed(const std::string& text) {
  constexpr std::size_t most_digits = 9;
  if (text.size() > most_digits || text.find_first_not_of("0123456789") != std::string::npos) {
    throw usage_error(
        fmt::format("--schedule: `{}` is no whole number of at most {} digits", printable_line(text), most_digits));
  }
}

cuda_request request_of(const std::string& device, const std::string& schedule) {
  using place = cuda_request::place;
  require_seed(schedule);
  if (!schedule.empty() && device == "gpu") {
    throw usage_error("--schedule is for the simulated GPU: leave --device gpu away");
  }
  if (device == "gpu") return {place::gpu, ""};
  return {device == "sim" || !schedule.empty() ? place::simulator : place::best, schedule};
}

namespace {

bool lies_in(const std::filesystem::path& folder, const std::filesystem::path& root) {
  const std::filesystem::path way =
      std::filesystem::weakly_canonical(folder).lexically_relative(std::filesystem::weakly_canonical(root));
  return !way.empty() && *way.begin() != "..";
}

}  // namespace

course open_course(const global_options& global) { return open_course(std::filesystem::path(global.course)); }

std::optional<std::filesystem::path> labs_given(const global_options& global) {
  if (global.labs.empty()) return std::nullopt;
  return global.labs;
}

workspace open_workspace(const global_options& global, const course& c) {
  workspace w = open_workspace(c, labs_given(global));
  // Within the course this is how its own labs/ are worked on; anywhere else somebody has left the workspace.
  if (w.type() == workspace::kind::clone && !lies_in(std::filesystem::current_path(), c.root)) {
    print_error(fmt::format("no workspace here: these are the files of the course itself, in {}\n",
                            printable_line(w.files().string())));
  }
  return w;
}

void print(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) return;
    if (written < 0) throw environment_error(fmt::format("cannot write the output: {}", std::strerror(errno)));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void print_error(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
}

step one_step(const course& c, const workspace& w, const std::string& address) {
  if (address.empty()) {
    if (const auto next = next_step(c, w)) return *next;
    throw usage_error("every step that can run here is passed: name a step, as `gaplab list` shows them");
  }
  const std::vector<step> steps = find_steps(c, {address});
  if (steps.size() == 1) return steps.front();
  throw usage_error(
      fmt::format("`{}` names {} steps: name one, such as {}", address, steps.size(), steps.front().address()));
}

}  // namespace gaplab
