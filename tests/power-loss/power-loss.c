/*
 * A disk that can lose power, fail and fill up, for one process: preloaded, it stands between the program and the C
 * library for the files under one folder.
 *
 * It keeps what each write replaced until the file is synced. When the power is cut it puts the old contents back, so
 * that the folder holds only what was synced, and kills the process. kill -9 alone proves nothing about syncing: the
 * kernel keeps what was written and hands it to the next process.
 *
 * SQLite's own library calls open64, pwrite64, write, ftruncate64, fsync and unlink; the other names are here for what
 * else opens files. Shared memory (-shm) is not undone: it is mapped, and made anew from the log after a restart. A
 * file's name in its folder is taken as synced, and so are another name and a removal. After a failed sync what was written
 * is given up, as a kernel does: a later sync does not bring it to the disk, only to write and sync the same once more. A
 * process that aborts loses the power with it.
 *
 *   LANYARD_DISK_FOLDER   files under this folder
 *   LANYARD_DISK_CONTROL  a file that holds struct control, mapped by the test as well
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FILES = 256, DESCRIPTORS = 4096, SECTOR = 512 };

struct control {
    volatile int32_t cut;            /* 1: cut the power now */
    volatile int32_t cut_at_sync;    /* n: cut it instead of the nth sync from now; 0: never */
    volatile int32_t fail_syncs;     /* 1: every sync answers EIO; 2: the next sync of a database, as it is told once */
    volatile int32_t full;           /* 1: every write answers ENOSPC */
    volatile int32_t keep_seed;      /* 0: all that was not synced is lost; else a part, by sector */
    volatile int32_t was_cut;
    volatile int64_t syncs;
    volatile int64_t writes;
};

struct undo {
    struct undo *older;
    off_t offset, size;              /* of what was written; the file's size before */
    int given_up;
    size_t length;                   /* of old, which ends where the file ended */
    char old[];
};

struct file {
    dev_t device;
    ino_t inode;
    char *path;
    struct undo *newest;
    int gave_up;                     /* whether anything of newest is given up */
};

static struct control *control;
static const char *folder;
static struct file files[FILES];
static struct file *open_files[DESCRIPTORS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);
static void (*real_abort)(void);

static void *find(const char *name) { return dlsym(RTLD_NEXT, name); }

static void forget(struct file *file)
{
    while (file->newest) {
        struct undo *undo = file->newest;
        file->newest = undo->older;
        free(undo);
    }
    file->gave_up = 0;
}

/* Everything written since is on the disk, but for what was given up and not written again. */
static void keep(struct file *file)
{
    if (!file->gave_up) {
        forget(file);
        return;
    }
    for (struct undo **link = &file->newest; *link;) {
        struct undo *undo = *link;
        if (undo->given_up) {
            link = &undo->older;
            continue;
        }
        for (struct undo **older = &undo->older; *older;) {
            struct undo *same = *older;
            if (same->given_up && same->offset == undo->offset) {
                *older = same->older;
                free(same);
            } else {
                older = &same->older;
            }
        }
        *link = undo->older;
        free(undo);
    }
}

static void give_up(struct file *file)
{
    for (struct undo *undo = file->newest; undo; undo = undo->older)
        undo->given_up = 1;
    file->gave_up = 1;
}

static int is_kept(const struct file *file, off_t sector)
{
    if (control->keep_seed == 0)
        return 0;
    uint64_t hash = ((uint64_t)sector + 1) * 0x9E3779B97F4A7C15u;
    hash ^= (uint64_t)control->keep_seed * 0xC2B2AE3D27D4EB4Fu ^ file->inode;
    hash ^= hash >> 29;
    hash *= 0xBF58476D1CE4E5B9u;
    return (hash >> 40) & 1;
}

/* What was written to a sector is kept whole or lost whole; a file is as long as its last kept sector wants it. */
static void put_back(struct file *file)
{
    int fd = real_open(file->path, O_RDWR);
    struct stat now;
    if (fd < 0 || fstat(fd, &now) != 0 || now.st_ino != file->inode)
        return;
    off_t size = now.st_size;
    for (struct undo *undo = file->newest; undo; undo = undo->older) {
        for (size_t done = 0; done < undo->length;) {
            off_t at = undo->offset + (off_t)done;
            size_t part = SECTOR - (size_t)(at % SECTOR);
            if (part > undo->length - done)
                part = undo->length - done;
            if (!is_kept(file, at / SECTOR))
                real_pwrite(fd, undo->old + done, part, at);
            done += part;
        }
        if (undo->size < size) {
            off_t end = undo->size;
            for (off_t sector = undo->size / SECTOR; sector * SECTOR < size; sector++) {
                if (is_kept(file, sector))
                    end = (sector + 1) * SECTOR < size ? (sector + 1) * SECTOR : size;
                else if (sector * SECTOR >= undo->size) {
                    static const char zeros[SECTOR];
                    off_t rest = size - sector * SECTOR;
                    real_pwrite(fd, zeros, (size_t)(rest < SECTOR ? rest : SECTOR), sector * SECTOR);
                }
            }
            real_ftruncate(fd, end);
            size = end;
        } else if (undo->size > size) {
            real_ftruncate(fd, undo->size);
            size = undo->size;
        }
    }
}

/* Called with the lock, which is never given back: nothing is written any more. */
static void cut_power(void)
{
    for (int i = 0; i < FILES; i++) {
        if (files[i].newest)
            put_back(&files[i]);
    }
    control->was_cut = 1;
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

static void *watch(void *unused)
{
    const struct timespec moment = { 0, 200000 };
    for (;;) {
        nanosleep(&moment, NULL);
        if (control->cut) {
            pthread_mutex_lock(&lock);
            cut_power();
        }
    }
    return unused;
}

__attribute__((constructor)) static void start(void)
{
    if (real_open)
        return;
    real_open = find("open64");
    real_openat = find("openat64");
    real_close = find("close");
    real_write = find("write");
    real_pwrite = find("pwrite64");
    real_ftruncate = find("ftruncate64");
    real_fsync = find("fsync");
    real_fdatasync = find("fdatasync");
    real_unlink = find("unlink");
    real_rename = find("rename");
    real_abort = find("abort");
    folder = getenv("LANYARD_DISK_FOLDER");
    const char *path = getenv("LANYARD_DISK_CONTROL");
    if (!folder || !path)
        return;
    int fd = real_open(path, O_RDWR);
    void *map = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        abort();
    real_close(fd);
    control = map;
    pthread_t thread;
    pthread_create(&thread, NULL, watch, NULL);
}

static int is_ours(const char *path)
{
    size_t length = strlen(path), prefix = control ? strlen(folder) : 0;
    return control && strncmp(path, folder, prefix) == 0 && !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

static int follow(int fd, const char *path)
{
    struct stat now;
    if (fd < 0 || fd >= DESCRIPTORS || !is_ours(path) || fstat(fd, &now) != 0 || !S_ISREG(now.st_mode))
        return fd;
    pthread_mutex_lock(&lock);
    struct file *file = NULL;
    for (int i = 0; i < FILES && !file; i++) {
        if (files[i].inode == now.st_ino && files[i].device == now.st_dev)
            file = &files[i];
    }
    for (int i = 0; i < FILES && !file; i++) {
        if (files[i].inode == 0) {
            file = &files[i];
            file->device = now.st_dev;
            file->inode = now.st_ino;
            file->path = strdup(path);
        }
    }
    if (!file)
        abort();
    open_files[fd] = file;
    pthread_mutex_unlock(&lock);
    return fd;
}

static struct file *ours(int fd) { return control && fd >= 0 && fd < DESCRIPTORS ? open_files[fd] : NULL; }

/* Called with the lock, before the contents from the offset on are replaced. */
static void remember(int fd, struct file *file, off_t offset, size_t length)
{
    struct stat now;
    if (fstat(fd, &now) != 0)
        abort();
    off_t end = offset + (off_t)length < now.st_size ? offset + (off_t)length : now.st_size;
    size_t old = end > offset ? (size_t)(end - offset) : 0;
    struct undo *undo = malloc(sizeof *undo + old);
    if (!undo)
        abort();
    undo->older = file->newest;
    undo->given_up = 0;
    undo->offset = offset;
    undo->size = now.st_size;
    undo->length = old;
    /* The descriptor may be for writing only. */
    int reader = old ? real_open(file->path, O_RDONLY) : -1;
    if (old && pread(reader, undo->old, old, offset) != (ssize_t)old)
        abort();
    if (old)
        real_close(reader);
    file->newest = undo;
}

static ssize_t write_at(int fd, const void *data, size_t length, off_t offset, int moves)
{
    start();
    struct file *file = ours(fd);
    if (!file)
        return moves ? real_write(fd, data, length) : real_pwrite(fd, data, length, offset);
    if (control->full) {
        errno = ENOSPC;
        return -1;
    }
    pthread_mutex_lock(&lock);
    control->writes++;
    if (moves)
        offset = fcntl(fd, F_GETFL) & O_APPEND ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
    remember(fd, file, offset, length);
    ssize_t result = moves ? real_write(fd, data, length) : real_pwrite(fd, data, length, offset);
    pthread_mutex_unlock(&lock);
    return result;
}

static int truncate_to(int fd, off_t size)
{
    start();
    struct file *file = ours(fd);
    if (!file)
        return real_ftruncate(fd, size);
    pthread_mutex_lock(&lock);
    struct stat now;
    fstat(fd, &now);
    remember(fd, file, size, now.st_size > size ? (size_t)(now.st_size - size) : 0);
    int result = real_ftruncate(fd, size);
    pthread_mutex_unlock(&lock);
    return result;
}

static int is_database(const struct file *file)
{
    size_t length = strlen(file->path);
    return length > 3 && strcmp(file->path + length - 3, ".db") == 0;
}

static int sync_with(int (**sync)(int), int fd)
{
    start();
    struct file *file = ours(fd);
    if (!file)
        return (*sync)(fd);
    pthread_mutex_lock(&lock);
    control->syncs++;
    if (control->cut_at_sync > 0 && --control->cut_at_sync == 0)
        cut_power();
    int result = 0;
    if (control->fail_syncs == 1 || (control->fail_syncs == 2 && is_database(file))) {
        if (control->fail_syncs == 2)
            control->fail_syncs = 0;
        give_up(file);
        errno = EIO;
        result = -1;
    } else {
        keep(file);
    }
    pthread_mutex_unlock(&lock);
    /* The file need not reach the disk of this machine: what counts is which contents a cut would bring back. */
    return result;
}

static int open_with(int at, const char *path, int flags, mode_t mode)
{
    start();
    return follow(at == AT_FDCWD ? real_open(path, flags, mode) : real_openat(at, path, flags, mode), path);
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) { MODE(flags) return open_with(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_with(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return open_with(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return open_with(at, path, flags, mode); }

int close(int fd)
{
    start();
    if (control && fd >= 0 && fd < DESCRIPTORS)
        open_files[fd] = NULL;
    return real_close(fd);
}

ssize_t write(int fd, const void *data, size_t length) { return write_at(fd, data, length, 0, 1); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return write_at(fd, data, length, offset, 0); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset)
{
    return write_at(fd, data, length, offset, 0);
}
int ftruncate(int fd, off_t size) { return truncate_to(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncate_to(fd, size); }
int fsync(int fd) { return sync_with(&real_fsync, fd); }
int fdatasync(int fd) { return sync_with(&real_fdatasync, fd); }

int unlink(const char *path)
{
    start();
    struct stat now;
    if (control && is_ours(path) && stat(path, &now) == 0) {
        pthread_mutex_lock(&lock);
        for (int i = 0; i < FILES; i++) {
            if (files[i].inode == now.st_ino && files[i].device == now.st_dev) {
                forget(&files[i]);
                files[i].inode = 0;
            }
        }
        pthread_mutex_unlock(&lock);
    }
    return real_unlink(path);
}

int rename(const char *from, const char *to)
{
    start();
    struct stat moved, replaced;
    int is_known = control && is_ours(from) && is_ours(to) && stat(from, &moved) == 0;
    int replaces = is_known && stat(to, &replaced) == 0;
    if (!is_known)
        return real_rename(from, to);
    pthread_mutex_lock(&lock);
    int result = real_rename(from, to);
    for (int i = 0; i < FILES && result == 0; i++) {
        if (replaces && files[i].inode == replaced.st_ino && files[i].device == replaced.st_dev) {
            forget(&files[i]);
            files[i].inode = 0;
        } else if (files[i].inode == moved.st_ino && files[i].device == moved.st_dev) {
            free(files[i].path);
            files[i].path = strdup(to);
        }
    }
    pthread_mutex_unlock(&lock);
    return result;
}

void abort(void)
{
    start();
    if (control) {
        pthread_mutex_lock(&lock);
        cut_power();
    }
    real_abort();
    __builtin_unreachable();
}
