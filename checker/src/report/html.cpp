#include "report/html.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "gaplab_version.hpp"
#include "html_style.hpp"
#include "report/html_heat_map.hpp"
#include "report/html_planes.hpp"
#include "report/html_step.hpp"
#include "report/html_text.hpp"
#include "report/result_words.hpp"
#include "report/suggestions.hpp"

namespace gaplab {

namespace {

/// Cells of all heat maps: each takes about 250 bytes of the page.
constexpr std::size_t most_cells = 4500;
/// Once a page is as long as this, further steps are told briefly.
constexpr std::size_t long_page = 1'400'000;

/// "3 wrong, 10 passed": in plain text.
std::string counts(const check_report& report) {
  const check_tally tally = tally_of(report);
  std::string text;
  // What needs work comes first.
  for (const verdict v : {verdict::did_not_compile, verdict::crashed, verdict::timed_out, verdict::wrong,
                          verdict::not_attempted, verdict::not_run, verdict::passed}) {
    const auto found = tally.verdicts.find(v);
    if (found == tally.verdicts.end()) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", found->second, verdict_words(v));
  }
  return text;
}

/// The page in a phrase, for its title and its first heading.
std::string headline(const check_report& report) {
  if (report.steps.empty()) return "Nothing was left to check";
  if (report.steps.size() > 1) return counts(report);
  const step_result& only = report.steps.front();
  return fmt::format("{}: {}", only.step.address(), verdict_words(only.verdict));
}

std::string head(const check_report& report) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri "
      "'none'; form-action 'none'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{} - gaplab check</title>\n<style>\n{}</style>\n"
      "</head>\n",
      html_line(headline(report)), html_style);
}

std::string suggestion_list(const std::vector<suggestion>& list) {
  std::string html;
  for (const suggestion& s : list) {
    html += fmt::format("<p class=\"do\">{} {}</p>\n", html_line(s.what), html_code(s.to_do));
  }
  return html;
}

/// The one thing to look at, and what to type.
std::string first_thing(const check_report& report) {
  const step_result* urgent = most_urgent(report);
  if (urgent == nullptr) {
    std::string html;
    if (!report.next) html += "<p>Every step that can run here is passed. Well done.</p>\n";
    html += suggestion_list(suggestions_to_go_on(report));
    if (report.next) html += fmt::format("<p>{}</p>\n", html_line(report.next->title));
    return report.solutions ? "" : fmt::format("<div class=\"first good\">{}</div>\n", html);
  }
  const char* kind = has_details(*urgent) ? "bad" : "open";
  std::string html;
  if (report.steps.size() > 1) {
    html += fmt::format("<p>First: <a href=\"#{}\">{}</a> {}</p>\n", html_anchor(urgent->step),
                        html_code(urgent->step.address()), html_verdict(urgent->verdict));
  }
  html += fmt::format("<p class=\"cause\">{}</p>\n", html_line(main_point(*urgent)));
  if (!report.solutions) html += suggestion_list(suggestions_on(*urgent));
  return fmt::format("<div class=\"first {}\">{}</div>\n", kind, html);
}

std::string overview(const check_report& report) {
  if (report.steps.size() < 2) return {};
  std::string rows;
  for (const step_result& r : report.steps) {
    rows += fmt::format(
        "<tr><th scope=\"row\"><a href=\"#{}\">{}</a><br><small>{}</small></th><td>{}<br><small>{}</small></td></tr>\n",
        html_anchor(r.step), html_code(r.step.address()), html_line(r.step.title), html_verdict(r.verdict),
        html_line(r.passed() ? how_well(r) : r.reason));
  }
  return fmt::format(
      "<nav aria-label=\"Steps\"><details{}><summary>All {}</summary>\n<table><caption>The steps that were checked"
      "</caption><thead><tr><th scope=\"col\">step</th><th scope=\"col\">result</th></tr></thead><tbody>\n{}</tbody>"
      "</table></details></nav>\n",
      report.steps.size() <= 6 ? " open" : "", counted(report.steps.size(), "step"), rows);
}

std::string header(const check_report& report, const page_context& context) {
  const check_tally tally = tally_of(report);
  std::string html = fmt::format("<header>\n<h1>{}</h1>\n{}", html_line(headline(report)), first_thing(report));
  html += fmt::format("<p class=\"soft\">{} of {} points. {}{}, checked {} with gaplab {}.</p>\n", tally.points,
                      tally.most_points, report.solutions ? "The reference solutions in " : "The files in ",
                      html_code(report.files), html_line(context.when), html_line(version));
  return html + overview(report) + "</header>\n";
}

/// Adds the steps of a kind under a heading of their own; nothing where there is none.
template <class Belongs, class Write>
void add_group(std::string& page, const check_report& report, const char* heading, Belongs belongs, Write write) {
  bool empty = true;
  for (const step_result& r : report.steps) {
    if (!belongs(r)) continue;
    if (empty) page += fmt::format("<h2>{}</h2>\n", heading);
    empty = false;
    page += write(r);
  }
}

}  // namespace

std::string check_html(const check_report& report, const page_context& context) {
  const std::set<const plane*> with_room = planes_with_room(report, most_cells);
  std::map<std::string, std::string> compiler_said;  // to the anchor of the step that tells it
  const auto briefly = [&](const step_result& r) { return html_brief_step(r, report.steps.size() == 1); };
  std::string page = head(report) + "<body>\n" + html_patterns() + header(report, context) + "<main>\n";
  add_group(page, report, "To mend", has_details, [&](const step_result& r) {
    if (page.size() > long_page) return briefly(r);
    const auto source = context.sources.find(r.student_file);
    std::string told_before;
    if (r.verdict == verdict::did_not_compile && !r.details.empty()) {
      const auto [told, fresh] = compiler_said.try_emplace(r.details, html_anchor(r.step));
      if (!fresh) told_before = told->second;
    }
    return html_step(r, {source == context.sources.end() ? "" : source->second, with_room, told_before});
  });
  add_group(
      page, report, "Still to do", [](const step_result& r) { return !r.passed() && !has_details(r); }, briefly);
  add_group(
      page, report, "Passed", [](const step_result& r) { return r.passed(); }, briefly);
  return page + "</main>\n</body>\n</html>\n";
}

}  // namespace gaplab
