using System.Runtime.InteropServices;

namespace EdgeOrch.Containers.Kernel;

/// <summary>A system call: its name for messages and its number on this architecture (x64 and arm64; arm64 has only the *at forms).</summary>
internal readonly record struct Syscall(string Name, int Number)
{
    public static readonly Syscall Read = Of("read", 0, 63);
    public static readonly Syscall Write = Of("write", 1, 64);
    public static readonly Syscall Close = Of("close", 3, 57);
    public static readonly Syscall Lseek = Of("lseek", 8, 62);
    public static readonly Syscall RtSigaction = Of("rt_sigaction", 13, 134);
    public static readonly Syscall RtSigprocmask = Of("rt_sigprocmask", 14, 135);
    public static readonly Syscall Ioctl = Of("ioctl", 16, 29);
    public static readonly Syscall Socket = Of("socket", 41, 198);
    public static readonly Syscall Setsockopt = Of("setsockopt", 54, 208);
    public static readonly Syscall Sendmsg = Of("sendmsg", 46, 211);
    public static readonly Syscall Recvmsg = Of("recvmsg", 47, 212);
    public static readonly Syscall Socketpair = Of("socketpair", 53, 199);
    public static readonly Syscall Execve = Of("execve", 59, 221);
    public static readonly Syscall Fcntl = Of("fcntl", 72, 25);
    public static readonly Syscall Chdir = Of("chdir", 80, 49);
    public static readonly Syscall Fchdir = Of("fchdir", 81, 50);
    public static readonly Syscall Fchown = Of("fchown", 93, 55);
    public static readonly Syscall Kill = Of("kill", 62, 129);
    public static readonly Syscall Umask = Of("umask", 95, 166);
    public static readonly Syscall Setsid = Of("setsid", 112, 157);
    public static readonly Syscall Setgroups = Of("setgroups", 116, 159);
    public static readonly Syscall Setresuid = Of("setresuid", 117, 147);
    public static readonly Syscall Setresgid = Of("setresgid", 119, 149);
    public static readonly Syscall Capset = Of("capset", 126, 91);
    public static readonly Syscall Statfs = Of("statfs", 137, 43);
    public static readonly Syscall Fstatfs = Of("fstatfs", 138, 44);
    public static readonly Syscall Personality = Of("personality", 135, 92);
    public static readonly Syscall PivotRoot = Of("pivot_root", 155, 41);
    public static readonly Syscall Prctl = Of("prctl", 157, 167);
    public static readonly Syscall Chroot = Of("chroot", 161, 51);
    public static readonly Syscall Mount = Of("mount", 165, 40);
    public static readonly Syscall Umount = Of("umount2", 166, 39);
    public static readonly Syscall Sethostname = Of("sethostname", 170, 161);
    public static readonly Syscall Setdomainname = Of("setdomainname", 171, 162);
    public static readonly Syscall Getxattr = Of("getxattr", 191, 8);
    public static readonly Syscall SchedSetaffinity = Of("sched_setaffinity", 203, 122);
    public static readonly Syscall ExitGroup = Of("exit_group", 231, 94);
    public static readonly Syscall Waitid = Of("waitid", 247, 95);
    public static readonly Syscall Keyctl = Of("keyctl", 250, 219);
    public static readonly Syscall IoprioSet = Of("ioprio_set", 251, 30);
    public static readonly Syscall Openat = Of("openat", 257, 56);
    public static readonly Syscall Mkdirat = Of("mkdirat", 258, 34);
    public static readonly Syscall Mknodat = Of("mknodat", 259, 33);
    public static readonly Syscall Fchownat = Of("fchownat", 260, 54);
    public static readonly Syscall Unlinkat = Of("unlinkat", 263, 35);
    public static readonly Syscall Symlinkat = Of("symlinkat", 266, 36);
    public static readonly Syscall Readlinkat = Of("readlinkat", 267, 78);
    public static readonly Syscall Fchmodat = Of("fchmodat", 268, 53);
    public static readonly Syscall Faccessat = Of("faccessat", 269, 48);
    public static readonly Syscall Ppoll = Of("ppoll", 271, 73);
    public static readonly Syscall EpollCreate = Of("epoll_create1", 291, 20);
    public static readonly Syscall EpollControl = Of("epoll_ctl", 233, 21);
    public static readonly Syscall EpollWait = Of("epoll_pwait", 281, 22);
    public static readonly Syscall Unshare = Of("unshare", 272, 97);
    public static readonly Syscall Dup3 = Of("dup3", 292, 24);
    public static readonly Syscall Pipe2 = Of("pipe2", 293, 59);
    public static readonly Syscall Prlimit = Of("prlimit64", 302, 261);
    public static readonly Syscall SchedSetattr = Of("sched_setattr", 314, 274);
    public static readonly Syscall Seccomp = Of("seccomp", 317, 277);
    public static readonly Syscall MemfdCreate = Of("memfd_create", 319, 279);
    public static readonly Syscall Bpf = Of("bpf", 321, 280);
    public static readonly Syscall Setns = Of("setns", 308, 268);
    public static readonly Syscall Execveat = Of("execveat", 322, 281);
    public static readonly Syscall Statx = Of("statx", 332, 291);
    public static readonly Syscall PidfdSendSignal = Of("pidfd_send_signal", 424, 424);
    public static readonly Syscall OpenTree = Of("open_tree", 428, 428);
    public static readonly Syscall MoveMount = Of("move_mount", 429, 429);
    public static readonly Syscall Fsopen = Of("fsopen", 430, 430);
    public static readonly Syscall Fsconfig = Of("fsconfig", 431, 431);
    public static readonly Syscall Fsmount = Of("fsmount", 432, 432);
    public static readonly Syscall PidfdOpen = Of("pidfd_open", 434, 434);
    public static readonly Syscall Clone3 = Of("clone3", 435, 435);
    public static readonly Syscall CloseRange = Of("close_range", 436, 436);
    public static readonly Syscall Openat2 = Of("openat2", 437, 437);
    public static readonly Syscall PidfdGetfd = Of("pidfd_getfd", 438, 438);
    public static readonly Syscall MountSetattr = Of("mount_setattr", 442, 442);

    private static Syscall Of(string name, int x64, int arm64) => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => new Syscall(name, x64),
        Architecture.Arm64 => new Syscall(name, arm64),
        var other => throw new PlatformNotSupportedException($"containers need x64 or arm64, not {other}"),
    };
}
