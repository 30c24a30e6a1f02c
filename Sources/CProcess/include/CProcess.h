/// Starts programs: what Swift does not see of the C library (it needs _GNU_SOURCE).
#pragma once

#include <sys/types.h>

/// Makes a pipe whose ends no other program inherits; 0, or an error number.
int cprocess_pipe(int ends[2]);

/// Starts a program that is looked for in PATH, with `output` and `errors` as its standard output and error, and no other open
/// file but standard input, which is empty unless `reads_input`.
///
/// It leads a process group of its own; no signal is blocked or ignored in it. 0, or an error number.
int cprocess_spawn(pid_t *process, char *const arguments[], char *const environment[], int output, int errors,
                   int reads_input);
