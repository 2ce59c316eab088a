namespace EdgeOrch.Images.Trees;

/// <summary>What statx(2) tells of an open file.</summary>
internal readonly record struct FileFacts(uint Mode, uint UserId, uint GroupId, long Size, long ModifiedSeconds, int ModifiedNanoseconds)
{
    private const uint TypeMask = 0xf000;

    /// <summary>Its type, as <c>S_IFMT</c> cuts it out.</summary>
    public uint Type => Mode & TypeMask;

    /// <summary>Permission bits, set-id and sticky bits included.</summary>
    public int Permissions => (int)(Mode & ~TypeMask);
}
