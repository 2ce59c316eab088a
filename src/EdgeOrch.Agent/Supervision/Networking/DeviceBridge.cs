using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Networking;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Supervision.Networking;

/// <summary>
/// The device's bridge: who has which address and ports (durable), who is connected now, and their hosts and resolver files. A
/// container keeps its address from its first launch to its removal. There is no bridge before the first, nor after the last.
/// </summary>
internal sealed partial class DeviceBridge : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SupervisorOptions _options;
    private readonly string _bootId;
    private readonly ILogger _log;
    private readonly BridgeStore _store;
    private readonly Dictionary<string, LaunchNetwork> _networks = [];
    private readonly Dictionary<string, IReadOnlyList<PortHold>> _holds = [];

    // Those whose ports are open. Until all containers are taken up again, also those that an earlier supervisor left connected.
    private readonly HashSet<string> _connected = [];
    private readonly HashSet<string> _confirmed = [];
    private BridgeState? _state;
    private bool _moved;
    private string _resolver = "";

    /// <summary>Reads what an earlier supervisor left.</summary>
    public DeviceBridge(SupervisorOptions options, string bootId, ILogger log)
    {
        (_options, _bootId, _log) = (options, bootId, log);
        _store = new BridgeStore(options.StateDirectory);
        try
        {
            _state = _store.Read();
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException)
        {
            // Containers get other addresses; that is better than none.
            _log.Trouble("bridge", damaged.Message);
        }

        if (_state is not null && options.BridgeSubnet is { } subnet && subnet.ToString() != _state.Subnet) (_state, _moved) = (_state.On(subnet), true);
        if (_state is null) return;
        var ports = Try(() => BridgeNetwork.Ports(options.Bridge)) ?? [];
        foreach (var lease in _state.Leases)
            if (ports.Contains(Endpoint(lease).Port)) _connected.Add(lease.Id);
    }

    /// <summary>Gives a container its address and its ports, durably; one that has them keeps its address. Without a network it gives them back.</summary>
    /// <exception cref="SupervisorException">A port is another workload's, no address is free, or the disk refused.</exception>
    public void Reserve(string id, LaunchNetwork? network)
    {
        lock (_lock)
        {
            try
            {
                if (network is null) Free(id);
                else Lease(id, network);
            }
            catch (LeaseException refused)
            {
                throw new SupervisorException(refused.IsPort ? SupervisorErrorKind.PortTaken : SupervisorErrorKind.Failed, refused.Message, refused);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ContainerException)
            {
                throw new SupervisorException(SupervisorErrorKind.Failed, $"bridge: {refused.Message}", refused);
            }
        }
    }

    /// <summary>Writes a container's files before it is made: their mounts want them.</summary>
    /// <exception cref="ContainerException">It has no place, and there is none.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Prepare(string id, LaunchNetwork network)
    {
        lock (_lock)
        {
            var lease = LeaseOrThrow(id, network);
            _resolver = ResolverFile.Content(_options.BridgeDns);
            WriteFiles(lease, network);
        }
    }

    /// <summary>Connects a container whose process waits to be started.</summary>
    /// <returns>Its address.</returns>
    /// <exception cref="ContainerException">A port is in use on the device, or the kernel refused; it is not connected then.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    public string Connect(string id, LaunchNetwork network, int pid)
    {
        lock (_lock)
        {
            var lease = LeaseOrThrow(id, network);
            try
            {
                Hold(lease);
                _confirmed.Add(id);
                _connected.Add(id);
                Ensure();
                BridgeNetwork.Attach(Plan, Endpoint(lease), pid);
            }
            catch
            {
                Drop(id);
                throw;
            }

            return Endpoint(lease).Address(Plan).ToString();
        }
    }

    /// <summary>Takes up a container that runs already, and connects it again if its interface is gone. It runs on if that fails.</summary>
    /// <returns>Its address; null without one.</returns>
    public string? Adopt(string id, LaunchNetwork network, int pid)
    {
        lock (_lock)
        {
            return Try(() =>
            {
                var lease = LeaseOrThrow(id, network);
                Try(() => Hold(lease));
                _confirmed.Add(id);
                _resolver = ResolverFile.Content(_options.BridgeDns);
                WriteFiles(lease, network);
                if (_connected.Contains(id) && !_moved) return Endpoint(lease).Address(Plan).ToString();
                _connected.Add(id);
                Ensure();
                BridgeNetwork.Attach(Plan, Endpoint(lease), pid);
                return Endpoint(lease).Address(Plan).ToString();
            });
        }
    }

    /// <summary>Disconnects a container that has ended; it keeps its address.</summary>
    public void Disconnect(string id)
    {
        lock (_lock)
            if (_connected.Contains(id)) Drop(id);
    }

    /// <summary>Takes a container's address and ports back; after the last there is no bridge.</summary>
    public void Release(string id)
    {
        lock (_lock) Try(() => Free(id));
    }

    /// <summary>Makes the kernel's state as wished, once all containers are taken up: nothing is left of those that are not there any more.</summary>
    /// <param name="ids">All containers.</param>
    public void Reconcile(IReadOnlyCollection<string> ids)
    {
        lock (_lock)
        {
            if (_state is not { } state) return;
            _moved = false;
            _connected.IntersectWith(_confirmed);
            Try(() =>
            {
                foreach (var id in state.Leases.Select(l => l.Id).Except(ids)) Save(_state.Without(id));
                var wanted = _state.Leases.Where(l => _connected.Contains(l.Id)).Select(l => Endpoint(l).Port).ToHashSet();
                foreach (var stray in BridgeNetwork.Ports(_options.Bridge).Where(p => !wanted.Contains(p))) BridgeNetwork.RemovePort(stray);
                if (_state.Leases.Count == 0) RemoveBridge();
                else Ensure();
            });
        }
    }

    /// <summary>Looks again and again, until cancelled, whether somebody has flushed the rules or the device asks other name servers.</summary>
    public async Task RunAsync(TimeProvider time, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation)) Look();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end.
        }
    }

    /// <summary>Looks once.</summary>
    public void Look()
    {
        lock (_lock)
        {
            if (_connected.Count == 0) return;
            Try(() =>
            {
                if (!BridgeNetwork.HasRules())
                {
                    _log.RulesRestored();
                    Ensure();
                }

                var resolver = ResolverFile.Content(_options.BridgeDns);
                if (resolver == _resolver) return;
                _resolver = resolver;
                WriteFiles();
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var hold in _holds.Values.SelectMany(h => h)) hold.Dispose();
    }
}
