#define _GNU_SOURCE
#include "CProcess.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int cprocess_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno; }

static int set_files(posix_spawn_file_actions_t *actions, int output, int errors, int reads_input) {
  int failure = 0;
  if (!reads_input)
    failure = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (!failure) failure = posix_spawn_file_actions_adddup2(actions, output, STDOUT_FILENO);
  if (!failure) failure = posix_spawn_file_actions_adddup2(actions, errors, STDERR_FILENO);
  if (!failure) failure = posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
  return failure;
}

static int set_signals(posix_spawnattr_t *attributes) {
  sigset_t none, usual;
  sigemptyset(&none);
  sigemptyset(&usual);
  sigaddset(&usual, SIGINT);
  sigaddset(&usual, SIGTERM);
  sigaddset(&usual, SIGHUP);
  sigaddset(&usual, SIGPIPE);
  int failure = posix_spawnattr_setsigmask(attributes, &none);
  if (!failure) failure = posix_spawnattr_setsigdefault(attributes, &usual);
  if (!failure) failure = posix_spawnattr_setpgroup(attributes, 0);
  if (!failure)
    failure = posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  return failure;
}

int cprocess_spawn(pid_t *process, char *const arguments[], char *const environment[], int output, int errors,
                   int reads_input) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int failure = posix_spawn_file_actions_init(&actions);
  if (failure) return failure;
  failure = posix_spawnattr_init(&attributes);
  if (failure) {
    posix_spawn_file_actions_destroy(&actions);
    return failure;
  }
  failure = set_files(&actions, output, errors, reads_input);
  if (!failure) failure = set_signals(&attributes);
  if (!failure)
    failure = posix_spawnp(process, arguments[0], &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failure;
}

int cprocess_has_ended(pid_t process, int waits) {
  siginfo_t found;
  int result;
  do {
    found.si_pid = 0;
    result = waitid(P_PID, (id_t)process, &found, WEXITED | WNOWAIT | (waits ? 0 : WNOHANG));
  } while (result != 0 && errno == EINTR);
  return result != 0 ? -1 : found.si_pid == process;
}

/* /proc/N/stat is "N (name) state parent group …", and the name may hold anything. */
static int lives_in(const char *number, pid_t group) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%.20s/stat", number);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  if (length <= 0) return 0;
  text[length] = 0;
  const char *rest = strrchr(text, ')');
  char state;
  int parent, found;
  if (!rest || sscanf(rest + 1, " %c %d %d", &state, &parent, &found) != 3) return 0;
  return found == group && state != 'Z' && state != 'X';
}

int cprocess_group_lives(pid_t group) {
  DIR *folder = opendir("/proc");
  if (!folder) return 1;
  int lives = 0, processes = 0;
  for (struct dirent *entry; !lives && (entry = readdir(folder));) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    processes++;
    lives = lives_in(entry->d_name, group);
  }
  closedir(folder);
  return lives || !processes;
}
