# SPDX-License-Identifier: Apache-2.0
#
# What a compiler, a flag or an older CPU does to the usual forms: naive.c, split.c and tanh_half.c, each as a module of
# its own for every compiler and set of flags, and once more with the C library made to believe that the CPU has no FMA.
# They are <form>_<compiler>_<flags> and <form>_libm_sse2. Flags are for compiling only: a program that is linked with
# -ffast-math turns on FTZ and DAZ as well (with GCC before 13, a library does too), which no variant does.

find_program(SIGMARK_GCC NAMES gcc gcc-12 DOC "GCC for the variants of flags")
find_program(SIGMARK_CLANG NAMES clang clang-14 DOC "Clang for the variants of flags")
mark_as_advanced(SIGMARK_GCC SIGMARK_CLANG)

set(forms naive split tanh_half)
set(summary_naive "1 / (1 + e^-x)")
set(summary_split "by the sign of x")
set(summary_tanh_half "1/2 + 1/2 tanh(x/2)")

set(baseline SSE2)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL aarch64)
  set(baseline NEON)
endif()
set(flag_sets o2 fastmath ofast)
set(flags_o2 -O2)
set(flags_fastmath -O2 -ffast-math)
set(flags_ofast -Ofast)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL x86_64)
  list(APPEND flag_sets o3_v3)
  set(flags_o3_v3 -O3 -march=x86-64-v3)
endif()

set(variant_files "")
set(variant_modules "")

# sigmark_variant(FORM SUFFIX summary COMPILER isa ENVIRONMENT flags…): a generated file, and the module that it registers.
function(sigmark_variant form suffix how compiler isa environment)
  set(id ${form}_${suffix})
  string(REGEX MATCH "^[a-z]+" needs "${how}")
  set(summary "${summary_${form}}, ${how}")
  if(environment)
    set(environment "\"${environment}\"")
  else()
    set(environment nullptr)
  endif()
  set(file ${PROJECT_BINARY_DIR}/generated/impls/variants/${id}.cc)
  configure_file(${CMAKE_CURRENT_SOURCE_DIR}/variants/variant.cc.in ${file} @ONLY)
  string(REPLACE ";" " " flags "${ARGN}")
  set(definitions "SIGMARK_MODULE_ISAS=\"${isa}\"" "SIGMARK_BUILD_FLAGS=\"${flags}\"")
  if(compiler)
    set(module ${module_directory}/variants/${id}.${isa}.so)
    add_custom_command(OUTPUT ${module} DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/variants/${form}.c
                       COMMAND ${CMAKE_COMMAND} -E make_directory ${module_directory}/variants
                       COMMAND ${compiler} -std=c17 ${ARGN} -Wall -Wextra -fPIC -c -o ${module}.o
                               ${CMAKE_CURRENT_SOURCE_DIR}/variants/${form}.c
                       COMMAND ${compiler} -shared -o ${module} ${module}.o -lm VERBATIM)
    set(variant_modules ${variant_modules} ${module} PARENT_SCOPE)
  else()
    list(APPEND definitions "SIGMARK_MODULE_UNAVAILABLE=\"needs ${needs}\"")
  endif()
  set_source_files_properties(${file} PROPERTIES COMPILE_DEFINITIONS "${definitions}")
  set(variant_files ${variant_files} ${file} PARENT_SCOPE)
endfunction()

foreach(form IN LISTS forms)
  foreach(compiler gcc clang)
    foreach(set IN LISTS flag_sets)
      string(TOUPPER ${compiler} COMPILER)
      set(isa ${baseline})
      if(set MATCHES v3)
        set(isa AVX2)
      endif()
      string(REPLACE ";" " " flags "${flags_${set}}")
      sigmark_variant(${form} ${compiler}_${set} "${compiler} ${flags}" "${SIGMARK_${COMPILER}}" ${isa} "" ${flags_${set}})
    endforeach()
  endforeach()
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL x86_64)
    sigmark_variant(${form} libm_sse2 "gcc -O2, the C library as on a CPU without FMA" "${SIGMARK_GCC}" libm
                    "GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2" -O2)
  endif()
endforeach()

set(version_flag_gcc -dumpfullversion)
set(version_flag_clang -dumpversion)
foreach(compiler gcc clang)
  string(TOUPPER ${compiler} COMPILER)
  if(SIGMARK_${COMPILER})
    execute_process(COMMAND ${SIGMARK_${COMPILER}} ${version_flag_${compiler}} OUTPUT_VARIABLE version
                    OUTPUT_STRIP_TRAILING_WHITESPACE)
    list(APPEND SIGMARK_LIBRARY_VERSIONS "${compiler} ${version}")
  endif()
endforeach()
