using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Images.Deltas;

/// <summary>The files of the layers that a delta copies from.</summary>
public interface IBaseFiles
{
    /// <summary>Opens a regular file for reading.</summary>
    /// <param name="baseIndex">The layer, by its place in <see cref="DeltaHeader.Bases"/>.</param>
    /// <param name="path">Its path in that layer, with no leading slash.</param>
    /// <exception cref="DeltaException"><c>delta-base</c>: there is no such regular file.</exception>
    SafeFileHandle OpenFile(int baseIndex, string path);

    /// <summary>The headers of a layer's tar.</summary>
    /// <param name="baseIndex">The layer, by its place in <see cref="DeltaHeader.Bases"/>.</param>
    /// <exception cref="DeltaException"><c>delta-base</c>: they were not kept, or are damaged.</exception>
    HeaderListing OpenHeaders(int baseIndex);
}
