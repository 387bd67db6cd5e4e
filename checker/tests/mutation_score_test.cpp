// The mutation score: mutants judged, remembered, counted, and the list of those that are equivalent.
#include "mutate/mutation_score.hpp"

#include <fmt/format.h>

#include <csignal>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/processes.hpp"
#include "base/text.hpp"
#include "catch.hpp"
#include "miniature_course.hpp"
#include "mutate/equivalents.hpp"
#include "report/mutation_text.hpp"

using namespace gaplab;
using gaplab::test::finished;
using gaplab::test::holds;
using gaplab::test::miniature_course;
namespace fs = std::filesystem;

namespace {

const std::string forward = "01.cpu.global.forward";

/// Lab 01, whose solution of one step is short, so that it has few mutants; the miniature's cases tell nearly all.
struct short_solution : miniature_course {
  short_solution() {
    leave_out_cuda();
    fs::remove(list());  // it speaks of the stored solution
    write_file_atomically(solution(), R"(#include "avg_pool.hpp"
void global_avg_pool2d_forward(nchw<float> y, nchw<const float> x) {
  const int size = x.H * x.W;
  for (int map = 0; map < x.N * x.C; ++map) {
    double sum = 0;
    for (int i = 0; i < size; ++i) sum += x.data[map * size + i];
    y.data[map] = static_cast<float>(sum / size);
  }
}
void global_avg_pool2d_backward(nchw<float>, nchw<const float>) {}
int avg_pool_output_size(int, int, int, int, bool) { return 0; }
void avg_pool2d_forward(nchw<float>, nchw<const float>, const avg_pool2d_options&) {}
void avg_pool2d_backward(nchw<float>, nchw<const float>, const avg_pool2d_options&) {}
void avg_pool3d_forward(ncdhw<float>, ncdhw<const float>, const avg_pool3d_options&) {}
void avg_pool3d_backward(ncdhw<float>, ncdhw<const float>, const avg_pool3d_options&) {}
)");
  }

  [[nodiscard]] fs::path solution() const { return root() / "solutions/01_avg_pool/avg_pool.cpp"; }
  [[nodiscard]] fs::path list() const { return root() / "solutions/01_avg_pool/equivalent.toml"; }

  /// Judges the mutants of the one step. What the progress was told is added to said.
  [[nodiscard]] mutation_report score(const fs::path& cache, std::string* said = nullptr) const {
    const course c = open();
    mutation_request request;
    request.at_once = 2;
    return score_mutants(c, c.labs.front(), find_steps(c, {forward}), request, compile_cache(cache),
                         [&](const std::string& what) {
                           if (said != nullptr) *said += what + "\n";
                         });
  }
};

mutation_tally tally_of(const mutation_report& report) {
  mutation_tally tally;
  for (const judged_mutant& m : report.mutants) tally.add(m);
  return tally;
}

std::string survivors_of(const mutation_report& report) {
  std::string text;
  for (const judged_mutant& m : report.mutants) {
    if (m.judgement.fate == fate::survived) text += m.mutant.line.after + "\n";
  }
  return text;
}

std::string texts(const std::vector<finding>& findings) {
  std::string text;
  for (const finding& f : findings) text += fs::path(f.place).filename().string() + ": " + f.what + "\n";
  return text;
}

std::string entry(const std::string& line, const std::string& becomes, const std::string& more = "") {
  return fmt::format(
      "[[equivalent]]\nfile = \"avg_pool.cpp\"\nin = \"global_avg_pool2d_forward\"\nline = \"{}\"\nbecomes = [\"{}\"]\n"
      "reason = \"It is so.\"\n{}",
      line, becomes, more);
}

std::string objection(const fs::path& file) {
  try {
    load_equivalents(file);
  } catch (const environment_error& error) {
    return error.what();
  }
  return {};
}

const fs::path score_page = fs::path(GAPLAB_SOURCE_DIR) / "docs/mutation-score.md";

bool is_measured(const std::string& page, const lab& l) {
  return page.find(fmt::format("\n| {} ", l.name)) != std::string::npos;
}

bool is_said_to_be_missing(const std::string& page, const lab& l) {
  const std::size_t said = page.find("\nNot measured yet:");
  return said != std::string::npos && page.find(l.name, said) != std::string::npos;
}

/// How the page's rows begin, and the number in their last cell, which is the whole of what was generated.
std::map<std::string, std::size_t> generated_in(const std::string& page) {
  std::map<std::string, std::size_t> generated;
  for (const std::string& line : split_lines(page)) {
    if (line.rfind("| 0", 0) != 0) continue;
    const std::size_t last = line.rfind("| ", line.size() - 2);
    generated[line.substr(2, line.find(" |") - 2)] = std::stoul(line.substr(last + 2));
  }
  return generated;
}

}  // namespace

TEST_CASE("mutants are judged by the step's cases, and what was judged is not judged again") {
  const short_solution mini;
  const temporary_folder cache;
  std::string said;
  const mutation_report first = mini.score(cache.path(), &said);
  INFO(survivors_of(first));
  const mutation_tally tally = tally_of(first);
  CHECK(tally.generated == mutants_of(read_file(mini.solution())).size() - 1);  // less the return of 0
  CHECK(tally.rejected == tally.generated);
  CHECK_THAT(said, holds("the reference solution") && holds("01_avg_pool cpu: mutant"));
  std::set<std::string> ways;
  for (const judged_mutant& m : first.mutants) ways.insert(m.judgement.how);
  CHECK(ways == std::set<std::string>{"wrong", "timed_out"});

  said.clear();
  const mutation_report second = mini.score(cache.path(), &said);
  CHECK(said.empty());
  CHECK(tally_of(second).rejected == tally.rejected);

  // Another text of the solution is another matter; so is another fixture.
  write_file_atomically(mini.solution(), read_file(mini.solution()) + "\n");
  CHECK(tally_of(mini.score(cache.path(), &said)).rejected == tally.rejected);
  CHECK_THAT(said, holds("01_avg_pool cpu: mutant"));
}

TEST_CASE("what survives is equivalent only by the list's word, and the list is checked") {
  const short_solution mini;
  const temporary_folder cache;
  const std::string before = "const int size = x.H * x.W;";
  std::string text = read_file(mini.solution());
  // A threshold between two ways to do the same.
  text.replace(text.find(before), before.size(), "const int size = x.H < 4 ? x.W * x.H : x.H * x.W;");
  write_file_atomically(mini.solution(), text);
  const std::string line = "const int size = x.H < 4 ? x.W * x.H : x.H * x.W;";
  const std::string becomes = "const int size = x.H < 5 ? x.W * x.H : x.H * x.W;";
  const auto scored = [&] { return mini.score(cache.path()); };
  // Of the comparison 3, of the constant 2, of the condition 1, and one in the way that no case takes.
  CHECK(tally_of(scored()).survived == 7);
  CHECK_THAT(survivors_of(scored()), holds(becomes));

  write_file_atomically(mini.list(), entry(line, becomes));
  mutation_report report = scored();
  CHECK(tally_of(report).survived == 6);
  CHECK(tally_of(report).equivalent == 1);
  CHECK(texts(report.findings).empty());

  const std::string loop = "for (int map = 0; map < x.N * x.C; ++map) {";
  write_file_atomically(
      mini.list(), entry(line, becomes) + entry(line, becomes) + entry("const int size = 3;", "const int size = 2;") +
                       entry(loop, "for (int map = 1; map < x.N * x.C; ++map) {") +
                       entry(line, "const int size = x.H < 3 ? x.W * x.H : x.H * x.W;", "occurrence = 2\n"));
  report = scored();
  CHECK_THAT(texts(report.findings), holds("equivalent.toml:7: `" + becomes + "`: ") && holds("has it already"));
  CHECK_THAT(texts(report.findings), holds("equivalent.toml:13: `const int size = 2;`: no mutant of") &&
                                         holds("take the entry out, or write what the line is now"));
  CHECK_THAT(texts(report.findings), holds("it is not equivalent, for it is rejected (wrong)"));
  CHECK_THAT(texts(report.findings), holds("equivalent.toml:25: `const int size = x.H < 3"));
  CHECK_FALSE(is_whole(report));
}

TEST_CASE("an entry for a line that stands twice must say which") {
  const miniature_course mini;
  write_file_atomically(mini.root() / "solutions/01_avg_pool/avg_pool.cpp",
                        "void global_avg_pool2d_forward(int i) {\n  ++i;\n  ++i;\n}\n");
  const course c = mini.open();
  std::vector<lab_mutant> all = mutants_of_lab(c, c.labs.front());
  const fs::path list = mini.root() / "list.toml";
  write_file_atomically(list, entry("++i;", "i;"));
  CHECK_THAT(texts(match_equivalents(load_equivalents(list), all).findings), holds("has this line 2 times"));
  write_file_atomically(list, entry("++i;", "i;", "occurrence = 2\n"));
  const std::vector<equivalent_entry> entries = load_equivalents(list);
  const matched_equivalents matched = match_equivalents(entries, all);
  CHECK(matched.findings.empty());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool second = all[i].line.after == "i;" && all[i].change.line == 3;
    CHECK((matched.of_mutant[i] != nullptr) == second);
  }
}

TEST_CASE("a list of equivalent mutants that is none is refused with its line") {
  const temporary_folder folder;
  const fs::path file = folder.path() / "equivalent.toml";
  CHECK(load_equivalents(file).empty());
  const auto refused = [&](const std::string& text) {
    write_file_atomically(file, text);
    return objection(file);
  };
  CHECK(refused("").empty());
  CHECK(refused(entry("a", "b")).empty());
  CHECK_THAT(refused("[[equivalents]]\n"), holds("equivalent.toml:1: unknown key `equivalents`"));
  CHECK_THAT(refused("equivalent = 3\n"), holds("must be written as [[equivalent]]"));
  CHECK_THAT(refused(entry("a", "b", "why = \"\"\n")), holds("equivalent.toml:7: unknown key `why`"));
  CHECK_THAT(refused("[[equivalent]]\nfile = \"a\"\n"), holds("equivalent.toml:1: `in` is missing"));
  CHECK_THAT(refused("[[equivalent]]\nfile = \"a\"\nin = \"f\"\nline = \"l\"\nbecomes = [\"b\"]\nreason = \"\"\n"),
             holds("`reason` says nothing"));
  CHECK_THAT(refused("[[equivalent]]\nfile = \"a\"\nin = \"f\"\nline = \"l\"\nbecomes = []\nreason = \"r\"\n"),
             holds("`becomes` names no mutant"));
}

TEST_CASE("a mutant that does not compile is none, and one of a function that nobody uses survives") {
  const short_solution mini;
  const temporary_folder cache;
  std::string text = read_file(mini.solution());
  text.insert(text.find("void global"), "int unused(int i) { return i + 1; }\n");
  const std::string sum = "double sum = 0;";
  text.replace(text.find(sum), sum.size(), "int* none = 0;\n    double sum = none == nullptr ? 0 : 1;");
  write_file_atomically(mini.solution(), text);
  const course c = mini.open();
  const std::vector<lab_mutant> all = mutants_of_lab(c, c.labs.front());
  std::vector<std::size_t> selected;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool wanted = all[i].change.defined == "unused" || all[i].line.after == "int* none = 1;";
    if (wanted) selected.push_back(i);
  }
  REQUIRE(selected.size() == 4);
  const mutation_report report =
      score_mutants_of(c, c.labs.front(), all, selected, {}, compile_cache(cache.path()), [](const std::string&) {});
  CHECK(tally_of(report).not_compiling == 1);
  CHECK(tally_of(report).survived == 3);
  CHECK_THAT(mutation_text(report, palette(false)), holds("no step uses this") && holds("1 compiles not"));
}

TEST_CASE("without a solution that passes there is no score") {
  const short_solution mini;
  const temporary_folder cache;
  const course c = mini.open();
  CHECK_THROWS_WITH(score_mutants(c, c.labs.front(), find_steps(c, {"01.cpu.output_size"}), {},
                                  compile_cache(cache.path()), [](const std::string&) {}),
                    holds("does not pass 01.cpu.output_size.forward, and its mutants say nothing until it does"));
}

TEST_CASE("judgements that were kept are read again, whatever else the file holds") {
  const temporary_folder folder;
  const fs::path file = folder.path() / "a.mutants";
  mutant_record record(file);
  record.add("one", {fate::rejected, "timed_out"});
  record.add("two", {fate::survived, ""});
  record.add("three", {fate::no_mutant, ""});
  write_file_atomically(file, read_file(file) + "four rubbish\nfive\n\nsix surv");
  const mutant_record again(file);
  CHECK(again.find("one").value().how == "timed_out");
  CHECK(again.find("two").value().fate == fate::survived);
  CHECK(again.find("three").value().fate == fate::no_mutant);
  for (const char* key : {"four", "five", "six", ""}) CHECK_FALSE(again.find(key).has_value());
}

TEST_CASE("work is spread over processes, and an error in one ends all") {
  const temporary_folder folder;
  const auto mark = [&](std::size_t i) { write_file_atomically(folder.path() / std::to_string(i), ""); };
  std::size_t seen = 0;
  spread(7, 3, mark, [&](std::size_t done) { seen = done; });
  for (std::size_t i = 0; i < 7; ++i) CHECK(fs::exists(folder.path() / std::to_string(i)));
  CHECK(seen == 7);
  const auto fail = [&](std::size_t i) {
    if (i == 2) throw environment_error("the second is bad");
    mark(i);
  };
  CHECK_THROWS_WITH(spread(5, 2, fail, [](std::size_t) {}), "the second is bad");
  const auto die = [](std::size_t) { std::raise(SIGKILL); };
  CHECK_THROWS_WITH(spread(1, 1, die, [](std::size_t) {}), "a process of this program was ended early (Killed)");
  CHECK_NOTHROW(spread(0, 4, fail, [](std::size_t) {}));
}

TEST_CASE("author check --mutants prints the score, what survives, and the entry that it lacks") {
  const short_solution mini;
  const std::string sum = "double sum = 0;";
  std::string text = read_file(mini.solution());
  text.replace(text.find(sum), sum.size(), "double sum = x.N > 0 ? 0 : 7;");
  write_file_atomically(mini.solution(), text);
  const finished bad = mini.run({"author", "check", "--mutants", forward});
  INFO(bad.out << bad.err);
  CHECK(bad.exit_code == 1);
  CHECK_THAT(bad.out, holds("01_avg_pool cpu: ") && holds(" rejected\n"));
  CHECK_THAT(bad.out, holds("solutions/01_avg_pool/avg_pool.cpp:5, constant: 01.cpu.global.forward passes with it"));
  CHECK_THAT(bad.out, holds("    [[equivalent]]\n    file = \"avg_pool.cpp\"\n    in = \"global_avg_pool2d_forward\"\n"
                            "    line = \"double sum = x.N > 0 ? 0 : 7;\"\n"
                            "    becomes = [\"double sum = x.N > 0 ? 0 : 8;\"]\n    reason = \"\"\n"));
  CHECK_THAT(bad.out, holds("needs a case in datasets/01_avg_pool.toml"));

  // What it prints goes into the list as it is, but for the reason.
  std::string list;
  for (const std::string& line : split_lines(bad.out)) {
    if (line.rfind("    ", 0) == 0) list += line.substr(4) + "\n";
  }
  for (std::size_t at = 0; (at = list.find("reason = \"\"", at)) != std::string::npos; ++at) {
    list.replace(at, 11, "reason = \"No batch is empty.\"");
  }
  write_file_atomically(mini.list(), list);
  const finished good = mini.run({"author", "check", "--mutants", forward});
  INFO(list << good.out << good.err);
  CHECK(good.exit_code == 0);
  CHECK_THAT(good.out, holds(" equivalent\n"));
  CHECK(split_lines(good.out).size() == 1);

  CHECK(mini.run({"author", "check", "--mutants", forward, "--markdown"}).exit_code == 2);
  CHECK(mini.run({"author", "check", "--markdown"}).exit_code == 2);
  CHECK(mini.run({"author", "check", "--mutants", "01.cpu.sideways"}).exit_code == 2);
}

TEST_CASE("the page has a row for each lab and device, and names the labs that it lacks") {
  mutation_report report{"01_avg_pool", {}, {}};
  const auto add = [&](device d, mutation kind, fate f, bool equivalent) {
    judged_mutant m{{}, {f, ""}, equivalent};
    m.mutant.device = d;
    m.mutant.change.kind = kind;
    report.mutants.push_back(m);
  };
  add(device::cpu, mutation::arithmetic, fate::rejected, false);
  add(device::cpu, mutation::arithmetic, fate::survived, false);
  add(device::cpu, mutation::index, fate::rejected, false);
  add(device::cpu, mutation::index, fate::survived, true);
  add(device::cpu, mutation::index, fate::no_mutant, false);
  add(device::cuda, mutation::barrier, fate::rejected, false);
  std::vector<lab> labs(2);
  labs[0].name = "01_avg_pool";
  labs[1].name = "02_mean_of_view";
  const std::string page = mutation_page({report}, labs);
  CHECK_THAT(page, holds("| 01_avg_pool cpu | 1/2 |  | 1/1 |  |  |  |  |  | 2/3 | 1 | 1 | 5 |\n"));
  CHECK_THAT(page, holds("| 01_avg_pool cuda |  |  |  |  |  | 1/1 |  |  | 1/1 | 0 | 0 | 1 |\n"));
  CHECK_THAT(page, holds("\nNot measured yet: 02_mean_of_view.\n"));
  labs.pop_back();
  CHECK_THAT(mutation_page({report}, labs), !holds("Not measured"));
}

TEST_CASE("docs/mutation-score.md counts the mutants that the solutions have now") {
  const course c = open_course(GAPLAB_SOURCE_DIR);
  const std::string page = read_file(score_page);
  std::map<std::string, std::size_t> generated;
  for (const lab& l : c.labs) {
    INFO(l.name);
    CHECK(is_measured(page, l) != is_said_to_be_missing(page, l));
    if (!is_measured(page, l)) continue;
    for (const lab_mutant& m : mutants_of_lab(c, l)) ++generated[fmt::format("{} {}", l.name, to_string(m.device))];
  }
  INFO("gaplab author check --mutants --markdown > docs/mutation-score.md");
  CHECK(generated_in(page) == generated);
}

// One of each class of each file: the whole takes its time, and has a preset of its own.
TEST_CASE("a sample of all labs' mutants is rejected", "[programs]") {
  const course c = open_course(GAPLAB_SOURCE_DIR);
  mutation_request request;
  request.cuda = {cuda_request::place::simulator, "", false};
  request.at_once = 2;
  const std::string page = read_file(score_page);
  for (const lab& l : c.labs) {
    const std::vector<lab_mutant> all = mutants_of_lab(c, l);
    std::map<std::pair<std::string, mutation>, std::vector<std::size_t>> by_class;
    for (std::size_t i = 0; i < all.size(); ++i) by_class[{all[i].file, all[i].change.kind}].push_back(i);
    std::vector<std::size_t> sample;
    for (const auto& [name, numbers] : by_class) sample.push_back(numbers[numbers.size() / 2]);
    const mutation_report report = score_mutants_of(
        c, l, all, sample, request, compile_cache(gaplab::test::test_cache()), [](const std::string&) {});
    INFO(mutation_text(report, palette(false)));
    // Until all mutants of a lab have been looked at, some that change nothing survive.
    if (is_measured(page, l)) CHECK(is_whole(report));
    CHECK(tally_of(report).rejected >= sample.size() / 2);
  }
}
