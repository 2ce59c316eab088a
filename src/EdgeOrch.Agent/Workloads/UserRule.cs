using System.Globalization;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Workloads;

/// <summary>Who a container's process is: <c>user[:group]</c>, names looked up in the image's passwd(5) and group(5), as Docker does.</summary>
internal static class UserRule
{
    private const uint Highest = int.MaxValue;

    /// <summary>The numbers, and the user's home folder.</summary>
    /// <param name="written">The manifest's user, or the image's; null or empty is root.</param>
    /// <param name="files">The image.</param>
    /// <exception cref="WorkloadException"><c>user-unknown</c>.</exception>
    public static (UserSpec User, string Home) Resolve(string? written, ImageFiles files)
    {
        if (string.IsNullOrEmpty(written)) written = "0";
        var colon = written.IndexOf(':', StringComparison.Ordinal);
        var userText = colon < 0 ? written : written[..colon];
        var groupText = colon < 0 ? null : written[(colon + 1)..];
        var groups = files.ReadLines("etc", "group").Select(line => line.Split(':')).Where(f => f.Length >= 4).ToList();

        var isNumber = TryId(userText, out var uid);
        var account = files.ReadLines("etc", "passwd").Select(line => line.Split(':'))
            .FirstOrDefault(f => f.Length >= 6 && TryId(f[2], out var id) && (f[0] == userText || (isNumber && id == uid)));
        if (account is null && !isNumber) throw Unknown($"user \"{userText}\"");
        if (account is not null) TryId(account[2], out uid);

        uint gid = 0;
        if (groupText is { Length: > 0 }) gid = Group(groupText, groups);
        else if (account is not null) TryId(account[3], out gid);

        // Supplementary groups come with a user by name or entry, not where a group was asked for (as Docker).
        var others = groupText is null && account is not null
            ? groups.Where(g => g[3].Split(',').Contains(account[0])).Select(g => TryId(g[2], out var id) ? id : gid).Where(id => id != gid).Distinct()
            : [];
        var home = account is [_, _, _, _, _, { Length: > 0 } folder, ..] && folder[0] == '/' ? folder : "/";
        return (new UserSpec { Uid = uid, Gid = gid, AdditionalGids = [.. others] }, home);
    }

    private static uint Group(string text, List<string[]> groups)
    {
        if (TryId(text, out var gid)) return gid;
        return groups.FirstOrDefault(g => g[0] == text) is { } group && TryId(group[2], out gid) ? gid : throw Unknown($"group \"{text}\"");
    }

    private static bool TryId(string text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id <= Highest;

    private static WorkloadException Unknown(string what) =>
        new("user-unknown", $"{what}: neither a number nor in the image's passwd or group file", retryable: false);
}
