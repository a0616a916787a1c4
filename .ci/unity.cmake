# Settings for the build of HiGHS; see .cargo/config.toml.
set(CMAKE_UNITY_BUILD ON)
set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)

# For a static program (.ci/linux) the compilers are told `-static`, which is for programs alone: the linker refuses it for
# the shared library that HiGHS builds beside its own, and that callsheet doesn't use.
foreach(flags CMAKE_C_FLAGS CMAKE_CXX_FLAGS)
  string(REGEX REPLACE "(^| )-static( |$)" " " without "${${flags}}")
  if(NOT without STREQUAL "${${flags}}")
    set(${flags} "${without}" CACHE STRING "" FORCE)
  endif()
endforeach()

# A toolchain file keeps cargo from naming the compilers where it builds for another system: they are
# those that it is told by its own variables.
if(NOT "$ENV{TARGET}" STREQUAL "$ENV{HOST}")
  string(REPLACE "-" "_" target "$ENV{TARGET}")
  set(CMAKE_C_COMPILER "$ENV{CC_${target}}")
  set(CMAKE_CXX_COMPILER "$ENV{CXX_${target}}")
  if("$ENV{CARGO_CFG_TARGET_OS}" STREQUAL "windows")
    set(CMAKE_SYSTEM_NAME Windows)
  endif()
endif()
