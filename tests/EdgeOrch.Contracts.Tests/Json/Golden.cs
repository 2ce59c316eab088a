using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Testing;

namespace EdgeOrch.Contracts.Tests.Json;

/// <summary>The golden files: each contract as it is written on the wire, indented so that a change can be read.</summary>
/// <remarks>With EDGEORCH_WRITE_GOLDEN=1 in the environment a test run writes them anew; what changed is then for a person to judge.</remarks>
internal static class Golden
{
    private static readonly WireJson Indented = new(new JsonSerializerOptions(WireJson.Default.Options) { WriteIndented = true, NewLine = "\n" });

    private static bool Writes => Environment.GetEnvironmentVariable("EDGEORCH_WRITE_GOLDEN") == "1";

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension)!;

    private static string Folder => Repository.Path("tests", "EdgeOrch.Contracts.Tests", "Golden");

    public static string Read(string name) => File.ReadAllText(PathOf(name));

    /// <summary>What the wire has for a value, but indented.</summary>
    public static string Text(object value, Type type) => JsonSerializer.Serialize(value, Indented.GetTypeInfo(type)!) + "\n";

    /// <summary>How the wire reads and writes a type.</summary>
    public static JsonTypeInfo WireType(Type type) => WireJson.Default.GetTypeInfo(type) ?? throw new InvalidOperationException($"{type} is not in the context");

    public static void WriteWhenAsked(string name, string text)
    {
        if (Writes) File.WriteAllText(PathOf(name), text, new UTF8Encoding(false));
    }

    private static string PathOf(string name) => Path.Combine(Folder, name + ".json");
}
