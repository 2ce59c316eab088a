namespace EdgeOrch.Images.Tar;

/// <summary>One entry of a tar, its extended headers folded in.</summary>
public sealed record TarEntry
{
    /// <summary>What it makes.</summary>
    public required TarEntryType Type { get; init; }

    /// <summary>Its name as the archive has it, unchecked.</summary>
    public required string Path { get; init; }

    /// <summary>What a link points to, unchecked; otherwise empty.</summary>
    public required string LinkTarget { get; init; }

    /// <summary>Permission bits, set-id and sticky bits included.</summary>
    public required int Mode { get; init; }

    /// <summary>Owner.</summary>
    public required uint UserId { get; init; }

    /// <summary>Group.</summary>
    public required uint GroupId { get; init; }

    /// <summary>Length of its data in bytes; 0 unless it is a file.</summary>
    public required long Size { get; init; }

    /// <summary>Modification time, seconds since 1970.</summary>
    public required long ModifiedSeconds { get; init; }

    /// <summary>Nanoseconds to add to it, 0 to 999,999,999.</summary>
    public required int ModifiedNanoseconds { get; init; }

    /// <summary>A device's major number.</summary>
    public required uint DeviceMajor { get; init; }

    /// <summary>A device's minor number.</summary>
    public required uint DeviceMinor { get; init; }

    /// <summary>Extended attributes by name.</summary>
    public required IReadOnlyDictionary<string, byte[]> Xattrs { get; init; }

    /// <summary>Where its first header begins in the archive, extended headers included.</summary>
    public required long HeaderOffset { get; init; }

    /// <summary>Where its data begins in the archive.</summary>
    public required long DataOffset { get; init; }
}
