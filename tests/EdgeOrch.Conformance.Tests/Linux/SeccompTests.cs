using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Linux;

/// <summary>config-linux.md, Seccomp.</summary>
public sealed class SeccompTests : ContainerTest
{
    private const int SigSys = 31;
    private const int Eaddrnotavail = 99;
    private const string Architectures = """["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32", "SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"]""";

    // What busybox and sys need.
    private const string Usual = """{ "names": ["access", "arch_prctl", "brk", "capget", "capset", "chdir", "clone", "close", "close_range", "dup2", "dup3", "epoll_ctl", "epoll_wait", "epoll_pwait", "execve", "exit", "exit_group", "faccessat", "faccessat2", "fcntl", "fork", "fstat", "fstatfs", "futex", "getcwd", "getdents64", "getegid", "geteuid", "getgid", "getpid", "getppid", "getrandom", "getuid", "ioctl", "lstat", "madvise", "mmap", "mprotect", "munmap", "nanosleep", "newfstatat", "open", "openat", "openat2", "pipe", "pipe2", "poll", "prctl", "prlimit64", "read", "readlink", "readlinkat", "rseq", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_yield", "set_robust_list", "set_tid_address", "setgid", "setgroups", "setresgid", "setresuid", "setuid", "setsid", "setpgid", "sigaltstack", "stat", "statx", "tgkill", "umask", "uname", "vfork", "wait4", "waitid", "write", "writev"], "action": "SCMP_ACT_ALLOW" }""";

    [RuntimeTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Errno_OfOneCall_LeavesTheOthers(bool noNewPrivileges)
    {
        Container.Process["noNewPrivileges"] = noNewPrivileges;
        Filter("""{ "names": ["mkdirat", "mkdir"], "action": "SCMP_ACT_ERRNO" }""");
        Assert.Equal("EPERM\n0", Container.Shows("sys mkdirat -100 @/tmp/x 0700 , symlinkat @a -100 @/tmp/y"));
    }

    [RuntimeFact]
    public void Errno_WithANumber_IsThat()
    {
        Filter("""{ "names": ["mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38 }""");
        Assert.Equal("ENOSYS", Container.Shows("sys mkdirat -100 @/tmp/x 0700"));
    }

    [RuntimeFact]
    public void DefaultErrno_WithANumber_IsThatOfAllOthers()
    {
        Container.Linux["seccomp"] = ConfigJson.Json($$"""{ "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 99, "architectures": {{Architectures}}, "syscalls": [{{Usual}}] }""");
        Assert.Equal("EADDRNOTAVAIL", Container.Shows("sys mkdirat -100 @/tmp/x 0700"));
    }

    [RuntimeTheory]
    [InlineData("SCMP_ACT_KILL")]
    [InlineData("SCMP_ACT_KILL_THREAD")]
    [InlineData("SCMP_ACT_KILL_PROCESS")]
    [InlineData("SCMP_ACT_TRAP")]
    public void Kill_EndsTheProcessWithSigsys(string action)
    {
        Filter($$"""{ "names": ["mkdirat"], "action": "{{action}}" }""");
        Assert.Equal($"{128 + SigSys}", Container.Shows("sys mkdirat -100 @/tmp/x 0700; echo $?").Split('\n')[^1]);
    }

    [RuntimeTheory]
    [InlineData("SCMP_ACT_ALLOW", "0")]
    [InlineData("SCMP_ACT_LOG", "0")]
    [InlineData("SCMP_ACT_TRACE", "ENOSYS")]
    public void OtherActions_DoWhatTheKernelSays(string action, string seen)
    {
        Filter($$"""{ "names": ["mkdirat"], "action": "{{action}}" }""");
        Assert.Equal(seen, Container.Shows("sys mkdirat -100 @/tmp/x 0700"));
    }

    [RuntimeTheory]
    [InlineData("SCMP_CMP_EQ", 8, 0, "EPERM", "ESRCH", "ESRCH")]
    [InlineData("SCMP_CMP_NE", 8, 0, "ESRCH", "EPERM", "EPERM")]
    [InlineData("SCMP_CMP_LT", 8, 0, "ESRCH", "EPERM", "ESRCH")]
    [InlineData("SCMP_CMP_LE", 8, 0, "EPERM", "EPERM", "ESRCH")]
    [InlineData("SCMP_CMP_GE", 8, 0, "EPERM", "ESRCH", "EPERM")]
    [InlineData("SCMP_CMP_GT", 8, 0, "ESRCH", "ESRCH", "EPERM")]
    [InlineData("SCMP_CMP_MASKED_EQ", 12, 8, "EPERM", "ESRCH", "EPERM")]
    public void Args_Operators_CompareTheArgument(string op, int value, int two, string eight, string four, string nine)
    {
        Filter($$"""{ "names": ["kill"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 1, "value": {{value}}, "valueTwo": {{two}}, "op": "{{op}}" }] }""");
        Assert.Equal($"{eight} {four} {nine}", Container.Shows("echo $(sys kill 4194000 8) $(sys kill 4194000 4) $(sys kill 4194000 9)"));
    }

    [RuntimeFact]
    public void Args_LargerThan32Bits_AreComparedWhole()
    {
        Filter("""{ "names": ["keyctl"], "action": "SCMP_ACT_ERRNO", "errnoRet": 99, "args": [{ "index": 1, "value": 4294967297, "op": "SCMP_CMP_EQ" }] }""");
        var seen = Container.Shows("echo $(sys keyctl 99999 0x100000001) $(sys keyctl 99999 1)").Split(' ');
        Assert.Equal("EADDRNOTAVAIL", seen[0]);
        Assert.NotEqual("EADDRNOTAVAIL", seen[1]);
    }

    [RuntimeFact]
    public void Args_SeveralOfARule_MustAllHold()
    {
        Filter("""{ "names": ["symlinkat"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 1, "value": 5, "op": "SCMP_CMP_EQ" }, { "index": 3, "value": 6, "op": "SCMP_CMP_EQ" }] }""");
        Assert.Equal("EPERM EBADF EBADF", Container.Shows("echo $(sys symlinkat @a 5 @x 6) $(sys symlinkat @a 5 @x 7) $(sys symlinkat @a 4 @x 6)"));
    }

    [RuntimeFact]
    public void Rules_SeveralForOneCall_HoldEach()
    {
        Filter("""{ "names": ["kill"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 1, "value": 5, "op": "SCMP_CMP_EQ" }] }""", """{ "names": ["kill"], "action": "SCMP_ACT_ERRNO", "errnoRet": 99, "args": [{ "index": 1, "value": 6, "op": "SCMP_CMP_EQ" }] }""");
        Assert.Equal("EPERM EADDRNOTAVAIL ESRCH", Container.Shows("echo $(sys kill 4194000 5) $(sys kill 4194000 6) $(sys kill 4194000 7)"));
    }

    [RuntimeFact]
    public void Names_UnknownOnes_ArePassedOver()
    {
        Filter("""{ "names": ["no_such_call", "mkdirat"], "action": "SCMP_ACT_ERRNO" }""");
        Assert.Equal("EPERM", Container.Shows("sys mkdirat -100 @/tmp/x 0700"));
    }

    [RuntimeFact]
    public void Exec_FurtherProcess_IsFilteredToo()
    {
        Filter("""{ "names": ["mkdirat"], "action": "SCMP_ACT_ERRNO" }""");
        Container.Launch("exec sleep 100");
        Assert.Equal("EPERM", Container.Exec("sys mkdirat -100 @/tmp/x 0700"));
    }

    [RuntimeFact]
    public void Filter_IsOn()
    {
        Filter("""{ "names": ["mkdirat"], "action": "SCMP_ACT_ERRNO" }""");
        Assert.Equal("2", Container.Shows("grep Seccomp: /proc/self/status | cut -f2"));
    }

    [RuntimeFact]
    public void None_LeavesItOff() => Assert.Equal("0", Container.Shows("grep Seccomp: /proc/self/status | cut -f2"));

    [RuntimeTheory]
    [InlineData("""["SECCOMP_FILTER_FLAG_LOG"]""")]
    [InlineData("""["SECCOMP_FILTER_FLAG_SPEC_ALLOW"]""")]
    [InlineData("""["SECCOMP_FILTER_FLAG_TSYNC"]""")]
    public void Flags_Known_AreFine(string flags)
    {
        Filter("""{ "names": ["mkdirat"], "action": "SCMP_ACT_ERRNO" }""");
        Container.Linux["seccomp"]!["flags"] = ConfigJson.Json(flags);
        Assert.Equal("EPERM", Container.Shows("sys mkdirat -100 @/tmp/x 0700"));
    }

    [RuntimeTheory]
    [InlineData("""{ "defaultAction": "SCMP_ACT_NOSUCH" }""")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_NOSUCH"], "syscalls": [{ "names": ["mkdirat"], "action": "SCMP_ACT_ERRNO" }] }""")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdirat"], "action": "SCMP_ACT_NOSUCH" }] }""")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdirat"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 0, "value": 1, "op": "SCMP_CMP_NOSUCH" }] }] }""")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdirat"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 6, "value": 1, "op": "SCMP_CMP_EQ" }] }] }""")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "flags": ["SECCOMP_FILTER_FLAG_NOSUCH"], "syscalls": [{ "names": ["mkdirat"], "action": "SCMP_ACT_ERRNO" }] }""")]
    public void Words_Unknown_AreRefused(string seccomp)
    {
        Container.Linux["seccomp"] = ConfigJson.Json(seccomp);
        Container.Refused();
    }

    // 296 is mkdirat, 102 socketcall, whose first argument 1 is socket.
    [RuntimeTheory]
    [InlineData("sys :296 -100 0 0700", "EPERM")]
    [InlineData("sys :102 1 0", "EPERM")]
    [InlineData("sys :102 2 0", "EFAULT")]
    [InlineData("sys :304 0 -100 0", "EFAULT")]
    public void Architectures_Of32BitPrograms_AreFilteredByTheirNumbers(string script, string seen)
    {
        Assert.SkipUnless(IsX64, "only x86-64 has calls of 32-bit x86");
        Filter("""{ "names": ["mkdirat", "socket"], "action": "SCMP_ACT_ERRNO" }""");
        Assert.Equal(seen, Container.Shows(script));
    }

    [RuntimeTheory]
    [InlineData("sys :20")]
    [InlineData("sys 0x40000027")]
    public void Architectures_NotListed_CannotBeCalledInTheirManner(string script)
    {
        Assert.SkipUnless(IsX64, "only x86-64 has calls of 32-bit x86");
        Filter("""{ "names": ["mkdirat"], "action": "SCMP_ACT_ERRNO" }""");
        Container.Linux["seccomp"]!["architectures"] = ConfigJson.Texts("SCMP_ARCH_X86_64");
        var seen = Container.Shows($"{script}; echo $?").Split('\n');
        Assert.True(seen[^1] == $"{128 + SigSys}" || seen[0] == "ENOSYS", string.Join(' ', seen));
    }

    [RuntimeTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Notify_Listener_GetsTheProcessStateAndAnswersTheCall(bool noNewPrivileges)
    {
        Container.Process["noNewPrivileges"] = noNewPrivileges;
        Notify();
        using var listener = new SeccompListener(Container.PathOf("listener"));
        var answered = listener.AnswerAsync(Eaddrnotavail);
        Assert.Equal("EADDRNOTAVAIL", Container.Shows("sys mkdirat -100 @/tmp/x 0700"));

        var state = await answered.WaitAsync(TestContainer.Patience);
        Assert.Equal("""["seccompFd"]""", state["fds"]!.ToJsonString());
        Assert.Equal("of the listener", (string)state["metadata"]!);
        Assert.Equal((Container.Id, Container.Bundle), ((string)state["state"]!["id"]!, (string)state["state"]!["bundle"]!));
        Assert.Equal((int)state["pid"]!, (int)state["state"]!["pid"]!);
    }

    [RuntimeFact]
    public async Task Notify_OfAFurtherProcess_IsAnsweredToo()
    {
        Notify();
        using var listener = new SeccompListener(Container.PathOf("listener"));
        var first = listener.AcceptAsync();
        Container.Launch("exec sleep 100");
        using var held = await first.WaitAsync(TestContainer.Patience);
        var answered = listener.AnswerAsync(Eaddrnotavail);
        Assert.Equal("EADDRNOTAVAIL", Container.Exec("sys mkdirat -100 @/tmp/x 0700"));
        Assert.NotEqual(Container.Pid, (int)(await answered.WaitAsync(TestContainer.Patience))["pid"]!);
    }

    [RuntimeFact]
    public void Notify_NobodyListens_IsRefused()
    {
        Notify();
        Container.Refused();
    }

    private static bool IsX64 => System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64;

    private void Notify()
    {
        Filter("""{ "names": ["mkdirat"], "action": "SCMP_ACT_NOTIFY" }""");
        (Container.Linux["seccomp"]!["listenerPath"], Container.Linux["seccomp"]!["listenerMetadata"]) = (Container.PathOf("listener"), "of the listener");
    }

    private void Filter(params string[] rules) =>
        Container.Linux["seccomp"] = ConfigJson.Json($$"""{ "defaultAction": "SCMP_ACT_ALLOW", "architectures": {{Architectures}}, "syscalls": [{{string.Join(',', rules)}}] }""");
}
