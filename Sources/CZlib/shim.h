// zlib: what CInflate includes, and what the tests compress with.
#pragma once
#include <zlib.h>
