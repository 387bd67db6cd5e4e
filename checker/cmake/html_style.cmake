# The style of the page that `gaplab check --report` writes becomes part of the program.
set(file ${PROJECT_SOURCE_DIR}/checker/src/report/html.css)
file(READ ${file} html_style)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
configure_file(checker/cmake/html_style.hpp.in generated/html_style.hpp @ONLY)
unset(html_style)
unset(file)
