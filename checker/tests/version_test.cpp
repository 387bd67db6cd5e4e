#include <string_view>

#include "catch.hpp"
#include "gaplab_version.hpp"

TEST_CASE("the version has three parts", "[version]") {
  const std::string_view version = gaplab::version;
  CHECK(version.find_first_not_of("0123456789.") == std::string_view::npos);
  CHECK(version.find('.') != version.rfind('.'));
}
