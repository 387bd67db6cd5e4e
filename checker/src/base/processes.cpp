#include "base/processes.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <set>
#include <string>

#include "base/error.hpp"
#include "base/interrupt.hpp"

namespace gaplab {

namespace {

enum exit_code : int { all_well = 0, failed = 1, was_interrupted = 2 };

/// What the copies share.
struct board {
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> done{0};
  std::atomic<bool> message_taken{false};
  char message[4096] = {};  ///< of the first copy that failed

  void take_message(const char* text) {
    if (!message_taken.exchange(true)) std::strncpy(message, text, sizeof message - 1);
  }
};

class shared_board {
 public:
  shared_board() : m_memory(::mmap(nullptr, sizeof(board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    if (m_memory == MAP_FAILED) throw environment_error(fmt::format("no memory to share: {}", std::strerror(errno)));
    new (m_memory) board;
  }
  ~shared_board() { ::munmap(m_memory, sizeof(board)); }
  shared_board(const shared_board&) = delete;
  shared_board& operator=(const shared_board&) = delete;
  shared_board(shared_board&&) = delete;
  shared_board& operator=(shared_board&&) = delete;

  [[nodiscard]] board& get() const { return *static_cast<board*>(m_memory); }

 private:
  void* m_memory;
};

[[noreturn]] void run_copy(std::size_t count, const std::function<void(std::size_t)>& work, board& shared) {
  exit_code code = all_well;
  try {
    for (std::size_t i = shared.next++; i < count; i = shared.next++) {
      throw_if_interrupted();
      work(i);
      ++shared.done;
    }
  } catch (const interrupted&) {
    code = was_interrupted;
  } catch (const std::exception& error) {
    shared.take_message(error.what());
    code = failed;
  }
  _exit(code);  // without destructors and atexit handlers: they belong to the parent
}

/// The copies under way. They are asked to end when the object goes before they have.
class copies_under_way {
 public:
  ~copies_under_way() {
    for (const pid_t copy : m_copies) ::kill(copy, SIGTERM);
    for (const pid_t copy : m_copies) {
      while (::waitpid(copy, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }
  copies_under_way() = default;
  copies_under_way(const copies_under_way&) = delete;
  copies_under_way& operator=(const copies_under_way&) = delete;
  copies_under_way(copies_under_way&&) = delete;
  copies_under_way& operator=(copies_under_way&&) = delete;

  void start(std::size_t count, const std::function<void(std::size_t)>& work, board& shared) {
    const pid_t parent = ::getpid();
    const pid_t copy = ::fork();
    if (copy < 0) throw environment_error(fmt::format("cannot start a process: {}", std::strerror(errno)));
    if (copy == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGTERM);
      if (::getppid() != parent) _exit(was_interrupted);
      run_copy(count, work, shared);
    }
    m_copies.insert(copy);
  }

  [[nodiscard]] bool any() const { return !m_copies.empty(); }

  /// Whether all that have ended since did so well.
  bool look(board& shared) {
    bool well = true;
    for (auto copy = m_copies.begin(); copy != m_copies.end();) {
      int status = 0;
      if (::waitpid(*copy, &status, WNOHANG) != *copy) {
        ++copy;
        continue;
      }
      copy = m_copies.erase(copy);
      if (WIFEXITED(status) && WEXITSTATUS(status) == all_well) continue;
      if (WIFSIGNALED(status)) {
        const std::string signal = strsignal(WTERMSIG(status));
        shared.take_message(fmt::format("a process of this program was ended early ({})", signal).c_str());
      }
      well = false;
    }
    return well;
  }

 private:
  std::set<pid_t> m_copies;
};

}  // namespace

void spread(std::size_t count, int copies, const std::function<void(std::size_t)>& work,
            const std::function<void(std::size_t)>& look) {
  constexpr int pause = 200;  // milliseconds; an interrupt ends it
  const shared_board shared;
  copies_under_way under_way;
  const auto most = std::min(count, static_cast<std::size_t>(std::max(copies, 1)));
  for (std::size_t i = 0; i < most; ++i) under_way.start(count, work, shared.get());
  while (under_way.any()) {
    ::poll(nullptr, 0, pause);
    throw_if_interrupted();
    if (!under_way.look(shared.get())) throw environment_error(shared.get().message);
    look(shared.get().done);
  }
}

}  // namespace gaplab
