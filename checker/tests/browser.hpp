// Headless Chromium, driven over a pipe by the DevTools protocol (https://chromedevtools.github.io/devtools-protocol).
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "run/process.hpp"

namespace gaplab::test {

/// Where Chromium is; none if it is not installed.
std::optional<std::string> find_chromium();

enum class theme { light, dark };

class browser {
 public:
  /// Throws std::runtime_error where it does not start. Every function does so where it does not answer.
  explicit browser(const std::string& chromium);
  ~browser();
  browser(const browser&) = delete;
  browser& operator=(const browser&) = delete;
  browser(browser&&) = delete;
  browser& operator=(browser&&) = delete;

  /// How wide the window is, in CSS pixels, and which colours its user prefers.
  void look(int width, theme colours);
  /// Loads the page, and forgets the problems of the one before.
  void open(const std::filesystem::path& page);
  /// What the JavaScript expression gives.
  nlohmann::json evaluate(const std::string& expression);
  /// One key, by its name and its code in the DOM: "Tab", "ArrowDown", " " (Space).
  void press(const std::string& key);
  /// The whole page as PNG.
  void screenshot(const std::filesystem::path& file);

  /// Since the page was opened: each request but that for the page itself, each line of the console, exceptions, and
  /// what the browser complains of, as a violation of the page's security policy.
  const std::vector<std::string>& problems() const { return m_problems; }

 private:
  nlohmann::json call(const std::string& method, const nlohmann::json& parameters = nlohmann::json::object());
  void wait_for(const std::string& event);
  nlohmann::json next_message();
  void note(const nlohmann::json& event);

  temporary_folder m_profile;
  file_descriptor m_to, m_from;
  std::optional<running_process> m_process;
  std::string m_received, m_session, m_page;
  std::vector<std::string> m_problems, m_events;
  int m_calls = 0;
};

}  // namespace gaplab::test
