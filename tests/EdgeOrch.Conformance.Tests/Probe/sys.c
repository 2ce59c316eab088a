/* Makes system calls by name and prints what each came to: a number, or the error's name. What a container may do is seen so, and not
   through a program that has a rule of its own.
 *
 *   sys CALL [ARGUMENT…] [, CALL [ARGUMENT…]]…      in one process, one after the other
 *   sys … , exec PROGRAM [ARGUMENT…]               goes on as another program
 *
 * CALL may be a number, as of another manner of calling (x32), and with a colon before it one of 32-bit x86 programs (int 0x80).
 * An argument is a number (0x… and -1 too), @TEXT for the address of a text, %N for the result of the Nth call, counted from 0,
 * or ^N for the address of N zero bytes; if the call works, what is in them then is printed as hex after the result. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CALL(name) { #name, SYS_##name }
static const struct { const char *name; long number; } calls[] = {
    CALL(add_key), CALL(bpf), CALL(chdir), CALL(chroot), CALL(clone), CALL(clone3), CALL(close), CALL(fchdir), CALL(fsopen), CALL(finit_module),
    CALL(getcwd), CALL(geteuid), CALL(getpid), CALL(getppid), CALL(getsid), CALL(init_module), CALL(io_uring_setup), CALL(ioctl), CALL(ioprio_get), CALL(kexec_load), CALL(keyctl), CALL(kill),
    CALL(mkdirat), CALL(mknodat), CALL(mount), CALL(move_mount), CALL(name_to_handle_at), CALL(open_by_handle_at), CALL(open_tree), CALL(openat), CALL(perf_event_open),
    CALL(personality), CALL(pidfd_getfd), CALL(pidfd_open), CALL(pivot_root), CALL(prctl), CALL(process_vm_readv), CALL(process_vm_writev), CALL(ptrace), CALL(quotactl),
    CALL(read), CALL(reboot), CALL(sched_getattr), CALL(sched_getscheduler), CALL(setdomainname), CALL(sethostname), CALL(setns), CALL(setrlimit), CALL(setuid), CALL(settimeofday), CALL(socket),
    CALL(statfs), CALL(swapon), CALL(symlinkat), CALL(syslog), CALL(umount2), CALL(unshare), CALL(userfaultfd), CALL(vhangup), CALL(write),
};

static long number_of(const char *name) {
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (!strcmp(calls[i].name, name)) return calls[i].number;
    fprintf(stderr, "sys: \"%s\" is no call that it knows\n", name);
    exit(125);
}

/* Any program may call so, whatever it was compiled for. Pointers above 4 GB do not arrive. */
static long call32(long number, const long *a) {
#ifdef __x86_64__
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4]) : "memory", "r8", "r9", "r10", "r11");
    if (result >= 0 || result < -4095) return result;
    errno = (int)-result;
    return -1;
#else
    (void)number, (void)a;
    fprintf(stderr, "sys: this machine has no calls of 32-bit x86\n");
    exit(125);
#endif
}

int main(int argc, char **argv) {
    long results[16] = { 0 };
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int at = 1, step = 0; at < argc && step < 16; step++, at++) {
        if (!strcmp(argv[at], "exec")) {
            execvp(argv[at + 1], argv + at + 1);
            printf("%s\n", strerrorname_np(errno));
            return 126;
        }
        int is32 = *argv[at] == ':';
        const char *name = argv[at++] + is32;
        long number = *name >= '0' && *name <= '9' ? (long)strtoull(name, NULL, 0) : number_of(name), a[6] = { 0 }, length = 0;
        unsigned char *buffer = NULL;
        for (int i = 0; i < 6 && at < argc && strcmp(argv[at], ","); i++, at++) {
            const char *text = argv[at];
            if (*text == '@') a[i] = (long)(text + 1);
            else if (*text == '%') a[i] = results[atoi(text + 1) & 15];
            else if (*text == '^') a[i] = (long)(buffer = calloc(1, (length = atol(text + 1))));
            else a[i] = (long)strtoull(text, NULL, 0);
        }
        results[step] = is32 ? call32(number, a) : syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
        if (results[step] == -1 && errno != 0) {
            printf("%s\n", strerrorname_np(errno));
            continue;
        }
        printf("%ld", results[step]);
        for (long i = 0; i < length; i++) printf("%s%02x", i ? "" : " ", buffer[i]);
        printf("\n");
    }
    return 0;
}
