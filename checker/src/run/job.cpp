#include "run/job.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <type_traits>

#include "base/anonymous_file.hpp"
#include "base/error.hpp"
#include "run/gpu_memory.hpp"

namespace gaplab {

namespace {

static_assert(std::is_trivially_copyable_v<job_header> && std::is_trivially_copyable_v<execution>);

std::uint64_t aligned(std::uint64_t offset) { return (offset + 63) / 64 * 64; }

void copy_name(char (&target)[longest_name], const std::string& name) {
  if (name.size() >= longest_name) throw environment_error(fmt::format("the name {} is too long", name));
  std::memcpy(target, name.c_str(), name.size() + 1);
}

/// The job as the checker knows it. What is read back from the shared memory is never trusted to describe itself.
struct plan {
  job_header header{};
  std::vector<tensor_record> tensors;
  std::vector<parameter_record> parameters;
  std::vector<execution> executions;
  std::vector<std::size_t> case_of;  ///< for each execution
};

class planner {
 public:
  plan make(const step& s, const std::vector<fixture_case>& cases) {
    copy_name(m_plan.header.step, s.binding());
    for (int run = 0; run < runs_per_case; ++run) {
      for (std::size_t i = 0; i < cases.size(); ++i) {
        add_execution(s, cases, run % 2 == 0 ? i : cases.size() - 1 - i);
      }
    }
    lay_out();
    return std::move(m_plan);
  }

 private:
  void add_execution(const step& s, const std::vector<fixture_case>& cases, std::size_t index) {
    const fixture_case& c = cases[index];
    execution e{};
    e.first_tensor = static_cast<std::uint32_t>(m_plan.tensors.size());
    for (const std::string& name : s.inputs) add_tensor(c, name, c.inputs, false);
    for (const std::string& name : s.outputs) add_output(c, name);
    e.tensor_count = static_cast<std::uint32_t>(m_plan.tensors.size()) - e.first_tensor;
    e.first_parameter = static_cast<std::uint32_t>(m_plan.parameters.size());
    for (const auto& [name, values] : c.parameters) {
      parameter_record p{};
      copy_name(p.name, name);
      static_assert(most_values == most_parameter_values);
      p.count = static_cast<std::int64_t>(std::min(values.size(), most_parameter_values));
      std::copy_n(values.begin(), p.count, p.values);
      m_plan.parameters.push_back(p);
    }
    e.parameter_count = static_cast<std::uint32_t>(m_plan.parameters.size()) - e.first_parameter;
    m_plan.executions.push_back(e);
    m_plan.case_of.push_back(index);
  }

  void add_record(const std::string& name, const shape& s, bool output) {
    tensor_record t{};
    copy_name(t.name, name);
    t.output = output ? 1 : 0;
    t.rank = static_cast<std::int32_t>(s.size());
    std::copy(s.begin(), s.end(), t.shape);
    m_plan.tensors.push_back(t);
  }

  template <class T>
  void add_tensor(const fixture_case& c, const std::string& name, const std::map<std::string, tensor<T>>& from,
                  bool output) {
    const auto found = from.find(name);
    if (found == from.end() && c.refused) return;
    if (found == from.end()) {
      throw environment_error(fmt::format("the fixture's case {}/{} has no tensor `{}`", c.operation, c.name, name));
    }
    add_record(name, found->second.shape, output);
  }

  /// A case that is to be refused gets a place for its outputs all the same: the function must not be able to tell.
  void add_output(const fixture_case& c, const std::string& name) {
    if (c.refused) {
      add_record(name, {1}, true);
    } else {
      add_tensor(c, name, c.expected, true);
    }
  }

  void lay_out() {
    job_header& h = m_plan.header;
    h.magic = job_magic;
    h.tensor_count = static_cast<std::uint32_t>(m_plan.tensors.size());
    h.parameter_count = static_cast<std::uint32_t>(m_plan.parameters.size());
    h.execution_count = static_cast<std::uint32_t>(m_plan.executions.size());
    h.tensors = aligned(sizeof h);
    h.parameters = aligned(h.tensors + h.tensor_count * sizeof(tensor_record));
    h.executions = aligned(h.parameters + h.parameter_count * sizeof(parameter_record));
    std::uint64_t offset = aligned(h.executions + h.execution_count * sizeof(execution)) + guard_size;
    for (execution& e : m_plan.executions) {
      e.first_byte = offset - guard_size;
      for (std::uint32_t i = 0; i < e.tensor_count; ++i) {
        tensor_record& t = m_plan.tensors[e.first_tensor + i];
        t.offset = offset;
        offset = aligned(offset + byte_size(t)) + guard_size;
      }
      e.last_byte = offset;
    }
    h.size = offset;
  }

  plan m_plan;
};

/// The shared memory, filled by the checker and sealed: neither side can change its size any more.
class shared_job {
 public:
  explicit shared_job(std::uint64_t size) : m_size(size), m_file(make_sealed_file("gaplab-job", size)) {}

  [[nodiscard]] int descriptor() const { return m_file.get(); }

  template <class Fill>
  void fill(Fill write) {
    void* memory = ::mmap(nullptr, m_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, m_file.get(), 0);
    if (memory == MAP_FAILED) fail();
    write(static_cast<char*>(memory));
    ::munmap(memory, m_size);
  }

  /// A copy, made once, after everything that could write to it is dead.
  [[nodiscard]] std::shared_ptr<const char[]> snapshot() const {
    constexpr std::align_val_t huge_page{std::size_t{2} << 20};
    auto* room = static_cast<char*>(::operator new[](m_size, huge_page));  // not filled, as make_shared would
    const std::shared_ptr<char[]> bytes(room, [](char* memory) { ::operator delete[](memory, huge_page); });
    ::madvise(room, m_size, MADV_HUGEPAGE);  // fewer page faults, where the system grants it
    std::size_t done = 0;
    while (done < m_size) {
      const ssize_t got = ::pread(m_file.get(), bytes.get() + done, m_size - done, static_cast<off_t>(done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) fail();
      done += static_cast<std::size_t>(got);
    }
    return bytes;
  }

 private:
  [[noreturn]] void fail() const {
    throw environment_error(
        fmt::format("cannot share {} MB of memory with the worker: {}", m_size >> 20, std::strerror(errno)));
  }

  std::uint64_t m_size;
  file_descriptor m_file;
};

void fill_unwritten(char* at, std::uint64_t bytes) {
  std::fill_n(reinterpret_cast<std::uint32_t*>(at), bytes / sizeof unwritten_bits, unwritten_bits);
}

void fill_guard(char* memory, std::uint64_t from, std::uint64_t to) {
  for (std::uint64_t at = from; at < to; at += sizeof(std::uint32_t)) {
    const std::uint32_t word = guard_bits(at);
    std::memcpy(memory + at, &word, sizeof word);
  }
}

bool is_guard(const char* memory, std::uint64_t from, std::uint64_t to) {
  for (std::uint64_t at = from; at < to; at += sizeof(std::uint32_t)) {
    std::uint32_t found = 0;
    std::memcpy(&found, memory + at, sizeof found);
    if (found != guard_bits(at)) return false;
  }
  return true;
}

const tensor<float>& input_of(const tensor_record& t, const fixture_case& c) { return c.inputs.at(t.name); }

/// Guards everywhere, then the tensors between them.
void write_job(char* memory, const plan& p, const std::vector<fixture_case>& cases) {
  const auto put = [&](std::uint64_t offset, const auto& records) {
    if (!records.empty()) std::memcpy(memory + offset, records.data(), records.size() * sizeof records[0]);
  };
  std::memcpy(memory, &p.header, sizeof p.header);
  put(p.header.tensors, p.tensors);
  put(p.header.parameters, p.parameters);
  put(p.header.executions, p.executions);
  std::uint64_t end = aligned(p.header.executions + p.executions.size() * sizeof(execution));
  for (std::size_t e = 0; e < p.executions.size(); ++e) {
    for (std::uint32_t i = 0; i < p.executions[e].tensor_count; ++i) {
      const tensor_record& t = p.tensors[p.executions[e].first_tensor + i];
      fill_guard(memory, end, t.offset);
      end = t.offset + byte_size(t);
      if (t.output != 0) {
        fill_unwritten(memory + t.offset, byte_size(t));
      } else {
        std::memcpy(memory + t.offset, input_of(t, cases[p.case_of[e]]).values.data(), byte_size(t));
      }
    }
  }
  fill_guard(memory, end, p.header.size);
}

call_outcome read_call(const char* memory, const plan& p, std::size_t e, const fixture_case& c) {
  call_outcome outcome;
  outcome.case_index = p.case_of[e];
  outcome.run = e < p.executions.size() / runs_per_case ? 0 : 1;
  execution said{};
  std::memcpy(&said, memory + p.header.executions + e * sizeof said, sizeof said);
  outcome.state = said.state <= call_state::no_device ? said.state : call_state::waiting;
  outcome.line = static_cast<int>(said.line);
  outcome.device = said.device;
  outcome.message.assign(said.message, strnlen(said.message, sizeof said.message));
  for (std::uint32_t i = 0; i < p.executions[e].tensor_count; ++i) {
    const tensor_record& t = p.tensors[p.executions[e].first_tensor + i];
    const char* first = memory + t.offset;
    const std::uint64_t last = t.offset + byte_size(t);
    // Between two tensors there is one guard: each half belongs to its nearer neighbour.
    if (!is_guard(memory, t.offset - guard_size / 2, t.offset) ||
        !is_guard(memory, last, aligned(last) + guard_size / 2)) {
      outcome.overrun.emplace_back(t.name);
    }
    if (t.output != 0) {
      outcome.outputs[t.name] = {reinterpret_cast<const float*>(first), byte_size(t) / sizeof(float)};
    } else if (std::memcmp(first, input_of(t, c).values.data(), byte_size(t)) != 0) {
      outcome.changed_inputs.emplace_back(t.name);
    }
  }
  return outcome;
}

}  // namespace

struct prepared_job::contents {
  contents(const step& s, const std::vector<fixture_case>& all_cases)
      : cases(all_cases), layout(planner().make(s, all_cases)), memory(layout.header.size) {
    memory.fill([&](char* bytes) { write_job(bytes, layout, cases); });
  }

  const std::vector<fixture_case>& cases;
  plan layout;
  shared_job memory;
};

prepared_job::prepared_job(const step& s, const std::vector<fixture_case>& cases)
    : m_contents(std::make_unique<contents>(s, cases)) {}

prepared_job::~prepared_job() = default;

worker_start prepared_job::start(const limits& allowed, const worker_needs& needs) const {
  worker_start start;
  start.environment = basic_environment();
  start.environment.insert(start.environment.end(), needs.environment.begin(), needs.environment.end());
  start.descriptors = {m_contents->memory.descriptor()};
  if (needs.simulated_gpu) {
    start.gpu.emplace(static_cast<std::uint64_t>(allowed.memory_mb) << 20);
    start.environment.push_back(fmt::format("{}={}", sim::descriptor_variable, job_descriptor + 1));
    start.descriptors.push_back(start.gpu->descriptor());
  }
  return start;
}

job_outcome prepared_job::run(const std::filesystem::path& worker, const limits& allowed, const worker_needs& needs) {
  const plan& p = m_contents->layout;
  const worker_start given = start(allowed, needs);
  process_request request;
  request.command = {worker.string()};
  request.environment = given.environment;
  request.descriptors = given.descriptors;
  request.limits.seconds = allowed.seconds + needs.start_seconds;
  request.limits.processor_seconds = allowed.processor_seconds;
  const std::uint64_t memory = static_cast<std::uint64_t>(allowed.memory_mb) << 20;
  if (needs.memory_limited) request.limits.memory = memory;
  if (needs.simulated_gpu) request.limits.memory = memory + simulator_memory;
  request.limits.open_files = needs.open_files;
  request.limits.file_size = std::uint64_t{16} << 20;
  job_outcome outcome;
  outcome.seconds_allowed = request.limits.seconds;
  outcome.process = run_process(std::move(request));
  if (outcome.process.how == process_result::ending::not_started) throw environment_error(outcome.process.problem);
  if (given.gpu) outcome.findings = given.gpu->findings();

  outcome.memory = m_contents->memory.snapshot();
  const char* bytes = outcome.memory.get();
  job_header said{};
  std::memcpy(&said, bytes, sizeof said);
  outcome.reached_main = said.ready != 0;
  outcome.crash = said.crash;
  outcome.crash.frame_count = std::min<std::uint32_t>(outcome.crash.frame_count, most_frames);
  for (std::size_t e = 0; e < p.executions.size(); ++e) {
    outcome.calls.push_back(read_call(bytes, p, e, m_contents->cases[p.case_of[e]]));
  }
  return outcome;
}

}  // namespace gaplab
