using System.CommandLine;
using System.Text;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Contracts;

namespace EdgeOrch.Cli.Apply;

/// <summary>Finds and reads what <c>-f</c> names: files, folders of <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c>, or <c>-</c>.</summary>
internal static class ManifestFiles
{
    private const string StandardInput = "-";
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    public static Option<string[]> Option(bool required) => new("--filename", "-f")
    {
        Description = "Manifest: a file, a folder of *.yaml, *.yml and *.json, or - for standard input; may be repeated",
        HelpName = "FILE|DIR|-",
        Required = required,
    };

    /// <exception cref="CliException">One cannot be read, or is too large.</exception>
    public static IReadOnlyList<ManifestFile> Read(IReadOnlyList<string> names, TextReader input)
    {
        if (names.Count(n => n == StandardInput) > 1) throw new UsageException("-f - may be given once");
        return [.. names.SelectMany(Expand).Select(name => name == StandardInput ? FromInput(input) : FromFile(name))];
    }

    private static IReadOnlyList<string> Expand(string name)
    {
        if (name == StandardInput || !Directory.Exists(name)) return [name];
        try
        {
            var files = Directory.EnumerateFiles(name)
                .Where(f => Extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)
                .ToList();
            return files.Count > 0 ? files : throw new CliException($"folder \"{name}\": holds no *.yaml, *.yml or *.json");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"folder \"{name}\": {e.Message}", e);
        }
    }

    private static ManifestFile FromFile(string name) => new(name, Files.Read(name, Limits.ManifestBytes, "manifest"));

    private static ManifestFile FromInput(TextReader input)
    {
        var buffer = new char[Limits.ManifestBytes + 1];
        var length = input.ReadBlock(buffer);
        var text = Encoding.UTF8.GetBytes(buffer, 0, length);
        if (text.Length > Limits.ManifestBytes) throw new CliException($"standard input: the limit is {Limits.ManifestBytes} bytes");
        return new ManifestFile("stdin", text);
    }
}
