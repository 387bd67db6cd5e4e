# gaplab::hdf5: the C library. The static archive is preferred in every preset: a dynamic libhdf5 pulls in thirty
# libraries (through curl, for a driver that we do not use), which cost 10 ms at every start.
set(multiarch ${CMAKE_CXX_LIBRARY_ARCHITECTURE})
set(debian_serial hdf5/serial ${multiarch}/hdf5/serial)

find_path(GAPLAB_HDF5_INCLUDE hdf5.h PATH_SUFFIXES hdf5/serial)
find_library(GAPLAB_HDF5_STATIC libhdf5.a PATH_SUFFIXES ${debian_serial})
find_library(GAPLAB_SZ_STATIC libsz.a)
find_library(GAPLAB_AEC_STATIC libaec.a)
find_library(GAPLAB_Z_STATIC libz.a)
find_library(GAPLAB_HDF5_SHARED NAMES hdf5_serial hdf5 PATH_SUFFIXES ${debian_serial})

add_library(gaplab_hdf5 INTERFACE)
add_library(gaplab::hdf5 ALIAS gaplab_hdf5)

if(NOT GAPLAB_HDF5_INCLUDE)
  message(FATAL_ERROR "HDF5 was not found (Debian, Ubuntu: libhdf5-dev). checker/setup.sh installs what is needed.")
endif()
target_include_directories(gaplab_hdf5 SYSTEM INTERFACE ${GAPLAB_HDF5_INCLUDE})

# Whether the archive links with these three depends on how the distribution configured it, so it is tried once.
if(GAPLAB_HDF5_STATIC AND GAPLAB_SZ_STATIC AND GAPLAB_AEC_STATIC AND GAPLAB_Z_STATIC)
  set(archives ${GAPLAB_HDF5_STATIC} ${GAPLAB_SZ_STATIC} ${GAPLAB_AEC_STATIC} ${GAPLAB_Z_STATIC} m
    ${CMAKE_DL_LIBS})
  include(CheckCXXSourceCompiles)
  set(CMAKE_REQUIRED_INCLUDES ${GAPLAB_HDF5_INCLUDE})
  set(CMAKE_REQUIRED_LIBRARIES ${archives})
  set(CMAKE_REQUIRED_QUIET ON)
  check_cxx_source_compiles(
    "#include <hdf5.h>
     int main() { return H5Fopen(\"\", H5F_ACC_RDONLY, H5P_DEFAULT) < 0; }" GAPLAB_HDF5_STATIC_LINKS)
  unset(CMAKE_REQUIRED_INCLUDES)
  unset(CMAKE_REQUIRED_LIBRARIES)
  unset(CMAKE_REQUIRED_QUIET)
endif()

if(GAPLAB_HDF5_STATIC_LINKS)
  target_link_libraries(gaplab_hdf5 INTERFACE ${archives})
elseif(GAPLAB_HDF5_SHARED AND NOT GAPLAB_PORTABLE)
  message(STATUS "HDF5: no static library that links; using ${GAPLAB_HDF5_SHARED}")
  target_link_libraries(gaplab_hdf5 INTERFACE ${GAPLAB_HDF5_SHARED})
else()
  message(FATAL_ERROR "HDF5 was found, but no library that links (Debian, Ubuntu: libhdf5-dev).")
endif()
unset(archives)
unset(debian_serial)
unset(multiarch)
