# gaplab::toml: toml++ by its header <toml++/toml.h>, which versions 3.3 and 3.4 both have. Header-only, since one file
# includes it and the distributions disagree on the library's target.
find_path(GAPLAB_TOML_INCLUDE toml++/toml.h)
if(NOT GAPLAB_TOML_INCLUDE)
  message(FATAL_ERROR "toml++ was not found (Debian, Ubuntu: libtomlplusplus-dev).")
endif()
add_library(gaplab_toml INTERFACE)
add_library(gaplab::toml ALIAS gaplab_toml)
target_include_directories(gaplab_toml SYSTEM INTERFACE ${GAPLAB_TOML_INCLUDE})
target_compile_definitions(gaplab_toml INTERFACE TOML_HEADER_ONLY=1)
