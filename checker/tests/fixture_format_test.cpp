// What is written to a fixture comes back, and every kind of file that datasets/schema.md refuses is refused in one
// line that names the file. Bad files are made from a good one by one edit each and sealed anew, so that it is the
// parser that refuses them.
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "catch.hpp"
#include "fixtures/hdf5.hpp"
#include "fixtures/read.hpp"
#include "fixtures/seal.hpp"
#include "fixtures/write.hpp"

namespace fs = std::filesystem;

namespace {

using gaplab::data_kind;
using gaplab::fixture;
using gaplab::fixture_case;
using gaplab::temporary_folder;
using gaplab::hdf5::checked;
using gaplab::hdf5::handle;

fixture_case window_case() {
  fixture_case c;
  c.operation = "window";
  c.name = "zebra";  // not first by name, so that an order by name would show
  c.data = data_kind::random;
  c.parameters = {{"ceil_mode", {1}},
                  {"kernel_size", {2, 3}},
                  {"extremes", {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}},
                  {"eight", {1, 2, 3, 4, 5, 6, 7, 8}}};
  c.inputs["x"] = {{1, 2, 1, 3}, {0.5F, -1.25F, 2.984375F, 0.0F, 1e-30F, 3e38F}};
  c.inputs["dy"] = {{1, 2, 1, 1}, {1.0F / 64, -1.0F}};
  c.expected["y"] = {{1, 2, 1, 1}, {1.0 / 3, 1e300}};
  c.expected["dx"] = {{1, 2, 1, 3}, {0, 1e-300, -2, 3, 4, 5.0 / 7}};
  return c;
}

/// Large enough to be chunked and compressed, in more than one chunk.
fixture_case volume_case() {
  fixture_case c;
  c.operation = "3d";
  c.name = "large";
  c.data = data_kind::exact;
  c.inputs["x"].shape = {3, 5, 7, 41, 67};
  for (std::int64_t i = 0; i < gaplab::element_count(c.inputs["x"].shape); ++i) {
    c.inputs["x"].values.push_back(static_cast<float>(i % 509) / 64);
  }
  c.expected["y"] = {{1}, {0.1}};
  return c;
}

fixture_case refused_case() {
  fixture_case c;
  c.operation = "window";
  c.name = "aardvark";
  c.data = data_kind::exact;
  c.parameters["stride"] = {0};
  c.refused = "stride should not be zero";
  return c;
}

fixture sample() {
  fixture f;
  f.lab = "01_avg_pool";
  f.generator = "fixture_format_test";
  f.generator_sha256 = std::string(64, 'a');
  f.seed = std::numeric_limits<std::uint64_t>::max() - 1;
  f.cases = {window_case(), volume_case(), refused_case()};
  return f;
}

/// The message of the environment_error that the reader throws; empty if it throws none.
std::string refusal(const fs::path& path) {
  try {
    static_cast<void>(gaplab::read_fixture(path));
  } catch (const gaplab::environment_error& error) {
    return error.what();
  }
  return {};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// One line that names the path and says what it must.
void check_refused(const fs::path& path, const std::string& because) {
  const std::string message = refusal(path);
  INFO("the message: " << message);
  CHECK(contains(message, path.string()));
  CHECK_FALSE(contains(message, "\n"));
  CHECK(contains(message, because));
}

/// Has the good fixture of this file in HDF5, edits it and writes it, sealed.
class bad_file {
 public:
  using edit = std::function<void(hid_t file)>;

  bad_file() {
    gaplab::hdf5::initialise();
    fixture f = sample();
    f.cases = {window_case(), refused_case()};
    write_fixture(f, path());
    m_body = gaplab::read_file(path()).substr(gaplab::seal_size);
  }

  [[nodiscard]] fs::path path() const { return m_folder.path() / "bad.h5"; }

  void write(const edit& make_bad) const {
    const handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "access");
    checked(H5Pset_fapl_core(access, std::size_t{1} << 16, 0), "core");
    std::string body = m_body;
    checked(H5Pset_file_image(access, body.data(), body.size()), "image");
    const handle file(H5Fopen(gaplab::hdf5::name_in_memory, H5F_ACC_RDWR, access), H5Fclose, "open");
    make_bad(file);
    checked(H5Fflush(file, H5F_SCOPE_LOCAL), "flush");
    std::string image(static_cast<std::size_t>(checked(H5Fget_file_image(file, nullptr, 0), "image")), '\0');
    checked(H5Fget_file_image(file, image.data(), image.size()), "image");
    gaplab::write_file_atomically(path(), gaplab::make_seal(image) + image);
  }

 private:
  temporary_folder m_folder;
  std::string m_body;
};

void check_refused_after(const bad_file::edit& make_bad, const std::string& because) {
  const bad_file file;
  file.write(make_bad);
  check_refused(file.path(), because);
}

handle open(hid_t file, const std::string& path) { return {H5Oopen(file, path.c_str(), H5P_DEFAULT), H5Oclose, path}; }

handle shape_of(const std::vector<hsize_t>& sizes) {
  if (sizes.empty()) return {H5Screate(H5S_SCALAR), H5Sclose, "scalar"};
  return {H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), H5Sclose, "shape"};
}

/// Gives the object an attribute, in place of one of the same name. Its value is never written: 0.
void put_attribute(hid_t file, const std::string& path, const std::string& name, hid_t type,
                   const std::vector<hsize_t>& sizes) {
  const handle owner = open(file, path);
  if (H5Aexists(owner, name.c_str()) > 0) checked(H5Adelete(owner, name.c_str()), name);
  const handle space = shape_of(sizes);
  const handle attribute(H5Acreate2(owner, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, name);
}

void put_text(hid_t file, const std::string& path, const std::string& name, const std::string& value) {
  const handle type(H5Tcopy(H5T_C_S1), H5Tclose, name);
  checked(H5Tset_size(type, value.size()), name);
  put_attribute(file, path, name, type, {});
  const handle owner = open(file, path);
  const handle attribute(H5Aopen(owner, name.c_str(), H5P_DEFAULT), H5Aclose, name);
  checked(H5Awrite(attribute, type, value.data()), name);
}

/// Unlinks whatever is there.
void remove(hid_t file, const std::string& path) { checked(H5Ldelete(file, path.c_str(), H5P_DEFAULT), path); }

handle storage_properties() { return {H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "properties"}; }

constexpr const char* some_input = "/window/zebra/inputs/x";

/// Puts a dataset in the place of an input.
void put_dataset(hid_t file, hid_t type, const std::vector<hsize_t>& sizes, hid_t properties = H5P_DEFAULT) {
  remove(file, some_input);
  const handle space = shape_of(sizes);
  const handle dataset(H5Dcreate2(file, some_input, type, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose,
                       some_input);
}

handle chunked(const std::vector<hsize_t>& chunk) {
  handle properties = storage_properties();
  checked(H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data()), "chunk");
  return properties;
}

template <class T>
void check_same(const std::map<std::string, gaplab::tensor<T>>& a, const std::map<std::string, gaplab::tensor<T>>& b) {
  REQUIRE(a.size() == b.size());
  for (const auto& [name, t] : a) {
    INFO("tensor " << name);
    REQUIRE(b.count(name) == 1);
    CHECK(t.shape == b.at(name).shape);
    CHECK(t.values == b.at(name).values);
  }
}

}  // namespace

TEST_CASE("what is written to a fixture is read back", "[fixtures]") {
  const temporary_folder folder;
  const fixture written = sample();
  write_fixture(written, folder.path() / "f.h5");
  const fixture read = gaplab::read_fixture(folder.path() / "f.h5");
  CHECK(read.lab == written.lab);
  CHECK(read.generator == written.generator);
  CHECK(read.generator_sha256 == written.generator_sha256);
  CHECK(read.pytorch_version.empty());
  CHECK(read.seed == written.seed);
  // Cases of one operation stand together, and operations in the order of their first case.
  const std::array<fixture_case, 3> in_order = {window_case(), refused_case(), volume_case()};
  REQUIRE(read.cases.size() == in_order.size());
  for (std::size_t i = 0; i < in_order.size(); ++i) {
    INFO("case " << in_order.at(i).operation << "/" << in_order.at(i).name);
    CHECK(read.cases[i].operation == in_order.at(i).operation);
    CHECK(read.cases[i].name == in_order.at(i).name);
    CHECK(read.cases[i].data == in_order.at(i).data);
    CHECK(read.cases[i].parameters == in_order.at(i).parameters);
    CHECK(read.cases[i].refused == in_order.at(i).refused);
    check_same(read.cases[i].inputs, in_order.at(i).inputs);
    check_same(read.cases[i].expected, in_order.at(i).expected);
  }
}

TEST_CASE("writing the same fixture later gives the same bytes", "[fixtures]") {
  const temporary_folder folder;
  write_fixture(sample(), folder.path() / "a.h5");
  // HDF5 counts whole seconds, where it notes the time.
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  write_fixture(sample(), folder.path() / "b.h5");
  const auto digest = [&](const char* name) { return gaplab::sha256(gaplab::read_file(folder.path() / name)); };
  CHECK(digest("a.h5") == digest("b.h5"));
}

TEST_CASE("a part of a fixture has the named operation and tensors only", "[fixtures]") {
  const temporary_folder folder;
  const fs::path path = folder.path() / "f.h5";
  write_fixture(sample(), path);
  const fixture part = gaplab::read_fixture(path, gaplab::fixture_part{"window", {"dy", "dx"}});
  REQUIRE(part.cases.size() == 2);
  CHECK(part.lab == "01_avg_pool");
  const fixture_case& c = part.cases[0];
  const fixture_case whole = window_case();
  CHECK(c.parameters == whole.parameters);
  check_same(c.inputs, {{"dy", whole.inputs.at("dy")}});
  check_same(c.expected, {{"dx", whole.expected.at("dx")}});
  CHECK(part.cases[1].refused == refused_case().refused);
  CHECK(gaplab::read_fixture(path, gaplab::fixture_part{"nothing", {}}).cases.empty());
}

TEST_CASE("a file or folder called fixture in the working folder does not get in the way", "[fixtures]") {
  const temporary_folder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  SECTION("a file") { gaplab::write_file_atomically("fixture", "a student's own"); }
  SECTION("a folder") { fs::create_directory("fixture"); }
  SECTION("none") {}
  std::size_t cases = 0;
  std::string problem;
  try {
    write_fixture(sample(), "f.h5");
    cases = gaplab::read_fixture("f.h5").cases.size();
  } catch (const gaplab::environment_error& error) {
    problem = error.what();
  }
  fs::current_path(before);
  CHECK(problem.empty());
  CHECK(cases == 3);
}

TEST_CASE("a fixture that cannot be written says so and names the file", "[fixtures]") {
  const temporary_folder folder;
  const fs::path path = folder.path() / "no_such_folder" / "f.h5";
  CHECK_THROWS_AS(write_fixture(sample(), path), gaplab::environment_error);
  fixture twice = sample();
  twice.cases = {window_case(), window_case()};
  CHECK_THROWS_AS(write_fixture(twice, folder.path() / "twice.h5"), gaplab::environment_error);
  CHECK_FALSE(fs::exists(folder.path() / "twice.h5"));
}

TEST_CASE("what is no fixture at all is refused with one line", "[fixtures]") {
  const temporary_folder folder;
  const fs::path path = folder.path() / "f.h5";
  check_refused(path, "No such file");
  check_refused(folder.path(), "Is a directory");
  gaplab::write_file_atomically(path, "");
  check_refused(path, "empty");
  gaplab::write_file_atomically(path, "\x89HDF\r\n\x1a\n");
  check_refused(path, "no gaplab fixture");
  gaplab::write_file_atomically(path, "gaplab fixture");
  check_refused(path, "no gaplab fixture");
  gaplab::write_file_atomically(path, "gaplab fixture ");
  check_refused(path, "format version ?");
  gaplab::write_file_atomically(path, "gaplab fixture 99999999999999999999\n");
  check_refused(path, "format version ?");
}

TEST_CASE("a seal that does not match is refused with one line", "[fixtures]") {
  const temporary_folder folder;
  const fs::path path = folder.path() / "f.h5";
  write_fixture(sample(), path);
  const std::string sound = gaplab::read_file(path);
  const auto check_refused_as = [&](const std::string& bytes, const std::string& because) {
    gaplab::write_file_atomically(path, bytes);
    check_refused(path, because);
  };
  check_refused_as(sound.substr(0, gaplab::seal_size), "truncated or changed");
  check_refused_as(gaplab::make_seal(""), "truncated or changed");
  check_refused_as(sound.substr(0, sound.size() - 1), "truncated or changed");
  check_refused_as(sound + '\0', "truncated or changed");
  std::string other_version = sound;
  other_version.replace(other_version.find('1'), 1, "2");
  check_refused_as(other_version, "format version 2");
  std::string upper_case = sound;
  const auto digit = std::find_if(upper_case.begin() + 24, upper_case.end(), [](char c) { return c >= 'a'; });
  *digit = static_cast<char>(*digit - 'a' + 'A');
  check_refused_as(upper_case, "truncated or changed");
}

TEST_CASE("a sealed file that is no HDF5 is refused with one line", "[fixtures]") {
  const temporary_folder folder;
  const fs::path path = folder.path() / "f.h5";
  for (const std::string& body : {std::string("x"), std::string("\x89HDF\r\n\x1a\n"), std::string(5000, '\0')}) {
    gaplab::write_file_atomically(path, gaplab::make_seal(body) + body);
    check_refused(path, "HDF5");
  }
}

TEST_CASE("the edits below start from a fixture that is accepted", "[fixtures]") {
  const bad_file file;
  file.write([](hid_t) {});
  CHECK(gaplab::read_fixture(file.path()).cases.size() == 2);
}

TEST_CASE("a fixture with a missing attribute or group is refused with one line", "[fixtures]") {
  for (const std::string name :
       {"format", "version", "lab", "generator", "generator_sha256", "pytorch_version", "seed"}) {
    check_refused_after([&](hid_t file) { checked(H5Adelete(file, name.c_str()), name); },
                        "the attribute `" + name + "` is missing");
  }
  check_refused_after([](hid_t file) { checked(H5Adelete(open(file, "/window/zebra"), "data"), "data"); },
                      "/window/zebra: the attribute `data` is missing");
  for (const std::string name : {"parameters", "inputs", "expected"}) {
    check_refused_after([&](hid_t file) { remove(file, "/window/zebra/" + name); },
                        "/window/zebra/" + name + ": is no group");
  }
}

TEST_CASE("a fixture of an unknown format or version is refused with one line", "[fixtures]") {
  check_refused_after([](hid_t file) { put_text(file, "/", "format", "gaplab-fixtura"); }, "`format` must be");
  check_refused_after([](hid_t file) { put_attribute(file, "/", "version", H5T_STD_I64LE, {}); },
                      "format version 0 is unknown");
  check_refused_after([](hid_t file) { put_text(file, "/window/zebra", "data", "exactly"); }, "`data` must be");
}

TEST_CASE("attributes of a wrong type or size are refused with one line", "[fixtures]") {
  const auto variable_length = [](hid_t file, const std::string& path, const std::string& name) {
    const handle type(H5Tcopy(H5T_C_S1), H5Tclose, name);
    checked(H5Tset_size(type, H5T_VARIABLE), name);
    put_attribute(file, path, name, type, {});
  };
  const std::string no_text = "must be one string of fixed length";
  check_refused_after([&](hid_t file) { variable_length(file, "/", "lab"); }, no_text);
  check_refused_after([&](hid_t file) { variable_length(file, "/window/aardvark", "refused"); }, no_text);
  check_refused_after([](hid_t file) { put_attribute(file, "/", "lab", H5T_STD_I64LE, {}); }, no_text);
  check_refused_after([](hid_t file) { put_attribute(file, "/", "lab", H5T_C_S1, {2}); }, no_text);
  check_refused_after([](hid_t file) { put_text(file, "/", "lab", std::string(5000, 'x')); }, no_text);

  const std::string parameters = "/window/zebra/parameters";
  const std::string no_integers = parameters + ": the attribute `ceil_mode` must be an integer or up to 32 of them";
  check_refused_after([&](hid_t file) { put_attribute(file, parameters, "ceil_mode", H5T_STD_I64LE, {33}); },
                      no_integers);
  check_refused_after([&](hid_t file) { put_attribute(file, parameters, "ceil_mode", H5T_STD_I64LE, {0}); },
                      no_integers);
  check_refused_after([&](hid_t file) { put_attribute(file, parameters, "ceil_mode", H5T_IEEE_F64LE, {}); },
                      no_integers);
  check_refused_after([&](hid_t file) { put_text(file, parameters, "ceil_mode", "1"); }, no_integers);
  check_refused_after([](hid_t file) { put_attribute(file, "/", "seed", H5T_STD_I64LE, {2}); },
                      "`seed` must be one integer");
}

TEST_CASE("datasets of a wrong type or shape are refused with one line", "[fixtures]") {
  const std::string type = std::string(some_input) + ": its elements must be 32-bit little-endian floats";
  for (const hid_t wrong : {H5T_IEEE_F64LE, H5T_IEEE_F32BE, H5T_STD_I32LE, H5T_C_S1}) {
    check_refused_after([&](hid_t file) { put_dataset(file, wrong, {2, 3}); }, type);
  }
  const std::string rank = std::string(some_input) + ": it must have 1 to 5 dimensions";
  check_refused_after([](hid_t file) { put_dataset(file, H5T_IEEE_F32LE, {}); }, rank);
  check_refused_after([](hid_t file) { put_dataset(file, H5T_IEEE_F32LE, {1, 1, 1, 1, 1, 1}); }, rank);
  check_refused_after(
      [](hid_t file) {
        put_dataset(file, H5T_IEEE_F32LE, {2, 2, 2, 2, 2, 2}, chunked({1, 1, 1, 1, 1, 1}));
      },
      rank);
  check_refused_after([](hid_t file) { put_dataset(file, H5T_IEEE_F32LE, {2, 0}); }, "a dimension is 0");
  check_refused_after(
      [](hid_t file) {
        remove(file, some_input);
        const handle space(H5Screate(H5S_NULL), H5Sclose, "null");
        const handle dataset(H5Dcreate2(file, some_input, H5T_IEEE_F32LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                             H5Dclose, "x");
      },
      rank);
}

TEST_CASE("absurd dimensions and chunks are refused with one line before memory is taken", "[fixtures]") {
  constexpr hsize_t one = 1;
  for (const std::vector<hsize_t>& sizes :
       {std::vector<hsize_t>{one << 40}, {one << 20, one << 20}, {(one << 26) + 1}, {one << 62, 8, one << 62}}) {
    check_refused_after(
        [&](hid_t file) { put_dataset(file, H5T_IEEE_F32LE, sizes, chunked(std::vector<hsize_t>(sizes.size(), 1))); },
        "absurdly large: at most");
  }
  check_refused_after([](hid_t file) { put_dataset(file, H5T_IEEE_F32LE, {one << 22}, chunked({one << 21})); },
                      "its chunks are absurdly large");
}

TEST_CASE("datasets that are never written must not fill the memory by their number", "[fixtures]") {
  check_refused_after(
      [](hid_t file) {
        const handle space = shape_of({1 << 26});
        const handle properties = chunked({1 << 20});
        for (int i = 0; i < 64; ++i) {
          const std::string name = "/window/zebra/inputs/x" + std::to_string(i);
          const handle dataset(
              H5Dcreate2(file, name.c_str(), H5T_IEEE_F32LE, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose,
              name);
        }
      },
      "absurdly large");
}

TEST_CASE("data in another file are refused with one line", "[fixtures]") {
  check_refused_after(
      [](hid_t file) {
        const handle properties = storage_properties();
        checked(H5Pset_external(properties, "/etc/passwd", 0, 24), "external");
        put_dataset(file, H5T_IEEE_F32LE, {1, 2, 1, 3}, properties);
      },
      "external storage");
  check_refused_after(
      [](hid_t file) {
        const handle properties = storage_properties();
        const handle space = shape_of({1, 2, 1, 3});
        checked(H5Pset_virtual(properties, space, "other.h5", "/x", space), "virtual");
        put_dataset(file, H5T_IEEE_F32LE, {1, 2, 1, 3}, properties);
      },
      "a virtual dataset is not allowed");
}

TEST_CASE("filters other than the three named ones are refused with one line", "[fixtures]") {
  const auto filtered = [](const std::function<void(hid_t)>& add) {
    check_refused_after(
        [&](hid_t file) {
          const handle properties = chunked({1, 2, 1, 3});
          add(properties);
          put_dataset(file, H5T_IEEE_F32LE, {1, 2, 1, 3}, properties);
        },
        "is not allowed: only shuffle, deflate and fletcher32 are");
  };
  filtered([](hid_t properties) { checked(H5Pset_nbit(properties), "nbit"); });
  filtered([](hid_t properties) { checked(H5Pset_scaleoffset(properties, H5Z_SO_FLOAT_DSCALE, 2), "scaleoffset"); });
  // One that the library would look for among its plugins, had they not been turned off.
  filtered(
      [](hid_t properties) { checked(H5Pset_filter(properties, 32015, H5Z_FLAG_OPTIONAL, 0, nullptr), "zstandard"); });
}

TEST_CASE("the three named filters are read", "[fixtures]") {
  const bad_file file;
  file.write([](hid_t h) {
    const handle properties = chunked({1, 1, 1, 2});
    checked(H5Pset_shuffle(properties), "shuffle");
    checked(H5Pset_deflate(properties, 1), "deflate");
    checked(H5Pset_fletcher32(properties), "fletcher32");
    put_dataset(h, H5T_IEEE_F32LE, {1, 2, 1, 3}, properties);
    const handle dataset = open(h, some_input);
    const std::array<float, 6> values = {1, 2, 3, 4, 5, 6};
    checked(H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write");
  });
  CHECK(gaplab::read_fixture(file.path()).cases.at(0).inputs.at("x").values == std::vector<float>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("links that are not hard are refused with one line wherever they are", "[fixtures]") {
  for (const std::string place :
       {"/more", "/window/more", "/window/zebra/inputs/more", "/window/zebra/expected/more"}) {
    check_refused_after(
        [&](hid_t file) {
          checked(H5Lcreate_external("other.h5", "/", file, place.c_str(), H5P_DEFAULT, H5P_DEFAULT), place);
        },
        place + ": a link into another file is not allowed");
    check_refused_after(
        [&](hid_t file) { checked(H5Lcreate_soft("/window", file, place.c_str(), H5P_DEFAULT, H5P_DEFAULT), place); },
        place + ": only hard links are allowed");
  }
  check_refused_after(
      [](hid_t file) {
        H5L_class_t own_kind{};
        own_kind.version = H5L_LINK_CLASS_T_VERS;
        own_kind.id = static_cast<H5L_type_t>(H5L_TYPE_UD_MIN + 7);
        own_kind.trav_func = [](const char*, hid_t, const void*, std::size_t, hid_t, hid_t) -> hid_t { return -1; };
        checked(H5Lregister(&own_kind), "register");
        checked(H5Lcreate_ud(file, "/window/more", own_kind.id, nullptr, 0, H5P_DEFAULT, H5P_DEFAULT), "create");
      },
      "only hard links are allowed");
}

TEST_CASE("objects of the wrong kind and loops are refused with one line", "[fixtures]") {
  const auto make_dataset = [](hid_t file, const std::string& path) {
    const handle space = shape_of({1});
    const handle dataset(H5Dcreate2(file, path.c_str(), H5T_IEEE_F32LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                         H5Dclose, path);
  };
  check_refused_after([&](hid_t file) { make_dataset(file, "/other"); }, "/other: is no group");
  check_refused_after([&](hid_t file) { make_dataset(file, "/window/other"); }, "/window/other: is no group");
  check_refused_after(
      [](hid_t file) {
        const std::string path = "/window/zebra/inputs/other";
        const handle group(H5Gcreate2(file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, path);
      },
      "/window/zebra/inputs/other: is no dataset");
  check_refused_after(
      [](hid_t file) {
        const handle type(H5Tcopy(H5T_IEEE_F32LE), H5Tclose, "type");
        checked(H5Tcommit2(file, "/other", type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), "commit");
      },
      "/other: is no group");
  check_refused_after(
      [](hid_t file) { checked(H5Lcreate_hard(file, "/", file, "/window/loop", H5P_DEFAULT, H5P_DEFAULT), "loop"); },
      "/window/loop: the attribute `data` is missing");
}

TEST_CASE("tensors in a refused case are refused with one line", "[fixtures]") {
  check_refused_after([](hid_t file) { put_text(file, "/window/zebra", "refused", "why"); },
                      "/window/zebra: a refused case must hold no tensors");
}

TEST_CASE("names and texts of a hostile fixture cannot forge lines of the report", "[fixtures]") {
  const std::string forged = "evil\ngaplab: all passed\x1b[2J";
  const auto make_group = [](hid_t file, const std::string& path) {
    const handle group(H5Gcreate2(file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, path);
  };
  const std::string escaped = "evil\\x0agaplab: all passed\\x1b[2J";
  check_refused_after([&](hid_t file) { make_group(file, "/" + forged); }, escaped);
  check_refused_after([&](hid_t file) { make_group(file, "/window/" + forged); }, escaped);
  check_refused_after([&](hid_t file) { make_group(file, "/window/zebra/inputs/" + forged); }, escaped);
  check_refused_after([&](hid_t file) { put_attribute(file, "/window/zebra/parameters", forged, H5T_STD_I64LE, {}); },
                      escaped);
  check_refused_after([&](hid_t file) { put_text(file, "/", "generator", forged); }, "the attribute `generator`");
  check_refused_after([&](hid_t file) { put_text(file, "/window/aardvark", "refused", forged); },
                      "the attribute `refused`");
}
