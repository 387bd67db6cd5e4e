// A lab as its folder and lab.toml describe it. docs/lab-toml.md is the reference of the file.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gaplab {

enum class device { cpu, cuda };
enum class direction { forward, backward };

std::string_view to_string(device d);
std::string_view to_string(direction d);

/// One function to implement on one device.
struct step {
  std::string lab;  ///< the lab's folder, "01_avg_pool"
  gaplab::device device = device::cpu;
  std::string operation;  ///< "window"
  gaplab::direction direction = direction::forward;
  std::string title;
  std::string function;  ///< the C++ function's name in the student's file
  std::string file;      ///< the student's file in the lab's folder, "avg_pool.cpp"
  int points = 0;
  std::vector<std::string> inputs;          ///< which of a case's inputs the function gets
  std::vector<std::string> outputs;         ///< which of a case's expected tensors it must produce
  std::map<std::string, std::string> axes;  ///< tensor to its dimensions' letters, where not (N, C, H, W): "nhwc"
  std::vector<std::string> requires_;       ///< addresses of steps to do first
  std::vector<std::string> hints;           ///< from a nudge to nearly the line
  std::map<std::string, int> hint_for;      ///< a diagnosis's id to the hint that fits it, counted from 1
  std::string passed;                       ///< why it works and what to look at next

  /// "01.cpu.window.forward"
  [[nodiscard]] std::string address() const;
  /// "window.forward": what the worker knows the step by, the same on every device.
  [[nodiscard]] std::string binding() const;
};

/// What one run of a step may use.
struct limits {
  double seconds = 10;  ///< wall clock
  int memory_mb = 1024;
  std::optional<int> processor_seconds{};  ///< none: as long as the wall clock lets it
};

struct lab {
  std::string name;              ///< the folder's name, "01_avg_pool"
  std::string id;                ///< what addresses begin with, "01"
  std::filesystem::path folder;  ///< where lab.toml, the task and the given files are
  std::string title;
  std::string summary;
  gaplab::limits limits;
  std::vector<step> steps;  ///< in the order of lab.toml, the order to do them in
};

/// Reads folder/lab.toml. Throws environment_error with file:line for whatever is missing, unknown or of a wrong type.
lab load_lab(const std::filesystem::path& folder);

}  // namespace gaplab
