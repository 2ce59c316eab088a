using System.Globalization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>Linux signals as <c>kill -l</c> and OCI image configs write them: a name with or without <c>SIG</c>, or a number from 1 to 64.</summary>
public static class Signals
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "a name such as SIGTERM, SIGRTMIN+3, or a number from 1 to 64";

    // glibc and musl keep 32 and 33 for themselves.
    private const int First = 34;
    private const int Last = 64;

    // signal(7); the numbers are the same on x86-64 and arm64.
    private static readonly Dictionary<string, int> Numbers = new(StringComparer.Ordinal)
    {
        ["HUP"] = 1, ["INT"] = 2, ["QUIT"] = 3, ["ILL"] = 4, ["TRAP"] = 5, ["ABRT"] = 6, ["IOT"] = 6, ["BUS"] = 7, ["FPE"] = 8, ["KILL"] = 9,
        ["USR1"] = 10, ["SEGV"] = 11, ["USR2"] = 12, ["PIPE"] = 13, ["ALRM"] = 14, ["TERM"] = 15, ["STKFLT"] = 16, ["CHLD"] = 17,
        ["CONT"] = 18, ["STOP"] = 19, ["TSTP"] = 20, ["TTIN"] = 21, ["TTOU"] = 22, ["URG"] = 23, ["XCPU"] = 24, ["XFSZ"] = 25,
        ["VTALRM"] = 26, ["PROF"] = 27, ["WINCH"] = 28, ["IO"] = 29, ["POLL"] = 29, ["PWR"] = 30, ["SYS"] = 31,
        ["RTMIN"] = First, ["RTMAX"] = Last,
    };

    /// <summary>Reads a signal, in capitals; false when there is no such one.</summary>
    public static bool TryParse(string text, out int number)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)) return number is >= 1 and <= Last;
        var name = text.StartsWith("SIG", StringComparison.Ordinal) ? text[3..] : text;
        return Numbers.TryGetValue(name, out number) || TryStep(name, "RTMIN+", First, 1, out number) || TryStep(name, "RTMAX-", Last, -1, out number);
    }

    private static bool TryStep(string name, string prefix, int from, int direction, out int number)
    {
        number = 0;
        if (!name.StartsWith(prefix, StringComparison.Ordinal)) return false;
        if (!int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var steps) || steps > Last - First) return false;
        number = from + (direction * steps);
        return true;
    }
}
