using System.Text.Json.Nodes;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>The array <c>linux.namespaces</c>, and namespaces of the machine.</summary>
internal static class Namespace
{
    /// <summary>The name of a type's file below <c>/proc/PID/ns</c>.</summary>
    public static string FileOf(string type) => type switch { "mount" => "mnt", "network" => "net", _ => type };

    /// <summary>Which namespace of the type a process is in, as the kernel names it.</summary>
    public static string Of(int pid, string type) => new FileInfo($"/proc/{pid}/ns/{FileOf(type)}").LinkTarget!;

    /// <summary>The configuration asks for none of this type.</summary>
    public static void Without(this TestContainer container, string type)
    {
        var all = All(container);
        foreach (var entry in all.Where(n => (string?)n!["type"] == type).ToList()) all.Remove(entry);
    }

    /// <summary>The configuration asks for a new one of this type, or to join the one at a path. Where the kernel has none of this type, the test is skipped.</summary>
    public static void With(this TestContainer container, string type, string? path = null)
    {
        Assert.SkipUnless(File.Exists($"/proc/self/ns/{FileOf(type)}"), $"this kernel has no {type} namespaces");
        container.Without(type);
        var entry = new JsonObject { ["type"] = type };
        if (path is not null) entry["path"] = path;
        All(container).Add(entry);
    }

    private static JsonArray All(TestContainer container) => container.Linux["namespaces"]!.AsArray();
}
