namespace EdgeOrch.ControlPlane.Tests.Api;

/// <summary>Texts of small manifests.</summary>
internal static class ManifestText
{
    /// <summary>A deployment of one container for the devices with the label <c>site: SITE</c>.</summary>
    public static string Deployment(string name, string site, string image, string resources = "{}") => $$"""
        apiVersion: edgeorch/v1
        kind: Deployment
        metadata:
          name: {{name}}
        spec:
          selector:
            matchLabels: { site: {{site}} }
          containers:
            - name: app
              image: {{image}}
              resources: {{resources}}
        """;
}
