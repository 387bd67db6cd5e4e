// Ctrl-C. The handler only takes a note; whoever waits for something asks for it, ends what it started and throws.
#pragma once

namespace gaplab {

/// From here on SIGINT, SIGTERM and SIGHUP are noted. Called once, by main.
void note_interrupts();

/// The signal noted, or 0.
int noted_interrupt();

/// Throws interrupted if a signal was noted.
void throw_if_interrupted();

}  // namespace gaplab
