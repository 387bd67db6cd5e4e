#include "browser.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "compile/find_program.hpp"

namespace gaplab::test {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr int patience = 30000;  // milliseconds for one answer, on a busy machine

struct pipe_ends {
  file_descriptor read, write;
};

pipe_ends make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return {file_descriptor(ends[0]), file_descriptor(ends[1])};
}

/// The bytes that base64 stands for (RFC 4648).
std::string decoded(const std::string& base64) {
  static const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : base64) {
    const std::size_t value = letters.find(c);
    if (value == std::string::npos) break;
    bits = (bits << 6U) | static_cast<unsigned>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU);
  }
  return bytes;
}

}  // namespace

std::optional<std::string> find_chromium() {
  for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
    if (const auto found = find_program(name)) return found->string();
  }
  return std::nullopt;
}

browser::browser(const std::string& chromium) {
  pipe_ends to = make_pipe();
  pipe_ends from = make_pipe();
  process_request request;
  request.command = {chromium,
                     "--headless",
                     "--remote-debugging-pipe",
                     "--user-data-dir=" + m_profile.path().string(),
                     "--no-first-run",
                     "--disable-gpu",
                     "--disable-background-networking",
                     "--disable-component-update",
                     "--disable-dev-shm-usage"};
  if (::geteuid() == 0) request.command.emplace_back("--no-sandbox");  // its sandbox does not work for root
  request.environment = basic_environment();
  request.environment.push_back("HOME=" + m_profile.path().string());
  request.descriptors = {to.read.get(), from.write.get()};
  request.limits.open_files = 4096;
  request.limits.seconds = 300;
  m_process.emplace(std::move(request));
  m_to = std::move(to.write);
  m_from = std::move(from.read);
  to.read = {};
  from.write = {};

  const json target = call("Target.createTarget", {{"url", "about:blank"}}).at("targetId");
  m_session = call("Target.attachToTarget", {{"targetId", target}, {"flatten", true}}).at("sessionId");
  for (const char* domain : {"Page", "Network", "Runtime", "Log"}) call(std::string(domain) + ".enable");
}

browser::~browser() = default;

void browser::look(int width, theme colours) {
  constexpr int height = 800;
  call("Emulation.setDeviceMetricsOverride",
       {{"width", width}, {"height", height}, {"deviceScaleFactor", 1}, {"mobile", width < height}});
  call("Emulation.setEmulatedMedia",
       {{"features", {{{"name", "prefers-color-scheme"}, {"value", colours == theme::dark ? "dark" : "light"}}}}});
}

void browser::open(const fs::path& page) {
  m_problems.clear();
  m_page = "file://" + fs::absolute(page).string();
  m_events.clear();
  call("Page.navigate", {{"url", m_page}});
  wait_for("Page.loadEventFired");
  evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
}

json browser::evaluate(const std::string& expression) {
  const json answer =
      call("Runtime.evaluate", {{"expression", expression}, {"returnByValue", true}, {"awaitPromise", true}});
  if (answer.contains("exceptionDetails")) {
    throw std::runtime_error(expression + ": " + answer.at("exceptionDetails").dump());
  }
  return answer.at("result").value("value", json());
}

void browser::press(const std::string& key) {
  static const std::map<std::string, int> codes = {{"Tab", 9}, {" ", 32}, {"Enter", 13}, {"ArrowDown", 40}};
  json event = {{"key", key},
                {"code", key == " " ? "Space" : key},
                {"windowsVirtualKeyCode", codes.at(key)},
                {"type", key == "Tab" || key == "ArrowDown" ? "rawKeyDown" : "keyDown"}};
  if (key == " ") event["text"] = " ";
  if (key == "Enter") event["text"] = "\r";
  call("Input.dispatchKeyEvent", event);
  event["type"] = "keyUp";
  event.erase("text");
  call("Input.dispatchKeyEvent", event);
}

void browser::screenshot(const fs::path& file) {
  const json answer = call("Page.captureScreenshot", {{"captureBeyondViewport", true}});
  write_file_atomically(file, decoded(answer.at("data").get<std::string>()));
}

json browser::call(const std::string& method, const json& parameters) {
  json message = {{"id", ++m_calls}, {"method", method}, {"params", parameters}};
  if (!m_session.empty()) message["sessionId"] = m_session;
  std::string text = message.dump();
  text += '\0';
  for (std::string_view rest = text; !rest.empty();) {
    const ssize_t written = ::write(m_to.get(), rest.data(), rest.size());
    if (written <= 0) throw std::runtime_error("the browser has gone");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  while (true) {
    json answer = next_message();
    if (answer.value("id", 0) != m_calls) continue;
    if (answer.contains("error")) throw std::runtime_error(method + ": " + answer.at("error").dump());
    return answer.at("result");
  }
}

void browser::wait_for(const std::string& event) {
  while (std::find(m_events.begin(), m_events.end(), event) == m_events.end()) next_message();
}

json browser::next_message() {
  std::size_t end = 0;
  while ((end = m_received.find('\0')) == std::string::npos) {
    pollfd news{m_from.get(), POLLIN, 0};
    if (::poll(&news, 1, patience) <= 0) throw std::runtime_error("the browser does not answer");
    char bytes[1 << 16];
    const ssize_t got = ::read(m_from.get(), bytes, sizeof bytes);
    if (got <= 0) throw std::runtime_error("the browser has ended: " + m_process->wait().output);
    m_received.append(bytes, static_cast<std::size_t>(got));
  }
  json message = json::parse(m_received.substr(0, end));
  m_received.erase(0, end + 1);
  if (message.contains("method")) note(message);
  return message;
}

void browser::note(const json& event) {
  const std::string method = event.at("method");
  const json& what = event.at("params");
  m_events.push_back(method);
  if (method == "Network.requestWillBeSent") {
    const std::string url = what.at("request").at("url");
    if (url != m_page) m_problems.push_back("request: " + url);
  } else if (method == "Runtime.consoleAPICalled") {
    m_problems.push_back("console: " + what.at("args").dump());
  } else if (method == "Runtime.exceptionThrown") {
    m_problems.push_back("exception: " + what.at("exceptionDetails").dump());
  } else if (method == "Log.entryAdded") {
    m_problems.push_back("log: " + what.at("entry").at("text").get<std::string>());
  }
}

}  // namespace gaplab::test
