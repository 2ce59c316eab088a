namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads fields that are names of ours or paths.</summary>
internal static class NameFields
{
    private const int LongestPath = 4095;

    /// <summary>A name that must be there and follow <see cref="Contracts.ResourceName.Rule"/>.</summary>
    public static string ResourceName(this Fields fields, string name)
    {
        var before = fields.Problems.Count;
        var text = fields.RequiredText(name);
        if (fields.Problems.Count == before) CheckName(fields, name, text);
        return text;
    }

    /// <summary>A name that may be absent.</summary>
    public static string? OptionalName(this Fields fields, string name)
    {
        var text = fields.Text(name);
        if (text is not null) CheckName(fields, name, text);
        return text;
    }

    /// <summary>Reports a path that is not absolute, is too long, or goes up.</summary>
    public static void CheckAbsolutePath(this Fields fields, string name, string? path)
    {
        if (path is null) return;
        if (!path.StartsWith('/'))
            fields.Report("bad-path", name, $"{Shown.Quote(path)} must be an absolute path");
        else if (path.Split('/').Any(part => part is ".." or "."))
            fields.Report("bad-path", name, $"{Shown.Quote(path)} must have no \".\" or \"..\" in it");
        else if (path.Length > LongestPath)
            fields.Report("bad-path", name, $"has {path.Length} characters: may have {LongestPath} at most");
        else if (path.Any(char.IsControl))
            fields.Report("bad-path", name, $"{Shown.Quote(path)} must hold no control characters");
    }

    private static void CheckName(Fields fields, string name, string text)
    {
        if (!Contracts.ResourceName.IsValid(text)) fields.Report("bad-name", name, $"{Shown.Quote(text)} is no name: must be {Contracts.ResourceName.Rule}");
    }
}
