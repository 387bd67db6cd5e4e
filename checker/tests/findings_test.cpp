// What the simulated GPU found: from whatever bytes a program left, through words and a verdict, to the reports.
#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <random>

#include "base/text.hpp"
#include "catch.hpp"
#include "check/check_report.hpp"
#include "judge/diagnose.hpp"
#include "judge/findings.hpp"
#include "judge/judge.hpp"
#include "oracles/oracle.hpp"
#include "report/findings_text.hpp"
#include "report/json.hpp"
#include "report/terminal.hpp"
#include "run/finding_places.hpp"
#include "run/gpu_memory.hpp"

using namespace gaplab;
using gaplab::test::holds;

namespace {

template <std::size_t size>
void set(char (&target)[size], const char* text) {
  std::strncpy(target, text, size - 1);
}

sim::finding_side side(const char* action, const char* file, std::uint32_t line, std::uint32_t thread) {
  sim::finding_side s{};
  set(s.action, action);
  set(s.place.file, file);
  s.place.line = line;
  s.in_kernel = 1;
  s.thread[0] = thread;
  return s;
}

sim::finding_record race() {
  sim::finding_record record{};
  record.kind = sim::finding_kind::data_race;
  record.times = 12;
  record.side_count = 2;
  set(record.object, "element 3 of the shared array partial[256]");
  set(record.kernel, "sums<float>");
  set(record.launch.file, "/home/anna/sum.cu");
  record.launch.line = 80;
  record.sides[0] = side("read", "/home/anna/sum.cu", 42, 3);
  record.sides[1] = side("write", "/home/anna/sum.cu", 40, 35);
  return record;
}

gpu_findings found(std::vector<sim::finding_record> records) { return {std::move(records), 0}; }

/// One case of two elements and the two calls of it, with a result that is right or not.
struct judged_step {
  explicit judged_step(float value) : values{value, 2} {
    fixture_case c;
    c.operation = "global";
    c.name = "pair";
    c.inputs["x"] = {{1, 2, 1, 1}, {1, 2}};
    c.expected["y"] = {{1, 2, 1, 1}, {1, 2}};
    cases.push_back(c);
    evaluation e;
    e.outputs["y"].allowed = {0, 0};
    limits.push_back(e);
    for (int run = 0; run < runs_per_case; ++run) {
      call_outcome call;
      call.run = run;
      call.state = call_state::returned;
      call.device.launches = 1;
      call.outputs["y"] = {values.data(), values.size()};
      outcome.calls.push_back(call);
    }
    outcome.reached_main = true;
    result.step.lab = "01_avg_pool";
    result.step.device = device::cuda;
    result.step.operation = "global";
    result.step.direction = direction::forward;
    result.step.inputs = {"x"};
    result.step.outputs = {"y"};
    result.runs_on = "the simulated GPU";
  }

  const step_result& judge_with(std::vector<sim::finding_record> records) {
    result.findings = findings_of_cases(
        describe_findings(found(std::move(records)), "/nowhere", "/home/anna/sum.cu", "/nowhere/simulator"), cases,
        outcome.calls);
    judge(result, cases, limits, outcome, "/nowhere");
    diagnose(result, cases, limits, outcome, find_oracle("01_avg_pool", "global"));
    return result;
  }

  std::vector<float> values;
  std::vector<fixture_case> cases;
  std::vector<evaluation> limits;
  job_outcome outcome;
  step_result result;
};

}  // namespace

TEST_CASE("every kind of finding has a name, a title, a sentence and a chapter of its own") {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(sim::finding_kind::count); ++i) {
    const auto kind = static_cast<sim::finding_kind>(i);
    names.emplace_back(sim::name_of(kind));
    CHECK(std::string(sim::title_of(kind)).size() > 3);
    CHECK_THAT(std::string(".?"), holds(std::string(1, std::string(sim::explanation_of(kind)).back())));
    CHECK_THAT(sim::chapter_of(kind), holds("docs/cuda-without-a-gpu.md#"));
  }
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  CHECK(std::string(sim::name_of(sim::finding_kind::data_race)) == "data_race");
  CHECK(sim::chapter_of(sim::finding_kind::data_race) == "docs/cuda-without-a-gpu.md#data-race");
}

TEST_CASE("a finding in words names both sides, the launch, and what to do") {
  const std::vector<std::string> lines = sim::lines_of(sim::describe(race(), nullptr));
  REQUIRE(lines.size() == 6);
  CHECK(lines[0] == "data race on element 3 of the shared array partial[256]");
  CHECK(lines[1] == "  read   sum.cu:42  thread (3, 0, 0) of block (0, 0, 0)");
  CHECK(lines[2] == "  write  sum.cu:40  thread (35, 0, 0) of block (0, 0, 0)");
  CHECK(lines[3] == "  in the kernel sums<float>, launched at sum.cu:80; found 12 times");
  CHECK_THAT(lines[4], holds("__syncthreads()"));
  CHECK(lines[5] == "  docs: docs/cuda-without-a-gpu.md#data-race");
}

TEST_CASE("a finding that knows little says little") {
  sim::finding_record record{};
  record.kind = sim::finding_kind::leak;
  record.side_count = 1;
  record.times = 1;
  set(record.sides[0].action, "cudaMalloc");
  record.sides[0].place.pc = 0x1234;
  const std::vector<std::string> lines = sim::lines_of(sim::describe(record, [](std::uint64_t) { return ""; }));
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == "memory leak");
  CHECK(lines[1] == "  cudaMalloc  host code");
  CHECK(sim::text_of(record.sides[0].place, [](std::uint64_t pc) { return "a.cu:" + std::to_string(pc); }) ==
        "a.cu:4660");
}

TEST_CASE("what a program leaves in the GPU's memory is read within bounds, whatever it is") {
  sim::gpu_header header{};
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    auto* bytes = reinterpret_cast<unsigned char*>(&header);
    for (std::size_t i = 0; i < sizeof header; ++i) bytes[i] = static_cast<unsigned char>(random() % 256);
    if (round % 2 == 0) std::memset(bytes, round % 4 == 0 ? 0xff : 0x1b, sizeof header);
    const gpu_findings read = read_findings(header);
    CHECK(read.records.size() == sim::most_findings);
    for (const sim::finding_record& record : read.records) {
      REQUIRE(record.kind < sim::finding_kind::count);
      REQUIRE(record.side_count <= 2);
      REQUIRE(record.times >= 1);
    }
    const auto texts = describe_findings(read, "/nowhere", "/nowhere/a.cu", "/nowhere/simulator");
    REQUIRE(texts.size() == read.records.size());
    for (const sim::finding_text& text : texts) {
      for (const std::string& line : sim::lines_of(text)) {
        REQUIRE(printable_line(line) == line);
        REQUIRE(line.size() < 4000);
      }
    }
  }
}

TEST_CASE("the memory that a program gets has the size that was asked for, and is sealed") {
  const simulated_gpu_memory memory(1 << 20);
  CHECK(::lseek(memory.descriptor(), 0, SEEK_END) > 1 << 20);
  CHECK(::ftruncate(memory.descriptor(), 0) != 0);
  CHECK(memory.findings().records.empty());
}

TEST_CASE("right numbers with a finding have not passed") {
  judged_step s(1);
  const step_result& result = s.judge_with({race()});
  CHECK(result.verdict == verdict::wrong);
  CHECK(result.reason ==
        "the numbers are right, but: data race on element 3 of the shared array partial[256] (sum.cu:42)");
  REQUIRE(result.diagnoses.size() == 1);
  CHECK(result.diagnoses.front().id == "data_race");
  CHECK(result.cases.front().passed);
  CHECK(result.findings.front().cases == std::vector<std::string>{"pair"});
  CHECK(judged_step(1).judge_with({}).passed());
}

TEST_CASE("where numbers are wrong the finding comes first, and then what the numbers look like") {
  judged_step s(5);
  const step_result& result = s.judge_with({race()});
  CHECK(result.verdict == verdict::wrong);
  CHECK(result.reason == "1 of 1 case wrong");
  CHECK(result.diagnoses.front().id == "data_race");
  judged_step scaled(2);
  scaled.values[1] = 4;
  const std::vector<diagnosis> both = scaled.judge_with({race()}).diagnoses;
  REQUIRE(both.size() == 2);
  CHECK(both[0].id == "data_race");
  CHECK(both[1].id == "constant_factor");
}

TEST_CASE("memory that is never freed does not explain wrong numbers") {
  judged_step scaled(2);
  scaled.values[1] = 4;
  sim::finding_record leak = race();
  leak.kind = sim::finding_kind::leak;
  const std::vector<diagnosis> both = scaled.judge_with({leak}).diagnoses;
  REQUIRE(both.size() == 2);
  CHECK(both[0].id == "constant_factor");
  CHECK(both[1].id == "leak");
}

TEST_CASE("an error of the device is told in the words of the finding that caused it") {
  judged_step s(1);
  sim::finding_record record = race();
  record.kind = sim::finding_kind::out_of_bounds;
  set(record.object, "element 2 of y");
  s.outcome.calls[0].state = call_state::device_failed;
  s.outcome.calls[0].device.error = 700;
  const step_result& result = s.judge_with({record});
  CHECK(result.verdict == verdict::crashed);
  CHECK_THAT(result.reason, holds("out of bounds: element 2 of") && holds("(sum.cu:42), in case `pair`"));
  REQUIRE(result.diagnoses.size() == 2);
  CHECK(result.diagnoses[0].id == "out_of_bounds");
  CHECK(result.diagnoses[1].id == "illegal_address");
  judged_step refused(1);
  refused.outcome.calls[0].state = call_state::device_failed;
  refused.outcome.calls[0].device.launch_refused = 1;
  CHECK_THAT(refused.judge_with({record}).reason, holds("was refused"));
  CHECK(refused.result.diagnoses.front().id == "launch_failed");
}

TEST_CASE("what is found after the last call belongs to no case") {
  judged_step s(1);
  sim::finding_record record = race();
  record.kind = sim::finding_kind::leak;
  record.call = 2;
  const step_result& result = s.judge_with({record});
  CHECK(result.findings.front().cases.empty());
  CHECK_THAT(step_details(result, false, palette(false)), holds("after the last case"));
  record.call = 0xffffffffU;
  CHECK(judged_step(1).judge_with({record}).findings.front().cases.empty());
}

TEST_CASE("a race that explains an uninitialised read comes before it") {
  const auto finding = [](sim::finding_kind kind, const std::string& place) {
    sim::finding_text text;
    text.kind = kind;
    text.sides = {{"read", place, "thread (0, 0, 0) of block (0, 0, 0)"}};
    return text;
  };
  std::vector<sim::finding_text> texts = {
      finding(sim::finding_kind::leak, "a.cu:1"), finding(sim::finding_kind::uninitialised, "a.cu:2"),
      finding(sim::finding_kind::data_race, "a.cu:3"), finding(sim::finding_kind::data_race, "a.cu:2")};
  put_causes_first(texts);
  CHECK(texts[0].kind == sim::finding_kind::leak);
  CHECK(texts[1].kind == sim::finding_kind::data_race);
  CHECK(texts[1].sides[0].place == "a.cu:2");
  CHECK(texts[2].kind == sim::finding_kind::uninitialised);
  CHECK(texts[3].sides[0].place == "a.cu:3");
}

TEST_CASE("a report shows three findings, and all that there are if it is asked to") {
  judged_step s(1);
  std::vector<sim::finding_record> records(5, race());
  for (std::size_t i = 0; i < records.size(); ++i) records[i].sides[0].place.line += static_cast<std::uint32_t>(i);
  s.judge_with(std::move(records));
  s.result.more_findings = 2;
  const std::string brief = step_details(s.result, false, palette(false));
  CHECK_THAT(brief, holds("on the simulated GPU") && holds("and 4 more (-v shows them)"));
  CHECK_THAT(step_details(s.result, true, palette(false)), holds("and 2 more\n"));
  for (const std::string& line : split_lines(brief)) CHECK(line.size() <= text_width);
}

TEST_CASE("the same finding in several calls is one, and what its kind means is told once") {
  judged_step s(1);
  sim::finding_record again = race();
  again.call = 1;
  sim::finding_record other = race();
  other.sides[1].place.line = 50;
  const step_result& result = s.judge_with({race(), again, other});
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[0].text.times == 24);
  CHECK(result.findings[0].cases == std::vector<std::string>{"pair"});
  const std::string text = step_findings(result, true, palette(false));
  CHECK(text.find("docs:") == text.rfind("docs:"));
}

TEST_CASE("findings are in the JSON") {
  judged_step s(1);
  check_report report;
  report.steps.push_back(s.judge_with({race()}));
  const nlohmann::json step = nlohmann::json::parse(check_json(report)).at("steps").at(0);
  const nlohmann::json& finding = step.at("findings").at(0);
  CHECK(finding.at("id") == "data_race");
  CHECK(finding.at("object") == "element 3 of the shared array partial[256]");
  CHECK(finding.at("sides").at(1).at("place") == "sum.cu:40");
  CHECK(finding.at("cases").at(0) == "pair");
  CHECK(finding.at("launch") == "sum.cu:80");
  CHECK(finding.at("times") == 12);
  CHECK(step.at("more_findings") == 0);
}

TEST_CASE("a program's findings end with how many there are") {
  CHECK(program_findings({}, 0, palette(false)).empty());
  const auto texts = describe_findings(found({race()}), "/nowhere", "/home/anna/sum.cu", "/nowhere/simulator");
  CHECK_THAT(program_findings(texts, 0, palette(false)), holds("\n1 finding; docs/cuda-without-a-gpu.md"));
}
