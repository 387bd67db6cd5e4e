// The errors that end a command, and nothing else. What a student's code does wrong is a result, never an exception.
#pragma once

#include <stdexcept>

namespace gaplab {

/// The request makes no sense: exit code 2. The message says what to type instead.
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The environment or gaplab itself failed: exit code 3. The message says what, where, and what to do.
struct environment_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Ctrl-C or a polite request to stop arrived; everything started has been ended and cleaned up.
struct interrupted : std::runtime_error {
  explicit interrupted(int signal_number) : std::runtime_error("interrupted"), signal(signal_number) {}
  int signal;
};

}  // namespace gaplab
