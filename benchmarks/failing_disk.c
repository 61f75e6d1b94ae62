/* A disk that refuses: loaded before libc, it lets the n-th call that changes something below a folder fail.
 *
 * failing_disk_arm(folder, n, error, stays): n = 0 only counts; with stays the calls after it fail as well.
 * failing_disk_count(): how many such calls there were since.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[4096];
static long at, count, stays;
static int error;

void failing_disk_arm(const char *below, long n, int number, int on) {
    strncpy(folder, below, sizeof folder - 1);
    at = n, error = number, stays = on, count = 0;
}

long failing_disk_count(void) { return count; }

static int refuses(void) {
    count++;
    if (at && (count == at || (stays && count > at))) { errno = error; return 1; }
    return 0;
}

static int is_below(const char *path) { return folder[0] && path && strncmp(path, folder, strlen(folder)) == 0; }

static int is_inside(int fd) {
    char name[64], path[4096];
    if (!folder[0]) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(name, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path);
}

#define NEXT(name) static __typeof__(name) *next; if (!next) next = dlsym(RTLD_NEXT, #name)
#define ON_FD(type, name, parameters, ...) \
    type name parameters { NEXT(name); if (is_inside(fd) && refuses()) return -1; return next(__VA_ARGS__); }
#define ON_PATH(name, parameters, ...) \
    int name parameters { NEXT(name); if (is_below(path) && refuses()) return -1; return next(__VA_ARGS__); }

ON_FD(ssize_t, write, (int fd, const void *data, size_t size), fd, data, size)
ON_FD(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t place), fd, data, size, place)
ON_FD(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t place), fd, data, size, place)
ON_FD(ssize_t, writev, (int fd, const struct iovec *parts, int n), fd, parts, n)
ON_FD(int, fsync, (int fd), fd)
ON_FD(int, fdatasync, (int fd), fd)
ON_FD(int, ftruncate, (int fd, off_t size), fd, size)
ON_FD(int, ftruncate64, (int fd, off64_t size), fd, size)
ON_PATH(rename, (const char *path, const char *to), path, to)
ON_PATH(link, (const char *path, const char *to), path, to)
ON_PATH(unlink, (const char *path), path)
ON_PATH(mkdir, (const char *path, mode_t mode), path, mode)

static int creates(const char *path, int flags) { return (flags & O_CREAT) && is_below(path) && refuses(); }

#define OPENING(name) \
    int name(const char *path, int flags, ...) { \
        NEXT(name); \
        va_list rest; va_start(rest, flags); mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0; va_end(rest); \
        if (creates(path, flags)) return -1; \
        return next(path, flags, mode); \
    }
OPENING(open)
OPENING(open64)
