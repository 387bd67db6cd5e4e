#include "report/html_cases.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/html_planes.hpp"
#include "report/html_text.hpp"
#include "report/result_words.hpp"

namespace gaplab {

namespace {

std::string element_table(const comparison& c) {
  std::string rows;
  for (const compared_element& e : c.first) {
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{:.8g}</td><td>{}</td><td>{}</td><td>{:.3g}</td></tr>\n",
                        to_string(e.index), e.expected, e.unwritten ? "NaN as before" : number_words(e.got, 8),
                        e.unwritten ? "" : number_words(e.error, 3), e.allowed);
  }
  const std::string caption = c.wrong == c.first.size() ? fmt::format("The wrong elements of {}", c.output)
                                                        : fmt::format("The first {} of {} wrong elements of {}",
                                                                      c.first.size(), c.wrong, c.output);
  return html_scrolled(
      caption, fmt::format("<table class=\"numbers\"><caption>{}</caption><thead><tr><th scope=\"col\">{}</th>"
                           "<th scope=\"col\">expected</th><th scope=\"col\">got</th><th scope=\"col\">error</th>"
                           "<th scope=\"col\">allowed</th></tr></thead><tbody>\n{}</tbody></table>",
                           html_line(caption), html_line(axes_words(c)), rows));
}

std::string comparison_html(const comparison& c, const std::set<const plane*>& with_room, const std::string& id) {
  if (c.wrong == 0) return fmt::format("<p>{} is right.</p>\n", html_line(c.output));
  std::string html = fmt::format("<h5>{}</h5>\n", html_line(how_many_wrong(c)));
  const std::string worst = worst_error(c);
  if (!worst.empty()) html += fmt::format("<p>{}.</p>\n", html_line(worst));
  const std::string planes = html_planes(c, with_room, id);
  html += planes;
  if (planes.empty() && c.elements > 1) {
    html += "<p class=\"soft\">No picture of it, to keep the page small.</p>\n";
  }
  return html + element_table(c);
}

/// "y: 2 of 2 elements wrong": a case in a line.
std::string case_verdict(const case_result& c) {
  if (c.passed) {
    return c.worst_ratio == 0 ? "right, exact" : fmt::format("right, {:.2g}x of what is allowed", c.worst_ratio);
  }
  std::string text;
  for (const comparison& compared : c.comparisons) {
    if (compared.wrong == 0) continue;
    text += fmt::format("{}{}: {} of {} wrong", text.empty() ? "" : ", ", compared.output, compared.wrong,
                        compared.elements);
  }
  return text.empty() ? "wrong" : text;
}

std::string failed_case_html(const case_result& c, bool open, const std::set<const plane*>& with_room,
                             const std::string& id) {
  std::string html = fmt::format("<details class=\"case\"{}><summary>Case {}: {}</summary>\n", open ? " open" : "",
                                 html_code(c.name), html_line(case_verdict(c)));
  const std::string description = describe_case(c);
  if (!description.empty()) html += fmt::format("<p>{}</p>\n", html_line(description));
  for (const std::string& problem : c.problems) html += fmt::format("<p class=\"bad\">{}</p>\n", html_line(problem));
  for (std::size_t i = 0; i < c.comparisons.size(); ++i) {
    html += comparison_html(c.comparisons[i], with_room, fmt::format("{}o{}", id, i));
  }
  return html + "</details>\n";
}

}  // namespace

std::string html_case_table(const step_result& result) {
  if (result.cases.empty()) return {};
  std::string rows;
  for (const case_result& c : result.cases) {
    rows += fmt::format("<tr><th scope=\"row\">{}<br><small>{}</small></th><td{}>{}</td></tr>\n", html_code(c.name),
                        html_line(describe_case(c)), c.passed ? "" : " class=bad", html_line(case_verdict(c)));
  }
  return fmt::format(
      "<table><caption>The cases of {}</caption><thead><tr><th scope=\"col\">case</th><th "
      "scope=\"col\">result</th></tr>"
      "</thead><tbody>\n{}</tbody></table>\n",
      html_line(result.step.address()), rows);
}

std::string html_cases(const step_result& result, const std::set<const plane*>& with_room, const std::string& id) {
  if (result.cases.empty()) return {};
  std::string first;
  std::string others;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < result.cases.size(); ++i) {
    if (result.cases[i].passed) continue;
    (wrong == 0 ? first : others) +=
        failed_case_html(result.cases[i], wrong == 0, with_room, fmt::format("{}c{}", id, i));
    ++wrong;
  }
  std::string html;
  if (wrong > 0) html += "<h4>What came out wrong</h4>\n" + first;
  if (wrong > 1) {
    html +=
        fmt::format("<details><summary>{}</summary>\n{}</details>\n", counted(wrong - 1, "other wrong case"), others);
  }
  return html + fmt::format("<details><summary>All {}: {} right, {} wrong</summary>\n{}</details>\n",
                            counted(result.cases.size(), "case"), result.cases.size() - wrong, wrong,
                            html_case_table(result));
}

}  // namespace gaplab
