using System.Text;
using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers;

/// <summary>
/// Keeps containers from writing to the file of this program. Until its execve a container's process runs this file, and an image
/// may name <c>/proc/self/exe</c> as its program: it then holds the host's file open (CVE-2019-5736). So whatever starts
/// containers must run from a mount that is read-only.
/// </summary>
public static unsafe class OwnProgram
{
    // Only the host of a program that is compiled while it runs sets this property.
    private const string AssembliesOfAHost = "TRUSTED_PLATFORM_ASSEMBLIES";

    private const string Self = "/proc/self";
    private const string Running = "/proc/self/exe";
    private const string Arguments = "cmdline";
    private const int IsReadOnly = 1;
    private const int StatfsFlagsWord = 10;
    private const int StatfsWords = 15;
    private const int SetName = 15;

    /// <summary>The name that this program was started by, whatever runs it.</summary>
    /// <exception cref="ContainerException">There is no <c>/proc</c>.</exception>
    public static string Name => Texts(Arguments) is [var name, ..] ? name : "";

    /// <summary>
    /// Does nothing when the program runs from a read-only mount; else starts it again, in this process, from one that nobody
    /// else has. Call it first: what the process has done so far is done again. A program that is compiled while it runs needs
    /// files beside its own, and stays as it is.
    /// </summary>
    /// <param name="path">The program's path, to be found as its first argument from then on; null leaves what is there.</param>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static void Protect(string? path = null)
    {
        if (AppContext.GetData(AssembliesOfAHost) is not null) return;
        var arguments = Texts(Arguments);
        if (RunsReadOnly())
        {
            // Started by a descriptor, it would be listed by that number.
            fixed (byte* name = Libc.Utf8(Path.GetFileName(arguments[0]))) Libc.Try(Syscall.Prctl, SetName, (nint)name);
            return;
        }

        if (path is not null) arguments[0] = path;
        fixed (byte* running = Libc.Utf8(Running))
        {
            var tree = (int)Libc.Call(Syscall.OpenTree, Running, Flags.AtFdCwd, (nint)running, Flags.OpenTreeClone | Flags.CloseOnExec);
            var attributes = stackalloc ulong[4] { Flags.AttrRdonly, 0, 0, 0 };
            byte empty = 0;
            Libc.Call(Syscall.MountSetattr, Running, tree, (nint)(&empty), Flags.AtEmptyPath, (nint)attributes, 32);
            using var memory = new Init.SyscallProgram();
            Libc.Call(Syscall.Execveat, Running, tree, (nint)(&empty), memory.Texts(arguments), memory.Texts(Texts("environ")), Flags.AtEmptyPath);
        }
    }

    private static bool RunsReadOnly()
    {
        var statfs = stackalloc nint[StatfsWords];
        fixed (byte* path = Libc.Utf8(Running)) Libc.Call(Syscall.Statfs, Running, (nint)path, (nint)statfs);
        return (statfs[StatfsFlagsWord] & IsReadOnly) != 0;
    }

    private static List<string> Texts(string file)
    {
        if (!CounterFile.TryRead(Self, file, out var bytes)) throw new ContainerException($"\"{Self}/{file}\" cannot be read");
        var text = Encoding.UTF8.GetString(bytes);
        return text.Length == 0 ? [] : [.. text[..^1].Split('\0')];
    }
}
