using System.Text.RegularExpressions;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads one container.</summary>
internal static partial class ContainerReader
{
    private const int MostItems = 64;

    public static ContainerManifest? Read(ManifestNode node, string path, ProblemList problems)
    {
        if (Fields.Open(node, path, problems) is not { } fields) return null;
        var defaults = new ContainerManifest { Name = "", Image = "" };
        var container = new ContainerManifest
        {
            Name = fields.ResourceName("name"),
            Image = ReadImage(fields),
            Command = fields.Texts("command"),
            Args = fields.Texts("args"),
            Env = fields.List("env", 1000, EnvReader.Read),
            WorkingDir = fields.Text("workingDir"),
            User = fields.Text("user"),
            Resources = ResourceReader.Read(fields, "resources"),
            Restart = RestartReader.Read(fields, "restart"),
            HealthCheck = HealthCheckReader.Read(fields, "healthCheck"),
            Volumes = fields.List("volumes", MostItems, VolumeReader.Read),
            Network = fields.Word<NetworkMode>("network") ?? defaults.Network,
            Ports = fields.List("ports", MostItems, PortReader.Read) is { Count: > 0 } ports ? ports : null,
            ReadOnlyRootFilesystem = fields.Flag("readOnlyRootFilesystem"),
            Privileged = fields.Flag("privileged") ? true : null,
            Capabilities = CapabilitiesReader.Read(fields, "capabilities"),
            Devices = fields.List("devices", MostItems, DeviceReader.Read),
            Gpio = fields.List("gpio", MostItems, GpioReader.Read),
            DependsOn = fields.List("dependsOn", Limits.ContainersPerDeployment, DependencyReader.Read) is { Count: > 0 } needed ? needed : null,
            StopSignal = fields.Text("stopSignal"),
            StopGracePeriod = fields.Duration("stopGracePeriod", defaults.StopGracePeriod, most: Limits.StopGracePeriod),
        };
        Check(container, fields);
        fields.Close();
        return container;
    }

    private static string ReadImage(Fields fields)
    {
        var before = fields.Problems.Count;
        var image = fields.RequiredText("image");
        if (fields.Problems.Count == before && !ImageReference.TryParse(image, out _))
            fields.Report("bad-image", "image", $"{Shown.Quote(image)} is no image: must be {ImageReference.Rule}");
        return image;
    }

    private static void Check(ContainerManifest container, Fields fields)
    {
        if (container.Command is []) fields.Report("missing-field", "command", "must hold at least the program");
        fields.CheckAbsolutePath("workingDir", container.WorkingDir);
        if (container.User is { } user && !User().IsMatch(user))
            fields.Report("bad-user", "user", $"{Shown.Quote(user)} is no user: must be user[:group], names or numbers");
        if (container.StopSignal is { } signal && !Signals.TryParse(signal, out _))
            fields.Report("bad-signal", "stopSignal", $"{Shown.Quote(signal)} is no signal: must be {Signals.Rule}");
        if (container.Network != NetworkMode.Bridge && container.Ports is not null)
            fields.Report("needs-bridge", "ports", "are published for network: bridge alone; with host, what the container listens on is the device's already");
        if (container.Privileged is true && fields.Has("capabilities"))
            fields.Report("not-together", "capabilities", "privileged has every capability: leave one of the two out");
        fields.DistinctNames("env", "name");
        fields.DistinctNames("volumes", "mountPath");
        fields.DistinctNames("gpio", "name");
    }

    [GeneratedRegex(@"\A([a-z_][a-z0-9_-]{0,31}|[0-9]{1,10})(:([a-z_][a-z0-9_-]{0,31}|[0-9]{1,10}))?\z")]
    private static partial Regex User();
}
