// compile_commands.json, read as an editor reads it: by clang.
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "compile/find_program.hpp"
#include "miniature_course.hpp"
#include "run/process.hpp"

using namespace gaplab;
using gaplab::test::holds;
using gaplab::test::miniature_course;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

/// What clang says of the file by the command that is written for it; empty if it understands all.
std::string clang_on(const fs::path& commands, const fs::path& file) {
  for (const json& entry : json::parse(read_file(commands))) {
    if (entry.at("file") != file.string()) continue;
    process_request request;
    request.command = entry.at("arguments").get<std::vector<std::string>>();
    request.command.front() = "clang++";
    request.command.emplace_back("-fsyntax-only");
    request.environment = basic_environment();
    request.folder = entry.at("directory").get<std::string>();
    const process_result done = run_process(std::move(request));
    return done.succeeded() ? done.output : done.output + "failed";
  }
  return "no command for " + file.string();
}

}  // namespace

TEST_CASE("an editor understands the files of a workspace, those of CUDA too") {
  REQUIRE(find_program("clang++").has_value());
  const miniature_course mini;
  const temporary_folder place;
  const fs::path workspace = fs::canonical(place.path()) / "my work";
  REQUIRE(mini.run({"init", workspace.string()}).exit_code == 0);
  const fs::path commands = workspace / "compile_commands.json";
  CHECK_THAT(read_file(workspace / ".gitignore"), holds("/compile_commands.json\n"));
  for (const char* name : {"avg_pool.cpp", "avg_pool.cu"}) {
    const fs::path file = workspace / "01_avg_pool" / name;
    CHECK(clang_on(commands, file).empty());  // a stub, with TODO()
    fs::copy_file(mini.root() / "solutions/01_avg_pool" / name, file, fs::copy_options::overwrite_existing);
    CHECK(clang_on(commands, file).empty());
  }
  const fs::path cuda = workspace / "01_avg_pool/avg_pool.cu";
  write_file_atomically(cuda, "#include <algorithm>\n#include <vector>\n#include <cooperative_groups.h>\n" +
                                  read_file(cuda) +
                                  "__global__ void k(float* y) {\n"
                                  "  extern __shared__ float s[];\n"
                                  "  s[threadIdx.x] = fmaxf(y[blockIdx.x * blockDim.x], expf(1.0f));\n"
                                  "  __syncthreads();\n"
                                  "  atomicAdd(y, __shfl_down_sync(0xffffffffu, s[0], 1));\n"
                                  "}\n"
                                  "float most(const std::vector<float>& v) {\n"
                                  "  float* y = nullptr;\n"
                                  "  cudaMalloc(&y, 4 * v.size());\n"
                                  "  k<<<dim3(1, 2), 32, 4 * 32>>>(y);\n"
                                  "  return *std::max_element(v.begin(), v.end());\n"
                                  "}\n");
  CHECK(clang_on(commands, cuda).empty());
  write_file_atomically(cuda, read_file(cuda) + "__global__ void wrong(float* y) { y[thredIdx.x] = 0; }\n");
  CHECK_THAT(clang_on(commands, cuda), holds("undeclared identifier 'thredIdx'"));
}

TEST_CASE("an editor understands the files of a clone, once they have been checked") {
  const miniature_course mini;
  const fs::path commands = mini.root() / "labs/compile_commands.json";
  CHECK(mini.run({"check", "01.cpu.global.forward"}).exit_code == 1);
  CHECK(clang_on(commands, mini.student_file()).empty());
  for (const json& entry : json::parse(read_file(commands))) {
    CHECK(fs::path(entry.at("file").get<std::string>()).is_absolute());
    CHECK(fs::path(entry.at("directory").get<std::string>()).is_absolute());
  }
}

TEST_CASE("a check brings the commands up to date, and fails for nothing if it cannot") {
  const miniature_course mini;
  mini.solve();
  const fs::path commands = mini.root() / "labs/compile_commands.json";
  write_file_atomically(commands, "stale");
  CHECK(mini.run({"check", "01.cpu.global.forward"}).exit_code == 0);
  const std::string written = read_file(commands);
  CHECK(json::parse(written).size() == 2);
  const fs::file_time_type when = fs::last_write_time(commands);
  CHECK(mini.run({"check", "01.cpu.global.forward"}).exit_code == 0);
  CHECK(fs::last_write_time(commands) == when);  // nothing was new
  fs::remove(commands);
  fs::create_directories(commands / "in the way");
  CHECK(mini.run({"check", "01.cpu.global.forward"}).exit_code == 0);
  fs::remove_all(commands);
  CHECK(mini.run({"check", "--solutions", "01.cpu.global.forward"}).exit_code == 0);
  CHECK_FALSE(fs::exists(commands));  // those are no student's files
}
