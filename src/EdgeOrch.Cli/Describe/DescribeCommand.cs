using System.CommandLine;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Contracts;

namespace EdgeOrch.Cli.Describe;

/// <summary><c>edgectl describe</c>: all there is to know of one thing, for a person.</summary>
internal static class DescribeCommand
{
    public static Command Create(CommandHost host) => new Verb(
        "describe",
        "Show all there is to know of a device or a deployment",
        "edgectl describe device gateway-7",
        "edgectl describe deployment sensor")
    {
        Device(host),
        Deployment(host),
    };

    private static Verb Device(CommandHost host)
    {
        var name = Names.Device();
        var command = new Verb("device", "Show a device: what it is, what it should run, what runs and why not", "edgectl describe device gateway-7") { name };
        command.Aliases.Add("devices");
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = host.Connect(parsed);
            var id = parsed.GetValue(name)!;
            var device = await api.GetAsync($"/v1/devices/{id}", WireJson.Default.DeviceView, cancel);
            var events = await api.GetAsync($"/v1/events?device={id}", WireJson.Default.IReadOnlyListEventView, cancel);
            new DeviceDescription(host.Terminal.Out, host.Now).Write(device, events);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Verb Deployment(CommandHost host)
    {
        var name = Names.Checked("DEPLOYMENT", "The deployment's name");
        var command = new Verb("deployment", "Show a deployment: its containers, revisions and how far it is on each device", "edgectl describe deployment sensor") { name };
        command.Aliases.Add("deployments");
        command.Aliases.Add("deploy");
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = host.Connect(parsed);
            var id = parsed.GetValue(name)!;
            var deployment = await api.GetAsync($"/v1/deployments/{id}", WireJson.Default.DeploymentView, cancel);
            var devices = await api.GetAsync("/v1/devices", WireJson.Default.IReadOnlyListDeviceView, cancel);
            var events = await api.GetAsync("/v1/events", WireJson.Default.IReadOnlyListEventView, cancel);
            new DeploymentDescription(host, host.Terminal.Out).Write(deployment, devices, events);
            return ExitCodes.Success;
        });
        return command;
    }
}
