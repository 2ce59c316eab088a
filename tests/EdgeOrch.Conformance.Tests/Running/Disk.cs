namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>The machine's first disk that has a number.</summary>
internal static class Disk
{
    private static readonly string[] s_number = File.ReadLines("/proc/partitions").Skip(2).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static string Major => s_number[0];

    public static string Minor => s_number[1];
}
