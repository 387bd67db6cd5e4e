// Damaged fixtures. Whatever happens to the bytes, the seal finds it; and a file that was damaged first and sealed
// afterwards, by an attacker say, still costs no more than an error message. The mutants are the same in every run.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "catch.hpp"
#include "fixtures/read.hpp"
#include "fixtures/seal.hpp"
#include "fixtures/write.hpp"

namespace fs = std::filesystem;

namespace {

using gaplab::fixture;
using gaplab::fixture_case;
using gaplab::temporary_folder;

/// Every kind of thing that a fixture can hold, and little of each.
fixture small_fixture() {
  fixture f;
  f.lab = "01_avg_pool";
  f.generator = "fixture_fuzz_test";
  fixture_case tiny;
  tiny.operation = "window";
  tiny.name = "tiny";
  tiny.parameters = {{"kernel_size", {1, 2}}, {"stride", {1, 1}}};
  tiny.inputs["x"] = {{1, 1, 1, 2}, {1.0F, 2.0F}};
  tiny.expected["y"] = {{1, 1, 1, 1}, {1.5}};
  fixture_case compressed;
  compressed.operation = "global";
  compressed.name = "compressed";
  compressed.inputs["x"] = {{1, 1, 32, 33}, std::vector<float>(std::size_t{32} * 33, 0.25F)};
  fixture_case refused;
  refused.operation = "window";
  refused.name = "refused";
  refused.refused = "stride should not be zero";
  f.cases = {tiny, compressed, refused};
  return f;
}

/// A sealed file in a temporary folder, to be damaged over and over.
class damaged_file {
 public:
  damaged_file() {
    gaplab::write_fixture(small_fixture(), path());
    m_sound = gaplab::read_file(path());
    m_file.open(path(), std::ios::binary | std::ios::in | std::ios::out);
  }

  [[nodiscard]] fs::path path() const { return m_folder.path() / "f.h5"; }
  [[nodiscard]] const std::string& sound() const { return m_sound; }
  [[nodiscard]] std::string body() const { return m_sound.substr(gaplab::seal_size); }

  /// In place and never closed: a file that is emptied and written anew would go to the disk each time.
  void put(const std::string& bytes, std::size_t at) {
    m_file.seekp(static_cast<std::streamoff>(at));
    m_file.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush();
    REQUIRE(m_file.good());
  }

  void replace(const std::string& bytes) {
    put(bytes, 0);
    fs::resize_file(path(), bytes.size());
  }

  /// True if the reader refuses the file as it must; false if it takes it. Anything else fails the test.
  [[nodiscard]] bool is_refused() const {
    try {
      static_cast<void>(gaplab::read_fixture(path()));
      return false;
    } catch (const gaplab::environment_error& error) {
      const std::string message = error.what();
      if (message.find('\n') != std::string::npos || message.find(path().string()) == std::string::npos) {
        FAIL("not one line with the path: " << message);
      }
      return true;
    }
  }

 private:
  temporary_folder m_folder;
  std::string m_sound;
  std::fstream m_file;
};

class mutator {
 public:
  explicit mutator(std::string sound) : m_sound(std::move(sound)) {
    // HDF5 leaves room in its structures. What is not zero matters more often.
    for (std::size_t i = 0; i < m_sound.size(); ++i) {
      if (m_sound[i] != 0) m_used.push_back(i);
    }
  }

  /// One to four bytes changed, and now and then the end cut off.
  std::string next() {
    std::string bytes = m_sound;
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
      char& byte = bytes[below(4) == 0 ? below(bytes.size()) : m_used[below(m_used.size())]];
      switch (below(4)) {
        case 0: byte = static_cast<char>(below(256)); break;
        case 1: byte = static_cast<char>(0xff); break;
        case 2: byte = static_cast<char>(byte + 1); break;
        default: byte = static_cast<char>(byte ^ (1 << below(8))); break;
      }
    }
    if (below(8) == 0) bytes.resize(1 + below(bytes.size() - 1));
    return bytes;
  }

 private:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(m_random() % limit); }

  std::string m_sound;
  std::vector<std::size_t> m_used;
  std::mt19937_64 m_random{20261123};
};

}  // namespace

TEST_CASE("a fixture that is cut off anywhere is refused", "[fixtures][fuzz]") {
  const damaged_file file;
  REQUIRE_FALSE(file.is_refused());
  for (std::size_t length = file.sound().size(); length-- > 0;) {
    fs::resize_file(file.path(), length);
    if (!file.is_refused()) FAIL("accepted with a length of " << length);
  }
}

TEST_CASE("a fixture with any one byte changed is refused", "[fixtures][fuzz]") {
  damaged_file file;
  for (std::size_t at = 0; at < file.sound().size(); ++at) {
    const char sound = file.sound()[at];
    file.put({static_cast<char>(sound ^ (1 << (at % 8)))}, at);
    if (!file.is_refused()) FAIL("accepted with byte " << at << " changed");
    file.put({sound}, at);
  }
  CHECK_FALSE(file.is_refused());
}

TEST_CASE("a fixture that is damaged and then sealed is read or refused and nothing else", "[fixtures][fuzz]") {
  damaged_file file;
  mutator mutants(file.body());
  std::size_t refused = 0;
  constexpr std::size_t count = 1500;
  for (std::size_t i = 0; i < count; ++i) {
    INFO("mutant " << i);
    const std::string body = mutants.next();
    file.replace(gaplab::make_seal(body) + body);
    if (file.is_refused()) ++refused;
  }
  // Some changes hit values or unused room, others the structure: mutants must do both, or they prove little.
  CHECK(refused > count / 4);
  CHECK(refused < count);
}
