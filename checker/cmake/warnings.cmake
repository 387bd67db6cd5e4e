# gaplab_warnings: link it PRIVATE to every target of our own.
add_library(gaplab_warnings INTERFACE)

set(flags -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual)
if(GAPLAB_WERROR)
  list(APPEND flags -Werror)
endif()

foreach(flag IN LISTS flags)
  target_compile_options(gaplab_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:${flag}>)
  # nvcc hands them to the host compiler; -Wpedantic would only complain of the code that nvcc itself generates.
  if(NOT flag STREQUAL "-Wpedantic")
    target_compile_options(gaplab_warnings INTERFACE $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=${flag}>)
  endif()
endforeach()
unset(flags)
