using System.Net;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.ControlPlane.Deltas;
using EdgeOrch.ControlPlane.Deployments.Reading;
using EdgeOrch.ControlPlane.Identity;
using EdgeOrch.ControlPlane.Registry;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>Reads the config file, YAML and therefore also JSON; every key is known, or refused by its name.</summary>
internal static class ConfigFile
{
    private const int MostBytes = 64 * 1024;
    private const int MostNames = 32;

    /// <exception cref="UsageException">The file cannot be read, or something in it is wrong.</exception>
    public static ServeOptions Read(string path)
    {
        var problems = new ProblemList();
        var documents = YamlTree.Parse(ReadText(path), problems);
        var options = new ServeOptions();
        if (problems.Count == 0 && documents.Count != 1) throw new UsageException($"config {Shown.Quote(path)}: must hold one JSON or YAML object");
        if (problems.Count == 0 && Fields.Open(documents[0].Root, "", problems) is { } fields) options = Read(fields, options);
        if (problems.Count > 0) throw new UsageException($"config {Shown.Quote(path)}: {string.Join("; ", problems.ToOrderedList())}");
        return options;
    }

    private static string ReadText(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes) throw new UsageException($"config {Shown.Quote(path)}: larger than {MostBytes} bytes");
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"config {Shown.Quote(path)}: {failure.Message}");
        }
    }

    private static ServeOptions Read(Fields fields, ServeOptions defaults)
    {
        var data = fields.Text("data");
        fields.CheckAbsolutePath("data", data);
        var names = fields.Texts("hostNames", MostNames) ?? [];
        if (names.FirstOrDefault(name => !HostNames.IsValid(name)) is { } wrong)
            fields.Report("bad-value", "hostNames", $"{Shown.Quote(wrong)}: must be {HostNames.Rule}");
        var options = new ServeOptions
        {
            Data = data ?? defaults.Data,
            Listen = Endpoint(fields, "listen", defaults.Listen),
            Mqtt = Endpoint(fields, "mqtt", defaults.Mqtt),
            HostNames = names,
            Identity = new ConfigSection<IdentityOptions>(fields, "identity")
                .Duration("deviceCertificateLifetime", (identity, value) => identity.DeviceCertificateLifetime = value)
                .Duration("serverCertificateLifetime", (identity, value) => identity.ServerCertificateLifetime = value)
                .Close(),
            Broker = new ConfigSection<BrokerOptions>(fields, "broker")
                .Integer("maxPendingMessages", (broker, value) => broker.MaxPendingMessages = value)
                .Integer("maxWaitingPerDevice", (broker, value) => broker.MaxWaitingPerDevice = value)
                .Duration("requestTimeout", (broker, value) => broker.RequestTimeout = value)
                .Duration("connectTimeout", (broker, value) => broker.ConnectTimeout = value)
                .Integer("maxConnections", (broker, value) => broker.MaxConnections = value)
                .Close(),
            Registry = new ConfigSection<RegistryOptions>(fields, "registry")
                .Bytes("maxBlobBytes", (registry, value) => registry.MaxBlobBytes = value)
                .Duration("graceAge", (registry, value) => registry.GraceAge = value)
                .Duration("collectEvery", (registry, value) => registry.CollectEvery = value)
                .Close(),
            Deltas = new ConfigSection<DeltaOptions>(fields, "deltas")
                .Bytes("workBytes", (deltas, value) => deltas.WorkBytes = value)
                .Integer("parallelJobs", (deltas, value) => deltas.ParallelJobs = value)
                .Integer("maxBases", (deltas, value) => deltas.MaxBases = value)
                .Fraction("largestShare", (deltas, value) => deltas.LargestShare = value)
                .Bytes("smallestLayerBytes", (deltas, value) => deltas.SmallestLayerBytes = value)
                .Close(),
        };
        fields.Close();
        return options;
    }

    private static IPEndPoint Endpoint(Fields fields, string name, IPEndPoint fallback)
    {
        if (fields.Text(name) is not { } text) return fallback;
        if (Endpoints.TryParse(text, out var endpoint)) return endpoint;
        fields.Report("bad-value", name, $"{Shown.Quote(text)}: must be {Endpoints.Rule}");
        return fallback;
    }
}
