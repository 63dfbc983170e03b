/* A vendor's library for tests: both kinds of SDT_* functions, well- and ill-mannered.
 *
 * The card that lies on the reader is the file `card` beside the library: text, photo, and eight
 * bytes of a serial number. How a function behaves stands in a file with the function's short
 * name, such as `read`: a word, and `once` behind it to behave like this the first time only.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT 256
#define PHOTO 1024
#define SERIAL 8

static char folder[512];
static unsigned char card[TEXT + PHOTO + SERIAL], before[TEXT + PHOTO + SERIAL];
static int is_selected;

static const char *beside(const char *name)
{
    static char path[600];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void *crash_later(void *unused)
{
    usleep(30000);
    raise(SIGSEGV);
    return unused;
}

static void *live_on(void *unused)
{
    for (;;)
        pause();
    return unused;
}

static void talk(void)
{
    printf("\001\002\003 noise on stdout %s\n", "110101199001010014");
    fflush(stdout);
    fprintf(stderr, "noise on stderr\n");
    if (write(1, "\0\0\0\4\4raw", 8) < 0 || write(2, "raw", 3) < 0)
        abort();
}

static void meddle(void)
{
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGPIPE, SIG_DFL);
    setlocale(LC_ALL, "");
    setenv("LC_ALL", "zh_CN.GBK", 1);
    if (chdir("/") < 0)
        abort();
    umask(0);
}

static int facts(void)
{
    struct rlimit core;
    int fd, fds = 0;

    getrlimit(RLIMIT_CORE, &core);
    for (fd = 3; fd < 256; fd++)
        fds += fcntl(fd, F_GETFD) >= 0;
    return (prctl(PR_GET_DUMPABLE) != 0) | (core.rlim_max != 0) << 1 |
           (getenv("SECRET") != NULL) << 2 | (fds > 2) << 3 | (getpgrp() != getpid()) << 4;
}

static void leave_file(void)
{
    FILE *file = fopen(beside("left.txt"), "w");

    if (file == NULL)
        return;
    fwrite(card, 1, sizeof card, file);
    fclose(file);
}

static char word[32], number[32];

static int is(const char *other) { return strcmp(word, other) == 0; }

/* Behave as the file says; return the code to answer with, 0 to go on. */
static int act(const char *step)
{
    char line[64] = "";
    FILE *file = fopen(beside(step), "r");
    pthread_t thread;

    *word = *number = 0;
    if (file == NULL)
        return 0;
    if (fgets(line, sizeof line, file) == NULL)
        line[0] = 0;
    fclose(file);
    if (strstr(line, "once") != NULL)
        unlink(beside(step));
    sscanf(line, "%31s %31s", word, number);
    if (is("hang"))
        for (;;)
            pause();
    if (is("spin"))
        for (volatile int i = 0;; i++)
            ;
    if (is("slow"))
        usleep(atoi(number) * 1000);
    if (is("segv"))
        raise(SIGSEGV);
    if (is("wild"))
        *(volatile char *)8 = 1;
    if (is("abort"))
        abort();
    if (is("exit"))
        exit(0);
    if (is("code"))
        return (int)strtol(number, NULL, 16);
    if (is("facts"))
        return 0x100 | facts();
    if (is("thread"))
        pthread_create(&thread, NULL, live_on, NULL);
    if (is("thread-segv"))
        pthread_create(&thread, NULL, crash_later, NULL);
    if (is("talk"))
        talk();
    if (is("meddle"))
        meddle();
    if (is("file"))
        leave_file();
    if (is("close"))
        for (int fd = 0; fd < 64; fd++)
            close(fd);
    if (is("fork") && fork() == 0)
        for (;;)
            pause();
    return 0;
}

static int look(void)
{
    FILE *file = fopen(beside("card"), "rb");
    size_t got;

    if (file == NULL)
        return 0;
    got = fread(card, 1, sizeof card, file);
    fclose(file);
    return got == sizeof card;
}

__attribute__((constructor)) static void loaded(void)
{
    Dl_info info;

    dladdr((void *)loaded, &info);
    snprintf(folder, sizeof folder, "%s", info.dli_fname);
    *strrchr(folder, '/') = 0;
    act("load");
}

static int find(unsigned char *iin)
{
    int code = act("find");

    is_selected = 0;
    if (code)
        return code;
    if (!look())
        return 0x80;
    memset(iin, 0, 4);
    return 0x9F;
}

static int pick(unsigned char *sn)
{
    int code = act("select");

    if (code)
        return code;
    if (!look())
        return 0x81;
    memcpy(sn, card + TEXT + PHOTO, SERIAL);
    is_selected = 1;
    return 0x90;
}

static int fetch(unsigned char *text, uint32_t *text_size, unsigned char *photo, uint32_t *photo_size)
{
    int code;
    unsigned char *shown = card;

    if (!is_selected && access(beside("touchy"), F_OK) == 0)
        raise(SIGSEGV);
    code = act("read");
    if (code)
        return code;
    if (is("nothing"))
        return 0x90;
    if (is("stale") || is("stale-for-ever"))
        shown = before;
    if (!look() || !is_selected)
        return 0x41;
    memcpy(text, shown, TEXT);
    memcpy(photo, shown + TEXT, PHOTO);
    *text_size = TEXT;
    *photo_size = PHOTO;
    if (is("short"))
        *text_size = 200;
    if (is("huge"))
        *text_size = 0xFFFFFFFF;
    if (is("wide")) /* an `unsigned long` where the header says `unsigned int` */
        *(uint64_t *)text_size = TEXT, *(uint64_t *)photo_size = PHOTO;
    if (is("no-photo"))
        *photo_size = 0;
    if (is("overrun-text"))
        memset(text, 0x41, 600);
    if (is("overrun-photo"))
        memset(photo, 0x41, 5000);
    if (is("overrun-late"))
        text[4600] = 0x41;
    if (is("underrun"))
        text[-1] = 0x41;
    if (is("run-away"))
        memset(photo, 0x41, 16 << 20);
    if (!is("stale-for-ever"))
        memcpy(before, card, sizeof card);
    return 0x90;
}

static const unsigned char sam[16] = {0x05, 0x00, 0x01, 0x00, 0xD8, 0xB4, 0x32, 0x01,
                                      0x40, 0xE2, 0x01, 0x00, 0xB1, 0x68, 0xDE, 0x3A};

#ifdef TERMB
int CVR_InitComm(int port) { return port ? 1 : 2; }
int CVR_Authenticate(void) { return 1; }
int CVR_Read_Content(int active) { return active ? 1 : 0; }
#elif defined(HANDLE)
#pragma pack(1)
struct device {
    uint16_t vid, pid;
    char serial[64];
    uint32_t bus, addr;
    void *pointer;
};
static int opened;
/* Above four gigabytes: whoever cuts a handle to 32 bits gives something else back. */
#define MARK ((void *)((uintptr_t)0x123456789ABCu))

int SDT_EnumDevice(struct device *list, unsigned n)
{
    int code = act("enum");

    if (code)
        return code - 1;
    if (is("overrun"))
        memset(list, 1, 4000);
    if (n < 2)
        return 0;
    memset(list, 0, 2 * sizeof *list);
    list[0].vid = list[1].vid = 0x0400;
    list[0].pid = list[1].pid = 0xC35A;
    strcpy(list[0].serial, "FIRST");
    strcpy(list[1].serial, "SECOND");
    list[1].pointer = MARK;
    return 2;
}

void *SDT_OpenDevice(struct device *device)
{
    if (act("open") || device->vid != 0x0400 || device->pid != 0xC35A)
        return NULL;
    /* Only the second one works. */
    if (strcmp(device->serial, "SECOND") || device->pointer != MARK)
        return NULL;
    opened = 1;
    return MARK;
}

int SDT_CloseDevice(void *h) { opened = 0; return h == MARK ? 0x90 : 0x21; }
int SDT_StartFindIDCard(void *h, unsigned char *iin) { return h == MARK ? find(iin) : 0x21; }
int SDT_SelectIDCard(void *h, unsigned char *sn) { return h == MARK ? pick(sn) : 0x21; }
int SDT_ReadBaseMsg(void *h, unsigned char *text, uint32_t *tl, unsigned char *photo, uint32_t *pl)
{
    return h == MARK && opened ? fetch(text, tl, photo, pl) : 0x21;
}
#else
static int port_open;

int SDT_OpenPort(int port)
{
    int code = act("open");

    if (code)
        return code;
    if (port != 1001 && port != 3)
        return 0x01;
    port_open = port;
    return 0x90;
}

int SDT_ClosePort(int port)
{
    FILE *file;

    act("close");
    file = fopen(beside("closed"), "w");
    if (file != NULL)
        fclose(file);
    return port == port_open ? 0x90 : 0x01;
}

int SDT_StartFindIDCard(int port, unsigned char *iin, int ifopen)
{
    return port == port_open && !ifopen ? find(iin) : 0x01;
}

#ifndef NO_SELECT
int SDT_SelectIDCard(int port, unsigned char *sn, int ifopen)
{
    return port == port_open && !ifopen ? pick(sn) : 0x01;
}
#endif

int SDT_ReadBaseMsg(int port, unsigned char *text, uint32_t *tl, unsigned char *photo, uint32_t *pl,
                    int ifopen)
{
    return port == port_open && !ifopen ? fetch(text, tl, photo, pl) : 0x01;
}

int SDT_ReadBaseMsgToFile(int port) { abort(); return port; }
int SDT_ReadBaseFPMsg(int port) { abort(); return port; }

#ifdef SAM_ID_AS_TEXT
int SDT_GetSAMIDToStr(int port, char *id, int ifopen)
{
    strcpy(id, "05.01-20100312-0000123456-0987654321");
    return port == port_open && !ifopen && sam[0] ? 0x90 : 0x01;
}
#else
int SDT_GetSAMID(int port, unsigned char *id, int ifopen)
{
    int code = act("sam");

    memcpy(id, sam, sizeof sam);
    return code ? code : port == port_open && !ifopen ? 0x90 : 0x01;
}

int SDT_ResetSAM(int port, int ifopen)
{
    FILE *file = fopen(beside("was-reset"), "w");

    if (file != NULL)
        fclose(file);
    return port == port_open && !ifopen ? 0x90 : 0x01;
}
#endif
#endif
