using System.Globalization;
using EdgeOrch.Testing;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>Finds what a container left on the machine, by whatever name.</summary>
internal static class Leftovers
{
    /// <summary>One line for each process, mount, cgroup and file of state.</summary>
    public static IReadOnlyList<string> Of(TestContainer container) =>
        [.. Processes(container).Select(pid => $"process {pid}"), .. Mounts(container), .. Cgroups(container), .. State(container)];

    /// <summary>Ends and removes it all, so that a failed test does not disturb others.</summary>
    public static void Remove(TestContainer container)
    {
        foreach (var pid in Processes(container)) Kill(pid);
        Eventually.HoldsAsync("the end of the container's processes", TestContainer.Patience, () => !Processes(container).Any()).GetAwaiter().GetResult();
        foreach (var mount in Mounts(container).Reverse()) Libc.Unmount(mount["mount ".Length..]);

        // A cgroup is busy until the last process is reaped by whoever is its parent.
        Eventually.HoldsAsync("the end of the container's cgroups", TestContainer.Patience, () => Cgroups(container).All(cgroup => TryRemove(cgroup["cgroup ".Length..]))).GetAwaiter().GetResult();
    }

    /// <summary>Processes whose root is the container's, or that sit in its cgroup.</summary>
    private static IEnumerable<int> Processes(TestContainer container) =>
        Directory.GetDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0]) && Belongs(path, container)).Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture));

    private static bool Belongs(string process, TestContainer container)
    {
        try
        {
            // A zombie has neither root nor cgroup of the container, and is its parent's.
            return new FileInfo(Path.Combine(process, "root")).LinkTarget?.StartsWith(container.Folder, StringComparison.Ordinal) == true
                || File.ReadAllText(Path.Combine(process, "cgroup")).Split('\n').Any(line => line.EndsWith("/" + container.Id, StringComparison.Ordinal) && !IsZombie(process));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsZombie(string process) => File.ReadAllText(Path.Combine(process, "stat")).Split(')')[^1].TrimStart()[0] is 'Z' or 'X';

    private static IEnumerable<string> Mounts(TestContainer container) =>
        File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')[1]).Where(path => path.StartsWith(container.Folder + "/", StringComparison.Ordinal)).Select(path => $"mount {path}");

    private static IEnumerable<string> Cgroups(TestContainer container) =>
        Cgroup.Hierarchies.Select(hierarchy => Path.Combine(Cgroup.Parent(hierarchy), container.Id)).Where(Directory.Exists).Select(path => $"cgroup {path}");

    private static IEnumerable<string> State(TestContainer container) =>
        Directory.Exists(container.PathOf("state")) ? Directory.EnumerateFileSystemEntries(container.PathOf("state"), $"*{container.Id}*").Select(path => $"state {path}") : [];

    private static bool TryRemove(string folder)
    {
        try
        {
            foreach (var inner in Directory.GetDirectories(folder)) TryRemove(inner);
            Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(folder);
        }
    }

    private static void Kill(int pid)
    {
        const int sigkill = 9;
        Libc.Kill(pid, sigkill);
    }
}
