# gaplab::libarchive: reads tar archives, from <archive.h>. gaplab::zlib: gzip, both ways.
#
# libarchive only reads here: one call of its writing half pulls in all formats that it writes, and with them libxml2,
# nettle, bz2 and lzma. The static archive is preferred as with HDF5: the dynamic one loads those at every start.
find_path(GAPLAB_LIBARCHIVE_INCLUDE archive.h)
find_path(GAPLAB_ZLIB_INCLUDE zlib.h)
find_library(GAPLAB_LIBARCHIVE_STATIC libarchive.a)
find_library(GAPLAB_LIBARCHIVE_SHARED archive)
find_library(GAPLAB_Z NAMES libz.a z)
if(NOT GAPLAB_LIBARCHIVE_INCLUDE)
  message(FATAL_ERROR
    "libarchive was not found (Debian, Ubuntu: libarchive-dev). checker/setup.sh installs what is needed.")
endif()
if(NOT GAPLAB_ZLIB_INCLUDE OR NOT GAPLAB_Z)
  message(FATAL_ERROR "zlib was not found (Debian, Ubuntu: zlib1g-dev). checker/setup.sh installs what is needed.")
endif()

add_library(gaplab_zlib INTERFACE)
add_library(gaplab::zlib ALIAS gaplab_zlib)
target_include_directories(gaplab_zlib SYSTEM INTERFACE ${GAPLAB_ZLIB_INCLUDE})
target_link_libraries(gaplab_zlib INTERFACE ${GAPLAB_Z})

add_library(gaplab_libarchive INTERFACE)
add_library(gaplab::libarchive ALIAS gaplab_libarchive)
target_include_directories(gaplab_libarchive SYSTEM INTERFACE ${GAPLAB_LIBARCHIVE_INCLUDE})

# Whether its reading half needs other libraries depends on its version, so it is tried once.
if(GAPLAB_LIBARCHIVE_STATIC)
  include(CheckCXXSourceCompiles)
  set(CMAKE_REQUIRED_INCLUDES ${GAPLAB_LIBARCHIVE_INCLUDE})
  set(CMAKE_REQUIRED_LIBRARIES ${GAPLAB_LIBARCHIVE_STATIC})
  set(CMAKE_REQUIRED_QUIET ON)
  check_cxx_source_compiles(
    "#include <archive.h>
     #include <archive_entry.h>
     int main() {
       archive* a = archive_read_new();
       archive_entry* e = nullptr;
       return archive_read_support_format_tar(a) + archive_read_open_memory(a, \"\", 0) +
              archive_read_next_header(a, &e) + static_cast<int>(archive_read_data(a, nullptr, 0));
     }" GAPLAB_LIBARCHIVE_STATIC_LINKS)
  unset(CMAKE_REQUIRED_INCLUDES)
  unset(CMAKE_REQUIRED_LIBRARIES)
  unset(CMAKE_REQUIRED_QUIET)
endif()

if(GAPLAB_LIBARCHIVE_STATIC_LINKS)
  target_link_libraries(gaplab_libarchive INTERFACE ${GAPLAB_LIBARCHIVE_STATIC})
elseif(GAPLAB_LIBARCHIVE_SHARED AND NOT GAPLAB_PORTABLE)
  message(STATUS "libarchive: no static library that links; using ${GAPLAB_LIBARCHIVE_SHARED}")
  target_link_libraries(gaplab_libarchive INTERFACE ${GAPLAB_LIBARCHIVE_SHARED})
else()
  message(FATAL_ERROR "libarchive was found, but no library that links (Debian, Ubuntu: libarchive-dev).")
endif()
