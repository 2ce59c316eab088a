using System.Globalization;

namespace EdgeOrch.Agent.Workloads;

/// <summary>Numbers of signals by name, signal(7); the same on x86-64 and arm64.</summary>
internal static class StopSignalRule
{
    private const int Terminate = 15;

    private static readonly Dictionary<string, int> Numbers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["HUP"] = 1, ["INT"] = 2, ["QUIT"] = 3, ["ILL"] = 4, ["TRAP"] = 5, ["ABRT"] = 6, ["BUS"] = 7, ["FPE"] = 8, ["KILL"] = 9,
        ["USR1"] = 10, ["SEGV"] = 11, ["USR2"] = 12, ["PIPE"] = 13, ["ALRM"] = 14, ["TERM"] = 15, ["STKFLT"] = 16, ["CHLD"] = 17,
        ["CONT"] = 18, ["STOP"] = 19, ["TSTP"] = 20, ["TTIN"] = 21, ["TTOU"] = 22, ["URG"] = 23, ["XCPU"] = 24, ["XFSZ"] = 25,
        ["VTALRM"] = 26, ["PROF"] = 27, ["WINCH"] = 28, ["IO"] = 29, ["POLL"] = 29, ["PWR"] = 30, ["SYS"] = 31,
    };

    /// <summary>The signal that asks a container to stop: the manifest's, else the image's, else SIGTERM.</summary>
    /// <exception cref="WorkloadException"><c>stop-signal</c>: no such signal.</exception>
    public static int Resolve(string? manifest, string? image)
    {
        var text = manifest ?? image;
        if (string.IsNullOrEmpty(text)) return Terminate;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 64) return number;
        var name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        if (Numbers.TryGetValue(name, out number)) return number;
        if (RealTime(name) is { } realTime) return realTime;
        throw new WorkloadException("stop-signal", $"stop signal \"{text}\": must be a name such as SIGTERM or a number from 1 to 64", retryable: false);
    }

    // glibc keeps 32 and 33 for itself: SIGRTMIN is 34 there.
    private static int? RealTime(string name)
    {
        var (begin, sign) = name.StartsWith("RTMIN", StringComparison.OrdinalIgnoreCase) ? (34, 1) : (64, -1);
        if (sign < 0 && !name.StartsWith("RTMAX", StringComparison.OrdinalIgnoreCase)) return null;
        var rest = name[5..].TrimStart('+', '-');
        if (rest.Length == 0) return begin;
        return int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step <= 30 ? begin + (sign * step) : null;
    }
}
