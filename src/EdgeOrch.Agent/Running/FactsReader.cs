using System.Globalization;
using System.Runtime.InteropServices;
using EdgeOrch.Agent.Pulling;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Running;

/// <summary>Reads what this device is.</summary>
internal static class FactsReader
{
    /// <summary>This device's platform, in Go's words.</summary>
    public static Platform Platform => RuntimeInformation.OSArchitecture switch
    {
        Architecture.Arm64 => new Platform("linux", "arm64", "v8"),
        Architecture.X64 => new Platform("linux", "amd64"),
        var other => new Platform("linux", other.ToString().ToLowerInvariant()),
    };

    /// <summary>The agent's version.</summary>
    public static string Version => typeof(FactsReader).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>This boot's id (random(4)).</summary>
    public static string BootId => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>All of it, now.</summary>
    /// <param name="folder">A folder on the disk of the image store; it exists.</param>
    public static DeviceFacts Read(string folder) => new(
        Platform, Version, File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), Environment.ProcessorCount * 1000L, MemoryBytes(), new FreeSpace(folder).Bytes);

    // proc(5): "MemTotal:       24689764 kB".
    private static long MemoryBytes()
    {
        var line = File.ReadLines("/proc/meminfo").FirstOrDefault(l => l.StartsWith("MemTotal:", StringComparison.Ordinal));
        var kibibytes = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1);
        return long.TryParse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value * 1024 : 0;
    }
}
