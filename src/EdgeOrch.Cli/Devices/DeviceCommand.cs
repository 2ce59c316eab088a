using System.CommandLine;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Delete;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;

namespace EdgeOrch.Cli.Devices;

/// <summary><c>edgectl device</c>: labels, and removing.</summary>
internal static class DeviceCommand
{
    public static Command Create(CommandHost host)
    {
        var command = new Verb(
            "device",
            "Label or remove devices",
            "edgectl device label gateway-7 site=berlin spare-",
            "edgectl device rm gateway-7") { Label(host), Remove(host) };
        return command;
    }

    private static Verb Label(CommandHost host)
    {
        var device = Names.Device();
        var changes = new Argument<string[]>("CHANGE") { Description = "KEY=VALUE sets a label, KEY- removes it", Arity = ArgumentArity.OneOrMore };
        var command = new Verb(
            "label",
            "Change the labels of a device; deployments that then select it reach it at once",
            "edgectl device label gateway-7 site=berlin",
            "edgectl device label gateway-7 site-") { device, changes };
        command.SetAction(async (parsed, cancel) =>
        {
            var change = new LabelsChange(LabelChanges.Parse(parsed.GetValue(changes)!));
            using var api = host.Connect(parsed);
            var id = parsed.GetValue(device)!;
            await api.SendAsync(HttpMethod.Patch, $"/v1/devices/{id}/labels", change, WireJson.Default.LabelsChange, cancel);
            host.Terminal.Out.WriteLine($"device/{id} labeled");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Verb Remove(CommandHost host)
    {
        var names = Names.Several("The devices");
        var command = new Verb("rm", "Remove devices: their certificates are refused from then on", "edgectl device rm gateway-7 gateway-8") { names };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = host.Connect(parsed);
            return await DeleteCommand.RemoveAsync(host, api, "device", parsed.GetValue(names)!, cancel);
        });
        return command;
    }
}
