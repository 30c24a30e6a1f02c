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

/// Whether a child has ended, waiting for that if `waits`; its number stays taken until wait(2) asks for it.
///
/// 1 if it has, 0 if it runs, -1 if it is no child of ours (any more).
int cprocess_has_ended(pid_t process, int waits);

/// Whether anything in a process group runs, zombies not counted; 1 also where /proc does not tell.
///
/// kill(2) tells a group with nothing but a zombie from an empty one, and not from a living one.
int cprocess_group_lives(pid_t group);
