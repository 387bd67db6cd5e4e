# gaplab_warnings: link it PRIVATE to every target of our own.
add_library(gaplab_warnings INTERFACE)

set(flags -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual)
# GCC 13 and 14 take a reference into a registry, found by the name in a temporary, for one to the temporary.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
  list(APPEND flags -Wno-dangling-reference)
endif()
if(GAPLAB_WERROR)
  # What a compiler that we have not met warns of must not keep anybody from building.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 15)
    list(APPEND flags -Werror)
  else()
    message(STATUS "Warnings are errors for GCC up to 14 only; this is "
      "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")
  endif()
endif()

foreach(flag IN LISTS flags)
  target_compile_options(gaplab_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:${flag}>)
  # nvcc hands them to the host compiler; -Wpedantic would only complain of the code that nvcc itself generates.
  if(NOT flag STREQUAL "-Wpedantic")
    target_compile_options(gaplab_warnings INTERFACE $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=${flag}>)
  endif()
endforeach()
unset(flags)
