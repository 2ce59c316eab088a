using System.CommandLine;
using EdgeOrch.Cli.CommandLine;

namespace EdgeOrch.Cli.Get;

/// <summary><c>edgectl get</c>: lists.</summary>
internal static class GetCommand
{
    public static Command Create(CommandHost host) => new Verb(
        "get",
        "List devices, deployments, workloads, images, events or tokens",
        "edgectl get devices",
        "edgectl get devices -l site=berlin -o wide",
        "edgectl get deployment sensor -o yaml",
        "edgectl get workloads --watch")
    {
        GetVerb.Create(host, Resources.Devices(host)),
        GetVerb.Create(host, Resources.Deployments(host)),
        GetVerb.Create(host, WorkloadResource.Create(host)),
        GetVerb.Create(host, Resources.Images()),
        GetVerb.Create(host, Resources.Events(host)),
        GetVerb.Create(host, Resources.Tokens(host)),
    };
}
