using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Agent.Enrolment;
using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Commands;

/// <summary><c>edgeorchd join</c>: enrols this device.</summary>
internal static class JoinCommand
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    /// <summary>The command.</summary>
    public static CommandSpec Spec { get; } = new(
        "join", "", "enrol this device at a control plane",
        [
            new("--server", "URL", "the control plane, https"),
            new("--token", "TOKEN", "a join token of \"edgectl token create\""),
            new("--device-id", "ID", "the device's name; made of the host name by default"),
            new("--label", "KEY=VALUE", "a label of the device; may be given several times"),
            CommonOptions.Config, CommonOptions.Data,
        ],
        ["edgeorchd join --server https://cloud.example:8443 --token eo1.… --device-id line-3 --label site=hall-b"],
        0, 0, Run);

    private static int Run(ParsedArguments arguments)
    {
        var join = new JoinOptions(Server(arguments), Token(arguments), Device(arguments), Labels(arguments));
        var data = new DataFolder(CommonOptions.Read(arguments).Data);
        data.Create();
        using var single = AgentLock.TryTake(data) ?? throw new EnrolmentException($"an agent runs on \"{data.Root}\" (process {AgentLock.Holder(data)}); stop it first");
        var enroller = new Enroller(new IdentityStore(data), new EnrolmentClient(s_timeout));
        var identity = enroller.JoinAsync(join, FactsReader.Read(data.Images), CancellationToken.None).GetAwaiter().GetResult();
        Console.Out.WriteLine($"joined {identity.Server} as \"{identity.Device}\"; start the agent with \"edgeorchd run\"");
        return 0;
    }

    private static Uri Server(ParsedArguments arguments)
    {
        var text = arguments.Get("--server") ?? throw new UsageException("join needs --server URL");
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme == Uri.UriSchemeHttps
            ? server
            : throw new UsageException($"--server \"{text}\": must be an address such as https://cloud.example:8443");
    }

    private static JoinToken Token(ParsedArguments arguments)
    {
        var text = arguments.Get("--token") ?? throw new UsageException("join needs --token TOKEN");

        // The text itself is a secret even when it is wrong.
        return JoinToken.TryParse(text.Trim(), out var token) ? token : throw new UsageException($"--token: must be {JoinToken.Rule}");
    }

    private static DeviceId Device(ParsedArguments arguments)
    {
        if (arguments.Get("--device-id") is not { } text) return DefaultDeviceId.From(Environment.MachineName);
        return DeviceId.TryParse(text, out var id) ? id : throw new UsageException($"--device-id \"{text}\": must be {ResourceName.Rule}");
    }

    private static Dictionary<string, string> Labels(ParsedArguments arguments)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in arguments.GetAll("--label"))
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new UsageException($"--label \"{text}\": must be KEY=VALUE");
            if (!labels.TryAdd(text[..equals], text[(equals + 1)..])) throw new UsageException($"--label \"{text}\": the key is given twice");
        }

        return labels.Count <= Limits.Labels ? labels : throw new UsageException($"--label: {labels.Count} labels, at most {Limits.Labels}");
    }
}
