/* Stands between this process and the files of one folder: writes down what the disk is asked
 * to do, in its order, and lets the n-th such wish fail. Loaded by LD_PRELOAD; shim.py steers it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 4096
#define REAL(name) ((__typeof__(&name))real(&real_##name, #name))

enum { OPEN = 1, CLOSE, WRITE, TRUNCATE, SYNC, UNLINK, RENAME, MARK, ROOM };
enum { WRITES = 1, READS = 2 };

static char folder[1024];
static int trace = -1;
static unsigned char is_watched[MOST_FILES];
static long calls[3], due[3];
static int error_of[3], for_ever[3], has_fired[3], is_short;

static void *real(void **kept, const char *name) {
    if (!*kept) *kept = dlsym(RTLD_NEXT, name);
    return *kept;
}
#define KEEP(name) static void *real_##name
KEEP(open64); KEEP(close); KEEP(write); KEEP(pwrite64); KEEP(pread64);
KEEP(ftruncate64); KEEP(fsync); KEEP(fdatasync); KEEP(unlink); KEEP(rename);
KEEP(posix_fallocate64); KEEP(statvfs64);

static int inside(const char *path) {
    size_t length = strlen(folder);
    return length && !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

static int watched(int file) { return file >= 0 && file < MOST_FILES && is_watched[file]; }

/* One record: kind, a number, an offset, a length, then so many bytes. */
static void tell(uint8_t kind, uint32_t number, uint64_t offset, const void *data, size_t length) {
    struct __attribute__((packed)) { uint8_t kind; uint32_t number; uint64_t offset, length; } head =
        {kind, number, offset, length};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)data, length}};
    if (trace >= 0 && writev(trace, parts, 2) != (ssize_t)(sizeof head + length))
        dprintf(2, "disk.c: the trace is not whole\n");
}

static void tell_names(uint8_t kind, const char *one, const char *other) {
    char both[4096];
    size_t first = strlen(one) + 1, second = strlen(other) + 1;
    if (first + second > sizeof both) return;
    memcpy(both, one, first);
    memcpy(both + first, other, second);
    tell(kind, 0, 0, both, first + second);
}

/* Count one wish and say whether it has to fail; `can_be_full` says that it needs room. */
static int fails(int kind, int can_be_full) {
    int wanted = error_of[kind];
    if (wanted == ENOSPC && !can_be_full) return 0;
    calls[kind]++;
    if (!due[kind] || calls[kind] < due[kind]) return 0;
    if (calls[kind] > due[kind] && !for_ever[kind]) return 0;
    has_fired[kind] = 1;
    errno = wanted;
    return 1;
}

void disk_watch(const char *path, const char *trace_file) {
    if (trace >= 0) REAL(close)(trace);
    trace = -1;
    folder[0] = 0;
    memset(is_watched, 0, sizeof is_watched);
    if (!path) return;
    snprintf(folder, sizeof folder, "%s", path);
    if (trace_file) trace = REAL(open64)(trace_file, O_CREAT | O_WRONLY | O_TRUNC, 0600);
}

void disk_mark(const char *text) { tell(MARK, 0, 0, text, strlen(text)); }

/* From now on the n-th wish of a kind fails; 0 lets all of them pass again. */
void disk_fail(int kind, long n, int error, int ever, int with_short_writes) {
    calls[kind] = 0;
    due[kind] = n;
    error_of[kind] = error;
    for_ever[kind] = ever;
    has_fired[kind] = 0;
    is_short = with_short_writes;
}

long disk_calls(int kind) { return calls[kind]; }
int disk_has_failed(int kind) { return has_fired[kind]; }

int open64(const char *path, int flags, ...) {
    mode_t mode = 0;
    if (flags & (O_CREAT | O_TMPFILE)) {
        va_list more;
        va_start(more, flags);
        mode = va_arg(more, mode_t);
        va_end(more);
    }
    int ours = inside(path);
    struct stat known;
    if (ours && (flags & O_CREAT) && stat(path, &known) && fails(WRITES, 1)) return -1;
    int file = REAL(open64)(path, flags, mode);
    if (ours && file >= 0 && file < MOST_FILES) {
        is_watched[file] = 1;
        tell(OPEN, file, flags & O_TRUNC ? 1 : 0, path, strlen(path));
    }
    return file;
}
int open(const char *path, int flags, ...) __attribute__((alias("open64")));

int close(int file) {
    if (watched(file)) {
        is_watched[file] = 0;
        tell(CLOSE, file, 0, NULL, 0);
    }
    return REAL(close)(file);
}

ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
    if (!watched(file)) return REAL(pwrite64)(file, data, length, offset);
    if (fails(WRITES, 1)) {
        if (!is_short || length < 2) return -1;
        length /= 2; /* some of it found room */
    }
    ssize_t done = REAL(pwrite64)(file, data, length, offset);
    if (done > 0) tell(WRITE, file, offset, data, done);
    return done;
}
ssize_t pwrite(int file, const void *data, size_t length, off_t offset)
    __attribute__((alias("pwrite64")));

ssize_t write(int file, const void *data, size_t length) {
    if (!watched(file)) return REAL(write)(file, data, length);
    if (fails(WRITES, 1)) {
        if (!is_short || length < 2) return -1;
        length /= 2;
    }
    off64_t offset = lseek64(file, 0, SEEK_CUR);
    ssize_t done = REAL(write)(file, data, length);
    if (done > 0) tell(WRITE, file, offset, data, done);
    return done;
}

ssize_t pread64(int file, void *data, size_t length, off64_t offset) {
    if (watched(file) && fails(READS, 0)) return -1;
    return REAL(pread64)(file, data, length, offset);
}
ssize_t pread(int file, void *data, size_t length, off_t offset)
    __attribute__((alias("pread64")));

int ftruncate64(int file, off64_t length) {
    if (!watched(file)) return REAL(ftruncate64)(file, length);
    if (fails(WRITES, 0)) return -1;
    int answer = REAL(ftruncate64)(file, length);
    if (!answer) tell(TRUNCATE, file, length, NULL, 0);
    return answer;
}
int ftruncate(int file, off_t length) __attribute__((alias("ftruncate64")));

int fsync(int file) {
    if (!watched(file)) return REAL(fsync)(file);
    if (fails(WRITES, 0)) return -1; /* a local disk has given the room when it took the bytes */
    tell(SYNC, file, 0, NULL, 0);
    return 0; /* what lies in memory is as durable as it will ever be; the trace knows */
}

int fdatasync(int file) {
    if (!watched(file)) return REAL(fdatasync)(file);
    if (fails(WRITES, 0)) return -1;
    tell(SYNC, file, 0, NULL, 0);
    return 0;
}

int unlink(const char *path) {
    int ours = inside(path);
    if (ours && fails(WRITES, 0)) return -1;
    int answer = REAL(unlink)(path);
    if (ours && !answer) tell_names(UNLINK, path, "");
    return answer;
}

int rename(const char *from, const char *to) {
    int ours = inside(from) && inside(to);
    if (ours && fails(WRITES, 1)) return -1;
    int answer = REAL(rename)(from, to);
    if (ours && !answer) tell_names(RENAME, from, to);
    return answer;
}

int posix_fallocate64(int file, off64_t offset, off64_t length) {
    if (watched(file)) {
        if (fails(WRITES, 1)) return error_of[WRITES];
        tell(ROOM, file, length, NULL, 0);
    }
    return REAL(posix_fallocate64)(file, offset, length);
}
int posix_fallocate(int file, off_t offset, off_t length)
    __attribute__((alias("posix_fallocate64")));

/* A disk that has said it is full says so when it is asked. */
int statvfs64(const char *path, struct statvfs64 *answer) {
    int result = REAL(statvfs64)(path, answer);
    if (!result && inside(path) && has_fired[WRITES] && error_of[WRITES] == ENOSPC)
        answer->f_bavail = 0;
    return result;
}
int statvfs(const char *path, struct statvfs *answer) __attribute__((alias("statvfs64")));
