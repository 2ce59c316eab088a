using EdgeOrch.Testing;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>The suite's C programs (folder <c>Probe</c>): a packed suite brings them compiled, else gcc compiles them here.</summary>
internal static class Probe
{
    /// <summary>Puts a program at a path.</summary>
    /// <param name="source">Name of its source in <c>Probe</c>, without extension.</param>
    /// <param name="path">Where to.</param>
    /// <param name="options">Options for the compiler; <c>tests/conformance --pack</c> has the same.</param>
    public static void Make(string source, string path, params IEnumerable<string> options)
    {
        var packed = Path.Combine(AppContext.BaseDirectory, "probe", source);
        if (File.Exists(packed)) File.Copy(packed, path);
        else Host.Run("gcc", [.. options, "-O1", "-o", path, Repository.Path($"tests/EdgeOrch.Conformance.Tests/Probe/{source}.c")]);
    }
}
