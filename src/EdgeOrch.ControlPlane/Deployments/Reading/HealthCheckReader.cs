using System.Text;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads how a container's health is told.</summary>
internal static class HealthCheckReader
{
    public static HealthCheckManifest? Read(Fields container, string name)
    {
        if (container.Take(name) is not { } node || Fields.Open(node, container.PathOf(name), container.Problems) is not { } fields) return null;
        fields.ExactlyOne("exec", "tcp", "http");
        var defaults = new HealthCheckManifest();
        var check = new HealthCheckManifest
        {
            Exec = ReadExec(fields),
            Tcp = ReadTcp(fields),
            Http = ReadHttp(fields),
            Interval = fields.Duration("interval", defaults.Interval, TimeSpan.FromSeconds(1), Limits.HealthCheckInterval),
            Timeout = fields.Duration("timeout", defaults.Timeout, TimeSpan.FromMilliseconds(100), Limits.HealthCheckTimeout),
            Retries = fields.Integer("retries", 1, 100) ?? defaults.Retries,
            StartPeriod = fields.Duration("startPeriod", defaults.StartPeriod, most: Limits.HealthCheckInterval),
        };
        fields.Close();
        return check;
    }

    private static ExecProbe? ReadExec(Fields check)
    {
        if (Open(check, "exec") is not { } fields) return null;
        var probe = new ExecProbe { Command = fields.RequiredList("command", 1000, FieldValues.AsText) };
        CheckSize(fields, "command", probe.Command.Sum(text => Encoding.UTF8.GetByteCount(text) + 1));
        fields.Close();
        return probe;
    }

    private static TcpProbe? ReadTcp(Fields check)
    {
        if (Open(check, "tcp") is not { } fields) return null;
        var probe = new TcpProbe { Port = Port(fields) };
        fields.Close();
        return probe;
    }

    private static HttpProbe? ReadHttp(Fields check)
    {
        if (Open(check, "http") is not { } fields) return null;
        var probe = new HttpProbe { Port = Port(fields), Path = fields.Text("path") ?? "/" };
        if (!probe.Path.StartsWith('/') || probe.Path.Any(c => char.IsControl(c) || c == ' '))
            fields.Report("bad-path", "path", $"{Shown.Quote(probe.Path)} must begin with '/' and hold no spaces");
        CheckSize(fields, "path", Encoding.UTF8.GetByteCount(probe.Path));
        fields.Close();
        return probe;
    }

    private static void CheckSize(Fields fields, string name, int bytes)
    {
        if (bytes > Limits.HealthCheckBytes) fields.Report("too-large", name, $"has {bytes} bytes in all: may have {Limits.HealthCheckBytes} at most");
    }

    private static Fields? Open(Fields check, string name) =>
        check.Take(name) is { } node ? Fields.Open(node, check.PathOf(name), check.Problems) : null;

    private static int Port(Fields fields) => fields.RequiredInteger("port", 1, 65_535) ?? 0;
}
