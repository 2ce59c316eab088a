namespace EdgeOrch.Containers.Spec;

/// <summary>One rule of the device allow list (on cgroup v1 the devices controller, on v2 a program).</summary>
public sealed record DeviceRuleSpec
{
    /// <summary>True allows, false denies.</summary>
    public bool Allow { get; set; }

    /// <summary><c>a</c> all, <c>c</c> character, <c>b</c> block; null means all.</summary>
    public string? Type { get; set; }

    /// <summary>Major number; null or -1 means any.</summary>
    public long? Major { get; set; }

    /// <summary>Minor number; null or -1 means any.</summary>
    public long? Minor { get; set; }

    /// <summary>Some of <c>rwm</c>: read, write, make a node; null means all three.</summary>
    public string? Access { get; set; }
}
