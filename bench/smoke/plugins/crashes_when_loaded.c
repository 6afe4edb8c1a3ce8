// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

__attribute__((constructor)) static void start(void) { abort(); }

float crashes_when_loaded(float x) { return x; }
