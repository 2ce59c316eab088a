namespace EdgeOrch.Containers.Spec;

/// <summary>One device node inside the container.</summary>
public sealed record DeviceSpec
{
    /// <summary>Absolute path inside the container.</summary>
    public string Path { get; set; } = "";

    /// <summary><c>c</c> or <c>u</c> character, <c>b</c> block, <c>p</c> FIFO.</summary>
    public string Type { get; set; } = "c";

    /// <summary>Major number.</summary>
    public long Major { get; set; }

    /// <summary>Minor number.</summary>
    public long Minor { get; set; }

    /// <summary>Permission bits; null means 0666 (octal).</summary>
    public uint? FileMode { get; set; }

    /// <summary>Owner inside the container.</summary>
    public uint Uid { get; set; }

    /// <summary>Group inside the container.</summary>
    public uint Gid { get; set; }
}
