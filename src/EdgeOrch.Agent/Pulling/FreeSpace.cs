using EdgeOrch.Images;

namespace EdgeOrch.Agent.Pulling;

/// <summary>Free space on the disk of the image store.</summary>
/// <param name="folder">A folder on that disk.</param>
internal sealed class FreeSpace(string folder)
{
    // Kept for state files and logs: a full disk must not take the agent's own state with it.
    private const long ReserveBytes = 16 * 1024 * 1024;

    /// <summary>Bytes that may be written.</summary>
    public long Bytes => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>Refuses a download that cannot fit, before its first byte is paid for.</summary>
    /// <exception cref="ImageException"><c>no-space</c>.</exception>
    public void Require(long bytes)
    {
        var free = Bytes;
        if (bytes + ReserveBytes > free)
            throw new ImageException("no-space", $"image store \"{folder}\": {free} bytes are free, {bytes} and a reserve of {ReserveBytes} are needed");
    }
}
