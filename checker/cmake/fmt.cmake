# gaplab::fmt: the library, or its headers alone where the program must be static (Debian has no libfmt.a).
find_package(fmt 9 REQUIRED)
add_library(gaplab_fmt INTERFACE)
add_library(gaplab::fmt ALIAS gaplab_fmt)
if(GAPLAB_PORTABLE)
  target_link_libraries(gaplab_fmt INTERFACE fmt::fmt-header-only)
else()
  target_link_libraries(gaplab_fmt INTERFACE fmt::fmt)
endif()
