#include "miniature_course.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "catch.hpp"
#include "check/check_step.hpp"
#include "course/function_text.hpp"
#include "fixtures/cases.hpp"
#include "fixtures/write.hpp"
#include "oracles/fresh_fixture.hpp"
#include "run/process.hpp"

namespace gaplab::test {

namespace fs = std::filesystem;

namespace {

constexpr const char* cases = R"(
[[case]]
operation = "global"
name = "four_by_five"
data = "exact"
inputs.x = [1, 2, 4, 5]
[[case]]
operation = "global"
name = "batch"
data = "random"
inputs.x = [3, 5, 7, 9]
[[case]]
operation = "global"
name = "power_of_two"
data = "exact"
inputs.x = [2, 3, 4, 8]
[[case]]
operation = "output_size"
name = "fits"
parameters = { size = 7, kernel_size = 3, stride = 2, padding = 0, ceil_mode = 0 }
[[case]]
operation = "output_size"
name = "stride_zero"
parameters = { size = 7, kernel_size = 3, stride = 0, padding = 0, ceil_mode = 0 }
[[case]]
operation = "window"
name = "overlap"
data = "random"
inputs.x = [2, 3, 6, 7]
parameters = { kernel_size = [3, 2], stride = [2, 1], padding = [1, 0], ceil_mode = 1, count_include_pad = 1, divisor_override = 0 }
[[case]]
operation = "3d"
name = "small"
data = "random"
inputs.x = [1, 2, 3, 4, 5]
parameters = { kernel_size = [2, 2, 3], stride = [1, 2, 1], padding = [0, 1, 1], ceil_mode = 0, count_include_pad = 0, divisor_override = 0 }
)";

}  // namespace

std::string replaced_everywhere(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

fs::path test_cache() { return fs::path(GAPLAB_BINARY).parent_path() / "test-cache"; }

miniature_course::miniature_course() : m_root(fs::canonical(m_folder.path())) {
  const fs::path source = GAPLAB_SOURCE_DIR;
  for (const char* folder : {"labs/01_avg_pool", "solutions/01_avg_pool"}) {
    fs::create_directories((m_root / folder).parent_path());
    fs::copy(source / folder, m_root / folder, fs::copy_options::recursive);
  }
  // By a link, so that what is compiled of it is so once for all tests.
  // Not checker/ itself: what an author's command writes there must not end up in the sources.
  fs::create_directories(m_root / "checker");
  for (const char* folder : {"worker", "simulator"}) {
    fs::create_directory_symlink(source / "checker" / folder, m_root / "checker" / folder);
  }
  fs::create_directories(m_root / "datasets");
  const fs::path cases_file = m_root / "datasets/01_avg_pool.toml";
  write_file_atomically(cases_file, cases);
  write_fixture(make_fresh_fixture("01_avg_pool", load_case_specs(cases_file), 7), fixture());
}

void miniature_course::write_function(const std::string& function, const std::string& body) const {
  std::string text = read_file(student_file());
  const auto range = find_function(text, function);
  REQUIRE(range.has_value());
  const std::size_t brace = text.find('{', text.find(function + "(", range->begin));
  text.replace(brace, range->end - brace, "{\n" + body + "\n}\n");
  write_file_atomically(student_file(), text);
}

void miniature_course::solve() const {
  write_file_atomically(student_file(), read_file(m_root / "solutions/01_avg_pool/avg_pool.cpp"));
}

void miniature_course::leave_out_cuda() const {
  const fs::path file = m_root / "labs/01_avg_pool/lab.toml";
  std::string text = read_file(file);
  text.erase(text.rfind("[[step]]", text.find("device = \"cuda\"")));
  write_file_atomically(file, replaced_everywhere(std::move(text), "cuda = \"avg_pool.cu\"\n", ""));
  fs::remove(m_root / "labs/01_avg_pool/avg_pool.cu");
  fs::remove(m_root / "solutions/01_avg_pool/avg_pool.cu");
}

step_result miniature_course::check(const std::string& address) const {
  const course c = open();
  const std::vector<step> steps = find_steps(c, {address});
  REQUIRE(steps.size() == 1);
  return check_step(c, steps.front(), student_file(), compile_cache(test_cache()));
}

std::vector<std::string> miniature_course::environment() const {
  std::vector<std::string> environment;
  for (const auto& [name, value] : m_variables) environment.push_back(fmt::format("{}={}", name, value));
  for (const std::string& variable : basic_environment()) {
    if (!m_variables.contains(variable.substr(0, variable.find('=')))) environment.push_back(variable);
  }
  environment.push_back("GAPLAB_CACHE=" + test_cache().string());
  environment.push_back("GAPLAB_COURSE=" + m_root.string());
  if (const char* compiler = std::getenv("CXX")) environment.push_back(std::string("CXX=") + compiler);
  return environment;
}

finished miniature_course::run(const std::vector<std::string>& arguments, const fs::path& folder) const {
  const temporary_folder scratch;
  const fs::path errors = scratch.path() / "stderr";
  process_request request;
  request.command = {"/bin/sh", "-c", R"(errors=$1; shift; exec "$0" "$@" 2>"$errors")", GAPLAB_BINARY,
                     errors.string()};
  request.command.insert(request.command.end(), arguments.begin(), arguments.end());
  request.environment = environment();
  request.folder = (folder.empty() ? m_root : folder).string();
  request.limits.seconds = 300;  // several compilers, on a machine that may be busy
  request.limits.captured_output = std::size_t{1} << 20;
  const process_result result = run_process(std::move(request));
  const int code = result.how == process_result::ending::signalled ? 128 + result.signal : result.exit_code;
  return {code, result.output, read_file(errors)};
}

std::string miniature_course::transcript(const std::vector<std::string>& arguments) const {
  std::string command = "$ gaplab";
  for (const std::string& argument : arguments) command += " " + argument;
  const finished done = run(arguments);
  std::string text = fmt::format("{}\n{}{}[exit code {}]\n\n", command, done.out, done.err, done.exit_code);
  text = replaced_everywhere(std::move(text), GAPLAB_BINARY, "gaplab");
  return replaced_everywhere(std::move(text), m_root.string(), "COURSE");
}

void approve(const std::string& name, const std::string& text) {
  const fs::path file = fs::path(GAPLAB_SOURCE_DIR) / "checker/tests/approved" / (name + ".txt");
  if (std::getenv("GAPLAB_APPROVE") != nullptr) write_file_atomically(file, text);
  INFO("approved text: " << file.string() << "; GAPLAB_APPROVE=1 accepts the new one");
  CHECK(text == (fs::exists(file) ? read_file(file) : ""));
}

}  // namespace gaplab::test
