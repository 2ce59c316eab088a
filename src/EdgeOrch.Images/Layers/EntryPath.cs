namespace EdgeOrch.Images.Layers;

/// <summary>The checked name of an entry: relative, no <c>.</c>, <c>..</c> or empty parts.</summary>
/// <param name="Parent">The folder, empty for the layer's root.</param>
/// <param name="Name">The last part, empty for the root itself.</param>
internal readonly record struct EntryPath(string Parent, string Name)
{
    public string Full => Parent.Length == 0 ? Name : $"{Parent}/{Name}";

    /// <summary>Checks a name of an archive.</summary>
    /// <exception cref="LayerException"><c>layer-path</c>.</exception>
    public static EntryPath Parse(string path, string what, int depthLimit)
    {
        if (path.StartsWith('/')) throw Refuse(path, what, "must not be absolute");
        if (path.Length == 0) throw Refuse(path, what, "must not be empty");
        var parts = path.Split('/').Where(p => p.Length > 0 && p != ".").ToArray();
        if (parts.Contains("..")) throw Refuse(path, what, "must not hold \"..\"");
        if (parts.Length > depthLimit) throw Refuse(path, what, $"must be at most {depthLimit} parts deep");
        foreach (var part in parts)
        {
            if (System.Text.Encoding.UTF8.GetByteCount(part) > 255) throw Refuse(path, what, "each part must be at most 255 bytes");
        }

        return parts.Length == 0 ? new EntryPath("", "") : new EntryPath(string.Join('/', parts[..^1]), parts[^1]);
    }

    private static LayerException Refuse(string path, string what, string rule) => new("layer-path", $"layer: {what} \"{path}\": {rule}");
}
