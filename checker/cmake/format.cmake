# cmake -DCLANG_FORMAT=... -DREFERENCE=14 [-DFIX=ON] -P format.cmake, at the root: checks the layout of every source
# that git knows or would add, or with FIX mends it.
execute_process(COMMAND ${CLANG_FORMAT} --version OUTPUT_VARIABLE version)
if(NOT version MATCHES "version ${REFERENCE}\\.")
  message("format: skipped, since clang-format ${REFERENCE} is the reference and this is ${version}")
  return()
endif()

execute_process(
  COMMAND git ls-files --cached --others --exclude-standard -- *.cpp *.hpp *.cu *.cuh
  OUTPUT_VARIABLE files RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE)
if(failed)
  file(GLOB_RECURSE files RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}
    checker/*.[ch]pp labs/*.[ch]pp labs/*.cu labs/*.cuh solutions/*.[ch]pp solutions/*.cu solutions/*.cuh)
endif()
string(REPLACE "\n" ";" files "${files}")
list(FILTER files INCLUDE REGEX "^(checker|labs|solutions)/")

# A file that was deleted but not yet committed is still listed.
set(present)
foreach(file IN LISTS files)
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    list(APPEND present ${file})
  endif()
endforeach()
list(LENGTH present count)

if(FIX)
  execute_process(COMMAND ${CLANG_FORMAT} -i ${present} COMMAND_ERROR_IS_FATAL ANY)
  message("format: ${count} files laid out")
else()
  execute_process(COMMAND ${CLANG_FORMAT} --dry-run --Werror ${present} RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "format: run  cmake --build --preset lint --target format")
  endif()
  message("format: ${count} files are laid out as they should be")
endif()
