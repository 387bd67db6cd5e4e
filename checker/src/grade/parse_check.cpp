#include "grade/parse_check.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace gaplab {

namespace {

using nlohmann::json;

verdict parse_verdict(const std::string& word) {
  for (const verdict v : {verdict::passed, verdict::wrong, verdict::crashed, verdict::timed_out,
                          verdict::did_not_compile, verdict::not_attempted, verdict::not_run}) {
    if (to_string(v) == word) return v;
  }
  throw std::out_of_range("no verdict");
}

/// "constant_factor H*W", of the likeliest cause.
std::string first_diagnosis(const json& step) {
  const json& diagnoses = step.at("diagnoses");
  if (diagnoses.empty()) return {};
  diagnosis first;
  first.id = diagnoses.front().at("id");
  first.equals = diagnoses.front().at("equals");
  return to_string(first);
}

}  // namespace

parsed_check parse_check(std::string_view output) {
  parsed_check parsed;
  try {
    const std::size_t line = output.find("\n{\n");
    const json root =
        json::parse(output.substr(0, 2) == "{\n" || line == std::string_view::npos ? output : output.substr(line + 1));
    if (root.contains("error")) {
      parsed.problem = root.at("error").at("message");
      return parsed;
    }
    for (const json& s : root.at("steps")) {
      parsed.steps.push_back({s.at("address"), parse_verdict(s.at("verdict")), s.at("reason"), s.at("points"),
                              s.at("most_points"), first_diagnosis(s)});
    }
  } catch (const std::exception&) {
    parsed = {{}, "the checker's answer makes no sense"};
  }
  return parsed;
}

}  // namespace gaplab
