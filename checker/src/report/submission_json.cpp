#include "report/submission_json.hpp"

#include <nlohmann/json.hpp>

#include "base/sha256.hpp"
#include "gaplab_version.hpp"

namespace gaplab {

std::string submission_json(const handin& h) {
  using json = nlohmann::ordered_json;
  json files = json::array();
  for (const archive_file& file : h.files) {
    files.push_back({{"path", file.path}, {"size", file.bytes.size()}, {"sha256", sha256(file.bytes)}});
  }
  json check = nullptr;
  if (h.checked) {
    json steps = json::array();
    int points = 0;
    int most_points = 0;
    for (const graded_step& s : h.steps) {
      steps.push_back({{"address", s.address},
                       {"verdict", to_string(s.verdict)},
                       {"points", s.points},
                       {"most_points", s.most_points}});
      points += s.points;
      most_points += s.most_points;
    }
    check = {{"points", points}, {"most_points", most_points}, {"steps", steps}};
  }
  const json root = {{"schema", submission_schema},
                     {"gaplab", version},
                     {"course_version", h.course_version},
                     {"files", files},
                     {"check", check}};
  return root.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace gaplab
