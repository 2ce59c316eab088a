using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Deployments.Reading;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>Reads the command line of <c>edgeorch</c>.</summary>
internal static class CommandLine
{
    public const string Help = """
        edgeorch: the EdgeOrch control plane: API, OCI registry and MQTT broker in one process

        Usage:
          edgeorch serve [options]
          edgeorch --help | --version

        Options of serve:
          --config FILE      a JSON or YAML file with the keys data, listen, mqtt and hostNames, and the sections
                             identity (deviceCertificateLifetime, serverCertificateLifetime),
                             broker (maxPendingMessages, maxWaitingPerDevice, requestTimeout, connectTimeout,
                             maxConnections),
                             registry (maxBlobBytes, graceAge, collectEvery) and deltas (workBytes,
                             parallelJobs, maxBases, largestShare, smallestLayerBytes);
                             the command line wins
          --data DIR         folder of all data (default /var/lib/edgeorch)
          --listen ADDR:PORT where API and registry listen, TLS (default 127.0.0.1:8443)
          --mqtt ADDR:PORT   where the MQTT broker listens, TLS (default 127.0.0.1:8883)
          --host-name NAME   a name or address of this host for its certificate; may be repeated,
                             the first is what devices are told (default localhost, 127.0.0.1, ::1)

        Examples:
          edgeorch serve
          edgeorch serve --data /srv/edgeorch --listen 0.0.0.0:8443 --mqtt 0.0.0.0:8883 --host-name edge.example.com
          edgeorch serve --config /etc/edgeorch/edgeorch.json

        The first start writes the operator's token to DIR/identity/admin.token.
        """;

    private static readonly string[] Options = ["--config", "--data", "--listen", "--mqtt", "--host-name"];

    /// <summary>The options of <c>serve</c>; those of the config file first, then those of the command line.</summary>
    /// <exception cref="UsageException">Something is wrong with either.</exception>
    public static ServeOptions ReadServe(IReadOnlyList<string> arguments)
    {
        var given = Pairs(arguments).ToList();
        var options = given.Where(pair => pair.Name == "--config").Select(pair => ConfigFile.Read(pair.Value)).LastOrDefault() ?? new ServeOptions();
        foreach (var (name, value) in given)
        {
            options = name switch
            {
                "--data" => options with { Data = Path.GetFullPath(value) },
                "--listen" => options with { Listen = Endpoints.Parse(value, name) },
                "--mqtt" => options with { Mqtt = Endpoints.Parse(value, name) },
                _ => options,
            };
        }
        string[] names = [.. given.Where(pair => pair.Name == "--host-name").Select(pair => HostNames.Check(pair.Value, pair.Name))];
        return names.Length > 0 ? options with { HostNames = names } : options;
    }

    private static IEnumerable<(string Name, string Value)> Pairs(IReadOnlyList<string> arguments)
    {
        for (var index = 0; index < arguments.Count; index++)
        {
            var (name, value) = arguments[index].Split('=', 2) is [var before, var after] ? (before, after) : (arguments[index], null);
            if (!Options.Contains(name)) throw new UsageException($"unknown option {Shown.Quote(name)}{Spelling.Hint(name, Options)}");
            value ??= index + 1 < arguments.Count ? arguments[++index] : throw new UsageException($"option {name} needs a value");
            if (value.Length == 0) throw new UsageException($"option {name} needs a value");
            yield return (name, value);
        }
    }
}
