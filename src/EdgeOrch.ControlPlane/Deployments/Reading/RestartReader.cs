using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads when a container is started again.</summary>
internal static class RestartReader
{
    public static RestartManifest Read(Fields container, string name)
    {
        var defaults = new RestartManifest();
        if (container.Take(name) is not { } node || Fields.Open(node, container.PathOf(name), container.Problems) is not { } fields) return defaults;
        var restart = new RestartManifest
        {
            Policy = fields.Word<RestartPolicy>("policy") ?? defaults.Policy,
            InitialBackoff = fields.Duration("initialBackoff", defaults.InitialBackoff, TimeSpan.FromMilliseconds(1), Limits.RestartBackoff),
            MaxBackoff = fields.Duration("maxBackoff", defaults.MaxBackoff, TimeSpan.FromMilliseconds(1), Limits.RestartBackoff),
        };
        if (restart.InitialBackoff.Value > restart.MaxBackoff.Value)
            fields.Report("out-of-range", fields.Has("initialBackoff") ? "initialBackoff" : "maxBackoff", $"initialBackoff {restart.InitialBackoff} is longer than maxBackoff {restart.MaxBackoff}");
        fields.Close();
        return restart;
    }
}
