#include "report/html_step.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "base/text.hpp"
#include "judge/findings.hpp"
#include "report/html_cases.hpp"
#include "report/html_source.hpp"
#include "report/html_text.hpp"
#include "report/result_words.hpp"
#include "report/suggestions.hpp"

namespace gaplab {

namespace {

constexpr std::size_t most_findings = 8;

std::string file_name(const step_result& result) {
  return std::filesystem::path(result.student_file).filename().string();
}

std::string cause_words(const step_result& result, const diagnosis& d) {
  for (const gpu_finding& f : result.findings) {
    if (f.text.name == d.id) return headline(f);
  }
  return diagnosis_words(d);
}

/// How much the cause explains, and its name.
std::string evidence(const step_result& result, const diagnosis& d) {
  if (is_finding(result, d)) return "Found by the simulated GPU.";
  return fmt::format("{} Its name is {}.", html_line(evidence_words(result, d)), html_code(to_string(d)));
}

/// What was seen, and where in the file the cause likely is, as far as that is known.
std::string observation_html(const step_result& result, const diagnosis& d, const std::string& source) {
  std::string html = d.observed.empty() ? "" : fmt::format("<p>Seen: {}</p>\n", html_line(d.observed));
  if (d.line <= 0) return html;
  return html + html_excerpt(source, file_name(result), {{static_cast<std::size_t>(d.line), "likely here"}});
}

std::string diagnoses_html(const step_result& result, const std::string& source) {
  std::string html;
  for (const diagnosis& d : result.diagnoses) {
    const std::string words = cause_words(result, d);
    if (words.empty()) continue;
    const bool likeliest = html.empty();
    html += fmt::format("<p{}>{}{}</p>\n<p class=\"soft\">{}</p>\n", likeliest ? " class=\"cause\"" : "",
                        likeliest ? "" : "Or: ", html_line(words), evidence(result, d));
    html += observation_html(result, d, source);
  }
  if (!html.empty()) return "<h4>Likely cause</h4>\n" + html;
  if (result.verdict != verdict::wrong || !result.diagnoses.empty()) return {};
  const std::string pattern = pattern_words(result);
  return fmt::format("<p>{}</p>\n",
                     pattern.empty() ? "Where it is wrong, below, is the best lead." : html_line(pattern));
}

// ------------------------------------------------------------------------------------------------ findings

std::string finding_html(const gpu_finding& finding, const std::string& source, const std::string& file) {
  std::string told = "<ul>";
  std::vector<line_mark> marks;
  for (const sim::side_text& side : finding.text.sides) {
    told +=
        fmt::format("<li><b>{}</b> {} by {}</li>", html_line(side.action), html_code(side.place), html_line(side.who));
    for (const std::size_t line : lines_named(side.place, file)) {
      marks.push_back({line, fmt::format("{} by {}", side.action, side.who)});
    }
  }
  told += "</ul>\n";
  for (const std::size_t line : lines_named(finding.text.launch, file)) marks.push_back({line, "launched here"});
  const std::vector<std::string> lines = sim::lines_of(finding.text);
  for (std::size_t i = 1 + finding.text.sides.size(); i < lines.size(); ++i) {
    told += fmt::format("<p>{}</p>\n", html_line(lines[i].substr(2)));
  }
  return fmt::format("<h5>{}, {}</h5>\n<div class=\"beside\"><div>{}</div><div>{}</div></div>\n",
                     html_line(lines.front()), html_line(place_of(finding)), told, html_excerpt(source, file, marks));
}

std::string findings_html(const step_result& result, const step_context& context) {
  if (result.findings.empty()) return {};
  std::string html = "<h4>What the simulated GPU found</h4>\n";
  const std::size_t shown = std::min(result.findings.size(), most_findings);
  std::string more;
  for (std::size_t i = 0; i < shown; ++i) {
    (i == 0 ? html : more) += finding_html(result.findings[i], context.source, file_name(result));
  }
  if (!more.empty()) {
    html += fmt::format("<details><summary>{}</summary>\n{}</details>\n", counted(shown - 1, "other finding"), more);
  }
  const std::uint64_t left_out = result.findings.size() - shown + result.more_findings;
  if (left_out > 0) html += fmt::format("<p class=\"soft\">And {} more, not shown here.</p>\n", left_out);
  return html;
}

// -------------------------------------------------------------------------------------------------- places

/// The lines that the reason names: where it crashed. That of a cause is shown with the cause.
std::vector<line_mark> reason_marks(const step_result& result) {
  std::vector<line_mark> marks;
  for (const std::size_t line : lines_named(result.reason, file_name(result))) marks.push_back({line, "here"});
  return marks;
}

std::string where_html(const step_result& result, const std::string& source) {
  if (!result.findings.empty()) return {};
  const std::string excerpt = html_excerpt(source, file_name(result), reason_marks(result));
  return excerpt.empty() ? "" : "<h4>Where</h4>\n" + excerpt;
}

// ---------------------------------------------------------------------------------------------- compile errors

/// "avg_pool.cpp:42: expected ';'"
std::string error_words(const source_error& e) {
  if (e.line == 0) return e.message;
  return fmt::format("{}:{}: {}", std::filesystem::path(e.file).filename().string(), e.line, e.message);
}

std::string error_html(const source_error& e, const std::string& source, const std::string& file) {
  std::vector<line_mark> marks;
  if (std::filesystem::path(e.file).filename() == file && e.line > 0) {
    marks.push_back({static_cast<std::size_t>(e.line), e.message});
  }
  return fmt::format("<h5>{}</h5>\n{}{}", html_line(error_words(e)),
                     e.explanation.empty() ? "" : fmt::format("<p>{}</p>\n", html_line(e.explanation)),
                     html_excerpt(source, file, marks));
}

/// The errors to mend first, each with its line, and all that the compiler said.
std::string compile_errors_html(const step_result& result, const step_context& context) {
  if (!context.told_before.empty()) {
    return fmt::format("<p>The compiler says of this file what it says in <a href=\"#{}\">{}</a>.</p>\n",
                       context.told_before, context.told_before);
  }
  if (result.errors.first.empty()) return html_said("What the compiler said", result.details);
  std::string html = "<h4>To mend first</h4>\n";
  for (const source_error& e : result.errors.first) html += error_html(e, context.source, file_name(result));
  return html + fmt::format("<details><summary>All that the compiler said{}</summary>\n{}</details>\n",
                            result.errors.more == 0 ? "" : ": " + counted(result.errors.more, "more error"),
                            html_said("What the compiler said", result.details));
}

std::string suggestions_html(const step_result& result) {
  std::string html;
  for (const suggestion& s : suggestions_on(result)) {
    html += fmt::format("<p class=\"do\">{} {}</p>\n", html_line(s.what), html_code(s.to_do));
  }
  return html;
}

std::string notes_html(const step_result& result) {
  std::string html;
  for (const std::string& note : result.notes) html += fmt::format("<p class=\"note\">Note: {}</p>\n", html_line(note));
  return html;
}

}  // namespace

std::string html_anchor(const step& s) { return html_line(s.address()); }

std::string html_verdict(verdict v) {
  const char* sign = "";
  const char* kind = "bad";
  switch (v) {
    case verdict::passed:
      sign = "&#10003;";
      kind = "good";
      break;
    case verdict::not_attempted:
      sign = "&#9675;";
      kind = "open";
      break;
    case verdict::not_run:
      sign = "&ndash;";
      kind = "open";
      break;
    default: sign = "&#10007;";
  }
  return fmt::format("<span class=\"verdict {}\"><span aria-hidden=\"true\">{}</span> {}</span>", kind, sign,
                     verdict_words(v));
}

std::string html_step_heading(const step_result& result) {
  return fmt::format("<h3>{} {}</h3>\n", html_code(result.step.address()), html_verdict(result.verdict));
}

std::string main_point(const step_result& result) {
  if (result.passed()) return how_well(result);
  if (!result.errors.first.empty()) {
    const source_error& first = result.errors.first.front();
    return error_words(first) + (first.explanation.empty() ? "" : ". " + first.explanation);
  }
  if (!result.diagnoses.empty()) {
    const diagnosis& likeliest = result.diagnoses.front();
    std::string words = cause_words(result, likeliest);
    if (!words.empty()) return words;
  }
  for (const case_result& c : result.cases) {
    for (const comparison& compared : c.comparisons) {
      if (compared.wrong > 0)
        return fmt::format("{}; in case `{}` {}", result.reason, c.name, how_many_wrong(compared));
    }
  }
  return result.reason;
}

std::string html_step(const step_result& result, const step_context& context) {
  std::string html =
      fmt::format("<section class=\"step\" id=\"{}\">\n{}", html_anchor(result.step), html_step_heading(result));
  html += fmt::format("<p>{}. {} in {}{}</p>\n", html_line(result.step.title), html_code(result.step.function),
                      html_code(result.step.lab + "/" + result.step.file),
                      result.runs_on.empty() ? "" : ", on " + html_line(result.runs_on));
  html += fmt::format("<p class=\"reason\">{}</p>\n", html_line(result.reason));
  html += diagnoses_html(result, context.source) + suggestions_html(result) + findings_html(result, context);
  if (result.verdict == verdict::did_not_compile) {
    return html + compile_errors_html(result, context) + notes_html(result) + "</section>\n";
  }
  html += where_html(result, context.source);
  html += html_cases(result, context.with_room, html_anchor(result.step));
  html += html_function(context.source, file_name(result), result.step.function);
  html += html_said("What the compiler warned of", result.warnings);
  html += html_said("What the program printed", result.details);
  return html + notes_html(result) + "</section>\n";
}

std::string html_brief_step(const step_result& result, bool open) {
  std::string html =
      fmt::format("<section class=\"step brief\" id=\"{}\">\n{}", html_anchor(result.step), html_step_heading(result));
  const std::string line =
      html_line(fmt::format("{}: {}", result.step.title, result.passed() ? how_well(result) : result.reason));
  if (result.passed()) {
    html += fmt::format("<details{}><summary>{}</summary>\n<p>{}</p>\n{}</details>\n", open ? " open" : "", line,
                        html_text(result.step.passed), html_case_table(result));
  } else {
    html += fmt::format("<p>{}</p>\n{}", line, suggestions_html(result));
    if (has_details(result)) html += "<p class=\"soft\">The page is full: check this step alone to see more.</p>\n";
  }
  return html + notes_html(result) + "</section>\n";
}

}  // namespace gaplab
