using System.Globalization;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>The names of Linux signals, as <c>kill -l</c> and OCI image configs have them.</summary>
internal static class Signals
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "IOT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT",
        "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "POLL", "PWR", "SYS", "RTMIN", "RTMAX",
    };

    public static bool IsKnown(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number is >= 1 and <= 64;
        var name = text.StartsWith("SIG", StringComparison.Ordinal) ? text[3..] : text;
        return Names.Contains(name) || IsRealTime(name, "RTMIN+") || IsRealTime(name, "RTMAX-");
    }

    // 34 is SIGRTMIN and 64 is SIGRTMAX in glibc and musl alike.
    private static bool IsRealTime(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) && offset <= 30;
}
