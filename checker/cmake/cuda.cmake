# Says what there is. CUDA is never required: without it, CUDA steps run on the simulated GPU.
find_program(GAPLAB_NVCC nvcc HINTS ENV CUDA_HOME ENV CUDA_PATH PATHS /usr/local/cuda /opt/cuda PATH_SUFFIXES bin)

set(toolkit none)
if(GAPLAB_NVCC)
  execute_process(COMMAND ${GAPLAB_NVCC} --version OUTPUT_VARIABLE answer ERROR_QUIET)
  if(answer MATCHES "release ([0-9.]+)")
    set(toolkit "${CMAKE_MATCH_1} (${GAPLAB_NVCC})")
  endif()
endif()

# A driver's tool may be installed where there is no GPU, and then fails.
set(gpu none)
find_program(GAPLAB_NVIDIA_SMI nvidia-smi)
if(GAPLAB_NVIDIA_SMI)
  execute_process(COMMAND ${GAPLAB_NVIDIA_SMI} -L OUTPUT_VARIABLE answer ERROR_QUIET TIMEOUT 10)
  if(answer MATCHES "GPU 0: ([^\n(]*[^\n( ])")
    set(gpu "${CMAKE_MATCH_1}")
  endif()
endif()
if(gpu STREQUAL "none" AND EXISTS /dev/nvidia0)
  set(gpu "present (/dev/nvidia0)")
endif()

message(STATUS "CUDA: toolkit ${toolkit}, GPU ${gpu}")
unset(toolkit)
unset(gpu)
unset(answer)
