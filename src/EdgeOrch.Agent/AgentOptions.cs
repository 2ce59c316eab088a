using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Contracts;

namespace EdgeOrch.Agent;

/// <summary>Settings of <c>edgeorchd run</c>: <c>/etc/edgeorch/agent.json</c>, or another file; the command line wins.</summary>
/// <remarks>Its members have setters: a generated reader hands null or zero to an init that the file leaves out.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AgentOptions
{
    /// <summary>The file that is read where none is named; it need not exist.</summary>
    public const string DefaultFile = "/etc/edgeorch/agent.json";

    private const int MaxFileBytes = 64 * 1024;

    /// <summary>Folder of the device's state. Default <c>/var/lib/edgeorchd</c>.</summary>
    public string Data { get; set; } = "/var/lib/edgeorchd";

    /// <summary>Where the supervisor listens. Default <c>/run/edgeorch/supervisor.sock</c>.</summary>
    public string SupervisorSocket { get; set; } = "/run/edgeorch/supervisor.sock";

    /// <summary>The supervisor's state folder, which holds the logs of workloads. Null: <c>supervisor</c> below <see cref="Data"/>.</summary>
    public string? SupervisorState { get; set; }

    /// <summary>Most events that wait for the cloud, 16 to 100,000. Default 4,096.</summary>
    public int OutboxEvents { get; set; } = 4096;

    /// <summary>Most bytes of events that wait for the cloud, 64 KiB to 64 MiB. Default 1 MiB.</summary>
    public long OutboxBytes { get; set; } = 1024 * 1024;

    /// <summary>Whether a manifest may ask for privileged containers, which may do all that this device's root may. Default true.</summary>
    public bool AllowPrivileged { get; set; } = true;

    /// <summary>Least level that is logged: <c>debug</c>, <c>information</c>, <c>warning</c> or <c>error</c>. Default <c>information</c>.</summary>
    public string LogLevel { get; set; } = "information";

    /// <summary>How it is logged, to standard output: <c>text</c>, or <c>json</c>, one object a line (Serilog's compact format). Default <c>text</c>.</summary>
    public string LogFormat { get; set; } = "text";

    /// <summary>Reads the options.</summary>
    /// <param name="file">The file; null: <see cref="DefaultFile"/> if it exists.</param>
    /// <exception cref="InvalidDataException">The file is missing though named, or a key or value in it is wrong.</exception>
    public static AgentOptions Load(string? file)
    {
        var path = file ?? DefaultFile;
        var content = AtomicFile.Read(path, MaxFileBytes);
        if (content is null) return file is null ? new AgentOptions() : throw new InvalidDataException($"config file \"{path}\": does not exist");
        try
        {
            return JsonSerializer.Deserialize(content, StorageJson.Default.AgentOptions) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"config file \"{path}\": {Describe(e)}", e);
        }
    }

    /// <summary>The first rule that a value breaks; null when all is well.</summary>
    public string? Problem() =>
        !Path.IsPathRooted(Data) ? $"data \"{Data}\": must be an absolute path"
        : !Path.IsPathRooted(SupervisorSocket) ? $"supervisorSocket \"{SupervisorSocket}\": must be an absolute path"
        : SupervisorState is { } state && !Path.IsPathRooted(state) ? $"supervisorState \"{state}\": must be an absolute path"
        : OutboxEvents is < 16 or > 100_000 ? $"outboxEvents {OutboxEvents}: must be 16 to 100000"
        : OutboxBytes is < 64 * 1024 or > 64 * 1024 * 1024 ? $"outboxBytes {OutboxBytes}: must be 65536 to 67108864"
        : LogLevel is not ("debug" or "information" or "warning" or "error") ? $"logLevel \"{LogLevel}\": must be debug, information, warning or error"
        : LogFormat is not ("text" or "json") ? $"logFormat \"{LogFormat}\": must be text or json"
        : null;

    // "The JSON property 'x' could not be mapped to any .NET member contained in type …" says too much and not the right thing.
    private static string Describe(JsonException e)
    {
        const string Unmapped = "The JSON property '";
        if (!e.Message.StartsWith(Unmapped, StringComparison.Ordinal)) return e.Message.ReplaceLineEndings(" ");
        var key = e.Message[Unmapped.Length..].Split('\'')[0];
        return $"unknown key \"{key}\"{Spelling.Hint(key, Keys)}";
    }

    private static IEnumerable<string> Keys => StorageJson.Default.AgentOptions.Properties.Select(p => p.Name);
}
