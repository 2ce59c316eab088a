using System.CommandLine;
using EdgeOrch.Cli.Apply;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Connection;

namespace EdgeOrch.Cli.Delete;

/// <summary><c>edgectl delete</c>: removes deployments, with their workloads, and devices.</summary>
internal static class DeleteCommand
{
    public static Command Create(CommandHost host)
    {
        var files = ManifestFiles.Option(required: false);
        var command = new Verb(
            "delete",
            "Remove deployments or devices",
            "edgectl delete deployment sensor",
            "edgectl delete -f sensor.yaml",
            "edgectl delete device gateway-7")
        {
            files,
            Create(host, "deployment", ["deployments", "deploy"]),
            Create(host, "device", ["devices"]),
        };
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(files) is not { Length: > 0 } names) throw new UsageException("name what to delete: deployment NAME, device NAME or -f FILE; see edgectl delete --help");
            // Every file is read before the first deletion.
            var deployments = ManifestFiles.Read(names, host.Terminal.In).SelectMany(ManifestNames.Read).Distinct().ToList();
            using var api = host.Connect(parsed);
            return await RemoveAsync(host, api, "deployment", deployments, cancel);
        });
        return command;
    }

    /// <summary>Removes all of them, whatever becomes of one.</summary>
    public static async Task<int> RemoveAsync(CommandHost host, ApiClient api, string kind, IEnumerable<string> names, CancellationToken cancel)
    {
        var code = ExitCodes.Success;
        foreach (var name in names)
        {
            try
            {
                await api.DeleteAsync($"/v1/{kind}s/{name}", cancel);
                host.Terminal.Out.WriteLine($"{kind}/{name} deleted");
            }
            catch (ApiException e) when (e.Status != 401)
            {
                host.Terminal.Error.WriteLine($"edgectl: {e.Message}");
                code = ExitCodes.Failure;
            }
        }

        return code;
    }

    private static Verb Create(CommandHost host, string kind, string[] aliases)
    {
        var names = Names.Several($"The {kind}s");
        var command = new Verb(kind, $"Remove {kind}s", $"edgectl delete {kind} {(kind == "device" ? "gateway-7" : "sensor")}") { names };
        foreach (var alias in aliases) command.Aliases.Add(alias);
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = host.Connect(parsed);
            return await RemoveAsync(host, api, kind, parsed.GetValue(names)!, cancel);
        });
        return command;
    }
}
