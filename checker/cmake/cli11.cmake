# gaplab::cli11: header-only.
find_package(CLI11 2.1 REQUIRED)
add_library(gaplab_cli11 INTERFACE)
add_library(gaplab::cli11 ALIAS gaplab_cli11)
target_link_libraries(gaplab_cli11 INTERFACE CLI11::CLI11)
