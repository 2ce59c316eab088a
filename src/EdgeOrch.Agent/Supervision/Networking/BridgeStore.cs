using System.Net;
using System.Text.Json;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision.Protocol;

namespace EdgeOrch.Agent.Supervision.Networking;

/// <summary>Keeps the bridge's state in <c>network.json</c>.</summary>
/// <param name="folder">The supervisor's state folder.</param>
internal sealed class BridgeStore(string folder)
{
    private const int MaxBytes = 4 * 1024 * 1024;

    private string File => Path.Join(folder, "network.json");

    /// <summary>The state; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public BridgeState? Read()
    {
        if (AtomicFile.Read(File, MaxBytes) is not { } bytes) return null;
        try
        {
            var state = JsonSerializer.Deserialize(bytes, SupervisionJson.Default.BridgeState) ?? throw new JsonException("it is null");
            foreach (var subnet in (string[])[state.Subnet, state.Subnet6])
                if (!IPNetwork.TryParse(subnet, out _)) throw new JsonException($"\"{subnet}\" is no network");
            return state;
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"\"{File}\": {damaged.Message}", damaged);
        }
    }

    /// <summary>Makes the state durable.</summary>
    /// <exception cref="IOException">The disk refused; the earlier state stands.</exception>
    public void Write(BridgeState state) => AtomicFile.Write(File, JsonSerializer.SerializeToUtf8Bytes(state, SupervisionJson.Default.BridgeState));
}
