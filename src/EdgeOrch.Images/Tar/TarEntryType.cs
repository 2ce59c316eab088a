namespace EdgeOrch.Images.Tar;

/// <summary>What a tar entry makes.</summary>
public enum TarEntryType
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A hard link to an earlier entry.</summary>
    HardLink,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A named pipe.</summary>
    Fifo,
}
