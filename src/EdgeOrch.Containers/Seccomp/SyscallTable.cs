using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeOrch.Containers.Seccomp;

/// <summary>Every system call by name: its numbers, and when the default filter lets a workload make it.</summary>
internal static class SyscallTable
{
    // Each entry is "name x64 arm64 x86 arm", a dash where the architecture has no such call, below the class that it belongs to:
    // [any] is harmless in a container; [rule] depends on its arguments, as DefaultFilter says; a capability's name: harmless only to
    // what may do the like anyway; [never]: old, or a way around what confines the workload (keyrings and io_uring know no namespaces).
    // Numbers from asm/unistd_64.h, asm-generic/unistd.h, asm/unistd_32.h and arm's asm/unistd-eabi.h of Linux 6.15. A new call belongs in a class by what it can reach, not by its name.
    private const string Text = """
        [any]
        read 0 63 3 3, write 1 64 4 4, open 2 - 5 5, close 3 57 6 6, stat 4 - 106 106, fstat 5 80 108 108, lstat 6 - 107 107, poll 7 - 168 168,
        lseek 8 62 19 19, mmap 9 222 90 -, mprotect 10 226 125 125, munmap 11 215 91 91, brk 12 214 45 45, rt_sigaction 13 134 174 174,
        rt_sigprocmask 14 135 175 175, rt_sigreturn 15 139 173 173, ioctl 16 29 54 54, pread64 17 67 180 180, pwrite64 18 68 181 181, readv 19 65 145 145,
        writev 20 66 146 146, access 21 - 33 33, pipe 22 - 42 42, select 23 - 82 -, sched_yield 24 124 158 158, mremap 25 216 163 163, msync 26 227 144 144,
        mincore 27 232 218 219, madvise 28 233 219 220, shmget 29 194 395 307, shmat 30 196 397 305, shmctl 31 195 396 308, dup 32 23 41 41,
        dup2 33 - 63 63, pause 34 - 29 29, nanosleep 35 101 162 162, getitimer 36 102 105 105, alarm 37 - 27 -, setitimer 38 103 104 104,
        getpid 39 172 20 20, sendfile 40 71 187 187, connect 42 203 362 283, accept 43 202 - 285, sendto 44 206 369 290, recvfrom 45 207 371 292,
        sendmsg 46 211 370 296, recvmsg 47 212 372 297, shutdown 48 210 373 293, bind 49 200 361 282, listen 50 201 363 284, getsockname 51 204 367 286,
        getpeername 52 205 368 287, socketpair 53 199 360 288, setsockopt 54 208 366 294, getsockopt 55 209 365 295, fork 57 - 2 2, vfork 58 - 190 190,
        execve 59 221 11 11, exit 60 93 1 1, wait4 61 260 114 114, kill 62 129 37 37, uname 63 160 122 122, semget 64 190 393 299, semop 65 193 - 298,
        semctl 66 191 394 300, shmdt 67 197 398 306, msgget 68 186 399 303, msgsnd 69 189 400 301, msgrcv 70 188 401 302, msgctl 71 187 402 304,
        fcntl 72 25 55 55, flock 73 32 143 143, fsync 74 82 118 118, fdatasync 75 83 148 148, truncate 76 45 92 92, ftruncate 77 46 93 93,
        getdents 78 - 141 141, getcwd 79 17 183 183, chdir 80 49 12 12, fchdir 81 50 133 133, rename 82 - 38 38, mkdir 83 - 39 39, rmdir 84 - 40 40,
        creat 85 - 8 8, link 86 - 9 9, unlink 87 - 10 10, symlink 88 - 83 83, readlink 89 - 85 85, chmod 90 - 15 15, fchmod 91 52 94 94, chown 92 - 182 182,
        fchown 93 55 95 95, lchown 94 - 16 16, umask 95 166 60 60, gettimeofday 96 169 78 78, getrlimit 97 163 76 -, getrusage 98 165 77 77,
        sysinfo 99 179 116 116, times 100 153 43 43, ptrace 101 117 26 26, getuid 102 174 24 24, getgid 104 176 47 47, setuid 105 146 23 23,
        setgid 106 144 46 46, geteuid 107 175 49 49, getegid 108 177 50 50, setpgid 109 154 57 57, getppid 110 173 64 64, getpgrp 111 - 65 65,
        setsid 112 157 66 66, setreuid 113 145 70 70, setregid 114 143 71 71, getgroups 115 158 80 80, setgroups 116 159 81 81, setresuid 117 147 164 164,
        getresuid 118 148 165 165, setresgid 119 149 170 170, getresgid 120 150 171 171, getpgid 121 155 132 132, setfsuid 122 151 138 138,
        setfsgid 123 152 139 139, getsid 124 156 147 147, capget 125 90 184 184, capset 126 91 185 185, rt_sigpending 127 136 176 176,
        rt_sigtimedwait 128 137 177 177, rt_sigqueueinfo 129 138 178 178, rt_sigsuspend 130 133 179 179, sigaltstack 131 132 186 186, utime 132 - 30 -,
        mknod 133 - 14 14, statfs 137 43 99 99, fstatfs 138 44 100 100, getpriority 140 141 96 96, setpriority 141 140 97 97,
        sched_setparam 142 118 154 154, sched_getparam 143 121 155 155, sched_setscheduler 144 119 156 156, sched_getscheduler 145 120 157 157,
        sched_get_priority_max 146 125 159 159, sched_get_priority_min 147 126 160 160, sched_rr_get_interval 148 127 161 161, mlock 149 228 150 150,
        munlock 150 229 151 151, mlockall 151 230 152 152, munlockall 152 231 153 153, modify_ldt 154 - 123 -, prctl 157 167 172 172,
        arch_prctl 158 - 384 -, adjtimex 159 171 124 124, setrlimit 160 164 75 75, sync 162 81 36 36, gettid 186 178 224 224, readahead 187 213 225 225,
        setxattr 188 5 226 226, lsetxattr 189 6 227 227, fsetxattr 190 7 228 228, getxattr 191 8 229 229, lgetxattr 192 9 230 230, fgetxattr 193 10 231 231,
        listxattr 194 11 232 232, llistxattr 195 12 233 233, flistxattr 196 13 234 234, removexattr 197 14 235 235, lremovexattr 198 15 236 236,
        fremovexattr 199 16 237 237, tkill 200 130 238 238, time 201 - 13 -, futex 202 98 240 240, sched_setaffinity 203 122 241 241,
        sched_getaffinity 204 123 242 242, set_thread_area 205 - 243 -, io_setup 206 0 245 243, io_destroy 207 1 246 244, io_getevents 208 4 247 245,
        io_submit 209 2 248 246, io_cancel 210 3 249 247, get_thread_area 211 - 244 -, epoll_create 213 - 254 250, remap_file_pages 216 234 257 253,
        getdents64 217 61 220 217, set_tid_address 218 96 258 256, restart_syscall 219 128 0 0, semtimedop 220 192 - 312, fadvise64 221 223 250 -,
        timer_create 222 107 259 257, timer_settime 223 110 260 258, timer_gettime 224 108 261 259, timer_getoverrun 225 109 262 260,
        timer_delete 226 111 263 261, clock_gettime 228 113 265 263, clock_getres 229 114 266 264, clock_nanosleep 230 115 267 265,
        exit_group 231 94 252 248, epoll_wait 232 - 256 252, epoll_ctl 233 21 255 251, tgkill 234 131 270 268, utimes 235 - 271 269,
        mq_open 240 180 277 274, mq_unlink 241 181 278 275, mq_timedsend 242 182 279 276, mq_timedreceive 243 183 280 277, mq_notify 244 184 281 278,
        mq_getsetattr 245 185 282 279, waitid 247 95 284 280, ioprio_set 251 30 289 314, ioprio_get 252 31 290 315, inotify_init 253 - 291 316,
        inotify_add_watch 254 27 292 317, inotify_rm_watch 255 28 293 318, openat 257 56 295 322, mkdirat 258 34 296 323, mknodat 259 33 297 324,
        fchownat 260 54 298 325, futimesat 261 - 299 326, newfstatat 262 79 - -, unlinkat 263 35 301 328, renameat 264 38 302 329, linkat 265 37 303 330,
        symlinkat 266 36 304 331, readlinkat 267 78 305 332, fchmodat 268 53 306 333, faccessat 269 48 307 334, pselect6 270 72 308 335,
        ppoll 271 73 309 336, set_robust_list 273 99 311 338, get_robust_list 274 100 312 339, splice 275 76 313 340, tee 276 77 315 342,
        sync_file_range 277 84 314 -, vmsplice 278 75 316 343, utimensat 280 88 320 348, epoll_pwait 281 22 319 346, signalfd 282 - 321 349,
        timerfd_create 283 85 322 350, eventfd 284 - 323 351, fallocate 285 47 324 352, timerfd_settime 286 86 325 353, timerfd_gettime 287 87 326 354,
        accept4 288 242 364 366, signalfd4 289 74 327 355, eventfd2 290 19 328 356, epoll_create1 291 20 329 357, dup3 292 24 330 358, pipe2 293 59 331 359,
        inotify_init1 294 26 332 360, preadv 295 69 333 361, pwritev 296 70 334 362, rt_tgsigqueueinfo 297 240 335 363, recvmmsg 299 243 337 365,
        fanotify_mark 301 263 339 368, prlimit64 302 261 340 369, syncfs 306 267 344 373, sendmmsg 307 269 345 374, getcpu 309 168 318 345,
        sched_setattr 314 274 351 380, sched_getattr 315 275 352 381, renameat2 316 276 353 382, seccomp 317 277 354 383, getrandom 318 278 355 384,
        memfd_create 319 279 356 385, execveat 322 281 358 387, membarrier 324 283 375 389, mlock2 325 284 376 390, copy_file_range 326 285 377 391,
        preadv2 327 286 378 392, pwritev2 328 287 379 393, pkey_mprotect 329 288 380 394, pkey_alloc 330 289 381 395, pkey_free 331 290 382 396,
        statx 332 291 383 397, io_pgetevents 333 292 385 399, rseq 334 293 386 398, pidfd_send_signal 424 424 424 424, pidfd_open 434 434 434 434,
        close_range 436 436 436 436, openat2 437 437 437 437, faccessat2 439 439 439 439, epoll_pwait2 441 441 441 441,
        landlock_create_ruleset 444 444 444 444, landlock_add_rule 445 445 445 445, landlock_restrict_self 446 446 446 446, memfd_secret 447 447 447 447,
        process_mrelease 448 448 448 448, futex_waitv 449 449 449 449, cachestat 451 451 451 451, fchmodat2 452 452 452 452,
        map_shadow_stack 453 453 453 453, futex_wake 454 454 454 454, futex_wait 455 455 455 455, futex_requeue 456 456 456 456, mseal 462 462 462 462,
        setxattrat 463 463 463 463, getxattrat 464 464 464 464, listxattrat 465 465 465 465, removexattrat 466 466 466 466, _llseek - - 140 140,
        _newselect - - 142 142, arm_fadvise64_64 - - - 270, arm_sync_file_range - - - 341, breakpoint - - - 983041, cacheflush - - - 983042,
        chown32 - - 212 212, clock_getres_time64 - - 406 406, clock_gettime64 - - 403 403, clock_nanosleep_time64 - - 407 407, fadvise64_64 - - 272 -,
        fchown32 - - 207 207, fcntl64 - - 221 221, fstat64 - - 197 197, fstatat64 - - 300 327, fstatfs64 - - 269 267, ftruncate64 - - 194 194,
        futex_time64 - - 422 422, getegid32 - - 202 202, geteuid32 - - 201 201, getgid32 - - 200 200, getgroups32 - - 205 205, getresgid32 - - 211 211,
        getresuid32 - - 209 209, getuid32 - - 199 199, io_pgetevents_time64 - - 416 416, ipc - - 117 -, lchown32 - - 198 198, lstat64 - - 196 196,
        mmap2 - - 192 192, mq_timedreceive_time64 - - 419 419, mq_timedsend_time64 - - 418 418, nice - - 34 34, ppoll_time64 - - 414 414,
        pselect6_time64 - - 413 413, recv - - - 291, recvmmsg_time64 - - 417 417, rt_sigtimedwait_time64 - - 421 421,
        sched_rr_get_interval_time64 - - 423 423, semtimedop_time64 - - 420 420, send - - - 289, sendfile64 - - 239 239, set_tls - - - 983045,
        setfsgid32 - - 216 216, setfsuid32 - - 215 215, setgid32 - - 214 214, setgroups32 - - 206 206, setregid32 - - 204 204, setresgid32 - - 210 210,
        setresuid32 - - 208 208, setreuid32 - - 203 203, setuid32 - - 213 213, sgetmask - - 68 -, sigaction - - 67 67, signal - - 48 -,
        sigpending - - 73 73, sigprocmask - - 126 126, sigreturn - - 119 119, sigsuspend - - 72 72, ssetmask - - 69 -, stat64 - - 195 195,
        statfs64 - - 268 266, timer_gettime64 - - 408 408, timer_settime64 - - 409 409, timerfd_gettime64 - - 410 410, timerfd_settime64 - - 411 411,
        truncate64 - - 193 193, ugetrlimit - - 191 191, utimensat_time64 - - 412 412, waitpid - - 7 -, sync_file_range2 - - - 341
        [rule]
        clone 56 220 120 120, clone3 435 435 435 435, personality 135 92 136 136, socket 41 198 359 281
        [CAP_DAC_READ_SEARCH]
        name_to_handle_at 303 264 341 370, open_by_handle_at 304 265 342 371
        [CAP_SYS_ADMIN]
        syslog 103 116 103 103, pivot_root 155 41 217 218, mount 165 40 21 21, umount2 166 39 52 52, swapon 167 224 87 87, swapoff 168 225 115 115,
        sethostname 170 161 74 74, setdomainname 171 162 121 121, quotactl 179 60 131 131, lookup_dcookie 212 18 253 249, unshare 272 97 310 337,
        perf_event_open 298 241 336 364, fanotify_init 300 262 338 367, setns 308 268 346 375, bpf 321 280 357 386, open_tree 428 428 428 428,
        move_mount 429 429 429 429, fsopen 430 430 430 430, fsconfig 431 431 431 431, fsmount 432 432 432 432, fspick 433 433 433 433,
        mount_setattr 442 442 442 442, quotactl_fd 443 443 443 443, statmount 457 457 457 457, listmount 458 458 458 458, open_tree_attr 467 467 467 467,
        umount - - 22 -
        [CAP_SYS_BOOT]
        reboot 169 142 88 88, kexec_load 246 104 283 347, kexec_file_load 320 294 - 401
        [CAP_SYS_CHROOT]
        chroot 161 51 61 61
        [CAP_SYS_MODULE]
        init_module 175 105 128 128, delete_module 176 106 129 129, finit_module 313 273 350 379
        [CAP_SYS_NICE]
        mbind 237 235 274 319, set_mempolicy 238 237 276 321, get_mempolicy 239 236 275 320, migrate_pages 256 238 294 400, move_pages 279 239 317 344,
        set_mempolicy_home_node 450 450 450 450
        [CAP_SYS_PACCT]
        acct 163 89 51 51
        [CAP_SYS_PTRACE]
        process_vm_readv 310 270 347 376, process_vm_writev 311 271 348 377, kcmp 312 272 349 378, userfaultfd 323 282 374 388, pidfd_getfd 438 438 438 438,
        process_madvise 440 440 440 440
        [CAP_SYS_RAWIO]
        iopl 172 - 110 -, ioperm 173 - 101 -
        [CAP_SYS_TIME]
        settimeofday 164 170 79 79, clock_settime 227 112 264 262, clock_adjtime 305 266 343 372, clock_adjtime64 - - 405 405, clock_settime64 - - 404 404,
        stime - - 25 -
        [CAP_SYS_TTY_CONFIG]
        vhangup 153 58 111 111
        [never]
        uselib 134 - 86 86, ustat 136 - 62 62, sysfs 139 - 135 135, _sysctl 156 - 149 149, create_module 174 - 127 -, get_kernel_syms 177 - 130 -,
        query_module 178 - 167 -, nfsservctl 180 42 169 169, getpmsg 181 - 188 -, putpmsg 182 - 189 -, afs_syscall 183 - 137 -, tuxcall 184 - - -,
        security 185 - - -, epoll_ctl_old 214 - - -, epoll_wait_old 215 - - -, vserver 236 - 273 313, add_key 248 217 286 309, request_key 249 218 287 310,
        keyctl 250 219 288 311, io_uring_setup 425 425 425 425, io_uring_enter 426 426 426 426, io_uring_register 427 427 427 427,
        lsm_get_self_attr 459 459 459 459, lsm_set_self_attr 460 460 460 460, lsm_list_modules 461 461 461 461, bdflush - - 134 134, break - - 17 -,
        ftime - - 35 -, gtty - - 32 -, idle - - 112 -, lock - - 53 -, mpx - - 56 -, oldfstat - - 28 -, oldlstat - - 84 -, oldolduname - - 59 -,
        oldstat - - 18 -, olduname - - 109 -, pciconfig_iobase - - - 271, pciconfig_read - - - 272, pciconfig_write - - - 273, prof - - 44 -,
        profil - - 98 -, readdir - - 89 -, socketcall - - 102 -, stty - - 31 -, ulimit - - 58 -, vm86 - - 166 -, vm86old - - 113 -
        """;

    private static readonly Lazy<Dictionary<string, Entry>> s_entries = new(Parse);

    /// <summary>All calls by name.</summary>
    public static IReadOnlyDictionary<string, Entry> Entries => s_entries.Value;

    private static Dictionary<string, Entry> Parse()
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        var use = "";
        foreach (var line in Text.Split('\n'))
        {
            if (line.StartsWith('['))
            {
                use = line.Trim('[', ']');
                continue;
            }

            foreach (var entry in line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var parts = entry.Split(' ');
                entries.Add(parts[0], new Entry(use, Number(parts[1]), Number(parts[2]), Number(parts[3]), Number(parts[4])));
            }
        }

        return entries;
    }

    private static int? Number(string text) => text == "-" ? null : int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>One call.</summary>
    /// <param name="Use">The class that it belongs to in the table.</param>
    /// <param name="X64">Its number on x86-64, or null when there is none.</param>
    /// <param name="Arm64">Its number on arm64, or null when there is none.</param>
    /// <param name="X86">The same for 32-bit programs on x86-64.</param>
    /// <param name="Arm">The same for 32-bit programs on arm64.</param>
    internal sealed record Entry(string Use, int? X64, int? Arm64, int? X86, int? Arm)
    {
        /// <summary>Harmless in any container.</summary>
        public const string Any = "any";

        /// <summary>Depends on its arguments.</summary>
        public const string Rule = "rule";

        /// <summary>Not for containers.</summary>
        public const string Never = "never";

        /// <summary>Its number on an architecture, or null when there is none.</summary>
        public int? On(Architecture architecture) => architecture switch
        {
            Architecture.Arm64 => Arm64,
            Architecture.X86 => X86,
            Architecture.Arm => Arm,
            _ => X64,
        };
    }
}
