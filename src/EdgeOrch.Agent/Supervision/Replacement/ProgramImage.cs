using System.Text;
using EdgeOrch.Agent.Supervision.Kernel;

namespace EdgeOrch.Agent.Supervision.Replacement;

/// <summary>How this process was started, and so what it becomes when it starts itself again.</summary>
/// <param name="Path">The program's file, by the name that it was started with: an update puts another file there.</param>
/// <param name="Arguments">The whole command line.</param>
internal sealed record ProgramImage(string Path, IReadOnlyList<string> Arguments)
{
    private const string Running = "/proc/self/exe";

    /// <summary>The file that runs, even when its name was given to another or deleted.</summary>
    public ProgramImage AsRunning => this with { Path = Running };

    /// <summary>True while the file of that name is the one that runs.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public bool IsCurrent => Posix.FileIdentity(Path) == Posix.FileIdentity(Running);

    /// <summary>Of this process; to be read early, for its file may get another name later.</summary>
    public static ProgramImage Read()
    {
        var line = Encoding.UTF8.GetString(File.ReadAllBytes("/proc/self/cmdline")).TrimEnd('\0').Split('\0');

        // A name with a link in it, as a package manager may switch, must be kept as it was given.
        return new ProgramImage(System.IO.Path.IsPathRooted(line[0]) ? line[0] : Environment.ProcessPath ?? Running, line);
    }

    /// <summary>The command line that asks a program whether it could go on with what this one leaves.</summary>
    public IReadOnlyList<string> CheckArguments
    {
        get
        {
            var verb = Arguments.ToList().IndexOf(SuperviseProgram.Verb) + 1;
            return [.. Arguments.Take(verb), SuperviseProgram.CheckOption, $"{Handover.Format}", .. Arguments.Skip(verb)];
        }
    }
}
