// The host toolchain and its cache.
#include <algorithm>

#include "base/error.hpp"
#include "catch.hpp"
#include "compile/dependencies.hpp"
#include "compile/find_program.hpp"
#include "compile/object.hpp"
#include "compile/toolchain.hpp"
#include "miniature_course.hpp"

using namespace gaplab;
using gaplab::test::miniature_course;
namespace fs = std::filesystem;

namespace {

object_result compile(const fs::path& source, const compile_cache& cache) {
  const std::string compiler = find_program("g++").value_or("c++").string();
  return object_compilation({compiler, "test", {"-std=c++20"}, source}, cache).finish();
}

}  // namespace

TEST_CASE("a make rule's prerequisites are read with their escapes and continuations") {
  CHECK(parse_dependencies("a.o: a.cpp \\\n b\\ c.hpp d$$e.hpp\n") ==
        std::vector<fs::path>{"a.cpp", "b c.hpp", "d$e.hpp"});
  CHECK(parse_dependencies("").empty());
  CHECK(parse_dependencies("a.o:").empty());
}

TEST_CASE("an object comes from the cache until its source or a header that it includes changes") {
  const temporary_folder folder;
  const compile_cache cache(folder.path() / "cache");
  const fs::path source = folder.path() / "a source.cpp";
  write_file_atomically(source, "#include \"value.hpp\"\nint f() { return value; }\n");
  write_file_atomically(folder.path() / "value.hpp", "inline constexpr int value = 1;\n");
  const object_result first = compile(source, cache);
  REQUIRE(first.compiled);
  const compile_command again{find_program("g++").value_or("c++").string(), "test", {"-std=c++20"}, source};
  CHECK(object_compilation(again, cache).cached());
  CHECK(compile(source, cache).object == first.object);

  write_file_atomically(folder.path() / "value.hpp", "inline constexpr int value = 2;\n");
  CHECK_FALSE(object_compilation(again, cache).cached());
  const object_result second = compile(source, cache);
  CHECK(second.object != first.object);

  write_file_atomically(folder.path() / "value.hpp", "inline constexpr int value = 1;\n");
  CHECK(compile(source, cache).object == first.object);
}

TEST_CASE("a failed compilation is not cached and says why") {
  const temporary_folder folder;
  const compile_cache cache(folder.path() / "cache");
  const fs::path source = folder.path() / "broken.cpp";
  write_file_atomically(source, "int f() { return nonsense; }\n");
  for (int i = 0; i < 2; ++i) {
    const object_result result = compile(source, cache);
    CHECK_FALSE(result.compiled);
    CHECK(result.diagnostics.find("nonsense") != std::string::npos);
  }
  const bool left_behind = std::any_of(fs::directory_iterator(cache.folder()), fs::directory_iterator(),
                                       [](const fs::directory_entry& entry) { return entry.is_directory(); });
  CHECK_FALSE(left_behind);
}

TEST_CASE("a source that was refused is not compiled again by the same check, but by the next") {
  const temporary_folder folder;
  const fs::path source = folder.path() / "broken.cpp";
  write_file_atomically(source, "int f() { return nonsense; }\n");
  const compile_command command{find_program("g++").value_or("c++").string(), "test", {"-std=c++20"}, source};
  const compile_cache cache(folder.path() / "cache");
  const object_result first = object_compilation(command, cache).finish();
  object_compilation again(command, cache);
  CHECK(again.cached());
  const object_result second = again.finish();
  CHECK_FALSE(second.compiled);
  CHECK(second.diagnostics == first.diagnostics);
  CHECK_FALSE(object_compilation(command, compile_cache(folder.path() / "cache")).cached());
}

TEST_CASE("a worker is built once and found again") {
  const miniature_course mini;
  const course c = mini.open();
  const temporary_folder folder;
  const compile_cache cache(folder.path());
  const worker_sources sources{mini.student_file(), c.labs.front().folder, c.worker_folder()};
  const build_result first = host_toolchain()->start(sources, cache)->finish();
  REQUIRE(first.built);
  CHECK(first.seconds > 0);
  CHECK(first.diagnostics.empty());
  const build_result second = host_toolchain()->start(sources, cache)->finish();
  CHECK(second.worker == first.worker);
  CHECK(second.seconds == 0);
}

TEST_CASE("a missing function is told from a syntax error") {
  const miniature_course mini;
  write_file_atomically(mini.student_file(), "#include \"avg_pool.hpp\"\n");
  const step_result missing = mini.check("01.cpu.window.forward");
  CHECK(missing.verdict == verdict::did_not_compile);
  CHECK(missing.reason == "the function avg_pool2d_forward is missing, or its parameters are not those of the header");
  write_file_atomically(mini.student_file(), "#include \"avg_pool.hpp\"\nint x = ;\n");
  const step_result syntax = mini.check("01.cpu.window.forward");
  CHECK(syntax.verdict == verdict::did_not_compile);
  CHECK(syntax.reason == "the compiler refuses it");
  CHECK(syntax.details.find("avg_pool.cpp:2:") != std::string::npos);
}

TEST_CASE("the course's own file that does not compile is not the student's fault") {
  const miniature_course mini;
  write_file_atomically(mini.root() / "labs/01_avg_pool/binding.cpp", "broken\n");
  CHECK_THROWS_AS(mini.check("01.cpu.global.forward"), environment_error);
}
