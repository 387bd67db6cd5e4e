# gaplab_sanitizers: empty unless GAPLAB_SANITIZE is on.
add_library(gaplab_sanitizers INTERFACE)

if(GAPLAB_SANITIZE)
  set(flags -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_compile_options(gaplab_sanitizers INTERFACE ${flags})
  target_link_options(gaplab_sanitizers INTERFACE ${flags})
  unset(flags)
endif()
