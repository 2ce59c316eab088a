using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Agent.Supervision;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Containers;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Trees;

namespace EdgeOrch.Agent.Commands;

/// <summary><c>edgeorchd cp</c>: files into a running workload's container and out of it, at the device.</summary>
internal static class WorkloadCopyCommand
{
    private const string Stream = "-";

    /// <summary>The command.</summary>
    public static CommandSpec Spec { get; } = new(
        "cp", "WORKLOAD:PATH LOCAL|- | LOCAL|- WORKLOAD:PATH", "copy files into or out of a workload's container; - is a tar on standard input or output",
        [
            new("--archive", null, "keep owners and set-id bits; else all becomes root's, or the caller's", "-a"),
            new("--follow-link", null, "copy what the source points to, not the link", "-L"),
            CommonOptions.Config, CommonOptions.SupervisorSocket,
        ],
        ["edgeorchd cp shop/web:/etc/nginx/. ./conf", "edgeorchd cp page.html shop/web:/srv/", "tar c site | edgeorchd cp - shop/web:/srv"],
        2, 2, arguments => RunAsync(arguments).GetAwaiter().GetResult());

    private static async Task<int> RunAsync(ParsedArguments args)
    {
        var (source, destination) = (args.Arguments[0], args.Arguments[1]);
        var (from, to) = (Inside(source), Inside(destination));
        if (from is null == to is null) throw new UsageException("cp needs just one WORKLOAD:PATH");
        var (id, path) = (from ?? to)!.Value;
        var client = new SupervisorClient(CommonOptions.Read(args).SupervisorSocket);
        using var container = await OpenAsync(client, id);
        using var local = new TreeRoot("/", "");
        var copy = new TreeCopy(what => Console.Error.WriteLine($"edgeorchd cp: \"{what}\" is a device or a socket and is passed over"));
        var (follows, keeps) = (args.Has("--follow-link"), args.Has("--archive"));
        if (from is not null && destination == Stream)
        {
            if (!Console.IsOutputRedirected) throw new UsageException("a tar does not belong on a terminal: let standard output go to a file or a program");
            await using var tar = Console.OpenStandardOutput();
            copy.Pack(container, path, tar, follows);
        }
        else if (to is not null && source == Stream)
        {
            await using var tar = Console.OpenStandardInput();
            copy.Unpack(tar, container, path);
        }
        else if (from is not null)
        {
            copy.Run(container, path, local, Absolute(destination), follows, keeps);
        }
        else
        {
            copy.Run(local, Absolute(source), container, path, follows, keeps);
        }

        return 0;
    }

    // As docker has it: what begins with a dot or a slash is a local path, whatever it holds.
    private static (WorkloadId Id, string Path)? Inside(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || text[0] is '.' or '/') return null;
        if (!WorkloadId.TryParse(text[..colon], out var id)) throw new UsageException($"\"{text}\": must be DEPLOYMENT/CONTAINER:PATH, or a local path that begins with ./ or /");
        return (id, text[(colon + 1)..] is { Length: > 0 } path ? path : throw new UsageException($"\"{text}\": needs a PATH behind the colon"));
    }

    // Path.GetFullPath takes the dot from the end, which says that only the content counts.
    private static string Absolute(string path)
    {
        var full = Path.GetFullPath(path);
        return path == "." || path.EndsWith("/.", StringComparison.Ordinal) ? $"{full.TrimEnd('/')}/." : full;
    }

    private static async Task<TreeRoot> OpenAsync(SupervisorClient client, WorkloadId id)
    {
        var record = await client.FindAsync(id.FileName, CancellationToken.None) ?? throw new SupervisorException(SupervisorErrorKind.NotFound, $"there is no container \"{id.FileName}\"");
        if (record is { Pid: { } pid, PidStartTicks: { } ticks })
        {
            var root = new TreeRoot($"/proc/{pid}/root", $"{id}:");

            // Only now: the pid may have become another process's before its root was open.
            using var process = ContainerRuntime.AdoptExec(id.FileName, pid, ticks);
            if (process is not null) return root;
            root.Dispose();
        }

        throw new SupervisorException(SupervisorErrorKind.NotRunning, $"container \"{id.FileName}\" does not run");
    }
}
