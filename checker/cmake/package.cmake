# What the tarball holds: the program at its root beside the course, as in the source tree, so that it finds it in the
# same way. cmake --build --preset portable --target package makes it in build/portable/.
install(TARGETS gaplab RUNTIME DESTINATION .)
install(DIRECTORY labs solutions datasets docs DESTINATION . OPTIONAL
  PATTERN "__pycache__" EXCLUDE
  PATTERN "compile_commands.json" EXCLUDE
  PATTERN ".*" EXCLUDE)
install(DIRECTORY checker/worker checker/simulator DESTINATION checker)
install(FILES README.md LICENSE CHANGELOG.md DESTINATION . OPTIONAL)

set(CPACK_GENERATOR TGZ)
set(CPACK_PACKAGE_FILE_NAME gaplab-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_PACKAGE_CHECKSUM)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
include(CPack)
