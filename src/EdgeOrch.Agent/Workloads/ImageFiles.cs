namespace EdgeOrch.Agent.Workloads;

/// <summary>Reads small files of an image from its unpacked layers, before any of it runs.</summary>
/// <param name="layersTopFirst">The layers' folders.</param>
internal sealed class ImageFiles(IReadOnlyList<string> layersTopFirst)
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The lines of a file; none when no layer has it as a plain file.</summary>
    /// <param name="folder">One folder of the root, such as <c>etc</c>.</param>
    /// <param name="name">The file's name in it.</param>
    public IReadOnlyList<string> ReadLines(string folder, string name)
    {
        foreach (var layer in layersTopFirst)
        {
            // An image is not to be trusted: a link in place of either would lead out of the layer, to the device's own files.
            var parent = new DirectoryInfo(Path.Combine(layer, folder));
            if (parent.LinkTarget is not null) return [];
            var file = new FileInfo(Path.Combine(parent.FullName, name));
            if (!file.Exists) continue;
            return file.LinkTarget is null && (file.Attributes & FileAttributes.Device) == 0 && file.Length is > 0 and <= MaxBytes
                ? File.ReadAllLines(file.FullName)
                : [];
        }

        return [];
    }
}
