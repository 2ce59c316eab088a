namespace EdgeOrch.Testing.Manifests;

/// <summary>One bad manifest: a good one with one line replaced, and where the problem must be found.</summary>
public sealed record BadManifest(string Expected, string Text)
{
    /// <summary>A manifest that is good, one field a line, so that a case can replace any.</summary>
    public const string Good = """
        apiVersion: edgeorch/v1
        kind: Deployment
        metadata:
          name: web
          labels: {tier: front}
        spec:
          selector: {matchLabels: {site: hq}}
          containers:
          - name: app
            image: demo/app:1
            resources: {memory: 64Mi, cpu: 250m, pids: 100}
            restart: {policy: always, initialBackoff: 1s, maxBackoff: 5m}
        """;
}
