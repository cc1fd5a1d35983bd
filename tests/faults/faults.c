/* Preloaded into a command: a disk that fills up at a given write, a clock that is off.

   NIANBAO_FAULT_UNDER   folder whose files are watched
   NIANBAO_FAULT_WRITE   the write that finds the disk full, from 1: half of it is written, as on a
                         real disk, and every later one fails
   NIANBAO_FAULT_CLOCK   seconds added to the time of day
   NIANBAO_FAULT_HASTE   SQLite does not sleep while another program writes */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long writes;

long fault_writes(void) { return writes; }

static int is_watched(int file) {
    const char *folder = getenv("NIANBAO_FAULT_UNDER");
    char link[64], path[PATH_MAX];
    if (!folder) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

/* How many of `count` bytes still fit, or -1 for all. */
static ssize_t room(int file, size_t count) {
    if (!is_watched(file)) return -1;
    writes++;
    const char *text = getenv("NIANBAO_FAULT_WRITE");
    long full = text ? atol(text) : 0;
    if (!full || writes < full) return -1;
    return writes == full ? (ssize_t)(count / 2) : 0;
}

#define LIMITED(file, count, call)                  \
    ssize_t fits = room(file, count);               \
    if (fits == 0) { errno = ENOSPC; return -1; }   \
    if (fits > 0) count = (size_t)fits;             \
    return call

ssize_t write(int file, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "write");
    LIMITED(file, count, real(file, bytes, count));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "pwrite");
    LIMITED(file, count, real(file, bytes, count, offset));
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "pwrite64");
    LIMITED(file, count, real(file, bytes, count, offset));
}

int usleep(useconds_t microseconds) {
    static int (*real)(useconds_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "usleep");
    return getenv("NIANBAO_FAULT_HASTE") ? 0 : real(microseconds);
}

static long ahead(void) {
    const char *text = getenv("NIANBAO_FAULT_CLOCK");
    return text ? atol(text) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if (!result && clock == CLOCK_REALTIME) now->tv_sec += ahead();
    return result;
}

int gettimeofday(struct timeval *now, void *zone) {
    static int (*real)(struct timeval *, void *);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "gettimeofday");
    int result = real(now, zone);
    if (!result) now->tv_sec += ahead();
    return result;
}
