namespace EdgeOrch.Testing;

/// <summary>Finds files of the checkout that the tests run from.</summary>
public static class Repository
{
    /// <summary>The folder of <c>EdgeOrch.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below <see cref="Root"/>.</summary>
    public static string Path(params string[] parts) => global::System.IO.Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(global::System.IO.Path.Combine(folder.FullName, "EdgeOrch.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"no EdgeOrch.sln above \"{AppContext.BaseDirectory}\"");
    }
}
