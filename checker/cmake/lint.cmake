# The lint preset: clang-tidy on every source as it is compiled, and the format check as a test (ctest --preset lint).
# Other versions than 14 have other checks and another idea of the layout, so there only what 14 finds too is certain.
# In every preset, the target `format` lays the sources out.
set(reference_version 14)
find_program(GAPLAB_CLANG_FORMAT NAMES clang-format-${reference_version} clang-format)
set(format_script ${CMAKE_COMMAND} -DCLANG_FORMAT=${GAPLAB_CLANG_FORMAT} -DREFERENCE=${reference_version})
if(GAPLAB_CLANG_FORMAT)
  add_custom_target(format VERBATIM WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMAND ${format_script} -DFIX=ON -P ${PROJECT_SOURCE_DIR}/checker/cmake/format.cmake)
endif()

if(GAPLAB_LINT)
  find_program(GAPLAB_CLANG_TIDY NAMES clang-tidy-${reference_version} clang-tidy)
  if(NOT GAPLAB_CLANG_TIDY OR NOT GAPLAB_CLANG_FORMAT)
    message(FATAL_ERROR "clang-tidy and clang-format are needed for lint; checker/setup.sh --dev installs them.")
  endif()
  execute_process(COMMAND ${GAPLAB_CLANG_TIDY} --version OUTPUT_VARIABLE answer)
  set(tidy ${GAPLAB_CLANG_TIDY} --quiet)
  if(answer MATCHES "version ${reference_version}\\.")
    list(APPEND tidy --warnings-as-errors=*)
  else()
    message(WARNING "clang-tidy ${reference_version} is the reference; this is another, so its findings are no errors.")
  endif()
  unset(answer)

  # What a student's code is built with, and what it is compared with, is compiled here only to be looked at.
  file(GLOB worker_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/checker/worker/*.cpp)
  list(REMOVE_ITEM worker_sources ${PROJECT_SOURCE_DIR}/checker/worker/cuda_watch_simulator.cpp)
  file(GLOB solution_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/solutions/*/*.cpp)
  file(GLOB lab_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/labs/*/*.cpp)
  file(GLOB lab_folders CONFIGURE_DEPENDS LIST_DIRECTORIES true ${PROJECT_SOURCE_DIR}/labs/*)
  set_target_properties(gaplab_core gaplab PROPERTIES CXX_CLANG_TIDY "${tidy}")

  if(worker_sources)
    add_library(gaplab_worker_lint OBJECT ${worker_sources})
    target_include_directories(gaplab_worker_lint PRIVATE ${PROJECT_SOURCE_DIR}/checker/worker)
    # The tests' stand-in has what the worker needs of CUDA, with or without a toolkit here.
    target_include_directories(gaplab_worker_lint SYSTEM PRIVATE
      ${PROJECT_SOURCE_DIR}/checker/tests/fake_cuda/include)
    target_link_libraries(gaplab_worker_lint PRIVATE gaplab_warnings)
    set_target_properties(gaplab_worker_lint PROPERTIES CXX_CLANG_TIDY "${tidy}")
  endif()

  # The simulated GPU's runtime, which a student's program is linked with. Its headers for device code are left out:
  # they imitate CUDA's, names and all.
  file(GLOB runtime_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/checker/simulator/runtime/*.cpp)
  list(APPEND runtime_sources ${PROJECT_SOURCE_DIR}/checker/worker/cuda_watch_simulator.cpp)
  add_library(gaplab_simulator_lint OBJECT ${runtime_sources})
  target_include_directories(gaplab_simulator_lint PRIVATE
    ${PROJECT_SOURCE_DIR}/checker/simulator ${PROJECT_SOURCE_DIR}/checker/worker)
  target_include_directories(gaplab_simulator_lint SYSTEM PRIVATE ${PROJECT_SOURCE_DIR}/checker/simulator/include)
  target_compile_definitions(gaplab_simulator_lint PRIVATE GAPLAB_SIM_CHECK=1)
  target_link_libraries(gaplab_simulator_lint PRIVATE gaplab_warnings)
  set_target_properties(gaplab_simulator_lint PROPERTIES CXX_CLANG_TIDY "${tidy}")

  foreach(folder IN LISTS lab_folders)
    get_filename_component(lab ${folder} NAME)
    set(sources ${solution_sources} ${lab_sources})
    list(FILTER sources INCLUDE REGEX "/${lab}/[^/]*$")
    if(sources)
      add_library(gaplab_${lab}_lint OBJECT ${sources})
      target_include_directories(gaplab_${lab}_lint PRIVATE ${PROJECT_SOURCE_DIR}/checker/worker ${folder})
      target_link_libraries(gaplab_${lab}_lint PRIVATE gaplab_warnings)
      # A stub uses none of its parameters. In a product of sizes, which are int and not negative, solutions widen one
      # factor, std::size_t(x.H) * x.W: so they are easier to read.
      target_compile_options(gaplab_${lab}_lint PRIVATE -Wno-unused-parameter -Wno-error=sign-conversion)
      set_target_properties(gaplab_${lab}_lint PROPERTIES
        CXX_CLANG_TIDY "${tidy};--extra-arg=-Wno-unused-parameter;--extra-arg=-Wno-sign-conversion")
    endif()
  endforeach()

  add_test(NAME format WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMAND ${format_script} -P ${PROJECT_SOURCE_DIR}/checker/cmake/format.cmake)
  set_tests_properties(format PROPERTIES SKIP_REGULAR_EXPRESSION "format: skipped")
endif()
