using EdgeOrch.Contracts;
using EdgeOrch.Images.Tar;

namespace EdgeOrch.Images.Deltas;

/// <summary>One entry of a base layer, for the encoder.</summary>
/// <param name="Index">Its place among all entries of all bases.</param>
/// <param name="Path">Its path as the archive has it.</param>
/// <param name="Type">What it makes.</param>
/// <param name="Tar">The base.</param>
/// <param name="Offset">Where its data begins there.</param>
/// <param name="Size">The length of its data.</param>
/// <param name="Content">Its data's digest, of a file that was unpacked and has some; else the default.</param>
internal sealed record BaseFile(int Index, string Path, TarEntryType Type, Stream Tar, long Offset, long Size, Digest Content)
{
    /// <summary>Whether its content lies on the device.</summary>
    public bool HasContent => Content.IsValid;

    /// <summary>Its name without its folder.</summary>
    public string Name => NameOf(Path);

    /// <summary>A path's last part.</summary>
    public static string NameOf(string path)
    {
        var trimmed = path.TrimEnd('/');
        return trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    /// <summary>Its content.</summary>
    public byte[] Read()
    {
        var data = new byte[Size];
        Tar.Position = Offset;
        Tar.ReadExactly(data);
        return data;
    }
}
