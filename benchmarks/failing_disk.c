/* A disk that refuses: loaded before libc, it lets the n-th call that changes something below a folder fail.
 *
 * failing_disk_arm(folder, n, error, how): n = 0 only counts; how is 0, or the sum of STAYS (the calls after it fail as
 * well) and READS (calls that read are counted and fail, instead of those that change something).
 * failing_disk_count(): how many such calls there were since.
 * A full disk (ENOSPC) lets files be deleted and cut off.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { STAYS = 1, READS = 2 };
static char folder[4096];
static long at, count, how;
static int error;

void failing_disk_arm(const char *below, long n, int number, int on) {
    strncpy(folder, below, sizeof folder - 1);
    at = n, error = number, how = on, count = 0;
}

long failing_disk_count(void) { return count; }

static int fails(void) {
    count++;
    if (at && (count == at || ((how & STAYS) && count > at))) { errno = error; return 1; }
    return 0;
}

static int refuses(void) { return !(how & READS) && fails(); }
static int refuses_less(void) { return error != ENOSPC && refuses(); }
static int refuses_read(void) { return (how & READS) && fails(); }

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
#define ON_FD(type, name, refusal, parameters, ...) \
    type name parameters { NEXT(name); if (is_inside(fd) && refusal()) return -1; return next(__VA_ARGS__); }
#define ON_PATH(name, refusal, parameters, ...) \
    int name parameters { NEXT(name); if (is_below(path) && refusal()) return -1; return next(__VA_ARGS__); }

ON_FD(ssize_t, write, refuses, (int fd, const void *data, size_t size), fd, data, size)
ON_FD(ssize_t, pwrite, refuses, (int fd, const void *data, size_t size, off_t place), fd, data, size, place)
ON_FD(ssize_t, pwrite64, refuses, (int fd, const void *data, size_t size, off64_t place), fd, data, size, place)
ON_FD(ssize_t, writev, refuses, (int fd, const struct iovec *parts, int n), fd, parts, n)
ON_FD(ssize_t, sendfile, refuses, (int fd, int from, off_t *place, size_t size), fd, from, place, size)
ON_FD(ssize_t, sendfile64, refuses, (int fd, int from, off64_t *place, size_t size), fd, from, place, size)
ON_FD(int, fsync, refuses, (int fd), fd)
ON_FD(int, fdatasync, refuses, (int fd), fd)
ON_FD(int, ftruncate, refuses_less, (int fd, off_t size), fd, size)
ON_FD(int, ftruncate64, refuses_less, (int fd, off64_t size), fd, size)
ON_FD(int, unlinkat, refuses_less, (int fd, const char *path, int flags), fd, path, flags)
ON_FD(ssize_t, read, refuses_read, (int fd, void *data, size_t size), fd, data, size)
ON_FD(ssize_t, pread, refuses_read, (int fd, void *data, size_t size, off_t place), fd, data, size, place)
ON_FD(ssize_t, pread64, refuses_read, (int fd, void *data, size_t size, off64_t place), fd, data, size, place)
ON_PATH(rename, refuses, (const char *path, const char *to), path, to)
ON_PATH(link, refuses, (const char *path, const char *to), path, to)
ON_PATH(unlink, refuses_less, (const char *path), path)
ON_PATH(rmdir, refuses_less, (const char *path), path)
ON_PATH(mkdir, refuses, (const char *path, mode_t mode), path, mode)

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
