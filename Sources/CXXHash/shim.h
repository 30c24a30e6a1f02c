// xxHash as a Swift module.
#pragma once
#include <xxhash.h>
