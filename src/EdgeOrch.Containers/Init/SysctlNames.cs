namespace EdgeOrch.Containers.Init;

/// <summary>Names of kernel settings, as sysctl(8) takes them: parts are told apart by whichever of dot and slash comes first.</summary>
internal static class SysctlNames
{
    /// <summary>The name with dots between its parts; a dot of a part, as in a name of an interface, becomes a slash.</summary>
    public static string Dotted(string name) => IsSlashed(name) ? Swap(name) : name;

    /// <summary>The setting's file.</summary>
    public static string Path(string name) => $"/proc/sys/{(IsSlashed(name) ? name : Swap(name))}";

    private static bool IsSlashed(string name) => name.IndexOfAny(['.', '/']) is var first and >= 0 && name[first] == '/';

    private static string Swap(string name) => string.Create(name.Length, name, (span, text) =>
    {
        for (var i = 0; i < text.Length; i++) span[i] = text[i] switch { '.' => '/', '/' => '.', var other => other };
    });
}
