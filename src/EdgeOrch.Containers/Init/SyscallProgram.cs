using System.Runtime.InteropServices;
using System.Text;
using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Init;

/// <summary>
/// Builds, in native memory, the system calls that a forked child makes. Texts and buffers live as long as the program; the child
/// works on its own copy of them.
/// </summary>
internal sealed unsafe class SyscallProgram : IDisposable
{
    /// <summary>Registers 0 and 1 hold the record of a failure; these are free for programs.</summary>
    public const int FirstFreeRegister = 2;

    private const int MaxRegisters = 512;
    private const string StoredName = "steps";

    private readonly List<Instruction> _instructions = [];
    private readonly List<(string Step, string Call, string Target)> _descriptions = [];
    private readonly List<nint> _memory = [];
    private readonly nint* _registers;
    private readonly List<int> _descriptors = [];
    private int _nextRegister = FirstFreeRegister;
    private string _step = "";

    public SyscallProgram() => _registers = (nint*)Bytes(MaxRegisters * sizeof(nint));

    /// <summary>How many calls there are so far; also the index of the next one.</summary>
    public int Count => _instructions.Count;

    /// <summary>A register's index, for results and arguments.</summary>
    public int NewRegister() => _nextRegister < MaxRegisters ? _nextRegister++ : throw new ContainerException("the container has too many mounts");

    /// <summary>Address of a register, for calls that read a record from memory.</summary>
    public nint AddressOf(int register) => (nint)(_registers + register);

    /// <summary>Sets a register before the start.</summary>
    public void Preset(int register, nint value) => _registers[register] = value;

    /// <summary>Descriptors that the child needs, closed with the program; see <see cref="Own"/>.</summary>
    public IReadOnlyList<int> Descriptors => _descriptors;

    /// <summary>Gives the program a descriptor, which the child inherits.</summary>
    public int Own(int fd)
    {
        _descriptors.Add(fd);
        return fd;
    }

    /// <summary>Zeroed native memory.</summary>
    public nint Bytes(int size)
    {
        var address = (nint)NativeMemory.AllocZeroed((nuint)size);
        _memory.Add(address);
        return address;
    }

    /// <summary>A NUL-terminated copy of a text.</summary>
    public nint Text(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) throw new ContainerException($"\"{text.Replace("\0", "\\0", StringComparison.Ordinal)}\" holds a NUL");
        var address = Bytes(Encoding.UTF8.GetByteCount(text) + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>((void*)address, Encoding.UTF8.GetByteCount(text)));
        return address;
    }

    /// <summary>A NULL-terminated array of texts, as execve takes it.</summary>
    public nint Texts(IReadOnlyList<string> texts)
    {
        var array = (nint*)Bytes((texts.Count + 1) * sizeof(nint));
        for (var i = 0; i < texts.Count; i++) array[i] = Text(texts[i]);
        return (nint)array;
    }

    /// <summary>Names the step that the following calls belong to, for those who read the program.</summary>
    public void Begin(string step) => _step = step;

    /// <summary>What the call at an index is for.</summary>
    public (string Step, string Call, string Target) Describe(int index) => _descriptions[index];

    /// <summary>Appends a call; the reference may be used to say what follows from its outcome.</summary>
    public ref Instruction Add(Syscall call, string target, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0)
    {
        _instructions.Add(new Instruction { Number = call.Number, A = a, B = b, C = c, D = d, E = e, F = f, Result = -1, Required = -1 });
        _descriptions.Add((_step, call.Name, target));
        return ref CollectionsMarshal.AsSpan(_instructions)[^1];
    }

    /// <summary>The call at an index again, to set how far it skips.</summary>
    public ref Instruction At(int index) => ref CollectionsMarshal.AsSpan(_instructions)[index];

    /// <summary>The exception for a failure that the child reported.</summary>
    public ContainerException Failure(long index, int errno)
    {
        var (_, call, target) = index >= 0 && index < _descriptions.Count ? _descriptions[(int)index] : ("", "program", "?");
        return new ContainerException(call, target, errno);
    }

    /// <summary>Keeps the names of the calls in a folder, for <see cref="StoredFailure"/> in another process.</summary>
    public void Store(string folder) => File.WriteAllLines($"{folder}/{StoredName}", _descriptions.Select(d => OneLine($"{d.Call} {d.Target}")));

    /// <summary>The exception for a failure that a child reported whose program another process made.</summary>
    public static ContainerException StoredFailure(string folder, long index, int errno)
    {
        var path = $"{folder}/{StoredName}";
        var line = File.Exists(path) ? File.ReadLines(path).ElementAtOrDefault((int)index) : null;
        var parts = (line ?? "program ?").Split(' ', 2);
        return new ContainerException(parts[0], parts[1], errno);
    }

    /// <summary>Removes what <see cref="Store"/> made.</summary>
    public static void RemoveStored(string folder) => File.Delete($"{folder}/{StoredName}");

    /// <summary>Forks; the child runs the program.</summary>
    /// <param name="flags">clone3 flags beside CLONE_PIDFD; never CLONE_VM.</param>
    /// <param name="statusFd">Descriptor to which the child writes {index, errno} when a call fails.</param>
    /// <param name="cgroup">Folder of a cgroup of version 2 in which the child begins; null leaves it the caller's.</param>
    /// <exception cref="ContainerException">The fork failed.</exception>
    public (int Pid, int PidFd) Start(long flags, int statusFd, string? cgroup = null)
    {
        var native = (Instruction*)Bytes(_instructions.Count * sizeof(Instruction));
        CollectionsMarshal.AsSpan(_instructions).CopyTo(new Span<Instruction>(native, _instructions.Count));
        var numbers = (nint*)Bytes(4 * sizeof(nint));
        numbers[0] = Syscall.Clone3.Number;
        numbers[1] = Syscall.RtSigprocmask.Number;
        numbers[2] = Syscall.Write.Number;
        numbers[3] = Syscall.ExitGroup.Number;
        var signals = (ulong*)Bytes(24);
        signals[0] = ulong.MaxValue;
        var pidfd = (int*)Bytes(8);
        *pidfd = -1;

        // struct clone_args: flags, pidfd, child_tid, parent_tid, exit_signal, then stack and the rest, all zero.
        var clone = (ulong*)Bytes(88);
        clone[0] = (ulong)(flags | Flags.ClonePidfd);
        clone[1] = (ulong)pidfd;
        clone[4] = Flags.SigChld;
        var cgroupFd = cgroup is null ? -1 : Libc.TryOpen(cgroup, Flags.Directory | Flags.CloseOnExec);
        if (cgroup is not null)
        {
            if (cgroupFd < 0) throw new ContainerException("open", $"cgroup {cgroup}", -cgroupFd);
            clone[0] |= Flags.CloneIntoCgroup;
            clone[10] = (ulong)cgroupFd;
        }

        ForkedChild.Start(Libc.SyscallAddress, Libc.ErrnoAddress, numbers, signals, 0, 0, native, 0, _registers, statusFd);
        var pid = ForkedChild.Start(
            Libc.SyscallAddress, Libc.ErrnoAddress, numbers, signals, (nint)clone, 88, native, _instructions.Count, _registers, statusFd);
        Libc.Close(cgroupFd);
        return pid < 0 ? throw new ContainerException("clone3", "the new process", (int)-pid) : ((int)pid, *pidfd);
    }

    private static string OneLine(string text) => text.Replace('\n', ' ').Replace('\r', ' ');

    public void Dispose()
    {
        foreach (var address in _memory) NativeMemory.Free((void*)address);
        _memory.Clear();
        foreach (var fd in _descriptors) Libc.Close(fd);
        _descriptors.Clear();
    }
}
