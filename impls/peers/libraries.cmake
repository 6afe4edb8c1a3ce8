# SPDX-License-Identifier: Apache-2.0
#
# The libraries that modules are built with. A line each; scripts/setup --peers installs the packages (but for those of
# SIGMARK_LARGE_LIBRARIES), and a file names its library in its `// module` line.
#
# sigmark_library(NAME PACKAGES debian-packages… HEADERS headers… [SUFFIXES folders…] [LINK libraries…] [LARGE])
#   LIBRARY_<NAME>_MISSING  what an implementation says that needs it; empty if it was found
#   library_<NAME>          the target to link, if it was found
# and to SIGMARK_LIBRARY_VERSIONS "NAME VERSION" is added, which results files record: that of the first package.
# By header and library alone: the CMake packages of some need what nobody here does (oneDNN's, OpenCL).

option(SIGMARK_PEERS "Build the adapters of the third-party libraries that are installed" ON)
option(SIGMARK_LARGE_LIBRARIES "Build the adapters of large libraries (PyTorch) too" OFF)

# The version of the Debian package that owns the library: the only one that all of them have.
function(sigmark_package_version package result)
  execute_process(COMMAND dpkg-query -W -f=\${Version} ${package} OUTPUT_VARIABLE version ERROR_QUIET
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT version)
    set(version "of unknown version")
  endif()
  set(${result} "${version}" PARENT_SCOPE)
endfunction()

function(sigmark_library name)
  cmake_parse_arguments(ARG "LARGE" "" "PACKAGES;HEADERS;SUFFIXES;LINK" ${ARGN})
  list(JOIN ARG_PACKAGES " and " packages)
  set(missing "")
  if(NOT SIGMARK_PEERS)
    set(missing "needs -DSIGMARK_PEERS=ON")
  elseif(ARG_LARGE AND NOT SIGMARK_LARGE_LIBRARIES)
    set(missing "needs ${packages} (scripts/setup --torch) and -DSIGMARK_LARGE_LIBRARIES=ON")
  else()
    set(folders "")
    foreach(header IN LISTS ARG_HEADERS)
      find_path(LIBRARY_${name}_${header} ${header} PATH_SUFFIXES ${ARG_SUFFIXES})
      list(APPEND folders ${LIBRARY_${name}_${header}})
    endforeach()
    set(libraries "")
    foreach(library IN LISTS ARG_LINK)
      find_library(LIBRARY_${name}_${library} ${library})
      list(APPEND libraries ${LIBRARY_${name}_${library}})
    endforeach()
    if("${folders};${libraries}" MATCHES "NOTFOUND")
      set(missing "needs ${packages} (scripts/setup --peers)")
    endif()
  endif()
  set(LIBRARY_${name}_MISSING "${missing}" PARENT_SCOPE)
  if(missing)
    return()
  endif()
  add_library(library_${name} INTERFACE)
  target_include_directories(library_${name} SYSTEM INTERFACE ${folders})
  target_link_libraries(library_${name} INTERFACE ${libraries})
  list(GET ARG_PACKAGES 0 package)
  sigmark_package_version(${package} version)
  set(SIGMARK_LIBRARY_VERSIONS ${SIGMARK_LIBRARY_VERSIONS} "${name} ${version}" PARENT_SCOPE)
endfunction()

set(SIGMARK_LIBRARY_VERSIONS "")
sigmark_library(eigen PACKAGES libeigen3-dev HEADERS Eigen/Core SUFFIXES eigen3)
sigmark_library(gsl PACKAGES libgsl-dev HEADERS gsl/gsl_cdf.h LINK gsl gslcblas)
sigmark_library(mvec PACKAGES libc6-dev HEADERS math.h LINK mvec)
sigmark_library(onednn PACKAGES libdnnl-dev HEADERS oneapi/dnnl/dnnl.hpp LINK dnnl)
sigmark_library(rmath PACKAGES r-mathlib HEADERS Rmath.h LINK Rmath)
sigmark_library(sleef PACKAGES libsleef-dev HEADERS sleef.h LINK sleef)
sigmark_library(torch PACKAGES libtorch-dev HEADERS ATen/ATen.h LINK torch_cpu c10 LARGE)
sigmark_library(xnnpack PACKAGES libxnnpack-dev libpthreadpool-dev HEADERS xnnpack.h pthreadpool.h LINK XNNPACK)
sigmark_library(xsimd PACKAGES libxsimd-dev HEADERS xsimd/xsimd.hpp)
