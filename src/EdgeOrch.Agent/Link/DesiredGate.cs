using System.Security.Cryptography;
using System.Text.Json;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;

namespace EdgeOrch.Agent.Link;

/// <summary>Lets through only desired state that the pinned key signed, for this device, with a growing generation; keeps the last one.</summary>
/// <remarks>Not thread-safe: the session delivers one document at a time.</remarks>
internal sealed class DesiredGate(DeviceId device, ECDsa key, DataFolder data)
{
    private SignedDocument? _last;

    /// <summary>The desired state last accepted; null before the first.</summary>
    public DesiredState? Current { get; private set; }

    /// <summary>Loads what was accepted before; to be called once, first. A file that does not verify is refused like any other.</summary>
    public DesiredVerdict Restore()
    {
        try
        {
            var content = AtomicFile.Read(data.Desired, 2L * Limits.MessageBytes);
            if (content is null) return new DesiredVerdict.Repeated();
            var document = JsonSerializer.Deserialize(content, WireJson.Default.SignedDocument)
                ?? throw new JsonException("it is null");
            return Judge(document, persist: false);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or IOException)
        {
            return new DesiredVerdict.Refused("desired-damaged", $"\"{data.Desired}\": {e.Message}");
        }
    }

    /// <summary>Judges a delivered document. An accepted one is durable on return.</summary>
    /// <exception cref="IOException">It could not be kept; nothing changed.</exception>
    public DesiredVerdict Judge(SignedDocument document) => Judge(document, persist: true);

    private DesiredVerdict Judge(SignedDocument document, bool persist)
    {
        // 1. Nothing is parsed before it is known to be of sane size and from the control plane.
        if (document.Payload.Length > Limits.MessageBytes)
            return Refuse("desired-too-large", $"desired state of {document.Payload.Length} bytes: at most {Limits.MessageBytes}");
        if (!Verifies(document)) return Refuse("desired-signature", "desired state is not signed by the pinned key of the control plane");

        // 2. What it says.
        if (!TryParse(document, out var state, out var problem)) return problem;
        if (state.Device != device) return Refuse("desired-other-device", $"desired state is for device \"{state.Device}\", this is \"{device}\"");
        if (Rule(state) is { } broken) return Refuse("desired-invalid", broken);

        // 3. Its number.
        if (Current is { } current)
        {
            if (state.Generation == current.Generation && document.Payload.AsSpan().SequenceEqual(_last!.Payload)) return new DesiredVerdict.Repeated();
            if (state.Generation <= current.Generation)
                return Refuse("desired-generation", $"desired state has generation {state.Generation}; {current.Generation} was accepted before, and it must grow");
        }

        // 4. Durable before anyone acts on it.
        if (persist) AtomicFile.Write(data.Desired, JsonSerializer.SerializeToUtf8Bytes(document, WireJson.Default.SignedDocument));
        (Current, _last) = (state, document);
        return new DesiredVerdict.Accepted(state);
    }

    private bool Verifies(SignedDocument document)
    {
        try
        {
            return DocumentSigner.Verify(document, key);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool TryParse(SignedDocument document, out DesiredState state, out DesiredVerdict problem)
    {
        (state, problem) = (null!, null!);
        try
        {
            state = JsonSerializer.Deserialize(document.Payload, WireJson.Default.DesiredState) ?? throw new JsonException("it is null");
            return true;
        }
        catch (JsonException e)
        {
            problem = Refuse("desired-malformed", $"desired state does not parse: {e.Message}");
            return false;
        }
    }

    private static string? Rule(DesiredState state)
    {
        if (state.Generation < 1) return $"generation {state.Generation}: must be 1 or more";
        if (state.Workloads.Count > Limits.WorkloadsPerDevice) return $"{state.Workloads.Count} workloads: at most {Limits.WorkloadsPerDevice}";
        var seen = new HashSet<WorkloadId>();
        foreach (var workload in state.Workloads)
        {
            if (!ResourceName.IsValid(workload.Deployment)) return $"deployment \"{workload.Deployment}\": must be {ResourceName.Rule}";
            if (!ResourceName.IsValid(workload.Container.Name)) return $"container \"{workload.Container.Name}\": must be {ResourceName.Rule}";
            if (!workload.Image.Digest.IsValid) return $"workload \"{workload.Id}\": its image has no digest";
            if (!seen.Add(workload.Id)) return $"workload \"{workload.Id}\": is named twice";
        }

        return null;
    }

    private static DesiredVerdict.Refused Refuse(string reason, string message) => new(reason, message);
}
