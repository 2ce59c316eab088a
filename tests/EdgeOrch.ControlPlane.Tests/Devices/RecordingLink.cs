using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.ControlPlane.Broker;

namespace EdgeOrch.ControlPlane.Tests.Devices;

/// <summary>A broker that keeps what it is told to publish.</summary>
internal sealed class RecordingLink : IDeviceLink
{
    private readonly ConcurrentQueue<(DeviceId Device, SignedDocument Document)> _desired = new();
    private readonly ConcurrentQueue<(string Transfer, byte[] Chunk)> _chunks = new();

    /// <summary>Whether it fails instead.</summary>
    public bool IsDown { get; set; }

    public ConcurrentBag<DeviceId> Forgotten { get; } = [];

    public IReadOnlyCollection<(string Transfer, byte[] Chunk)> Chunks => _chunks;

    /// <summary>The generations published for a device, in order.</summary>
    public IReadOnlyList<long> Generations(string device) => [.. Published(device).Select(document => Read(document).Generation)];

    public IReadOnlyList<SignedDocument> Published(string device) => [.. _desired.Where(each => each.Device.ToString() == device).Select(each => each.Document)];

    public static DesiredState Read(SignedDocument document) => JsonSerializer.Deserialize(document.Payload, WireJson.Default.DesiredState)!;

    public Task PublishDesiredAsync(DeviceId device, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (IsDown) throw new IOException("the broker is down");
        _desired.Enqueue((device, JsonSerializer.Deserialize(payload.Span, WireJson.Default.SignedDocument)!));
        return Task.CompletedTask;
    }

    public Task ForgetAsync(DeviceId device, CancellationToken cancellation)
    {
        if (IsDown) throw new IOException("the broker is down");
        Forgotten.Add(device);
        return Task.CompletedTask;
    }

    public Task PublishChunkAsync(DeviceId device, string transfer, ReadOnlyMemory<byte> chunk, CancellationToken cancellation)
    {
        _chunks.Enqueue((transfer, chunk.ToArray()));
        return Task.CompletedTask;
    }

    public Task<TResponse> RequestAsync<TRequest, TResponse>(
        DeviceId device, string method, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType,
        TimeSpan timeout, CancellationToken cancellation) => throw new NotSupportedException();
}
