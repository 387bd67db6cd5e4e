#include "watch/keyboard.hpp"

#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace gaplab {

namespace {

constexpr std::array<int, 6> ending = {SIGQUIT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

termios before;
volatile std::sig_atomic_t resized = 0;
volatile std::sig_atomic_t to_stop = 0;
volatile std::sig_atomic_t continued = 0;

/// Of the system's functions, those that are called here may be called in a signal's handler.
void restore() { ::tcsetattr(STDIN_FILENO, TCSANOW, &before); }

void restore_and_end(int signal) {
  restore();
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void note(int signal) {
  if (signal == SIGWINCH) resized = 1;
  if (signal == SIGTSTP) to_stop = 1;
  if (signal == SIGCONT) continued = 1;
}

void take_over() {
  termios keys = before;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  keys.c_cc[VMIN] = 1;
  keys.c_cc[VTIME] = 0;
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &keys);
}

}  // namespace

bool has_terminal() { return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0; }

std::string letters_typed(std::string_view bytes) {
  constexpr char escape = '\x1b';
  constexpr char end_of_transmission = '\x04';
  std::string letters;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char byte = bytes[i];
    if (byte == escape && i + 1 < bytes.size() && (bytes[i + 1] == '[' || bytes[i + 1] == 'O')) {
      // ECMA-48, 5.4: parameters, then one byte from '@' to '~'.
      for (i += 2; i < bytes.size() && (bytes[i] < '@' || bytes[i] > '~');) ++i;
    } else if (byte == '\r' || byte == '\n') {
      letters += 'c';
    } else if (byte == end_of_transmission) {
      letters += 'q';
    } else if (byte >= 'A' && byte <= 'Z') {
      letters += static_cast<char>(byte - 'A' + 'a');
    } else if (byte >= 'a' && byte <= 'z') {
      letters += byte;
    }
  }
  return letters;
}

keyboard::keyboard() {
  ::tcgetattr(STDIN_FILENO, &before);
  struct sigaction action {};
  action.sa_handler = restore_and_end;
  for (const int signal : ending) ::sigaction(signal, &action, nullptr);
  action.sa_handler = note;  // no SA_RESTART: a waiting poll() returns at once
  for (const int signal : {SIGTSTP, SIGCONT, SIGWINCH}) ::sigaction(signal, &action, nullptr);
  take_over();
}

keyboard::~keyboard() {
  for (const int signal : ending) ::signal(signal, SIG_DFL);
  for (const int signal : {SIGTSTP, SIGCONT, SIGWINCH}) ::signal(signal, SIG_DFL);
  restore();
}

bool keyboard::screen_is_stale() {
  if (to_stop != 0) {
    to_stop = 0;
    restore();
    ::raise(SIGSTOP);
  }
  // The shell has used the terminal meanwhile, whoever stopped this program.
  const bool was_stopped = continued != 0;
  const bool stale = was_stopped || resized != 0;
  continued = 0;
  resized = 0;
  if (was_stopped) take_over();
  return stale;
}

}  // namespace gaplab
