using System.Text;
using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Transport.Tests.Running;

namespace EdgeOrch.Transport.Tests;

/// <summary>Messages that tests send.</summary>
internal static class Samples
{
    public static string DesiredTopic { get; } = Topics.Desired(RunningSession.Device);

    public static ReportedState Report { get; } = new()
    {
        Device = RunningSession.Device,
        Sequence = 3,
        BootId = "boot",
        At = DateTimeOffset.UnixEpoch,
        ObservedGeneration = 1,
        AppliedGeneration = 1,
        Facts = new DeviceFacts(new Platform("linux", "arm64"), "0.1.0", "6.1", 4000, 1, 1),
        Workloads = [],
    };

    /// <summary>A desired state as the wire has it; the session does not look inside.</summary>
    public static byte[] Document(string payload) =>
        JsonSerializer.SerializeToUtf8Bytes(new SignedDocument("key", Encoding.UTF8.GetBytes(payload), [1]), WireJson.Default.SignedDocument);

    public static string TextOf(SignedDocument document) => Encoding.UTF8.GetString(document.Payload);

    public static RpcResponse Ok(EventsAcknowledged result) => new(false, JsonSerializer.SerializeToUtf8Bytes(result, WireJson.Default.EventsAcknowledged));
}
