#include "rewrite/edits.hpp"

namespace gaplab::sim::rewriting {

namespace {

/// Copies the text up to a part of it, and moves past that part.
class copier {
 public:
  explicit copier(std::string_view text) : m_text(text) { m_made.reserve(text.size() + text.size() / 8); }

  /// Appends what lies before the part; the part itself is up to the caller. Parts must come in their order.
  std::string& up_to(std::string_view part) {
    const auto begin = static_cast<std::size_t>(part.data() - m_text.data());
    m_made += m_text.substr(m_copied, begin - m_copied);
    m_copied = begin + part.size();
    return m_made;
  }
  std::string finish() {
    m_made += m_text.substr(m_copied);
    return std::move(m_made);
  }

 private:
  std::string_view m_text;
  std::size_t m_copied = 0;
  std::string m_made;
};

}  // namespace

std::string edits::apply(const source& from) const {
  copier copy(from.text);
  auto pragma = from.device_pragmas.begin();
  for (const auto& [index, change] : m_edits) {
    const std::string_view text = from.tokens[index].text;
    for (; pragma != from.device_pragmas.end() && pragma->data() < text.data(); ++pragma) copy.up_to(*pragma);
    std::string& made = copy.up_to(text);
    made += change.before;
    made += change.replaced ? std::string_view(change.text) : text;
    made += change.after;
  }
  for (; pragma != from.device_pragmas.end(); ++pragma) copy.up_to(*pragma);
  return copy.finish();
}

}  // namespace gaplab::sim::rewriting
