# SPDX-License-Identifier: Apache-2.0
#
# find_package(sigmark) makes the target sigmark::sigmark: the shared library, or with BUILD_SHARED_LIBS off, or with
# find_package(sigmark COMPONENTS static), the static one, which needs Highway to link with.
set(sigmark_kind shared)
if(DEFINED BUILD_SHARED_LIBS AND NOT BUILD_SHARED_LIBS)
  set(sigmark_kind static)
endif()
if(sigmark_FIND_COMPONENTS)
  set(sigmark_kind ${sigmark_FIND_COMPONENTS})
endif()
if(NOT sigmark_kind MATCHES "^(static|shared)$")
  set(sigmark_FOUND FALSE)
  set(sigmark_NOT_FOUND_MESSAGE "the components of sigmark are 'static' and 'shared', one of them; not '${sigmark_kind}'")
  return()
endif()
if(sigmark_kind STREQUAL static)
  include(CMakeFindDependencyMacro)
  find_dependency(HWY)
endif()
include(${CMAKE_CURRENT_LIST_DIR}/sigmark-${sigmark_kind}.cmake)
if(NOT TARGET sigmark::sigmark)
  add_library(sigmark::sigmark ALIAS sigmark::${sigmark_kind})
endif()
