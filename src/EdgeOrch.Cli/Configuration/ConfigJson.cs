using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeOrch.Cli.CommandLine;

namespace EdgeOrch.Cli.Configuration;

/// <summary>Reads and writes the config file's text; a key that it does not know is refused, so that a misspelt one is not overlooked.</summary>
internal static class ConfigJson
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="CliException">It is no such file; names the file, the key and the rule.</exception>
    public static CliConfig Parse(ReadOnlyMemory<byte> json, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            string? current = null;
            List<CliContext> contexts = [];
            foreach (var member in Members(document.RootElement, file, "the file"))
            {
                if (member.Name == "currentContext") current = Text(member, file, "currentContext");
                else if (member.Name == "contexts") contexts = Contexts(member.Value, file);
                else throw Unknown(file, member.Name, "currentContext, contexts");
            }

            return new CliConfig(current, contexts);
        }
        catch (JsonException e)
        {
            throw new CliException($"config file \"{file}\": not JSON: {e.Message}", e);
        }
    }

    public static byte[] Write(CliConfig config, bool redacted = false)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            if (config.CurrentContext is { } current) writer.WriteString("currentContext", current);
            writer.WriteStartArray("contexts");
            foreach (var context in config.Contexts) WriteContext(writer, context, redacted);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void WriteContext(Utf8JsonWriter writer, CliContext context, bool redacted)
    {
        writer.WriteStartObject();
        Write("name", context.Name);
        Write("server", context.Server);
        Write("token", redacted && context.Token is not null ? "REDACTED" : context.Token);
        Write("tokenFile", context.TokenFile);
        Write("certificateAuthority", context.Authority);
        Write("certificateAuthorityData", context.AuthorityData);
        writer.WriteEndObject();

        void Write(string key, string? value)
        {
            if (value is not null) writer.WriteString(key, value);
        }
    }

    private static List<CliContext> Contexts(JsonElement element, string file)
    {
        if (element.ValueKind != JsonValueKind.Array) throw new CliException($"config file \"{file}\": contexts: must be a list");
        var contexts = element.EnumerateArray().Select((context, i) => Context(context, file, $"contexts[{i}]")).ToList();
        var twice = contexts.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? contexts : throw new CliException($"config file \"{file}\": contexts: name \"{twice.Key}\" appears {twice.Count()} times");
    }

    private static CliContext Context(JsonElement element, string file, string path)
    {
        var context = new CliContext { Name = "" };
        foreach (var member in Members(element, file, path))
        {
            var value = Text(member, file, $"{path}.{member.Name}");
            context = member.Name switch
            {
                "name" => context with { Name = value },
                "server" => context with { Server = value },
                "token" => context with { Token = value },
                "tokenFile" => context with { TokenFile = value },
                "certificateAuthority" => context with { Authority = value },
                "certificateAuthorityData" => context with { AuthorityData = value },
                _ => throw Unknown(file, $"{path}.{member.Name}", "name, server, token, tokenFile, certificateAuthority, certificateAuthorityData"),
            };
        }

        return context.Name.Length > 0 ? context : throw new CliException($"config file \"{file}\": {path}.name: is missing");
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement element, string file, string path) =>
        element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject()
            : throw new CliException($"config file \"{file}\": {path}: must be an object");

    private static string Text(JsonProperty member, string file, string path) =>
        member.Value.ValueKind == JsonValueKind.String
            ? member.Value.GetString()!
            // The value itself may be a secret in the wrong place: do not repeat it.
            : throw new CliException($"config file \"{file}\": {path}: must be a string");

    private static CliException Unknown(string file, string key, string known) =>
        new($"config file \"{file}\": unknown key \"{key}\": must be one of {known}");
}
