# gaplab::json: nlohmann's, header-only.
find_package(nlohmann_json 3.10 REQUIRED)
add_library(gaplab_json INTERFACE)
add_library(gaplab::json ALIAS gaplab_json)
target_link_libraries(gaplab_json INTERFACE nlohmann_json::nlohmann_json)
