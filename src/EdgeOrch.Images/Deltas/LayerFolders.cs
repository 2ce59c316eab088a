using Microsoft.Win32.SafeHandles;
using static EdgeOrch.Images.Layers.Kernel;

namespace EdgeOrch.Images.Deltas;

/// <summary>Base files in unpacked layers. No link is followed, and nothing outside the layers is ever opened.</summary>
public sealed class LayerFolders : IBaseFiles, IDisposable
{
    private readonly List<SafeFileHandle> _roots = [];

    private readonly IReadOnlyList<string> _headers;

    /// <summary>Opens the layers' folders, in the order of the delta's bases.</summary>
    /// <param name="folders">The unpacked layers.</param>
    /// <param name="headers">The file beside each that <see cref="HeaderListing.Write"/> wrote.</param>
    /// <exception cref="IOException">A folder cannot be opened.</exception>
    public LayerFolders(IReadOnlyList<string> folders, IReadOnlyList<string> headers)
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentNullException.ThrowIfNull(headers);
        _headers = headers;
        try
        {
            foreach (var folder in folders) _roots.Add(OpenFolder(folder));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public SafeFileHandle OpenFile(int baseIndex, string path)
    {
        if (baseIndex < 0 || baseIndex >= _roots.Count) throw new DeltaException("delta-base", $"delta: base {baseIndex}: there are {_roots.Count}");
        // Not blocking, so that a named pipe does not hang us before it is found to be one.
        var fd = OpenBeneath(_roots[baseIndex], path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
        if (fd < 0) throw new DeltaException("delta-base", $"delta: base {baseIndex}: open \"{path}\": {Describe(Errno)}");
        var file = new SafeFileHandle(fd, ownsHandle: true);
        if ((Mode(file) & S_IFMT) == S_IFREG) return file;
        file.Dispose();
        throw new DeltaException("delta-base", $"delta: base {baseIndex}: \"{path}\" is no regular file");
    }

    /// <inheritdoc/>
    public HeaderListing OpenHeaders(int baseIndex)
    {
        try
        {
            using var file = File.OpenRead(_headers[baseIndex]);
            return HeaderListing.Read(file);
        }
        catch (IOException e)
        {
            throw new DeltaException("delta-base", $"delta: base {baseIndex}: its list of headers: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var root in _roots) root.Dispose();
    }
}
