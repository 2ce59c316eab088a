using System.Globalization;
using EdgeOrch.Agent.CommandLine;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>Signals by number or name, with or without SIG.</summary>
internal static class SignalNames
{
    private static readonly string[] s_names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <exception cref="UsageException">It is no signal.</exception>
    public static int Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 64) return number;
        var name = text.ToUpperInvariant();
        var index = Array.IndexOf(s_names, name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name);
        return index >= 0 ? index + 1 : throw new UsageException($"\"{text}\" is no signal");
    }
}
