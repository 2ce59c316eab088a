using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Workloads;

/// <summary>The signal that asks a container to stop.</summary>
internal static class StopSignalRule
{
    private const int Terminate = 15;

    /// <summary>The manifest's, else the image's, else SIGTERM.</summary>
    /// <exception cref="WorkloadException"><c>stop-signal</c>: no such signal.</exception>
    public static int Resolve(string? manifest, string? image)
    {
        var text = manifest ?? image;
        if (string.IsNullOrEmpty(text)) return Terminate;

        // Docker takes small letters in an image's STOPSIGNAL.
        return Signals.TryParse(text.ToUpperInvariant(), out var number)
            ? number
            : throw new WorkloadException("stop-signal", $"stop signal \"{text}\": must be {Signals.Rule}", retryable: false);
    }
}
