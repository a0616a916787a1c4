# Settings for the build of HiGHS; see .cargo/config.toml.
set(CMAKE_UNITY_BUILD ON)
set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)
