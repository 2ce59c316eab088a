using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Networking;

namespace EdgeOrch.Agent.Supervision.Networking;

/// <content>What is done under the lock.</content>
internal sealed partial class DeviceBridge
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(15);
    private string? _obstacles;

    private BridgePlan Plan
    {
        get
        {
            var state = _state ?? throw new InvalidOperationException("there is no bridge");
            return new BridgePlan(
                _options.Bridge, IPNetwork.Parse(state.Subnet), NetworkSettings.HasIPv6 ? IPNetwork.Parse(state.Subnet6) : null, _options.BridgeMtu,
                Closed: state.ClosedBoot == _bootId, Closed6: state.ClosedBoot6 == _bootId);
        }
    }

    private static BridgeEndpoint Endpoint(AddressLease lease) => new(lease.Id, lease.Number, [.. lease.Ports.Select(BridgeState.Publish)]);

    private void Save(BridgeState state)
    {
        _store.Write(state);
        _state = state;
    }

    private BridgeState Begin()
    {
        var subnet = _options.BridgeSubnet ?? SubnetChoice.Free(BridgeNetwork.RoutedNetworks(AddressFamily.InterNetwork, _options.Bridge));
        return new BridgeState { Subnet = subnet.ToString(), Subnet6 = SubnetChoice.Random6().ToString() };
    }

    private AddressLease Lease(string id, LaunchNetwork network)
    {
        var state = _state ?? Begin();
        _networks[id] = network;
        if (_state?.Find(id) is { } lease && lease.Ports.SequenceEqual(network.Ports)) return lease;
        Save(state.With(id, network.Ports));
        if (state.Find(id) is null) WriteFiles();
        return _state!.Find(id)!;
    }

    private AddressLease LeaseOrThrow(string id, LaunchNetwork network)
    {
        try
        {
            return Lease(id, network);
        }
        catch (LeaseException refused)
        {
            throw new ContainerException(refused.Message, refused);
        }
    }

    private void Free(string id)
    {
        _networks.Remove(id);
        if (_state?.Find(id) is null) return;
        if (_connected.Contains(id)) Drop(id);
        Save(_state.Without(id));
        if (_state.Leases.Count == 0) RemoveBridge();
        else WriteFiles();
    }

    private void Hold(AddressLease lease)
    {
        Let(lease.Id);
        var held = new List<PortHold>();
        _holds[lease.Id] = held;
        foreach (var port in lease.Ports) held.Add(new PortHold(BridgeState.Publish(port)));
    }

    private void Let(string id)
    {
        if (!_holds.Remove(id, out var held)) return;
        foreach (var hold in held) hold.Dispose();
    }

    // Whatever fails here, Reconcile of the next supervisor finds it.
    private void Drop(string id)
    {
        Let(id);
        _connected.Remove(id);
        _confirmed.Remove(id);
        if (_state?.Find(id) is not { } lease) return;
        Try(() => BridgeNetwork.Detach(Endpoint(lease)));
        if (lease.Ports.Count > 0) Try(Ensure);
    }

    private void Ensure()
    {
        // Known before it is done: a supervisor that dies in between must not take its own doing for the operator's.
        var state = _state!;
        if (state.ClosedBoot != _bootId && !NetworkSettings.Forwards(AddressFamily.InterNetwork)) state = state with { ClosedBoot = _bootId };
        if (state.ClosedBoot6 != _bootId && !NetworkSettings.Forwards(AddressFamily.InterNetworkV6)) state = state with { ClosedBoot6 = _bootId };
        if (!ReferenceEquals(state, _state)) Save(state);
        BridgeNetwork.Ensure(Plan, [.. state.Leases.Where(l => _connected.Contains(l.Id)).Select(Endpoint)]);
        var obstacles = string.Join(", ", BridgeNetwork.Obstacles());
        if (obstacles.Length > 0 && obstacles != _obstacles) _log.Obstacles(_options.Bridge, obstacles);
        _obstacles = obstacles;
    }

    private void RemoveBridge()
    {
        if (BridgeNetwork.Remove(Plan)) Save(_state! with { ClosedBoot = null, ClosedBoot6 = null });
    }

    private void WriteFiles()
    {
        foreach (var (id, network) in _networks)
            if (_connected.Contains(id) && _state?.Find(id) is { } lease) Try(() => WriteFiles(lease, network));
    }

    private void WriteFiles(AddressLease lease, LaunchNetwork network)
    {
        Overwrite(network.HostsFile, HostsFile.Content(lease, network.HostName, _state!.Leases, Plan));
        Overwrite(network.ResolverFile, _resolver);
    }

    // In place: a running container has mounted the file itself, and would keep an old one that is replaced by name. It needs no sync,
    // for it is written again before the next start.
    private static void Overwrite(string path, string content)
    {
        const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        var bytes = Encoding.UTF8.GetBytes(content);
        using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = Readable, BufferSize = 0 });
        stream.Write(bytes);
        stream.SetLength(bytes.Length);
    }

    private void Try(Action action) => Try(() =>
    {
        action();
        return true;
    });

    // Of what must not stop a container, or has no caller who could do anything.
    [return: MaybeNull]
    private T Try<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception failure) when (failure is ContainerException or IOException or UnauthorizedAccessException or LeaseException or InvalidDataException)
        {
            _log.Trouble("bridge", failure.Message);
            return default;
        }
    }
}
