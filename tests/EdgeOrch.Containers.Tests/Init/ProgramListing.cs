using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using EdgeOrch.Containers.Capabilities;
using EdgeOrch.Containers.Init;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Seccomp;

namespace EdgeOrch.Containers.Tests.Init;

/// <summary>
/// Writes a <see cref="SyscallProgram"/> as text: one line a call, with all of its arguments in words. What differs from one build of
/// it to the next (addresses, descriptors, indices) is named by what it stands for, so that two listings are equal when the programs do the same.
/// </summary>
internal sealed unsafe class ProgramListing
{
    private readonly SyscallProgram _program;
    private readonly Dictionary<nint, string> _descriptors = new() { [Flags.AtFdCwd] = "AT_FDCWD" };
    private readonly Dictionary<nint, string> _registers = [];

    private ProgramListing(SyscallProgram program, IReadOnlyDictionary<int, string> descriptors)
    {
        _program = program;
        foreach (var (fd, role) in descriptors) _descriptors[fd] = role;
        for (var i = 0; i < program.Descriptors.Count; i++) _descriptors[program.Descriptors[i]] = $"taken {i + 1}";
    }

    /// <summary>The text.</summary>
    /// <param name="program">The program; it must not have run.</param>
    /// <param name="descriptors">What descriptors of this process are.</param>
    public static string Of(SyscallProgram program, IReadOnlyDictionary<int, string> descriptors) => new ProgramListing(program, descriptors).Text();

    private string Text()
    {
        var text = new StringBuilder();
        var step = "";
        for (var i = 0; i < _program.Count; i++)
        {
            var (ofStep, call, target) = _program.Describe(i);
            if (ofStep != step) text.Append(text.Length > 0 ? "\n" : "").Append(CultureInfo.InvariantCulture, $"{step = ofStep}\n");

            // Which ranges there are between the descriptors that are kept depends on their numbers.
            var first = i;
            if (call == "close_range" && _program.At(i + 1).Number == Syscall.CloseRange.Number && _program.At(i).C == 0) continue;
            while (IsOneOfMany(i) && IsOneOfMany(i + 1)) i++;
            ref var op = ref _program.At(i);
            var line = Line(call, target, op, _program.At(first));
            if (op.Result >= 0) _registers[op.Result] = target;
            text.Append("    ").Append(line);
            if (!line.Contains(target, StringComparison.Ordinal) && call is not ("rt_sigaction" or "prctl" or "close" or "execve" or "write" or "seccomp")) text.Append(CultureInfo.InvariantCulture, $"    # {target}");
            text.Append('\n');
        }

        return text.ToString();
    }

    private string Line(string call, string target, in Instruction op, in Instruction first)
    {
        var (a, b, c, d, e) = (op.A, op.B, op.C, op.D, op.E);
        var text = call switch
        {
            "close_range" => c == 0 ? $"all but {Kept()}" : $"from {a} up, {Bits("CloseRange", c, ("CLOEXEC", 4))}",
            "rt_sigaction" => $"{first.A} to {a}, default",
            "rt_sigprocmask" => "SIG_SETMASK, none",
            "prctl" => Prctl(a, b, c, first.B),
            "setsid" => "",
            "umask" => Octal(a),
            "keyctl" => $"{(a == 1 ? "KEYCTL_JOIN_SESSION_KEYRING" : a)}, {(b == 0 ? "new" : b)}",
            "openat" => $"{Fd(a, op, 0)}, {Quoted(b)}, {OpenFlags(c)}",
            "write" => $"{Fd(a, op, 0)}, {Written(b, c)}",
            "read" => $"{Fd(a, op, 0)}, {c} byte",
            "close" => Fd(a, op, 0),
            "fcntl" => $"{Fd(a, op, 0)}, {(b == 1030 ? "F_DUPFD_CLOEXEC" : b)}, {c}",
            "dup3" => $"{Fd(a, op, 0)}, {b}",
            "fchown" => $"{Fd(a, op, 0)}, {b}, {c}",
            "clone3" => Bits("Clone", (nint)((ulong*)a)[0], ("NEWTIME", (nint)Flags.CloneNewTime)),
            "unshare" => Bits("Clone", a, ("NEWTIME", (nint)Flags.CloneNewTime)),
            "setns" => $"{Fd(a, op, 0)}, {Bits("Clone", b)}",
            "socket" => a == 2 && b == (2 | Flags.CloseOnExec) ? "AF_INET, SOCK_DGRAM|SOCK_CLOEXEC" : $"{a}, {b}",
            "ioctl" => Ioctl(op),
            "sendmsg" => $"{Fd(a, op, 0)}, {Quoted(((nint**)b)[2][0])} with a descriptor",
            "mount" => $"{Quoted(a)}, {Quoted(b)}, {Quoted(c)}, {Bits("Ms", d)}, {Quoted(e)}",
            "umount2" => $"{Quoted(a)}, {Bits("Mnt", b)}",
            "pivot_root" => $"{Quoted(a)}, {Quoted(b)}",
            "chdir" or "chroot" => Quoted(a),
            "fchdir" => Fd(a, op, 0),
            "sethostname" or "setdomainname" => $"{Quoted(a)}, {b}",
            "symlinkat" => $"{Quoted(a)}, {Fd(b, op, 1)}, {Quoted(c)}",
            "mkdirat" => $"{Fd(a, op, 0)}, {Quoted(b)}, {Octal(c)}",
            "mknodat" => $"{Fd(a, op, 0)}, {Quoted(b)}, {Node(c)}{((c & Flags.SIfmt) is Flags.SIfchr or Flags.SIfblk ? $", {d >> 8 & 0xfff}:{(d & 0xff) | d >> 12 & 0xfff00}" : "")}",
            "fchmodat" => $"{Fd(a, op, 0)}, {Quoted(b)}, {Octal(c)}",
            "fchownat" => $"{Fd(a, op, 0)}, {Quoted(b)}, {c}, {d}",
            "faccessat" => $"{Fd(a, op, 0)}, {Quoted(b)}, {(c == 1 ? "X_OK" : c)}",
            "open_tree" => $"{Fd(a, op, 0)}, {Quoted(b)}, {TreeFlags(c)}",
            "move_mount" => $"{Fd(a, op, 0)}, {Quoted(b)}, {Fd(c, op, 2)}, {Quoted(d)}, {Bits("Move", e)}",
            "mount_setattr" => $"{Fd(a, op, 0)}, {Quoted(b)}, set {Bits("Attr", (nint)((ulong*)d)[0])}, clear {Bits("Attr", (nint)((ulong*)d)[1])}",
            "prlimit64" => $"{target}, {((ulong*)c)[0]}, {((ulong*)c)[1]}",
            "setgroups" => $"[{string.Join(", ", new ReadOnlySpan<uint>((void*)b, (int)a).ToArray())}]",
            "setresgid" or "setresuid" => $"{a}, {b}, {c}",
            "capset" => Sets((uint*)b),
            "seccomp" => $"SECCOMP_SET_MODE_FILTER, flags {b}, {Filter(c)}",
            "sched_setattr" => string.Join(' ', new ReadOnlySpan<uint>((void*)b, 12).ToArray()),
            "sched_setaffinity" => Convert.ToHexString(new ReadOnlySpan<byte>((void*)c, (int)b)).TrimEnd('0'),
            "ioprio_set" or "personality" => $"{a}, {b}, {c}",
            "execve" => $"{Quoted(a)}, [{Array(b)}], [{Array(c)}]",
            "exit_group" => $"{a}",
            _ => throw new InvalidOperationException($"nobody has said how {call} is listed"),
        };
        return $"{call}({text}){Outcome(op)}";
    }

    // Signals, and capabilities that have no name yet.
    private bool IsOneOfMany(int index)
    {
        var op = _program.At(index);
        return op.Number == Syscall.RtSigaction.Number || (op.Number == Syscall.Prctl.Number && op.A == Flags.PrCapbsetDrop && op.B >= Capability.Count);
    }

    private static string Outcome(in Instruction op)
    {
        var text = op.Required == -1 ? "" : $" = {op.Required}";
        int[] tolerated = [.. new[] { op.Tolerated1, op.Tolerated2, op.Tolerated3 }.Where(number => number != 0)];
        if (tolerated.Length > 0) text += $" or {string.Join('/', tolerated.Select(number => number == Instruction.AnyError ? "any error" : Errno.Name(number)))}";
        if (op.SkipOnSuccess > 0) text += $", after success skips {op.SkipOnSuccess}";
        if (op.SkipOnError > 0) text += $", after that error skips {op.SkipOnError}";
        if (op.SkipIfPositive > 0) text += ", in the parent skips to the intermediate process";
        return text;
    }

    private string Kept() => string.Join(", ", _descriptors.Where(known => known.Key > 2).Select(known => known.Value).Order(StringComparer.Ordinal));

    // A register by the object whose descriptor it holds.
    private string Fd(nint value, in Instruction op, int argument) =>
        (op.RegisterArguments >> argument & 1) != 0 ? $"<{_registers[value]}>"
        : _descriptors.TryGetValue(value, out var role) ? role == "AT_FDCWD" ? role : $"<{role}>"
        : value is >= 0 and <= 2 ? $"{value}" : throw new InvalidOperationException($"nobody has said what descriptor {value} is");

    private string Written(nint address, nint length)
    {
        var register = (int)((address - _program.AddressOf(0)) / sizeof(nint));
        if (register is < 0 or >= 512) return $"\"{Encoding.UTF8.GetString((byte*)address, (int)length)}\"";
        var record = (nint*)address;
        return record[0] switch
        {
            ContainerProgram.Ready => "ready",
            ContainerProgram.AtHooks => "at hooks",
            SeccompSteps.Listening => "listening",
            _ => "made, its pid",
        };
    }

    private static string Prctl(nint option, nint a, nint b, nint first)
    {
        var name = Named("Pr", option);
        return option switch
        {
            Flags.PrCapbsetDrop => $"{name}, {(first == a ? "" : $"{Capability.NameOf((int)first)} to ")}{Capability.NameOf((int)a)}",
            Flags.PrCapAmbient => $"{name}, {Named("Pr", a, Flags.PrCapAmbient)}{(a == Flags.PrCapAmbientRaise ? $", {Capability.NameOf((int)b)}" : "")}",
            _ => $"{name}, {a}",
        };
    }

    private string Ioctl(in Instruction op)
    {
        var fd = Fd(op.A, op, 0);
        return op.B switch
        {
            Flags.SetInterfaceFlags => $"{fd}, SIOCSIFFLAGS, {Quoted(op.C)} up and running",
            0x40045431 => $"{fd}, TIOCSPTLCK, {*(int*)op.C}",
            0x5414 => $"{fd}, TIOCSWINSZ, {((ushort*)op.C)[0]} rows, {((ushort*)op.C)[1]} columns",
            0x5441 => $"{fd}, TIOCGPTPEER, {OpenFlags(op.C)}",
            0x540E => $"{fd}, TIOCSCTTY",
            _ => throw new InvalidOperationException($"nobody has said what ioctl {op.B:x} is"),
        };
    }

    private static string OpenFlags(nint value)
    {
        var names = new List<string> { (value & 3) switch { 0 => "O_RDONLY", 1 => "O_WRONLY", _ => "O_RDWR" } };
        foreach (var (flag, name) in new[] { (0x100, "O_NOCTTY"), (Flags.CloseOnExec, "O_CLOEXEC"), (Flags.PathOnly, "O_PATH"), (Flags.Directory, "O_DIRECTORY") })
        {
            if ((value & flag) == 0) continue;
            names.Add(name);
            value &= ~flag;
        }

        return (value & ~3) == 0 ? string.Join('|', names) : throw new InvalidOperationException($"nobody has said what O_ flag {value:x} is");
    }

    private static string TreeFlags(nint value) => value == (Flags.OpenTreeClone | Flags.CloseOnExec | Flags.AtEmptyPath) ? "OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC|AT_EMPTY_PATH" : $"{value:x}";

    private static string Node(nint mode) => $"{Named("SIf", mode & Flags.SIfmt)} {Octal(mode & ~Flags.SIfmt)}";

    private static string Octal(nint mode) => $"0{Convert.ToString(mode, 8)}";

    private static string Sets(uint* sets)
    {
        return $"effective {Set(0)}, permitted {Set(1)}, inheritable {Set(2)}";

        string Set(int index)
        {
            var mask = sets[index] | (ulong)sets[index + 3] << 32;
            var names = Enumerable.Range(0, 64).Where(number => (mask >> number & 1) != 0).Select(Capability.NameOf).ToList();
            return names.Count == Capability.Count ? "all" : $"[{string.Join(' ', names)}]";
        }
    }

    private static string Filter(nint header)
    {
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<FilterInstruction>((void*)((nint*)header)[1], *(ushort*)header));
        return $"filter {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes))[..12]}";
    }

    private static string Array(nint array)
    {
        var texts = new List<string>();
        for (var text = (nint*)array; *text != 0; text++) texts.Add(Quoted(*text));
        return string.Join(", ", texts);
    }

    private static string Quoted(nint text) => text == 0 ? "NULL" : $"\"{Marshal.PtrToStringUTF8(text)}\"";

    // The constants of Flags are named after the kernel's.
    private static string Named(string prefix, nint value, nint after = -1) =>
        Constants(prefix).Where(constant => constant.Value == value && (after < 0 || constant.Name.StartsWith("PR_CAP_AMBIENT_", StringComparison.Ordinal))).Select(constant => constant.Name).FirstOrDefault() ?? $"{value}";

    private static string Bits(string prefix, nint value, params (string Name, nint Value)[] more)
    {
        var names = new List<string>();
        foreach (var (name, bit) in Constants(prefix).Concat(more.Select(m => (m.Name, m.Value))))
        {
            if (bit == 0 || (value & bit) != bit) continue;
            names.Add(name);
            value &= ~bit;
        }

        if (value != 0) names.Add($"0x{value:x}");
        return names.Count == 0 ? "0" : string.Join('|', names);
    }

    private static IEnumerable<(string Name, nint Value)> Constants(string prefix) =>
        from field in typeof(Flags).GetFields(BindingFlags.Public | BindingFlags.Static)
        where field.IsLiteral && field.Name.StartsWith(prefix, StringComparison.Ordinal)
        select (KernelName(field.Name), (nint)Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture));

    // MsNosuid is MS_NOSUID, CloneNewNs CLONE_NEWNS, PrSetNoNewPrivs PR_SET_NO_NEW_PRIVS, SIfchr S_IFCHR.
    private static string KernelName(string name)
    {
        var words = string.Concat(name.Select((letter, i) => char.IsUpper(letter) && i > 0 ? $"_{letter}" : $"{letter}")).ToUpperInvariant();
        return words.Replace("CLONE_NEW_", "CLONE_NEW", StringComparison.Ordinal).Replace("ATTR_", "MOUNT_ATTR_", StringComparison.Ordinal).Replace("MOVE_", "MOVE_MOUNT_", StringComparison.Ordinal);
    }
}
