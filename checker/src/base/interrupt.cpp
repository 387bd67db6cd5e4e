#include "base/interrupt.hpp"

#include <csignal>

#include "base/error.hpp"

namespace gaplab {

namespace {

volatile std::sig_atomic_t noted = 0;

void note(int signal) { noted = signal; }

}  // namespace

void note_interrupts() {
  struct sigaction action {};
  action.sa_handler = note;  // no SA_RESTART: a waiting poll() returns at once
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction current {};
    sigaction(signal, nullptr, &current);
    if (current.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);  // nohup and shells ignore on purpose
  }
  // A closed pipe (gaplab ... | head) is an error of write(), not a silent death.
  std::signal(SIGPIPE, SIG_IGN);
}

int noted_interrupt() { return noted; }

void throw_if_interrupted() {
  if (noted != 0) throw interrupted(noted);
}

}  // namespace gaplab
