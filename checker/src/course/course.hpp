// The course: where it is installed, and the labs found in it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "course/lab.hpp"

namespace gaplab {

/// The folders of an installed course or a clone; README.md names them.
struct course {
  std::filesystem::path root;
  std::vector<lab> labs;  ///< every folder of labs/ that holds a lab.toml, by name

  [[nodiscard]] std::filesystem::path labs_folder() const { return root / "labs"; }
  [[nodiscard]] std::filesystem::path solutions_folder() const { return root / "solutions"; }
  // These two free of links, so that what is compiled of them is found again whichever course leads there.
  [[nodiscard]] std::filesystem::path worker_folder() const {
    return std::filesystem::weakly_canonical(root / "checker" / "worker");
  }
  [[nodiscard]] std::filesystem::path simulator_folder() const {
    return std::filesystem::weakly_canonical(root / "checker" / "simulator");
  }
  [[nodiscard]] std::filesystem::path fixture_of(const lab& l) const { return root / "datasets" / (l.name + ".h5"); }
  [[nodiscard]] std::filesystem::path cases_of(const lab& l) const { return root / "datasets" / (l.name + ".toml"); }
  /// What PyTorch answers to each of the lab's operations.
  [[nodiscard]] std::filesystem::path answers_of(const lab& l) const { return root / "datasets" / (l.name + ".py"); }
  /// All that the stored fixture follows from, in the order in which its generator_sha256 counts them.
  [[nodiscard]] std::vector<std::filesystem::path> sources_of_fixture(const lab& l) const {
    return {root / "datasets" / "generate.py", root / "datasets" / "operation.py", answers_of(l), cases_of(l)};
  }
};

/// The course at the given root, or where that is empty: at $GAPLAB_COURSE, or else in the nearest folder above the
/// running program that holds labs/, datasets/ and checker/worker/. Throws environment_error.
course open_course(const std::filesystem::path& root);

/// The lab of that folder name or id; nullptr if there is none.
const lab* find_lab(const course& c, const std::string& name_or_id);

/// The steps that the addresses name, each once, in the course's order. An address is lab.device.operation.direction;
/// any prefix of it, in whole words, names all below it. Throws usage_error that names the nearest step.
std::vector<step> find_steps(const course& c, const std::vector<std::string>& addresses);

/// All steps in the course's order.
std::vector<step> all_steps(const course& c);

}  // namespace gaplab
