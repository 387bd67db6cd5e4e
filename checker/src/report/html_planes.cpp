#include "report/html_planes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/html_plane.hpp"
#include "report/html_text.hpp"

namespace gaplab {

namespace {

/// Which of the output's planes are here.
std::string selection_words(const comparison& c, std::size_t wrong_shown, bool right_shown) {
  if (c.all_planes == 1) return {};
  std::string text = wrong_shown == c.wrong_planes
                         ? fmt::format("{} of {} planes wrong", c.wrong_planes, c.all_planes)
                         : fmt::format("{} of {} planes wrong; here {} the farthest off", c.wrong_planes, c.all_planes,
                                       wrong_shown == 1 ? "is" : fmt::format("are the {}", wrong_shown));
  if (right_shown) text += ", and one that is right";
  return fmt::format("<p class=\"soft\">{}.</p>\n", text);
}

}  // namespace

std::set<const plane*> planes_with_room(const check_report& report, std::size_t most_cells) {
  // A second plane of the first output is worth as much as the first plane of the output that comes so many later.
  constexpr std::size_t outputs_before_others = 8;
  struct candidate {
    std::size_t rank;
    const plane* wanted;
  };
  std::vector<candidate> all;
  for (const step_result& step : report.steps) {
    std::size_t output = 0;
    for (const case_result& c : step.cases) {
      for (const comparison& compared : c.comparisons) {
        for (std::size_t i = 0; i < compared.planes.size(); ++i) {
          all.push_back({output + outputs_before_others * i, &compared.planes[i]});
        }
        if (!compared.planes.empty()) ++output;
      }
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const candidate& a, const candidate& b) { return a.rank < b.rank; });
  std::set<const plane*> chosen;
  std::size_t cells = 0;
  for (const candidate& c : all) {
    if (cells + c.wanted->cells.size() > most_cells) continue;
    cells += c.wanted->cells.size();
    chosen.insert(c.wanted);
  }
  return chosen;
}

std::string html_planes(const comparison& c, const std::set<const plane*>& with_room, const std::string& id) {
  std::vector<const plane*> shown;
  for (const plane& p : c.planes) {
    if (with_room.contains(&p)) shown.push_back(&p);
  }
  if (shown.empty()) return {};
  const auto right = std::count_if(shown.begin(), shown.end(), [](const plane* p) { return p->wrong == 0; });
  const std::string selection = selection_words(c, shown.size() - static_cast<std::size_t>(right), right > 0);
  if (shown.size() == 1)
    return selection + fmt::format("<div class=\"plane\">{}</div>\n", html_plane(c, *shown.front()));
  // html.css shows the plane that has the number of the chosen button: no script is needed.
  std::string buttons;
  std::string planes;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    buttons +=
        fmt::format("<input type=\"radio\" name=\"{}\" id=\"{}p{}\"{}><label for=\"{}p{}\">{}: {}</label>\n", id, id, i,
                    i == 0 ? " checked" : "", id, i, html_line(place_of(c, *shown[i])), plane_verdict(*shown[i]));
    planes += fmt::format("<div class=\"plane\">{}</div>\n", html_plane(c, *shown[i]));
  }
  return selection + fmt::format("<fieldset class=\"planes\"><legend>Plane of {}</legend>\n{}{}</fieldset>\n",
                                 html_line(c.output), buttons, planes);
}

}  // namespace gaplab
