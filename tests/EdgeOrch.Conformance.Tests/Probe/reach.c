/* A library of a hostile image, for a program that is made to load it: it holds /proc/self/exe, tells which file that is, and goes on as
   a shell, which tells whether the file can be opened for writing once nobody runs it. Nothing is written. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

__attribute__((constructor)) static void reach(void) {
    char name[32];
    struct stat file;
    int held = open("/proc/self/exe", O_PATH);
    if (held < 0 || fstat(held, &file) != 0) return;
    printf("%lu:%lu\n", (unsigned long)file.st_dev, (unsigned long)file.st_ino);
    fflush(stdout);
    unsetenv("LD_PRELOAD");
    snprintf(name, sizeof name, "@/proc/self/fd/%d", held);
    execl("/bin/sh", "sh", "-c", "for i in 1 2 3 4 5 6 7 8 9 10; do r=$(sys openat -100 $0 1); [ $r = ETXTBSY ] || break; sleep 0.1; done; echo $r", name, (char *)NULL);
}
