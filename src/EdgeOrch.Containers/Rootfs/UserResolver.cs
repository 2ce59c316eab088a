using System.Globalization;
using System.Text;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Rootfs;

/// <summary>Turns <c>user[:group]</c> of an image into numbers by the image's own /etc/passwd and /etc/group.</summary>
public static class UserResolver
{
    private const int MaxFileBytes = 1024 * 1024;

    /// <summary>Resolves a user. Names need an entry; numbers do not. Supplementary groups are taken when no group is given.</summary>
    /// <param name="layers">Folders of the root filesystem, the topmost first; one for a plain root.</param>
    /// <param name="user"><c>name</c>, <c>uid</c>, <c>name:group</c>, <c>uid:gid</c>; empty means root.</param>
    /// <exception cref="ContainerException">The user or group is unknown, or a file is larger than 1 MiB.</exception>
    public static ResolvedUser Resolve(IReadOnlyList<string> layers, string user)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(user);
        var parts = user.Split(':');
        if (parts.Length > 2) throw new ContainerException($"user \"{user}\" is not user[:group]");
        var (userName, groupName) = (parts[0].Length == 0 ? "0" : parts[0], parts.Length == 2 ? parts[1] : "");
        var users = Lines(layers, "passwd", 7);
        var groups = Lines(layers, "group", 4);

        // A name wins over a number, as in the OCI image specification's reference implementations.
        var entry = users.Find(u => u[0] == userName) ?? users.Find(u => u[2] == userName);
        var uid = Number(entry?[2] ?? userName) ?? throw new ContainerException($"user \"{userName}\" is not in the image's /etc/passwd");
        var gid = groupName.Length == 0
            ? Number(entry?[3] ?? "0") ?? 0
            : Number((groups.Find(g => g[0] == groupName) ?? groups.Find(g => g[2] == groupName))?[2] ?? groupName)
                ?? throw new ContainerException($"group \"{groupName}\" is not in the image's /etc/group");
        var additional = groupName.Length > 0 || entry is null
            ? []
            : groups.Where(g => g[3].Split(',').Contains(entry[0])).Select(g => Number(g[2])).OfType<uint>().Where(g => g != gid).Distinct();
        var home = entry is not null && entry[5].StartsWith('/') ? entry[5] : "/";
        return new ResolvedUser(new UserSpec { Uid = uid, Gid = gid, AdditionalGids = [.. additional] }, home);
    }

    private static List<string[]> Lines(IReadOnlyList<string> layers, string file, int fields)
    {
        var text = Encoding.UTF8.GetString(LayeredFile.Read(layers, "etc", file, MaxFileBytes) ?? []);
        return [.. text.Split('\n').Select(line => line.TrimEnd('\r').Split(':')).Where(parts => parts.Length >= fields)];
    }

    // The largest number means "leave as it is" to the kernel.
    private static uint? Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number != uint.MaxValue ? number : null;
}
