// ISA-L's inflater, where libisal-dev is installed; without it the module is empty and the build goes on.
// The library is linked by the flags of its pkg-config file, not by a `link` of the module: both are there or neither.
#pragma once
#if __has_include(<isa-l/igzip_lib.h>)
#include <isa-l/igzip_lib.h>
#endif
