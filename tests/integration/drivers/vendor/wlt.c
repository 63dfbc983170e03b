/* A vendor's photo decoder for tests: the pixel at x, y is x, y, first byte of the photo.
 *
 * How it behaves stands in the file `photo` beside the library, as in sdtapi.c.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WIDTH 102
#define HEIGHT 126
#define ROW (3 * WIDTH)
#define BMP_ROW 308

static char folder[512], word[32], number[32];
static unsigned char picture[54 + BMP_ROW * HEIGHT];

static int is(const char *other) { return strcmp(word, other) == 0; }

__attribute__((constructor)) static void loaded(void)
{
    char path[600], line[64] = "";
    FILE *file;
    Dl_info info;

    dladdr((void *)loaded, &info);
    snprintf(folder, sizeof folder, "%s", info.dli_fname);
    *strrchr(folder, '/') = 0;
    snprintf(path, sizeof path, "%s/photo", folder);
    file = fopen(path, "r");
    if (file == NULL)
        return;
    if (fgets(line, sizeof line, file) != NULL)
        sscanf(line, "%31s %31s", word, number);
    fclose(file);
    if (strstr(line, "once") != NULL)
        unlink(path);
}

static void misbehave(void)
{
    if (is("hang"))
        for (;;)
            pause();
    if (is("segv"))
        raise(SIGSEGV);
    if (is("exit"))
        exit(0);
    if (is("talk"))
        printf("1 x 1 pixels\n"), fflush(stdout);
}

static void draw(unsigned char *to, int row, int is_top_down, int is_bgr, int first)
{
    int x, y;

    for (y = 0; y < HEIGHT; y++)
        for (x = 0; x < WIDTH; x++) {
            unsigned char *at = to + row * (is_top_down ? y : HEIGHT - 1 - y) + 3 * x;
            at[is_bgr ? 2 : 0] = x;
            at[1] = y;
            at[is_bgr ? 0 : 2] = first;
        }
}

static void put(int at, int value, int size)
{
    while (size--)
        picture[at++] = value, value >>= 8;
}

static void make_bmp(int first)
{
    int is_top_down = is("top-down");

    memset(picture, 0, sizeof picture);
    memcpy(picture, "BM", 2);
    put(2, sizeof picture, 4);
    put(10, 54, 4);
    put(14, 40, 4);
    put(18, is("wrong-width") ? 101 : WIDTH, 4);
    put(22, is_top_down ? -HEIGHT : HEIGHT, 4);
    put(26, 1, 2);
    put(28, is("wrong-depth") ? 32 : 24, 2);
    draw(picture + 54, BMP_ROW, is_top_down, 1, first);
}

static void unpacked(unsigned char *wlt, unsigned char *out, int flag)
{
    misbehave();
    if (is("nothing"))
        return;
    if (is("bmp") || is("wrong-width") || is("wrong-depth")) {
        make_bmp(wlt[0]);
        memcpy(out, picture, sizeof picture);
        return;
    }
    draw(out, ROW, 0, 0, flag ? flag : wlt[0]);
    if (is("plain"))
        memset(out, 7, ROW * HEIGHT);
    if (is("longer"))
        out[ROW * HEIGHT] ^= 1;
    if (is("huge"))
        memset(out, 7, 45000);
    if (is("overrun"))
        memset(out, 7, 50000);
}

#ifdef UNPACK
void unpack(char *wlt, char *out, int flag) { unpacked((void *)wlt, (void *)out, flag); }
#endif
#ifdef UNPACK_CPP
void _Z6unpackPcS_i(char *wlt, char *out, int flag) { unpacked((void *)wlt, (void *)out, flag); }
#endif
#ifdef GETBMP
int GetBmp(char *path, int interface)
{
    unsigned char wlt[1024];
    char target[600], stray[600];
    size_t size = sizeof picture;
    FILE *file = fopen(path, "rb");

    misbehave();
    if (is("code"))
        return atoi(number);
    if (file == NULL || fread(wlt, 1, sizeof wlt, file) != sizeof wlt || interface != 1)
        return -3;
    fclose(file);
    if (is("nothing"))
        return 1;
    make_bmp(wlt[0]);
    if (is("short"))
        size -= 1;
    snprintf(target, sizeof target, "%s", path);
    strcpy(strrchr(target, '.'), ".bmp");
    snprintf(stray, sizeof stray, "%s.log", path);
    file = fopen(target, "wb");
    fwrite(picture, 1, size, file);
    fclose(file);
    file = fopen(stray, "wb");
    fwrite(wlt, 1, sizeof wlt, file);
    fclose(file);
    return 1;
}
#endif
